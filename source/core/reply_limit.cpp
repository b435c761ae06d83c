// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/reply_limit.hpp"

#include <algorithm>
#include <new>
#include <utility>

namespace hblink::core {
namespace {

std::array<std::byte, 16> make_secret(random_source& random)
{
    std::array<std::byte, 16> secret{};
    random.fill(secret);
    return secret;
}

}

reply_limit::reply_limit(unsigned per_second, unsigned burst, std::vector<wire::network> exempt,
                         random_source& random)
    : hash_{wire::keyed_hash::algorithm::siphash, make_secret(random)},
      full_at_{make_row(), make_row(), make_row()}
{
    change(per_second, burst, std::move(exempt));
}

void reply_limit::change(unsigned per_second, unsigned burst, std::vector<wire::network> exempt)
{
    interval_ = duration{std::chrono::seconds{1}} / std::max(per_second, 1U);
    tolerance_ = interval_ * std::max(burst, 1U);
    exempt_ = std::move(exempt);
}

reply_limit::row reply_limit::make_row()
{
    row r{static_cast<duration*>(std::calloc(buckets, sizeof(duration)))};
    if (r == nullptr)
        throw std::bad_alloc{};
    return r;
}

bool reply_limit::is_exempt(const wire::address& source) const noexcept
{
    return std::any_of(exempt_.begin(), exempt_.end(),
                       [&](const wire::network& n) { return n.contains(source); });
}

duration& reply_limit::bucket(kind k, const wire::address& source)
{
    // Whoever has one IPv6 address has the whole /64; an IPv4 address counts in full.
    const std::size_t significant = source.is_v4() ? 16 : 8;
    const auto octets = std::as_bytes(std::span{source.bytes()}).first(significant);
    return full_at_[static_cast<std::size_t>(k)][hash_(octets) % buckets];
}

bool reply_limit::available(kind k, const wire::address& source, time_point now)
{
    if (is_exempt(source))
        return true;
    return bucket(k, source) + interval_ <= now.time_since_epoch() + tolerance_;
}

bool reply_limit::take(kind k, const wire::address& source, time_point now)
{
    if (is_exempt(source))
        return true;
    duration& full_at = bucket(k, source);
    const duration next = std::max(full_at, now.time_since_epoch()) + interval_;
    if (next > now.time_since_epoch() + tolerance_)
        return false;
    full_at = next;
    return true;
}

}
