// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/own_address.hpp"

#include <array>
#include <optional>

namespace hblink::config {
namespace {

bool is_loopback(const wire::address& a)
{
    static const auto v4 = wire::parse_network("127.0.0.0/8").value();
    static const auto v6 = wire::parse_network("::1/128").value();
    return v4.contains(a) || v6.contains(a);
}

bool reaches(const wire::address& to, const wire::address& bound, bool serves_both)
{
    if (to == bound)
        return true;
    const bool same_family = to.is_v4() == bound.is_v4() || serves_both;
    // Linux takes "send it to nowhere in particular" as "to myself".
    return bound.is_unspecified() && same_family && (is_loopback(to) || to.is_unspecified());
}

}

bool reaches(std::string_view host, const wire::address& bound, bool serves_both)
{
    if (host == "localhost")
        return reaches(wire::parse_address("127.0.0.1").value(), bound, serves_both) ||
               reaches(wire::parse_address("::1").value(), bound, serves_both);
    const auto literal = wire::parse_address(host);
    return literal && reaches(*literal, bound, serves_both);
}

}
