// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/call_link_control.hpp"
#include "hblink/core/egress.hpp"
#include "hblink/core/heard_streams.hpp"
#include "hblink/core/pace.hpp"
#include "hblink/core/quality.hpp"
#include "hblink/core/readdress.hpp"
#include "hblink/core/slot_state.hpp"
#include "hblink/core/time.hpp"
#include "hblink/dmr/burst.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/dmr/position.hpp"
#include "hblink/dmr/talker_alias.hpp"
#include "hblink/wire/homebrew.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace hblink::core {

struct trunk;

// A slot that a stream is sent to. It is the stream's as long as the slot's serial is the stream's.
struct target
{
    slot_state* slot{};
    const core::path* path{};    // of the connection whose slot it is
    std::uint32_t generation{};  // the slot's, when it was chosen: another one, and the repeater has gone
    std::uint32_t destination{}; // in that repeater's words
    bool rewrite_id{false};      // bytes 11-14 become the connection's own id
    bool lost{false};            // the peer of a link has taken the slot: not tried again (quirks.md 46)
};

// How a stream goes out to some of its targets: those that get the same datagram.
struct rendition
{
    channel to;                // slot, and talkgroup or called radio
    std::size_t end{};         // its targets are those from the end of the rendition before to here
    core::trunk* trunk{};      // its one target; null: repeaters and links
    bool new_addresses{false}; // destination or source differ: so must the link control
    bool encoded{false};       // `link_control` is set
    readdressing link_control;
    wire::dmrd_bytes datagram{}; // of the burst in hand; what is the same in all of them is written once
};

// What the last burst with a colour code in it had there: its slot type, or its EMB.
struct colour_field
{
    static constexpr std::size_t first = 12; // bytes 12 to 20 of a burst hold both
    std::array<std::byte, 9> middle{};
    dmr::frame_type frame{dmr::frame_type::reserved}; // reserved: none was heard

    void keep(const wire::dmrd& burst) noexcept
    {
        const auto from = burst.payload().subspan<first, 9>();
        std::copy(from.begin(), from.end(), middle.begin());
        frame = burst.frame();
    }
    // Nothing: none was heard, or it cannot be read.
    std::optional<std::uint8_t> colour_code() const noexcept;
};

// A transmission that the server receives. Its targets are chosen once, when it starts.
struct stream
{
    stream_serial serial{};
    slot_state* slot{}; // where it comes in; null: the server itself plays it
    dmr::stream_id id;
    dmr::repeater_id origin; // bytes 11-14 of what comes in
    channel received;        // slot, and talkgroup or called radio, as the datagrams say it
    addressing call;         // in the network's words
    dmr::slot network_slot{dmr::slot::one};
    dmr::radio_id sent_source;         // who the targets are told is talking (SRC=)
    time_point first_frame{};          // also when that one was refused
    time_point must_end{};             // global.max_call_seconds
    std::uint64_t packets{};           // accepted, late ones included
    std::uint64_t until_update{};      // packets to the next stream_updated
    std::uint64_t dropped{};           // destination or call type was not the stream's
    std::vector<target> targets;       // those of a rendition together
    std::vector<rendition> renditions; // never none; the first one may have no targets
    std::uint8_t last_sequence{};
    bool in_other_words{false}; // for some targets
    bool broadcast{false};      // a unit call to nobody knows where
    bool too_long{false};       // it was ended because of that
    bool echo{false};           // it is recorded, to be played back
    bool relayed{false};        // it comes from another network: `pace` counts
    core::pace pace;
    std::uint8_t doubts{}; // that were told: one bit for each link_control_doubt

    core::quality quality;
    call_link_control link_control;
    colour_field last_colour;
    dmr::alias_assembly alias;
    std::optional<dmr::position> position;

    // What makes it the same stream on another way.
    stream_name name() const noexcept { return {id, sent_source, call.destination}; }
    std::span<target> targets_of(std::size_t r)
    {
        const std::size_t begin = r == 0 ? 0 : renditions[r - 1].end;
        return std::span{targets}.subspan(begin, renditions[r].end - begin);
    }
    // As last seen in it, else 1 (spec real-clients.md).
    std::uint8_t colour_code() const noexcept { return last_colour.colour_code().value_or(1); }
};

// Streams that are used again, with the memory of their targets.
class stream_pool
{
public:
    stream& take();
    void give_back(stream&);

private:
    std::vector<std::unique_ptr<stream>> all_;
    std::vector<stream*> free_;
};

}
