// SPDX-License-Identifier: GPL-3.0-or-later
#include "judged_server.hpp"

#include "hblink/wire/station.hpp"

#include <algorithm>
#include <array>
#include <string_view>

namespace hblink::simulation {
namespace {

// DMRA and DMRG of the layout that carries the repeater's id; the rest are zeros.
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

void judged_server::deliver(const sender& from, std::uint32_t id, const char* what, wire::bytes datagram,
                            const voice_frame* frame)
{
    witness_.past().note({now_, what, id, static_cast<std::uint32_t>(datagram.size())});
    witness_.begin(datagram, id, frame);
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

void judged_server::alias(const sender& from, std::uint32_t id, std::uint32_t radio, between piece)
{
    begin(true);
    model_.alias(from);
    auto d = with_tag<19>("DMRA", id);
    const dmr::link_control lc = alias_piece(radio, piece);
    for (std::size_t i = 0; i < 3; ++i)
        d[8 + i] = static_cast<std::byte>(radio >> (16 - 8 * i));
    d[11] = std::byte{piece == between::alias_header ? std::uint8_t{0} : std::uint8_t{1}};
    std::copy_n(lc.octets.begin() + 2, 7, d.begin() + 12);
    deliver(from, id, "DMRA", d);
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
    const wire::dmrd_bytes datagram = to_datagram(id, f);
    const std::size_t size = f.short_form ? wire::dmrd_least : wire::dmrd_size;
    deliver(from, id, "DMRD", wire::bytes{datagram}.first(size), &f);
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

void judged_server::clean_users()
{
    begin(false);
    model_.clean_users();
    witness_.begin({}, 0);
    router_.clean_user_cache(now_);
    witness_.finish();
}

time_point judged_server::play_echo()
{
    begin(false);
    model_.play_echo();
    witness_.begin({}, 0);
    const auto next = router_.play_echo(now_);
    witness_.finish();
    return std::min(next.value_or(now_ + 1s), now_ + 1s);
}

}
