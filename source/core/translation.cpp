// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/translation.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace hblink::core {
namespace {

bool is_single(const remap& r) { return r.network.first == r.network.last; }

std::uint64_t size_of(dmr::talkgroup_range r) { return std::uint64_t{r.last.value()} - r.first.value() + 1; }

// What is taken while remaps are settled, by slot.
class claims
{
public:
    // The talkgroups of the remap's network side that it gets.
    dmr::talkgroup_set grant(const remap& r)
    {
        dmr::talkgroup_set wanted;
        wanted.add(r.network);
        auto won = difference(wanted, network_[dmr::index_of(r.network_slot)]);
        if (r.local)
            won = first_for(r, won);
        else
            won = difference(won, local_[dmr::index_of(r.local_slot)]);
        for (const auto& range : won.ranges()) {
            network_[dmr::index_of(r.network_slot)].add(range);
            local_[dmr::index_of(r.local_slot)].add(r.local ? dmr::talkgroup_range{*r.local, *r.local}
                                                            : range);
        }
        return won;
    }

private:
    // One local talkgroup stands for one of the network's only, or what is said on it would go astray.
    dmr::talkgroup_set first_for(const remap& r, const dmr::talkgroup_set& free) const
    {
        if (free.empty() || local_[dmr::index_of(r.local_slot)].admits(*r.local))
            return {};
        return {free.ranges().front().first};
    }

    std::array<dmr::talkgroup_set, 2> network_;
    std::array<dmr::talkgroup_set, 2> local_;
};

}

std::optional<channel> translation::look_up(const std::vector<run>& runs, const channel& c) noexcept
{
    if (c.talkgroup > dmr::largest_24_bit)
        return std::nullopt;
    const std::uint32_t key = key_of(c);
    const auto after = std::upper_bound(runs.begin(), runs.end(), key,
                                        [](std::uint32_t k, const run& r) { return k < r.from; });
    if (after == runs.begin())
        return std::nullopt;
    const run& r = *(after - 1);
    const std::uint32_t offset = key - r.from;
    if (offset >= r.count)
        return std::nullopt;
    return channel_of(r.to + offset);
}

std::optional<channel> translation::to_network(const channel& local) const noexcept
{
    return look_up(from_local_, local);
}

std::optional<channel> translation::to_local(const channel& network) const noexcept
{
    return look_up(from_network_, network);
}

void translation::add(const run& r)
{
    size_ += r.count;
    run* const last = from_network_.empty() ? nullptr : &from_network_.back();
    // The slots follow each other in a key, but no stretch goes from one to the other.
    const bool begins_a_slot = (r.from & dmr::largest_24_bit) == 0 || (r.to & dmr::largest_24_bit) == 0;
    if (last != nullptr && !begins_a_slot && last->from + last->count == r.from &&
        last->to + last->count == r.to)
        last->count += r.count;
    else
        from_network_.push_back(r);
}

void translation::add(std::vector<run> runs)
{
    const auto by_from = [](const run& a, const run& b) { return a.from < b.from; };
    std::sort(runs.begin(), runs.end(), by_from);
    for (const run& r : runs)
        add(r);
    from_network_.shrink_to_fit();
    from_local_.reserve(from_network_.size());
    for (const run& r : from_network_)
        from_local_.push_back({r.to, r.from, r.count});
    std::sort(from_local_.begin(), from_local_.end(), by_from);
}

settled_translation settle(std::span<const remap> remaps)
{
    settled_translation settled;
    std::vector<translation::run> won;
    claims taken;
    for (const bool single : {true, false})
        for (std::size_t i = 0; i < remaps.size(); ++i) {
            const remap& r = remaps[i];
            if (is_single(r) != single)
                continue;
            const auto granted = taken.grant(r);
            if (granted.size() < size_of(r.network))
                settled.lost.push_back(i);
            for (const auto& range : granted.ranges()) {
                const auto network = translation::key_of({r.network_slot, range.first.value()});
                const auto local = translation::key_of({r.local_slot, r.local.value_or(range.first).value()});
                if (network != local)
                    won.push_back({network, local, static_cast<std::uint32_t>(size_of(range))});
            }
        }
    std::sort(settled.lost.begin(), settled.lost.end());
    settled.translation.add(std::move(won));
    return settled;
}

}
