// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/user_cache.hpp"

#include "hblink/core/connection.hpp"

#include <algorithm>
#include <bit>

namespace hblink::core {
namespace {

constexpr unsigned radio_bits = 24;

}

user_cache::user_cache(duration timeout, std::size_t most)
    : timeout_{timeout}, most_{std::clamp<std::size_t>(most, 1, std::size_t{1} << radio_bits)}
{
    const std::size_t buckets = std::bit_ceil(most_);
    shift_ = radio_bits - static_cast<unsigned>(std::countr_zero(buckets));
    buckets_.resize(buckets);
}

// The multiplication is a permutation of the 24-bit numbers, so no choice of ids gets more than its share of
// them into one bucket: with the usual size that is 256.
std::size_t user_cache::bucket_of(dmr::radio_id radio) const noexcept
{
    constexpr std::uint32_t odd = 0x9E'3779; // 2^24 divided by the golden ratio
    return (radio.value() * odd & dmr::largest_24_bit) >> shift_;
}

user_cache::entry* user_cache::look_up(dmr::radio_id radio) const noexcept
{
    entry* e = buckets_[bucket_of(radio)];
    while (e != nullptr && e->radio != radio)
        e = e->next;
    return e;
}

const user* user_cache::find(dmr::radio_id radio, time_point now) const noexcept
{
    const entry* const e = look_up(radio);
    return e != nullptr && !is_over(*e, now) ? e : nullptr;
}

user& user_cache::heard(dmr::radio_id radio, const connection& where, const slot_state& slot,
                        const addressing& call, time_point now)
{
    entry* e = look_up(radio);
    if (e == nullptr || is_over(*e, now)) [[unlikely]] {
        if (e != nullptr)
            remove(*e); // who carries it now may be somebody else
        e = &add(radio, now);
    } else if (e != newest_) {
        unlink(*e);
        append(*e);
    }
    e->slot = slot.which;
    e->last_call = call.call;
    e->last_destination = call.destination;
    e->where = where.id;
    e->heard = now;
    return *e;
}

void user_cache::describe(dmr::radio_id radio, std::string_view alias,
                          const std::optional<dmr::position>& position, time_point now)
{
    entry* const e = look_up(radio);
    if (e == nullptr || is_over(*e, now))
        return;
    if (!alias.empty())
        e->alias = alias;
    if (position)
        e->position = position;
}

void user_cache::expire(time_point now)
{
    while (oldest_ != nullptr && is_over(*oldest_, now))
        remove(*oldest_);
}

user_cache::entry& user_cache::add(dmr::radio_id radio, time_point now)
{
    if (size_ == most_) {
        if (!is_over(*oldest_, now))
            ++pushed_out_;
        remove(*oldest_);
    }
    if (free_ == nullptr)
        free_ = &all_.emplace_back();
    entry& e = *free_;
    free_ = e.next;
    e.radio = radio;
    entry*& bucket = buckets_[bucket_of(radio)];
    e.next = bucket;
    bucket = &e;
    append(e);
    ++size_;
    return e;
}

void user_cache::remove(entry& e)
{
    unlink(e);
    entry** link = &buckets_[bucket_of(e.radio)];
    while (*link != &e)
        link = &(*link)->next;
    *link = e.next;
    e = entry{};
    e.next = free_;
    free_ = &e;
    --size_;
}

void user_cache::append(entry& e) noexcept
{
    e.older = newest_;
    e.newer = nullptr;
    (newest_ != nullptr ? newest_->newer : oldest_) = &e;
    newest_ = &e;
}

void user_cache::unlink(entry& e) noexcept
{
    (e.older != nullptr ? e.older->newer : oldest_) = e.newer;
    (e.newer != nullptr ? e.newer->older : newest_) = e.older;
}

}
