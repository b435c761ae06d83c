// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/transmission.hpp"

#include "hblink/dmr/full_link_control.hpp"
#include "hblink/dmr/link_control.hpp"
#include "hblink/dmr/slot_type.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace hblink::sim {

namespace {

using payload = std::array<std::byte, dmr::burst_size>;

constexpr payload from_hex(std::string_view hex)
{
    const auto nibble = [](char c) { return c >= 'a' ? c - 'a' + 10 : c - '0'; };
    payload out{};
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = std::byte(nibble(hex[2 * i]) * 16 + nibble(hex[2 * i + 1]));
    return out;
}

// What a DMRGateway sent: AMBE silence, with the voice sync of a base station in burst A. In the middle of
// the others is the EMB field, and in F after it no fragment of anything.
constexpr payload burst_a = from_hex("b9e881526173002a6bb9e881526755fd7df75f7173002a6bb9e881526173002a6b");
constexpr payload burst_f = from_hex("b9e881526173002a6bb9e8815261100000000e2173002a6bb9e881526173002a6b");

constexpr std::size_t fragments_in_superframe = 4; // in the bursts B to E

dmr::fragment_place place_of(std::size_t fragment) noexcept
{
    if (fragment == 0)
        return dmr::fragment_place::first;
    return fragment + 1 == fragments_in_superframe ? dmr::fragment_place::last : dmr::fragment_place::between;
}

}

transmission::transmission(const transmission_address& a, std::size_t superframes,
                           const signalling& s) noexcept
    : bursts_{superframes * bursts_in_superframe + 2}, signalling_{s}
{
    address(a);
    add_alias(s.alias);
    signalling_.alias = {};
}

std::size_t transmission::superframes_in(std::chrono::duration<double> voice) noexcept
{
    const std::chrono::duration<double> one = burst_period * bursts_in_superframe;
    // Half a millisecond is forgiven: 3.6 s are ten superframes, whatever the rounding of 3.6.
    return static_cast<std::size_t>(std::max(1.0, std::ceil((voice.count() - 0.0005) / one.count())));
}

transmission transmission::readdressed(const transmission_address& a) const noexcept
{
    transmission t = *this;
    t.address(a);
    return t;
}

void transmission::address(const transmission_address& a) noexcept
{
    address_ = a;
    const auto opcode = a.call == dmr::call_type::group ? dmr::flco::group_voice : dmr::flco::unit_voice;
    const auto lc = dmr::link_control::voice(opcode, signalling_.feature_set, signalling_.service_options,
                                             a.destination, a.source);
    header_ = dmr::lc_burst(lc, dmr::data_type::voice_lc_header, signalling_.colour_code);
    terminator_ = dmr::lc_burst(lc, dmr::data_type::terminator_with_lc, signalling_.colour_code);
    own_ = dmr::encode_embedded(lc);
}

// Six characters in the alias header, seven in each block (spec dmr-fec.md, "Talker alias").
void transmission::add_alias(std::string_view text) noexcept
{
    constexpr std::size_t most = 6 + 3 * 7;
    constexpr auto eight_bit = std::byte{1U << 6};
    text = text.substr(0, most);
    if (text.empty())
        return;
    const auto length = static_cast<std::uint8_t>(text.size());
    std::size_t room = 6;
    for (; alias_pieces_ < most_alias_pieces && !text.empty(); ++alias_pieces_, room = 7) {
        const auto opcode = static_cast<std::uint8_t>(dmr::flco::talker_alias_header);
        dmr::link_control lc{{static_cast<std::byte>(opcode + alias_pieces_)}};
        if (alias_pieces_ == 0)
            lc.octets[2] = eight_bit | std::byte(length << 1);
        const auto piece = text.substr(0, room);
        std::transform(piece.begin(), piece.end(), lc.octets.end() - static_cast<std::ptrdiff_t>(room),
                       [](char c) { return static_cast<std::byte>(c); });
        alias_[alias_pieces_] = dmr::encode_embedded(lc);
        text.remove_prefix(piece.size());
    }
}

wire::dmrd_bytes transmission::burst(std::size_t index) const noexcept
{
    wire::dmrd_header h;
    h.sequence = static_cast<std::uint8_t>(index);
    h.source = address_.source;
    h.destination = address_.destination;
    h.id = address_.repeater;
    h.slot = address_.slot;
    h.call = address_.call;
    h.stream = address_.stream;
    if (index == 0 || index + 1 == bursts_) {
        h.frame = dmr::frame_type::data_sync;
        h.detail = static_cast<std::uint8_t>(index == 0 ? dmr::data_type::voice_lc_header
                                                        : dmr::data_type::terminator_with_lc);
        return wire::write_dmrd(h, index == 0 ? header_ : terminator_);
    }
    const std::size_t place = (index - 1) % bursts_in_superframe;
    h.frame = place == 0 ? dmr::frame_type::voice_sync : dmr::frame_type::voice;
    h.detail = static_cast<std::uint8_t>(place);
    payload voice = place == 0 ? burst_a : burst_f;
    if (place != 0)
        write_voice(index, voice);
    return wire::write_dmrd(h, voice);
}

// What is between the voice of the bursts B to F.
void transmission::write_voice(std::size_t index, dmr::writable_burst to) const noexcept
{
    const std::size_t fragment = (index - 1) % bursts_in_superframe - 1;
    if (fragment >= fragments_in_superframe)
        return dmr::write_embedded_signalling({signalling_.colour_code, false, dmr::fragment_place::only},
                                              to);
    dmr::write_embedded_signalling({signalling_.colour_code, false, place_of(fragment)}, to);
    const std::size_t superframe = (index - 1) / bursts_in_superframe;
    const bool own = alias_pieces_ == 0 || superframe % 2 == 0;
    dmr::write_fragment(own ? own_[fragment] : alias_[superframe / 2 % alias_pieces_][fragment], to);
}

void transmission::end_early(std::size_t index) noexcept
{
    const std::size_t voice = std::max<std::size_t>(index, 2) - 1; // bursts sent after the header
    const std::size_t superframes = (voice + bursts_in_superframe - 1) / bursts_in_superframe;
    bursts_ = std::min(bursts_, superframes * bursts_in_superframe + 2);
}

}
