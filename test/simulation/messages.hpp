// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/homebrew.hpp"

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "talkgroups.hpp"

// What a client means by its datagram. The model is told the meaning, the router gets the bytes.
namespace hblink::simulation {

struct sender
{
    std::uint32_t host{};
    std::uint16_t port{};
    friend bool operator==(const sender&, const sender&) = default;
};

// A talkgroup of a timeslot, 0 or 1.
struct channel
{
    std::uint8_t slot{};
    std::uint32_t talkgroup{};
    friend auto operator<=>(const channel&, const channel&) = default;
};

// RPTK: what is known of how the digest was made.
struct proof
{
    wire::digest digest{};
    sender challenged;     // whom the salt was given to
    std::int64_t minute{}; // and when
    bool right_passphrase{false};
};

// An entry of an RPTO that asks for a translation.
struct remap
{
    std::uint8_t network_slot{};
    range network;
    std::uint8_t local_slot{};
    std::optional<std::uint32_t> local; // nothing: the same number
};

// RPTO: the text, and what it asks for.
struct wish
{
    std::string text;
    std::array<std::optional<ranges>, 2> talkgroups; // nothing: the slot is not mentioned
    std::vector<remap> remaps;                       // as they stand in the text
    std::optional<std::uint32_t> source;             // SRC=
    std::optional<bool> unit_calls;                  // UNIT=
    std::uint32_t bad_entries{};
};

enum class frame : std::uint8_t
{
    header,
    privacy, // a PI header: what follows is encrypted
    sync,
    speech,
    terminator,
    data
};

// What a superframe says beside its voice.
enum class between : std::uint8_t
{
    address, // who speaks to whom
    alias_header,
    alias_block
};

// DMRD.
struct voice_frame
{
    std::uint32_t source{};
    std::uint32_t destination{};
    std::uint32_t stream{};
    std::uint8_t sequence{};
    std::uint8_t slot{}; // 0 or 1
    frame what{frame::speech};
    std::uint8_t place{};     // of speech in its superframe: 1 to 5
    std::uint8_t data_type{}; // of data
    bool unit{false};
    bool short_form{false}; // 53 bytes: without BER and RSSI

    // In the burst itself.
    std::uint8_t feature_set{};
    std::uint8_t service_options{};
    std::uint8_t colour_code{1};
    between says{between::address};
    std::uint8_t
        wrong_bits{}; // of a header or terminator: few are corrected, and with many nobody can read it
};

// A datagram that is no message.
enum class nonsense : std::uint8_t
{
    empty,
    too_short,
    unknown,
    quiet // none of our business: neither answered nor reported
};

}
