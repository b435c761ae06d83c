// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/time.hpp"
#include "hblink/dmr/ids.hpp"

#include <cstdint>

namespace hblink::core {

struct connection;
struct data_call;
struct stream;

// Every stream that the server accepts gets a number of its own: stream ids are chosen by their origins
// and repeat. 0 = none.
using stream_serial = std::uint64_t;

// How a call is addressed, in the words of the repeater whose slot it is.
struct addressing
{
    dmr::radio_id source;
    std::uint32_t destination{}; // talkgroup, or radio id in a unit call
    dmr::call_type call{dmr::call_type::group};

    friend bool operator==(const addressing&, const addressing&) = default;
};

// What a group call is on: a talkgroup of a timeslot.
struct channel
{
    dmr::slot slot{dmr::slot::one};
    std::uint32_t talkgroup{};

    friend bool operator==(const channel&, const channel&) = default;
};

enum class slot_phase : std::uint8_t
{
    idle,
    active,
    hang_time
};

// rx: the server receives the stream from this repeater. tx: it sends it there ("assumed" in HBlink4).
enum class stream_direction : std::uint8_t
{
    rx,
    tx
};

// What one timeslot of one repeater is doing (spec routing.md, "Life of a stream on a slot"). A slot has
// one stream at a time, and remembers it until its hang time is over.
struct slot_state
{
    stream_serial serial{};  // of that stream
    time_point last_frame{}; // late frames included
    core::stream* stream{};  // rx: the server's record of it, owned by the router. tx: of the stream that is
                             // sent here, only while the slot is active
    core::data_call* data{}; // the first of its data calls: beside the stream, whatever it does
    core::connection* owner{}; // whose slot this is; constant, but for those of trunks
    std::uint64_t joined_at{}; // tx: how many packets the stream had before it came here
    time_point started{};
    time_point ended{};        // when its hang time began
    addressing call{};         // the source is the radio itself, whatever SRC= says
    dmr::radio_id sent_source; // tx: who the repeater is told is talking (SRC=)
    dmr::stream_id id;
    slot_phase phase{slot_phase::idle};
    stream_direction direction{stream_direction::rx};
    dmr::slot which{dmr::slot::one}; // constant
    std::uint32_t generation{};      // grows when the repeater goes: targets chosen before it are void
    std::uint32_t place_in_use{};    // in the list of slots in use
};

}
