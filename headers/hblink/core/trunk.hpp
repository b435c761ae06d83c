// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/core/connection.hpp"
#include "hblink/core/time.hpp"
#include "hblink/wire/openbridge.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

namespace hblink::core {

// One entry of openbridge_connections for as long as it stands in the configuration as it is. Never used
// again.
enum class trunk_id : std::uint32_t
{
};

// Why a frame that came in on a trunk is not for us.
enum class frame_refusal : std::uint8_t
{
    wrong_size,   // not 73 bytes, or no DMRD
    wrong_source, // not from the peer's address and port
    bad_hmac,     // signed with another passphrase
    unmapped,     // its talkgroup is not in talkgroup_slots
    unit_call     // unit calls do not go over trunks
};
inline constexpr std::size_t frame_refusals = 5;
std::string_view to_string(frame_refusal) noexcept;

struct trunk_counters
{
    std::uint64_t received{};                            // frames that were taken
    std::array<std::uint64_t, frame_refusals> refused{}; // by frame_refusal
    std::uint64_t sent{};
    std::uint64_t looped{};   // frames of streams that came by another way already
    std::uint64_t too_fast{}; // frames beyond 25 a second
    std::uint64_t no_room{};  // frames, and streams that should have gone out, when it carried most_streams
    std::optional<time_point> last_received; // a good one
};

// An OpenBridge trunk (spec links.md). It has no slots and no login: any number of streams at once.
struct trunk : connection
{
    // So many streams at once, both ways; a good one for each of the radios of a large network.
    static constexpr std::size_t most_streams = 512;

    trunk(trunk_id, config::trunk_settings);

    // The slot that a talkgroup has on this side; nothing: the trunk does not carry it.
    std::optional<dmr::slot> slot_of(std::uint32_t talkgroup) const noexcept
    {
        const auto found = slot_of_talkgroup_.find(talkgroup);
        return found == slot_of_talkgroup_.end() ? std::nullopt : std::optional{found->second};
    }
    bool has_peer() const noexcept { return open && peer_known; }
    // What it sends says that it comes from there (bytes 11-14).
    dmr::repeater_id sender(dmr::repeater_id true_source) const noexcept
    {
        return settings.preserve_source_peer ? true_source : id;
    }
    wire::openbridge_bytes signed_frame(wire::bytes dmrd); // of at least 53 bytes
    bool is_genuine(wire::bytes frame);                    // the peer has signed it

    // A place for a stream; null: it carries most_streams.
    slot_state* take_place(dmr::slot which);
    void give_back(slot_state&) noexcept;
    // Where a stream comes in, also while its end is not long ago; null: nowhere.
    slot_state* incoming(dmr::stream_id) noexcept;
    void note_incoming(dmr::stream_id, slot_state&);
    std::size_t streams() const noexcept { return places_.size() - free_.size(); } // of at most most_streams
    template <class F>
    void for_each_place(F&& f)
    {
        for (slot_state& place : places_)
            f(place);
    }
    template <class F>
    void for_each_place(F&& f) const
    {
        for (const slot_state& place : places_)
            f(place);
    }

    trunk_id number;
    config::trunk_settings settings;
    bool open{false}; // its socket is bound
    time_point opened_at{};
    bool peer_known{false}; // path.remote is set
    trunk_counters counts;

private:
    wire::openbridge_seal seal_;
    boost::unordered_flat_map<std::uint32_t, dmr::slot> slot_of_talkgroup_;
    std::deque<slot_state> places_; // one for each stream; also the free ones
    std::vector<slot_state*> free_;
    boost::unordered_flat_map<std::uint32_t, slot_state*> incoming_; // by stream id
};

// Null: it is no trunk.
inline const trunk* trunk_of(const connection& c) noexcept
{
    return c.kind == connection_kind::trunk ? static_cast<const trunk*>(&c) : nullptr;
}
inline trunk* trunk_of(connection& c) noexcept
{
    return c.kind == connection_kind::trunk ? static_cast<trunk*>(&c) : nullptr;
}

}
