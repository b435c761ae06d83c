// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/time.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "air.hpp"
#include "messages.hpp"
#include "occurrence.hpp"
#include "reception.hpp"
#include "talkgroups.hpp"

// What the model knows: plain values.
namespace hblink::simulation {

using core::time_point;

// Who speaks to whom, in the words of one repeater.
struct address
{
    std::uint32_t source{};
    std::uint32_t destination{}; // a talkgroup, or a radio
    bool unit{false};
    friend bool operator==(const address&, const address&) = default;
};

// Where a stream is sent, and what its destination is called there.
struct listener
{
    std::uint32_t place{};
    std::uint8_t slot{};
    std::uint32_t destination{};
};

// How much more than 25 packets a second another server had sent, when the last one was let in.
struct filling
{
    core::duration ahead{};
    time_point when;
};

// A transmission that a repeater is sending, or sent; or one that the echo service plays.
struct transmission
{
    std::uint32_t origin{}; // a place in the roster
    std::uint32_t id{};
    std::uint8_t slot{};
    address call;                  // as the repeater says it
    channel network;               // as the network says it; in a unit call the same
    std::uint32_t source{};        // that listeners are told: SRC=, or the radio's own
    time_point first_frame;        // refused or not
    time_point started;            // when it was accepted
    time_point last_frame;         // and so of every slot that it is sent to
    time_point last_refused;       // because it was too long
    filling paced;                 // by another server
    std::vector<listener> targets; // chosen once, when it starts
    std::uint64_t holders{};       // targets whose slot it has
    std::uint64_t packets{};
    std::uint64_t dropped{};
    bool broadcast{false};          // of a unit call: to all who take part
    bool recorded{false};           // by the echo service
    bool too_long{false};           // the server has ended it because of that
    bool played{false};             // by the echo service
    options_of_call options;        // of the first header that could be read
    bool header_read{false};        // there was one
    options_of_call last_options;   // of the last frame, whether the server could know or not
    bool handed_over{false};        // another radio goes on with it (quirks.md 27)
    std::uint32_t last_source{};    // that its header said, or SRC=
    std::uint8_t piece_sequence{0}; // of the last piece
    std::uint8_t pieces{0};         // of the superframe in hand, from its first one on, without a gap
    bool confirmed{false};          // a whole superframe has said the same as the datagrams
    bool sure{true};                // what the piece in hand belongs to can be told from those before it
    std::uint8_t last_sequence{};
    std::optional<std::uint8_t> colour; // the last one seen
    reception received;
};

struct timeslot
{
    std::shared_ptr<transmission> carries; // or carried, in hang time; none: idle
    time_point ended;
    std::uint32_t destination{}; // what the repeater calls the destination
    std::uint64_t joined{};      // packets of the stream before it was sent here
    bool receives{false};        // from this repeater; otherwise the server sends it there
    bool active{false};          // otherwise hang time
    bool dismissed{false};       // the stream goes on, but not here: its broadcast was pruned
};

// What the echo service has of one slot: recorded first, played then.
struct tape
{
    std::shared_ptr<const transmission> of;
    std::vector<voice_frame> frames;
    std::optional<time_point> due;          // of the next burst; nothing: it is being recorded
    std::shared_ptr<transmission> playback; // from its first burst on
    std::size_t played{};                   // bursts
};

// A burst that the echo service plays.
struct played_burst
{
    std::uint32_t place{};
    std::shared_ptr<const transmission> of; // the playback
    std::shared_ptr<const transmission> recorded;
    std::optional<voice_frame> frame; // nothing: one that was not recorded, a header or a terminator
    std::uint8_t sequence{};
    bool last{false};
};

// Data that one radio sends to one destination from one slot, beside the voice.
struct data_call
{
    address call;
    std::uint32_t stream{}; // the last of its streams
    time_point last_frame;
    std::uint64_t packets{};
    std::vector<listener> targets; // of that stream
    filling paced{};               // by another server
};

enum class login_state : std::uint8_t
{
    none,
    configuring,
    connected
};

struct refusal
{
    std::size_t slot{};
    std::uint32_t id{};
    time_point first;
    time_point last;
    bool too_long{false}; // it was accepted, and ended because of its length
};

// Where a radio was heard last.
struct whereabouts
{
    std::uint32_t place{};
    time_point heard;
};

// What the server should know of a repeater.
struct member
{
    std::array<timeslot, 2> slots;
    std::array<std::vector<data_call>, 2> data;
    std::array<std::optional<tape>, 2> tapes;
    std::uint64_t step_heard{}; // the last fan-out that reached it
    time_point last_heard;
    std::uint32_t missed{};
    std::uint16_t port{};
    login_state state{login_state::none};
    bool shown{false};
    bool challenged{false};
    bool wish_waits{false};

    wire::digest digest{};
    std::array<ranges, 2> talkgroups;      // in force; in the network's words
    std::map<channel, channel> to_network; // from its own words; of what it wants translated
    std::map<channel, channel> to_local;
    std::uint32_t source{}; // SRC=; 0: the radios' own
    bool unit_calls{false};
    wish last_wish;
    time_point wishes_since;
    std::uint32_t wishes{};
    std::vector<refusal> refused;
};

// The end of a stream at a repeater that the server itself makes.
struct closing
{
    std::uint32_t place{};
    std::shared_ptr<const transmission> of;
    words said;
    std::uint8_t sequence{};
    std::uint8_t colour_code{};
};

// What shall come of one step: a datagram or a look at the clock.
struct expectation
{
    std::vector<reply> replies;
    std::vector<occurrence> events;
    std::vector<closing> closings;
    const transmission* heard{};   // the burst goes to all that hold this
    std::vector<listener> data_to; // the burst of data goes to these
    std::vector<played_burst> played;
};

}
