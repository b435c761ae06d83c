// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/attempts.hpp"

#include <algorithm>

namespace hblink::web {

namespace {

// Whoever has an IPv6 address has 2^64 of them.
wire::address network_of(const wire::address& a) noexcept
{
    if (a.is_v4())
        return a;
    auto bytes = a.bytes();
    std::fill(bytes.begin() + 8, bytes.end(), 0);
    return wire::address::v6(bytes);
}

}

bool attempts::allowed(const wire::address& who, time_point now) const noexcept
{
    const wire::address network = network_of(who);
    const auto e =
        std::find_if(tried_.begin(), tried_.end(), [&](const entry& t) { return t.who == network; });
    return e == tried_.end() || e->paid <= now + (at_once - 1) * for_another;
}

void attempts::wrong(const wire::address& who, time_point now)
{
    const wire::address network = network_of(who);
    auto e = std::find_if(tried_.begin(), tried_.end(), [&](const entry& t) { return t.who == network; });
    if (e == tried_.end()) {
        std::erase_if(tried_, [now](const entry& old) { return old.paid <= now; });
        if (tried_.size() >= most)
            tried_.erase(std::min_element(tried_.begin(), tried_.end(),
                                          [](const entry& a, const entry& b) { return a.paid < b.paid; }));
        e = tried_.insert(tried_.end(), {network, now});
    }
    e->paid = std::max(e->paid, now) + for_another;
}

}
