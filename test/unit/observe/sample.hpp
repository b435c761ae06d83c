// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/data_calls.hpp"
#include "hblink/core/events.hpp"
#include "hblink/core/link.hpp"
#include "hblink/core/stream.hpp"
#include "hblink/core/trunk.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <memory>
#include <string_view>

namespace hblink::test {

inline wire::bytes bytes_of(std::string_view text)
{
    return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

// A station with the fields that the log shows (spec hbp.md, "RPTC layout").
inline wire::station make_station(std::string_view callsign)
{
    std::array<char, 294> fields;
    fields.fill(' ');
    const auto put = [&](std::size_t at, std::string_view text) {
        std::copy(text.begin(), text.end(), fields.data() + at);
    };
    put(0, callsign);
    put(50, "Somewhere");
    put(214, "Pi-Star");
    put(254, "MMDVM_HS_Hat");
    return wire::station::read(bytes_of({fields.data(), fields.size()}));
}

// A connected hotspot that transmits on talkgroup 91, and everything that can be said about it.
struct sample
{
    core::session session;
    core::path& path = session.path;
    core::slot_state& slot = session.slots[1];
    core::stream stream;
    core::data_call data;
    core::time_point now{std::chrono::hours{1}};

    sample()
    {
        path.remote = {wire::address::v4(0xC000'0207), 62031};
        session.id = dmr::repeater_id{312000};
        session.state = core::session_state::connected;
        session.type = config::connection_type::hotspot;
        session.station = make_station("N0CALL");
        session.connected_at = now - std::chrono::minutes{5};
        session.last_heard = now - std::chrono::milliseconds{93500};
        session.talkgroups = {dmr::talkgroup_set{dmr::talkgroup{91}}, dmr::talkgroup_set::everything()};
        auto rule = std::make_shared<config::access_rule>();
        rule->name = "hotspots";
        rule->passphrase = std::make_shared<const std::string>(secret);
        session.rule = rule;
        session.proof.passphrase = rule->passphrase;
        slot.which = dmr::slot::two;
        slot.id = dmr::stream_id{0xDEAD'BEEF};
        slot.call = {dmr::radio_id{3120001}, 91, dmr::call_type::group};
        slot.direction = core::stream_direction::rx;
        slot.stream = &stream;
        stream.slot = &slot;
        stream.quality.received(true, 7, 90); // BER and RSSI of a burst
        stream.quality.arrived(0, now);
        stream.quality.arrived(1, now + std::chrono::milliseconds{70});
        data.call = slot.call;
        data.id = slot.id;
    }

    core::stream_ended ended_stream(core::end_reason reason) const
    {
        return {session, slot, reason, std::chrono::milliseconds{3060}, 51, &stream};
    }

    static constexpr std::string_view secret = "open sesame";

    core::login_refused refused_login(core::refusal_reason reason) const
    {
        return {session.id, path, "N0CALL", reason, "stolen", "stolen in May"};
    }

    core::call_refused refused_call(core::drop_reason reason) const
    {
        return {session, dmr::slot::two, dmr::stream_id{7},  {dmr::radio_id{1}, 92, dmr::call_type::group},
                reason,  slot,           {dmr::slot::one, 9}};
    }

    static std::unique_ptr<const core::translation> talkgroup_9_is_2624()
    {
        const std::array remaps{core::remap{
            dmr::slot::two, {dmr::talkgroup{2624}, dmr::talkgroup{2624}}, dmr::slot::two, dmr::talkgroup{9}}};
        return std::make_unique<const core::translation>(core::settle(remaps).translation);
    }

    core::options_applied options(std::string_view text) const
    {
        return {session, text, {}, {}, {}, {}, {}, {}, {}};
    }
};

// A link and a trunk, and what can be said about them.
struct peer_sample
{
    core::link link{core::link_id{1},
                    link_settings(),
                    {dmr::talkgroup_set{dmr::talkgroup{91}}, dmr::talkgroup_set::everything()}};
    core::trunk trunk{core::trunk_id{1}, trunk_settings()};
    core::path elsewhere;

    static constexpr std::string_view secret = "open sesame";

    peer_sample()
    {
        link.path.remote = {wire::address::v4(0xC000'0232), 62031};
        link.talkgroups = link.wanted;
        link.pause = std::chrono::seconds{5};
        trunk.open = true;
        trunk.peer_known = true;
        trunk.path.remote = {wire::address::v4(0xC000'023C), 62035};
        elsewhere.remote = {wire::address::v4(0xC000'0263), 4711};
    }

    core::trunk_frame_refused refused_frame(core::frame_refusal reason) const
    {
        return {trunk, elsewhere, reason, 73, 2624};
    }

    static config::link_settings link_settings()
    {
        config::link_settings s;
        s.name = "North";
        s.address = "master.example.net";
        s.port = 62031;
        s.radio_id = dmr::repeater_id{901};
        s.passphrase = secret;
        s.options = "TS1=91;TS2=*";
        return s;
    }
    static config::trunk_settings trunk_settings()
    {
        config::trunk_settings s;
        s.name = "Core";
        s.network_id = 262000;
        s.local_address = wire::address::v4(0);
        s.local_port = 62044;
        s.target_address = "core.example.net";
        s.target_port = 62035;
        s.passphrase = secret;
        s.talkgroup_slots[dmr::talkgroup{91}] = dmr::slot::one;
        return s;
    }
};

}
