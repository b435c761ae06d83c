// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/link_control.hpp"
#include "hblink/wire/homebrew.hpp"

#include <cstdint>
#include <string>

#include "messages.hpp"

// The bytes of the simulation's bursts: as a repeater sends them, and as the server must pass them on.
namespace hblink::simulation {

// More wrong bits than this in a header, and nobody can read it.
inline constexpr std::uint8_t correctable_bits = 2;

// The alias that a radio sends, all of it or none: some have none.
std::string alias_of(std::uint32_t radio);
dmr::link_control alias_piece(std::uint32_t radio, between which);

wire::dmrd_bytes to_datagram(std::uint32_t repeater, const voice_frame&);

// What a datagram says, for people: one line.
std::string describe(wire::bytes);

// Who is said to speak to whom.
struct words
{
    std::uint32_t source{};
    std::uint32_t destination{};
    std::uint8_t slot{};
    std::uint32_t repeater{}; // bytes 11-14
    friend bool operator==(const words&, const words&) = default;
};

// Of a call's link control, what stays when it is put into other words.
struct options_of_call
{
    std::uint8_t feature_set{0};
    std::uint8_t service_options{0x20}; // of a late entry (spec routing.md, "Translation in the path")
    bool unit{false};
    friend bool operator==(const options_of_call&, const options_of_call&) = default;
};

// "Rewrite destination, slot bit, source, and the link control in the burst whenever the outgoing destination
// or source differs from that of the received DMRD header"; everything else stays as it was. `in` has 55
// bytes already. `talker`: whom the link control names, when it is rewritten.
wire::dmrd_bytes in_other_words(const wire::dmrd_bytes& in, const voice_frame&, const words&,
                                const options_of_call&, std::uint32_t talker);

// The terminator that the server makes (spec real-clients.md, last paragraph).
wire::dmrd_bytes closing_terminator(const words&, const options_of_call&, std::uint32_t stream,
                                    std::uint8_t sequence, std::uint8_t colour_code);

}
