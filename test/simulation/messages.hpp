// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/homebrew.hpp"

#include <array>
#include <cstdint>
#include <optional>
#include <string>

#include "talkgroups.hpp"

// What a client means by its datagram. The model is told the meaning, the router gets the bytes.
namespace hblink::simulation {

struct sender
{
    std::uint32_t host{};
    std::uint16_t port{};
    friend bool operator==(const sender&, const sender&) = default;
};

// RPTK: what is known of how the digest was made.
struct proof
{
    wire::digest digest{};
    sender challenged;     // whom the salt was given to
    std::int64_t minute{}; // and when
    bool right_passphrase{false};
};

// RPTO: the text, and what it asks for.
struct wish
{
    std::string text;
    std::array<std::optional<ranges>, 2> talkgroups; // nothing: the slot is not mentioned
    std::uint32_t bad_entries{};
};

enum class frame : std::uint8_t
{
    header,
    sync,
    speech,
    terminator,
    data
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
    bool unit{false};
    bool short_form{false}; // 53 bytes: without BER and RSSI
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
