// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/status.hpp"

#include "hblink/app/status_view.hpp"
#include "hblink/app/terminal.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <string>

#include "support/linked_world.hpp"
#include "support/temporary.hpp"

using namespace hblink;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {

config::logging_settings silent()
{
    config::logging_settings s;
    s.file.clear();
    s.console_level = config::log_level::critical;
    return s;
}

config::settings linked_settings()
{
    config::settings s = test::open_settings();
    s.links = {test::link_called("North", 901, "TS1=91;TS2=*"), test::link_called("South", 902)};
    s.trunks = {test::trunk_called("Core", 262, {{91, 1}, {2624, 2}})};
    return s;
}

struct scene
{
    asio::io_context io{1};
    observe::asynchronous_log log{silent()};
    observe::refusal_book refusals;
    test::linked_world w{linked_settings()};
    app::status_sources sources{
        .router = w.router, .refusals = refusals, .log = log, .configuration = "/etc/x.json"};
    std::size_t pieces{0};

    scene() { w.now = std::chrono::steady_clock::now(); }

    json::object status(control::status_request asked = {})
    {
        std::string text;
        asio::co_spawn(io, app::make_status(sources, asked),
                       [&](std::exception_ptr e, std::vector<std::string> found) {
                           BOOST_TEST(!e);
                           pieces = found.size();
                           for (const auto& piece : found)
                               text += piece;
                       });
        io.restart();
        io.run();
        BOOST_TEST(text.find('\n') == text.npos);
        return json::parse(text).as_object();
    }

    void refuse(std::uint32_t id)
    {
        const core::path from = test::path_of(0x0A00'0009);
        refusals.on(core::login_refused{dmr::repeater_id{id}, from, "",
                                        core::refusal_reason::wrong_passphrase, "default", ""},
                    w.now);
    }

    // What a status can show of links and trunks.
    void fill_peers()
    {
        w.come_up("North");
        w.open("South");
        w.from_peer("South", wire::write_refusal(dmr::repeater_id{902}));
        w.connect_trunk("Core");
        test::voice in{.talkgroup = 2624, .source = 2002, .stream = 99};
        w.from_trunk("Core", test::header_of(in, dmr::repeater_id{4711}));
        const core::link& north = w.link("North");
        refusals.on(core::call_refused{north,
                                       dmr::slot::one,
                                       dmr::stream_id{7},
                                       {dmr::radio_id{1001}, 93, dmr::call_type::group},
                                       core::drop_reason::not_permitted,
                                       north.slots[0],
                                       {}},
                    w.now);
        refusals.on(core::trunk_frame_refused{w.trunk("Core"), w.trunk("Core").path,
                                              core::frame_refusal::unmapped, 73, 4000},
                    w.now);
    }

    // All else.
    void fill()
    {
        const auto talker = w.connect(312000, "TS1=91,100-199;TS2=*");
        w.connect(312001, "TS1=;TS2=91");
        test::voice v;
        w.header(talker, v);
        w.sync(talker, v);
        refuse(5);
        const auto* const s = w.router.find(talker.id);
        refusals.on(core::call_refused{*s,
                                       dmr::slot::one,
                                       dmr::stream_id{7},
                                       {dmr::radio_id{1001}, 92, dmr::call_type::group},
                                       core::drop_reason::not_permitted,
                                       s->slots[0],
                                       {}},
                    w.now);
        w.router.block({dmr::repeater_id{7}, "", "why", w.now + 1h}, w.now);
        w.router.block({{}, "DL1ABC", "", std::nullopt}, w.now);
        sources.listeners = [] { return std::vector{wire::endpoint{wire::address::v4(0), 62031}}; };
        sources.name_of_radio = [](std::uint32_t id) { return id == 1001 ? "N0CALL Anna" : ""; };
        sources.last_reload = [] { return app::reload_mark{std::chrono::system_clock::now(), true}; };
    }
};

void collect_names(const json::value& v, std::set<std::string>& names)
{
    if (v.is_array())
        for (const auto& element : v.get_array())
            collect_names(element, names);
    if (v.is_object())
        for (const auto& [key, value] : v.get_object()) {
            names.emplace(key);
            if (key != "talkgroup_slots") // its members are talkgroups
                collect_names(value, names);
        }
}

std::string joined(const std::set<std::string>& names)
{
    std::string all;
    for (const auto& name : names)
        all += name + ' ';
    return all;
}

bool contains(const std::vector<std::string>& lines, std::string_view part)
{
    return std::any_of(lines.begin(), lines.end(), [&](const auto& l) { return l.find(part) != l.npos; });
}

}

BOOST_FIXTURE_TEST_SUITE(statuses, scene)

BOOST_AUTO_TEST_CASE(an_empty_server_has_a_status)
{
    const auto s = status();
    BOOST_TEST(s.at("ok").as_bool());
    BOOST_TEST(s.at("server").at("configuration").as_string() == "/etc/x.json");
    BOOST_TEST(s.at("server").at("last_reload").is_null());
    for (const char* const list : {"listeners", "repeaters", "calls", "blocks", "refusals"})
        BOOST_TEST(s.at(list).as_array().empty(), list);
}

BOOST_AUTO_TEST_CASE(a_repeater_is_shown_with_what_it_may_and_how_well_it_is_heard)
{
    fill();
    const auto s = status();
    const auto& repeaters = s.at("repeaters").as_array();
    BOOST_REQUIRE(repeaters.size() == 2U);
    const auto& r = repeaters[0].as_object();
    BOOST_TEST(r.at("id").to_number<int>() == 312000);
    BOOST_TEST(r.at("callsign").as_string() == "N0CALL");
    BOOST_TEST(r.at("rule").as_string() == "default");
    BOOST_TEST(r.at("options").as_string() == "TS1=91,100-199;TS2=*");
    BOOST_TEST(json::serialize(r.at("talkgroups")) == R"({"slot1":["91","100-199"],"slot2":"*"})");
    BOOST_TEST(r.at("address").as_string() == "10.4.194.192:62031");
    BOOST_TEST(r.at("last_heard_s").to_number<double>() < 60.0);
    BOOST_TEST(r.at("connected_at").as_string().size() == 20U);
    BOOST_TEST(json::serialize(repeaters[1].at("talkgroups")) == R"({"slot1":[],"slot2":["91"]})");
}

BOOST_AUTO_TEST_CASE(a_call_is_shown_where_it_comes_in_and_only_there)
{
    fill();
    const auto s = status();
    const auto& calls = s.at("calls").as_array();
    BOOST_REQUIRE(calls.size() == 1U);
    const auto& c = calls[0].as_object();
    BOOST_TEST(c.at("repeater").to_number<int>() == 312000);
    BOOST_TEST(c.at("source").to_number<int>() == 1001);
    BOOST_TEST(c.at("source_name").as_string() == "N0CALL Anna");
    BOOST_TEST(c.at("destination").to_number<int>() == 91);
    BOOST_TEST(c.at("kind").as_string() == "group");
    BOOST_TEST(c.at("targets").to_number<int>() == 1);
    BOOST_TEST(!c.at("echo").as_bool());
    BOOST_TEST(c.at("quality").at("packets").to_number<int>() == 2);
}

BOOST_AUTO_TEST_CASE(links_and_trunks_say_how_they_are_and_why_not)
{
    fill_peers();
    const auto s = status();
    const auto& links = s.at("links").as_array();
    BOOST_REQUIRE(links.size() == 2U);
    BOOST_TEST(links[0].at("name").as_string() == "North");
    BOOST_TEST(links[0].at("state").as_string() == "up");
    BOOST_TEST(links[0].at("last_failure").is_null());
    BOOST_TEST(json::serialize(links[0].at("talkgroups")) == R"({"slot1":["91"],"slot2":"*"})");
    BOOST_TEST(links[1].at("state").as_string() == "waiting");
    BOOST_TEST(links[1].at("last_failure").as_string() == "refused");
    BOOST_TEST(!links[1].at("remedy").as_string().empty());
    BOOST_TEST(links[1].at("next_attempt_s").to_number<double>() > 0);
    const auto& trunks = s.at("trunks").as_array();
    BOOST_REQUIRE(trunks.size() == 1U);
    BOOST_TEST(trunks[0].at("state").as_string() == "open");
    BOOST_TEST(trunks[0].at("streams").to_number<int>() == 1);
    BOOST_TEST(trunks[0].at("received").to_number<int>() == 1);
    BOOST_TEST(json::serialize(trunks[0].at("talkgroup_slots")) == R"({"91":1,"2624":2})");
    BOOST_TEST(json::serialize(s).find("secret") == std::string::npos);
    const auto& calls = s.at("calls").as_array();
    const auto of_trunk = std::find_if(calls.begin(), calls.end(),
                                       [](const auto& c) { return c.as_object().contains("trunk"); });
    BOOST_REQUIRE(of_trunk != calls.end());
    BOOST_TEST(of_trunk->at("origin").to_number<int>() == 4711);
}

BOOST_AUTO_TEST_CASE(the_view_shows_links_and_trunks_with_what_to_do)
{
    fill_peers();
    const auto lines = app::view_status(status(), {0, 0, false});
    for (const char* const part : {"1 of 2 links up, 1 trunk", "North", "waiting", "refused", "trunk Core",
                                   "TG 4000", "check radio_id and passphrase"})
        BOOST_TEST(contains(lines, part), part);
}

BOOST_AUTO_TEST_CASE(one_repeater_may_be_asked_for)
{
    fill();
    refuse(312001);
    const auto s = status({false, dmr::repeater_id{312001}});
    BOOST_TEST(s.at("repeaters").as_array().size() == 1U);
    BOOST_TEST(s.at("calls").as_array().empty());
    BOOST_TEST(s.at("refusals").as_array().size() == 1U);
    BOOST_TEST(status({false, dmr::repeater_id{4}}).at("repeaters").as_array().empty());
}

BOOST_AUTO_TEST_CASE(the_refusals_may_be_asked_for_alone)
{
    fill();
    const auto s = status({true, std::nullopt});
    BOOST_TEST(!s.contains("repeaters"));
    const auto& refused = s.at("refusals").as_array();
    BOOST_REQUIRE(refused.size() == 2U);
    BOOST_TEST(refused[0].at("what").as_string() == "call");
    BOOST_TEST(refused[0].at("destination").to_number<int>() == 92);
    BOOST_TEST(refused[1].at("reason").as_string() == "wrong_passphrase");
    BOOST_TEST(refused[1].at("address").as_string() == "10.0.0.9");
    BOOST_TEST(!refused[1].at("remedy").as_string().empty());
}

BOOST_AUTO_TEST_CASE(options_hide_secrets_and_what_is_no_text_does_no_harm)
{
    w.connect(1, "PASS=sesame;X=\x1b[2J\xFF");
    const auto s = status();
    const std::string options = s.at("repeaters").at(0).at("options").as_string().c_str();
    BOOST_TEST(options.find("sesame") == options.npos);
}

BOOST_AUTO_TEST_CASE(a_repeater_with_very_many_talkgroups_shows_the_first_of_them)
{
    std::string options = "TS1=";
    for (int t = 1; t <= 60; ++t)
        options += std::to_string(2 * t) + ',';
    const auto c = w.connect(1, options);
    const auto shown = status();
    BOOST_TEST(shown.at("repeaters").at(0).at("talkgroups").at("slot1").as_array().size() == 60U);
    BOOST_TEST(!shown.at("repeaters").at(0).at("talkgroups").as_object().contains("slot1_left_out"));
}

BOOST_AUTO_TEST_CASE(voice_has_its_turn_while_a_long_status_is_made)
{
    for (std::uint32_t id = 1; id <= 500; ++id)
        w.connect(id);
    unsigned turns = 0;
    bool done = false;
    const std::function<void()> voice = [&] {
        ++turns;
        if (!done)
            asio::post(io, voice);
    };
    asio::post(io, voice);
    std::vector<std::string> found;
    asio::co_spawn(io, app::make_status(sources, {}), [&](std::exception_ptr, std::vector<std::string> f) {
        found = std::move(f);
        done = true;
    });
    io.run();
    BOOST_TEST(turns > 10U);
    BOOST_TEST(found.size() > 2U);
    std::string text;
    for (const auto& piece : found)
        text += piece;
    BOOST_TEST(json::parse(text).at("repeaters").as_array().size() == 500U);
}

// docs/status-json.md names every member, and no other.
BOOST_AUTO_TEST_CASE(the_page_lists_every_member)
{
    fill();
    fill_peers();
    std::set<std::string> in_code;
    collect_names(status(), in_code);
    std::set<std::string> on_page;
    for (const auto& line : test::lines_in(test::contents(HBLINK_SOURCE_DIR "/docs/status-json.md"))) {
        if (!line.starts_with("| `"))
            continue;
        const auto end = line.find('`', 3);
        on_page.insert(line.substr(3, end - 3));
    }
    // These need a call with an alias, and a set of more than 200 talkgroups.
    for (const char* const rare : {"alias", "slot1_left_out", "slot2_left_out", "talkgroup_slots_left_out"})
        in_code.insert(rare);
    BOOST_TEST(joined(on_page) == joined(in_code));
}

BOOST_AUTO_TEST_CASE(people_see_tables_that_fit)
{
    fill();
    const auto s = status();
    for (const std::size_t columns : {std::size_t{40}, std::size_t{80}, std::size_t{200}}) {
        const auto lines = app::view_status(s, {columns, 0, false});
        for (const std::string& line : lines)
            BOOST_TEST(app::places_of(line) <= columns);
        BOOST_TEST(contains(lines, "312000"));
    }
    const auto wide = app::view_status(s, {0, 0, false});
    for (const char* const part :
         {"N0CALL Anna", "TG 91", "91,100-199", "wrong_passphrase", "DL1ABC", "59 min", "on 0.0.0.0:62031",
          "2 repeaters, ", "1 call now, ", "2 blocks", "read again at"})
        BOOST_TEST(contains(wide, part), part);
}

BOOST_AUTO_TEST_CASE(a_small_screen_shows_some_of_many_repeaters_and_says_so)
{
    for (std::uint32_t id = 1; id <= 100; ++id)
        w.connect(id);
    const auto lines = app::view_status(status(), {80, 24, false});
    BOOST_TEST(lines.size() <= 24U);
    BOOST_TEST(contains(lines, " more"));
}

BOOST_AUTO_TEST_CASE(whatever_comes_in_its_place_is_shown_without_harm)
{
    for (const char* const text :
         {"{}", R"({"repeaters":7,"calls":[1,null],"server":[],"counts":{"repeaters":-1e300}})",
          R"({"repeaters":[{"talkgroups":{"slot1":[1]},"connected_s":"x","id":[]}],"listeners":[4]})",
          R"({"refusals":[{}],"blocks":[{"until":5}]})"})
        for (const bool refusals_only : {false, true})
            BOOST_CHECK_NO_THROW(app::view_status(json::parse(text).as_object(), {80, 24, refusals_only}));
}

BOOST_AUTO_TEST_CASE(times_are_in_utc)
{
    BOOST_TEST(app::iso_time(std::chrono::system_clock::time_point{}) == "1970-01-01T00:00:00Z");
}

BOOST_AUTO_TEST_SUITE_END()
