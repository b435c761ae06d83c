// SPDX-License-Identifier: GPL-3.0-or-later
#include "air.hpp"

#include "hblink/dmr/data_header.hpp"
#include "hblink/dmr/embedded.hpp"
#include "hblink/dmr/full_link_control.hpp"
#include "hblink/dmr/slot_type.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace hblink::simulation {
namespace {

using payload = std::array<std::byte, dmr::burst_size>;

dmr::link_control link_control(std::uint32_t source, std::uint32_t destination, const options_of_call& o)
{
    return dmr::link_control::voice(o.unit ? dmr::flco::unit_voice : dmr::flco::group_voice, o.feature_set,
                                    o.service_options, destination, dmr::radio_id{source});
}

dmr::fragments fragments_of(const voice_frame& f)
{
    if (f.says != between::address)
        return dmr::encode_embedded(alias_piece(f.source, f.says));
    return dmr::encode_embedded(
        link_control(f.source, f.destination, {f.feature_set, f.service_options, f.unit}));
}

dmr::fragment_place place_of(std::uint8_t burst) // 1 to 4
{
    if (burst == 1)
        return dmr::fragment_place::first;
    return burst == 4 ? dmr::fragment_place::last : dmr::fragment_place::between;
}

void write_speech(const voice_frame& f, payload& to)
{
    const bool piece = f.place >= 1 && f.place <= 4;
    dmr::write_embedded_signalling(
        {f.colour_code, false, piece ? place_of(f.place) : dmr::fragment_place::only}, to);
    if (piece)
        dmr::write_fragment(fragments_of(f)[f.place - 1U], to);
}

void write_data(const voice_frame& f, payload& to)
{
    const auto type = static_cast<dmr::data_type>(f.data_type);
    if (type == dmr::data_type::data_header)
        dmr::write_data_header({.group = !f.unit,
                                .format = dmr::data_format::unconfirmed,
                                .sap = 4,
                                .blocks = 3,
                                .destination = f.destination,
                                .source = dmr::radio_id{f.source}},
                               to);
    dmr::write_slot_type({f.colour_code, type}, to);
    dmr::write_data_sync(to);
}

// Far from each other, so that few of them are corrected and many are not.
void spoil(payload& p, std::uint8_t wrong_bits)
{
    for (std::size_t i = 0; i < wrong_bits; ++i) {
        const std::size_t bit = i * 5 % 98;
        p[bit / 8] ^= std::byte{0x80} >> (bit % 8);
    }
}

payload payload_of(const voice_frame& f)
{
    payload p;
    std::uint64_t bits = f.stream * 0x9E37'79B9'7F4A'7C15 + f.sequence;
    for (std::byte& b : p) {
        bits = bits * 0x5851'F42D'4C95'7F2D + 1;
        b = static_cast<std::byte>(bits >> 56);
    }
    switch (f.what) {
    case frame::header:
    case frame::terminator:
        p = dmr::lc_burst(link_control(f.source, f.destination, {f.feature_set, f.service_options, f.unit}),
                          f.what == frame::header ? dmr::data_type::voice_lc_header
                                                  : dmr::data_type::terminator_with_lc,
                          f.colour_code);
        spoil(p, f.wrong_bits);
        break;
    case frame::privacy:
        dmr::write_slot_type({f.colour_code, dmr::data_type::pi_header}, p);
        dmr::write_data_sync(p);
        break;
    case frame::speech:
        write_speech(f, p);
        break;
    case frame::data:
        write_data(f, p);
        break;
    case frame::sync:
        break;
    }
    return p;
}

std::pair<dmr::frame_type, std::uint8_t> kind_of(const voice_frame& f)
{
    switch (f.what) {
    case frame::header:
        return {dmr::frame_type::data_sync, 1};
    case frame::privacy:
        return {dmr::frame_type::data_sync, 0};
    case frame::terminator:
        return {dmr::frame_type::data_sync, 2};
    case frame::data:
        return {dmr::frame_type::data_sync, f.data_type};
    case frame::sync:
        return {dmr::frame_type::voice_sync, 0};
    case frame::speech:
        break;
    }
    return {dmr::frame_type::voice, f.place};
}

void write_24(wire::dmrd_bytes& to, std::size_t at, std::uint32_t value)
{
    for (std::size_t i = 0; i < 3; ++i)
        to[at + i] = static_cast<std::byte>(value >> (16 - 8 * i));
}

dmr::writable_burst payload_in(wire::dmrd_bytes& datagram)
{
    return std::span{datagram}.subspan<20, dmr::burst_size>();
}

}

std::string alias_of(std::uint32_t radio)
{
    if (radio % 3 != 0)
        return "";
    return "R" + std::to_string(radio % 100'000) + " Jo";
}

// In ISO-8859-1.
dmr::link_control alias_piece(std::uint32_t radio, between what)
{
    const std::string text = alias_of(radio);
    const bool header = what == between::alias_header;
    dmr::link_control lc{{std::byte{header ? std::uint8_t{4} : std::uint8_t{5}}}};
    if (header)
        lc.octets[2] = std::byte{0x40} | std::byte(text.size() << 1);
    for (std::size_t i = 0; i < (header ? 6U : 7U); ++i) {
        const std::size_t from = header ? i : i + 6;
        if (from < text.size())
            lc.octets[i + (header ? 3 : 2)] = static_cast<std::byte>(text[from]);
    }
    return lc;
}

std::string describe(wire::bytes datagram)
{
    const wire::dmrd d{datagram};
    std::string text =
        "slot " + std::to_string(dmr::number_of(d.slot())) + " source " + std::to_string(d.source().value()) +
        " destination " + std::to_string(d.destination()) + " repeater " + std::to_string(d.id().value()) +
        " stream " + std::to_string(d.stream().value()) + " number " + std::to_string(d.sequence()) +
        " frame " + std::to_string(d.bits() >> 4 & 7) + "/" + std::to_string(d.bits() & 15);
    if (d.frame() == dmr::frame_type::data_sync &&
        (d.is_terminator() || d.data() == dmr::data_type::voice_lc_header)) {
        const auto lc = dmr::read_full_link_control(d.payload(), d.data());
        text += lc ? " link control " + std::to_string(static_cast<unsigned>(lc->opcode())) + "/" +
                         std::to_string(lc->feature_set()) + "/" + std::to_string(lc->service_options()) +
                         " " + std::to_string(lc->source().value()) + " to " +
                         std::to_string(lc->destination())
                   : " unreadable";
    }
    text += " bytes ";
    constexpr char digits[] = "0123456789abcdef";
    for (const std::byte b : datagram.subspan(20)) {
        text += digits[std::to_integer<unsigned>(b) >> 4];
        text += digits[std::to_integer<unsigned>(b) & 15];
    }
    return text;
}

wire::dmrd_bytes to_datagram(std::uint32_t repeater, const voice_frame& f)
{
    const auto [type, detail] = kind_of(f);
    const wire::dmrd_header h{f.sequence,
                              dmr::radio_id{f.source},
                              f.destination,
                              dmr::repeater_id{repeater},
                              dmr::slot_at(f.slot),
                              f.unit ? dmr::call_type::unit : dmr::call_type::group,
                              type,
                              detail,
                              dmr::stream_id{f.stream}};
    return wire::write_dmrd(h, payload_of(f), static_cast<std::uint8_t>(1 + f.sequence % 7), 47);
}

wire::dmrd_bytes in_other_words(const wire::dmrd_bytes& in, const voice_frame& f, const words& w,
                                const options_of_call& o, std::uint32_t talker)
{
    wire::dmrd_bytes out = in;
    write_24(out, 5, w.source);
    write_24(out, 8, w.destination);
    out[15] = (out[15] & std::byte{0x7F}) | std::byte(w.slot << 7);
    wire::set_repeater_id(out, dmr::repeater_id{w.repeater});
    if (w.source == f.source && w.destination == f.destination)
        return out;
    const dmr::link_control lc = link_control(talker, w.destination, o);
    if (f.what == frame::header)
        dmr::write_full_link_control(lc, dmr::data_type::voice_lc_header, payload_in(out));
    if (f.what == frame::terminator)
        dmr::write_full_link_control(lc, dmr::data_type::terminator_with_lc, payload_in(out));
    if (f.what == frame::speech && f.place >= 1 && f.place <= 4 && f.says == between::address)
        dmr::write_fragment(dmr::encode_embedded(lc)[f.place - 1U], payload_in(out));
    return out;
}

wire::dmrd_bytes closing_terminator(const words& w, const options_of_call& o, std::uint32_t stream,
                                    std::uint8_t sequence, std::uint8_t colour_code)
{
    const wire::dmrd_header h{sequence,
                              dmr::radio_id{w.source},
                              w.destination,
                              dmr::repeater_id{w.repeater},
                              dmr::slot_at(w.slot),
                              o.unit ? dmr::call_type::unit : dmr::call_type::group,
                              dmr::frame_type::data_sync,
                              static_cast<std::uint8_t>(dmr::data_type::terminator_with_lc),
                              dmr::stream_id{stream}};
    return wire::write_dmrd(h, dmr::terminator_burst(link_control(w.source, w.destination, o), colour_code));
}

}
