// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/options.hpp"
#include "hblink/core/slot_state.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/dmr/talkgroup_set.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hblink::core {

using config::remap;

// Neighbouring talkgroups that are translated in the same way: local + i is network + i, for i < count.
struct stretch
{
    channel local;
    channel network;
    std::uint32_t count{};

    friend bool operator==(const stretch&, const stretch&) = default;
};

struct settled_translation;

// A repeater's own words for talkgroups, from its options: maps from its (slot, talkgroup) to the network's
// and back, inverse to each other. Kept in stretches, so that a range of 10,000 costs what a single one does.
class translation
{
public:
    // What the network calls it; nothing: no rule names it, so it is the same.
    std::optional<channel> to_network(const channel& local) const noexcept;
    // What the repeater's users call it; nothing: no rule names it, so it is the same. The answer is never
    // `network` itself: who keys that has keyed the network side of a talkgroup that he has an alias for.
    std::optional<channel> to_local(const channel& network) const noexcept;

    std::size_t size() const noexcept { return size_; } // talkgroups translated
    std::size_t stretches() const noexcept { return from_local_.size(); }

    // f(stretch) for each, ascending by the local side; none of them touch if they could be one.
    template <class F>
    void for_each(F&& f) const
    {
        for (const run& r : from_local_)
            f(stretch{channel_of(r.from), channel_of(r.to), r.count});
    }

    friend settled_translation settle(std::span<const remap>);

private:
    // `from` and `to` hold a slot and a talkgroup in one number.
    struct run
    {
        std::uint32_t from{};
        std::uint32_t to{};
        std::uint32_t count{};
    };
    static constexpr std::uint32_t key_of(const channel& c) noexcept
    {
        return static_cast<std::uint32_t>(dmr::index_of(c.slot)) << 24 | c.talkgroup;
    }
    static constexpr channel channel_of(std::uint32_t key) noexcept
    {
        return {dmr::slot_at(key >> 24), key & dmr::largest_24_bit};
    }
    static std::optional<channel> look_up(const std::vector<run>&, const channel&) noexcept;
    void add(std::vector<run>); // from network to local, in any order
    void add(const run&);       // in the order of the network's side

    std::vector<run> from_network_; // both sorted by `from`
    std::vector<run> from_local_;
    std::size_t size_{};
};

struct settled_translation
{
    core::translation translation;
    std::vector<std::size_t>
        lost; // places of remaps that lost at least one talkgroup in a collision; ascending
};

// Which of the remaps win. Decided for each talkgroup by itself: remaps of a single one come first, then
// those of ranges, each in their order and ascending; a talkgroup whose network side or local side is taken
// already is lost. So of a range that goes to one local talkgroup its first free one wins. A talkgroup that
// is mapped to itself takes both sides, and there is nothing to translate.
settled_translation settle(std::span<const remap>);

}
