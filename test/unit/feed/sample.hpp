// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/data_calls.hpp"
#include "hblink/core/session.hpp"
#include "hblink/feed/frame.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::test {

// A station whose fields are those of the examples in spec events.md, at their places in an RPTC.
inline wire::station example_station()
{
    std::array<char, 294> fields;
    fields.fill(' ');
    const auto put = [&](std::size_t at, std::string_view text) {
        std::copy(text.begin(), text.end(), fields.data() + at);
    };
    put(0, "DB0XYZ");
    put(8, "431387500");
    put(17, "438987500");
    put(26, "25");
    put(28, "01");
    put(30, "51.7991");
    put(38, "10.6156");
    put(47, "120");
    put(50, "Brocken, JO51HT");
    put(70, "Harz wide area");
    put(89, "3");
    put(90, "https://example.org/db0xyz");
    put(214, "20240210_WPSD");
    put(254, "MMDVM");
    return wire::station::read(std::as_bytes(std::span{fields}));
}

// The repeater of those examples.
struct example
{
    core::session session;
    std::shared_ptr<config::access_rule> rule = std::make_shared<config::access_rule>();

    static constexpr core::time_point now{std::chrono::hours{1}};
    static constexpr feed::wall_time wall{std::chrono::seconds{1'795'000'000}};

    example()
    {
        rule->name = "Club machines";
        rule->description = "run by the club";
        rule->match.id_ranges = {{dmr::repeater_id{262400}, dmr::repeater_id{262499}}};
        session.used = true;
        session.shown = true;
        session.id = dmr::repeater_id{262401};
        session.path.remote = {wire::address::v4(0xC633'6414), 62031};
        session.state = core::session_state::connected;
        session.type = config::connection_type::repeater;
        session.connected_at = now - std::chrono::seconds{7200};
        session.last_heard = now - std::chrono::milliseconds{250};
        session.rule = rule;
        session.station = example_station();
        session.talkgroups = {dmr::talkgroup_set{dmr::talkgroup{91}, dmr::talkgroup{262}},
                              dmr::talkgroup_set::everything()};
        for (const std::size_t i : {0U, 1U}) {
            session.slots[i].which = dmr::slot_at(i);
            session.slots[i].owner = &session;
        }
    }
};

// The bodies of frames that stand one after the other.
inline std::vector<std::string> bodies_of(std::string_view bytes)
{
    std::vector<std::string> all;
    while (!bytes.empty()) {
        const std::size_t end = feed::end_of_frame(bytes);
        all.emplace_back(bytes.substr(feed::length_bytes, end - feed::length_bytes));
        bytes.remove_prefix(end);
    }
    return all;
}

}
