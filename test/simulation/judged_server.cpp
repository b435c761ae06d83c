// SPDX-License-Identifier: GPL-3.0-or-later
#include "judged_server.hpp"

#include "hblink/wire/station.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace hblink::simulation {
namespace {

// DMRA and DMRG of the layout that carries the repeater's id, filled with zeros.
template <std::size_t Size>
std::array<std::byte, Size> with_tag(std::string_view tag, std::uint32_t id)
{
    std::array<std::byte, Size> d{};
    for (std::size_t i = 0; i < tag.size(); ++i)
        d[i] = static_cast<std::byte>(tag[i]);
    for (std::size_t i = 0; i < 4; ++i)
        d[4 + i] = static_cast<std::byte>(id >> (24 - 8 * i));
    return d;
}

wire::dmrd_bytes to_bytes(std::uint32_t id, const voice_frame& f)
{
    std::array<std::byte, dmr::burst_size> payload;
    std::uint64_t bits = f.stream * 0x9E37'79B9'7F4A'7C15 + f.sequence;
    for (std::byte& b : payload) {
        bits = bits * 0x5851'F42D'4C95'7F2D + 1;
        b = static_cast<std::byte>(bits >> 56);
    }
    auto type = dmr::frame_type::data_sync;
    auto detail = static_cast<std::uint8_t>(dmr::data_type::voice_lc_header);
    switch (f.what) {
    case frame::header:
        break;
    case frame::terminator:
        detail = static_cast<std::uint8_t>(dmr::data_type::terminator_with_lc);
        break;
    case frame::data:
        detail = static_cast<std::uint8_t>(dmr::data_type::data_header);
        break;
    case frame::sync:
        type = dmr::frame_type::voice_sync;
        detail = 0;
        break;
    case frame::speech:
        type = dmr::frame_type::voice;
        detail = static_cast<std::uint8_t>(1 + f.sequence % 5);
        break;
    }
    const wire::dmrd_header h{f.sequence,
                              dmr::radio_id{f.source},
                              f.destination,
                              dmr::repeater_id{id},
                              dmr::slot_at(f.slot),
                              f.unit ? dmr::call_type::unit : dmr::call_type::group,
                              type,
                              detail,
                              dmr::stream_id{f.stream}};
    return wire::write_dmrd(h, payload, static_cast<std::uint8_t>(1 + f.sequence % 7), 47);
}

wire::station_report station_of(const roster& r, std::uint32_t place)
{
    wire::station_report s;
    s.callsign = r.callsign_is_blacklisted(place) ? "B4D" : "N" + std::to_string(place % 100'000);
    s.location = "Somewhere";
    s.software_id = r.is_a_server(place) ? "HBlink3" : "20240210_Pi-Star";
    s.package_id = r.is_a_server(place) ? "hblink3" : "MMDVM";
    s.slots = place % 3 == 0 ? '3' : '4';
    return s;
}

}

judged_server::judged_server(const roster& r, std::uint64_t seed, std::optional<fault> planted)
    : roster_{r},
      model_{r},
      witness_{r, model_},
      fault_{witness_, planted},
      random_{seed},
      router_{r.settings(), fault_, fault_, random_},
      invariants_{r, router_, model_, witness_}
{}

void judged_server::deliver(const sender& from, std::uint32_t id, const char* what, wire::bytes datagram)
{
    witness_.past().note({now_, what, id, static_cast<std::uint32_t>(datagram.size())});
    witness_.begin(datagram, id);
    router_.on_datagram(path_of(from.host, from.port), datagram, now_);
    witness_.finish();
}

void judged_server::login_request(const sender& from, std::uint32_t id)
{
    begin(true);
    model_.login_request(from, id);
    deliver(from, id, "RPTL", wire::write_login_request(dmr::repeater_id{id}));
}

void judged_server::challenge_answer(const sender& from, std::uint32_t id, const proof& p)
{
    begin(true);
    model_.challenge_answer(from, id, p);
    deliver(from, id, "RPTK", wire::write_challenge_answer(dmr::repeater_id{id}, p.digest));
}

void judged_server::description(const sender& from, std::uint32_t id)
{
    begin(true);
    model_.description(from, id);
    deliver(from, id, "RPTC",
            wire::write_description(dmr::repeater_id{id}, station_of(roster_, roster::place_of_id(id))));
}

void judged_server::options(const sender& from, std::uint32_t id, const wish& w)
{
    begin(true);
    model_.options(from, id, w);
    deliver(from, id, "RPTO", wire::write_options(dmr::repeater_id{id}, w.text));
}

void judged_server::keep_alive(const sender& from, std::uint32_t id)
{
    begin(true);
    model_.keep_alive(from, id);
    deliver(from, id, "RPTPING", wire::write_keep_alive(dmr::repeater_id{id}));
}

void judged_server::goodbye(const sender& from, std::uint32_t id)
{
    begin(true);
    model_.goodbye(from, id);
    deliver(from, id, "RPTCL", wire::write_goodbye(dmr::repeater_id{id}));
}

void judged_server::alias(const sender& from, std::uint32_t id)
{
    begin(true);
    model_.alias(from);
    deliver(from, id, "DMRA", with_tag<19>("DMRA", id));
}

void judged_server::position(const sender& from, std::uint32_t id)
{
    begin(true);
    model_.position(from);
    deliver(from, id, "DMRG", with_tag<18>("DMRG", id));
}

void judged_server::burst(const sender& from, std::uint32_t id, const voice_frame& f)
{
    begin(true);
    model_.burst(from, id, f);
    const wire::dmrd_bytes datagram = to_bytes(id, f);
    const std::size_t size = f.short_form ? wire::dmrd_least : wire::dmrd_size;
    deliver(from, id, "DMRD", wire::bytes{datagram}.first(size));
}

void judged_server::no_message(const sender& from, nonsense what, wire::bytes datagram)
{
    begin(true);
    model_.no_message(what);
    deliver(from, 0, "nonsense", datagram);
}

void judged_server::check_streams()
{
    begin(false);
    model_.check_streams();
    witness_.begin({}, 0);
    router_.check_streams(now_);
    witness_.finish();
}

void judged_server::check_logins()
{
    begin(false);
    model_.check_logins();
    witness_.begin({}, 0);
    router_.check_logins(now_);
    witness_.finish();
}

void judged_server::check_repeaters()
{
    begin(false);
    model_.check_repeaters();
    witness_.begin({}, 0);
    router_.check_repeaters(now_);
    witness_.finish();
}

}
