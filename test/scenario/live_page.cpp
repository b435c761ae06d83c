// SPDX-License-Identifier: GPL-3.0-or-later
// What the live page shows (docs/live.md): a browser that knows the protocol only, held against what is true.
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <iostream>

#include "support/linked_world.hpp"
#include "support/live_browser.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

config::settings everything()
{
    config::settings s = open_settings();
    auto rule = rule_of("default", "secret");
    rule->trust = true;
    rule->default_unit_calls = true;
    s.access.fallback = rule;
    s.access.prepare();
    s.parrot.enabled = true;
    s.parrot.talkgroups = {dmr::talkgroup{9990}};
    s.forward_data_calls = true;
    s.links = {link_called("North", 901), link_called("South", 902, "TS1=91;TS2=92,93")};
    s.links[0].unit_calls = true;
    s.trunks = {trunk_called("Core", 262, {{91, 2}, {8, 1}})};
    s.http.token = "0123456789abcdef0123456789abcdef";
    return s;
}

wire::station_report someone(std::string callsign = "N0CALL")
{
    auto s = world::station(std::move(callsign));
    s.latitude = 47.4321;
    s.longitude = 8.7654;
    s.location = "Somewhere";
    s.url = "https://example.org";
    return s;
}

const std::chrono::system_clock::time_point noon{std::chrono::hours{24 * 20000 + 12}};

std::chrono::system_clock::time_point utc_midnight(std::chrono::system_clock::time_point t)
{
    return std::chrono::floor<std::chrono::days>(t);
}

struct page_world : linked_world
{
    explicit page_world(std::uint64_t seed = 1, config::settings s = everything())
        : linked_world{std::move(s), seed}, begun{now}
    {
        listeners.add(refusals);
        listeners.add(state);
    }
    app::moment moment() const
    {
        return {now, noon + std::chrono::duration_cast<std::chrono::system_clock::duration>(now - begun)};
    }
    void flush()
    {
        while (!state.flush(crowd, now, [] { return false; })) {
        }
    }
    // The same with everything interrupted after each row.
    template <class Between>
    void flush_slowly(Between between)
    {
        while (!state.flush(crowd, now, [] { return true; }))
            between();
    }
    void look() { state.look(moment()); }
    client come(std::uint32_t id, const std::string& options = "")
    {
        return connect(id, options, "secret", someone());
    }

    time_point begun;
    observe::refusal_book refusals;
    app::live_state state{
        {.router = router,
         .refusals = refusals,
         .name_of_radio = [](std::uint32_t r) { return r == 1001 ? "KA0R Dmitri" : ""; },
         .name_of_talkgroup = [](dmr::slot, std::uint32_t t) { return t == 91 ? "World" : ""; },
         .version = "1.0",
         .midnight = utc_midnight,
         .now = [this] { return now; }},
        {begun, noon}};
    live_crowd crowd;
};

// What changes without an event is told at other times.
json::value without_volatile(json::value v)
{
    if (json::object* const o = v.if_object()) {
        o->erase("last_packet_ms");
        if (o->contains("targets"))
            o->erase("quality"); // of calls in progress
    }
    return v;
}

void compare(const live_browser& b, const live_browser::rows& truth)
{
    std::set<std::string> names;
    for (const auto& [name, all] : truth)
        names.insert(name);
    for (const auto& [name, all] : b.known)
        names.insert(name);
    for (const std::string& name : names) {
        static const std::map<std::string, json::value> none;
        const auto seen = b.known.find(name);
        const auto real = truth.find(name);
        const auto& here = seen == b.known.end() ? none : seen->second;
        const auto& there = real == truth.end() ? none : real->second;
        for (const auto& [key, value] : there) {
            const auto found = here.find(key);
            BOOST_TEST((found != here.end()), name << ' ' << key << " is missing");
            if (found != here.end() && without_volatile(found->second) != without_volatile(value))
                BOOST_ERROR(name << ' ' << key << ": " << json::serialize(found->second) << " is not "
                                 << json::serialize(value));
        }
        for (const auto& [key, value] : here)
            BOOST_TEST(there.contains(key), name << ' ' << key << " should have gone");
    }
}

void compare_all(page_world& w)
{
    for (auto& g : w.crowd.guests)
        if (!g.walking) {
            BOOST_TEST(!g.browser.gap);
            compare(g.browser, live_crowd::everything(w.state, g.view));
        }
}

constexpr std::array<std::uint32_t, 5> talkgroups{91, 92, 8, 9990, 12};

struct random_scene
{
    explicit random_scene(std::uint64_t seed) : w{seed}, dice{seed}
    {
        for (std::uint32_t id = 1; id <= 6; ++id)
            clients.push_back(w.come(id, id == 2 ? "TS1=91:2:5,8;TS2=92;SRC=77" : ""));
        w.come_up("North");
        w.connect_trunk("Core");
    }
    unsigned roll(unsigned n) { return static_cast<unsigned>(dice() % n); }
    void act()
    {
        const std::size_t who = roll(6);
        voice& v = voices[who];
        switch (roll(14)) {
        case 0:
        case 1:
            v = {.slot = dmr::slot_at(roll(2)),
                 .talkgroup = talkgroups[roll(5)],
                 .source = 1000 + roll(4),
                 .stream = static_cast<std::uint32_t>(dice()),
                 .call = roll(4) == 0 ? dmr::call_type::unit : dmr::call_type::group};
            if (v.call == dmr::call_type::unit)
                v.talkgroup = 7000000 + roll(3);
            w.header(clients[who], v);
            break;
        case 2:
        case 3:
            w.speech(clients[who], v);
            break;
        case 4:
            w.terminator(clients[who], v);
            break;
        case 5:
            w.burst(clients[who], v, dmr::frame_type::data_sync, 6);
            break;
        case 6:
            w.receive(clients[who].path, to_datagram(wire::write_login_request(clients[who].id)));
            break;
        case 7: {
            w.log_in(clients[who], someone());
            break;
        }
        case 8:
            w.router.kick(clients[who].id, "", w.now);
            break;
        case 9:
            w.ask(clients[who], roll(2) == 0 ? "TS1=91;TS2=92" : "TS1=8:1:7;TS2=*");
            break;
        case 10: {
            voice t{.talkgroup = 91, .source = 2000 + roll(2), .stream = 5000 + roll(3)};
            w.from_trunk("Core", header_of(t, dmr::repeater_id{4711}));
            break;
        }
        case 11: {
            auto bad = page_world::frame_of(speech_of(v, dmr::repeater_id{1}), "wrong");
            w.from_trunk("Core", bad);
            break;
        }
        case 12: {
            voice t{
                .slot = dmr::slot::two, .talkgroup = 92, .source = 3000 + roll(2), .stream = 6000 + roll(3)};
            if (w.link("North").up())
                w.from_peer("North", header_of(t, dmr::repeater_id{901}));
            break;
        }
        default:
            w.egress.take();
            w.pass(std::chrono::milliseconds{roll(4) == 0 ? 12'000 : 300});
            w.egress.take();
        }
    }

    // Things happen, and browsers get on, while the differences are written.
    void flush_in_between()
    {
        w.flush_slowly([this] {
            if (roll(8) == 0)
                act();
            if (roll(4) == 0)
                w.crowd.walk(w.state);
        });
    }

    page_world w;
    std::mt19937_64 dice;
    std::vector<client> clients;
    std::array<voice, 6> voices;
};

}

BOOST_AUTO_TEST_SUITE(live_page)

BOOST_DATA_TEST_CASE(whatever_happens_each_browser_knows_what_is_true_after_a_flush,
                     boost::unit_test::data::xrange(3), seed)
{
    random_scene s{static_cast<std::uint64_t>(seed) + 1};
    for (int step = 0; step < 120; ++step) {
        const unsigned acts = s.roll(5);
        for (unsigned i = 0; i < acts; ++i)
            s.act();
        if (s.roll(40) == 0)
            s.w.crowd.join(s.w.state, s.roll(2) == 0 ? web::view::open_to_all : web::view::full);
        s.w.crowd.walk(s.w.state);
        s.w.look();
        s.flush_in_between();
        if (step % 10 == 0) {
            s.w.look();
            s.w.flush();
            s.w.flush(); // the names that the comparison's own rows have asked for
            compare_all(s.w);
        }
    }
    BOOST_TEST(s.w.crowd.published > 20U);
}

BOOST_DATA_TEST_CASE(the_public_never_learns_of_addresses_unit_calls_and_exact_places,
                     boost::unit_test::data::xrange(2), seed)
{
    random_scene s{static_cast<std::uint64_t>(seed) + 100};
    s.w.crowd.join(s.w.state, web::view::open_to_all);
    for (int step = 0; step < 250; ++step) {
        s.act();
        s.w.look();
        s.w.flush();
        s.w.crowd.walk(s.w.state);
    }
    const std::string& told = s.w.crowd.guests.front().browser.texts;
    BOOST_TEST(told.size() > 10'000U);
    for (const char* secret : {"10.0.0.", "192.0.2.", "62031", "7000000", "7000001", "7000002", "47.432",
                               "8.765", "\"unit\"", "SRC="})
        BOOST_TEST(told.find(secret) == told.npos, secret);
    BOOST_TEST(told.find("47.4,") != told.npos);
    const auto full = live_crowd::everything(s.w.state, web::view::full);
    std::string all;
    for (const auto& [name, of] : full)
        for (const auto& [key, value] : of)
            all += json::serialize(value);
    for (const char* shown : {"10.0.0.", "192.0.2.", "700000", "\"unit\""}) // the scene has all that
        BOOST_TEST(all.find(shown) != all.npos, shown);
}

BOOST_AUTO_TEST_CASE(a_call_shows_who_talks_where_it_goes_and_how_it_ended)
{
    page_world w;
    const client a = w.come(1);
    w.come(2);
    w.connect_trunk("Core");
    auto& full = w.crowd.join(w.state, web::view::full).browser;
    while (w.crowd.guests.front().walking)
        w.crowd.walk(w.state);
    voice v{.slot = dmr::slot::two, .talkgroup = 91};
    w.header(a, v);
    w.talk(a, v, 600ms);
    w.flush();
    BOOST_REQUIRE(full.known["calls"].size() == 1U);
    const auto call = full.known["calls"].begin()->second.as_object();
    const std::string number = full.known["calls"].begin()->first;
    BOOST_TEST(call.at("origin").as_string() == "r1");
    BOOST_TEST(call.at("source_name").as_string() == "KA0R Dmitri");
    BOOST_TEST(call.at("targets").to_number<int>() == 2);
    BOOST_TEST(call.at("trunks").as_array().size() == 1U);
    BOOST_TEST(full.known["slots"].at("r1/2").at("state").as_string() == "rx");
    BOOST_TEST(full.known["slots"].at("r2/2").at("state").as_string() == "tx");
    BOOST_TEST(full.known["slots"].at("r2/2").at("call").as_string() == json::string_view{number});
    BOOST_TEST(full.known["heard"].at("1001@r1").at("active").as_bool());
    BOOST_TEST(full.known["names"].at("2/91").as_string() == "World");
    w.terminator(a, v);
    w.flush();
    BOOST_TEST(full.known["calls"].empty());
    BOOST_TEST(full.known["slots"].at("r1/2").at("state").as_string() == "hang");
    const auto heard = full.known["heard"].at("1001@r1").as_object();
    BOOST_TEST(!heard.at("active").as_bool());
    BOOST_TEST(heard.at("reason").as_string() == "terminator");
    BOOST_TEST(heard.at("length_s").to_number<double>() == 0.6, boost::test_tools::tolerance(0.01));
    BOOST_TEST(full.known["today"].at("today").at("calls").to_number<int>() == 1);
    BOOST_TEST(full.known["today"].at("today").at("sent_calls").to_number<int>() == 2);
    BOOST_TEST(full.known["repeaters"].at("r1").at("recent").as_array().size() == 1U);
    w.pass(12s);
    w.flush();
    BOOST_TEST(full.known["slots"].empty());
}

BOOST_AUTO_TEST_CASE(a_call_whose_repeater_goes_is_lost_and_its_row_says_so)
{
    page_world w;
    const client a = w.come(1);
    auto& b = w.crowd.join(w.state, web::view::full).browser;
    voice v;
    w.header(a, v);
    w.flush();
    w.router.kick(a.id, "", w.now);
    w.flush();
    const auto heard = b.known["heard"].at("1001@r1").as_object();
    BOOST_TEST(!heard.at("active").as_bool());
    BOOST_TEST(heard.at("reason").as_string() == "lost");
    BOOST_TEST(heard.at("origin").as_string() == "");
    BOOST_TEST(b.known["repeaters"].empty());
    BOOST_TEST(b.known["calls"].empty());
}

BOOST_AUTO_TEST_CASE(a_public_browser_sees_that_a_slot_is_in_use_by_a_unit_call_and_no_more)
{
    page_world w;
    const client a = w.come(1);
    w.come(2);
    auto& open = w.crowd.join(w.state, web::view::open_to_all).browser;
    auto& full = w.crowd.join(w.state, web::view::full).browser;
    voice v{.talkgroup = 7000001, .call = dmr::call_type::unit};
    w.header(a, v);
    w.flush();
    BOOST_TEST(open.known["slots"].at("r1/2").as_object().size() == 2U); // state, since_ms
    BOOST_TEST(open.known["calls"].empty());
    BOOST_TEST(open.known["heard"].empty());
    BOOST_TEST(full.known["calls"].size() == 1U);
    BOOST_TEST(full.known["heard"].size() == 1U);
    w.terminator(a, v);
    w.flush();
    BOOST_TEST(open.texts.find("\"del\":{\"calls\"") == open.texts.npos);
}

BOOST_AUTO_TEST_CASE(the_table_of_who_was_heard_keeps_the_newest_thousand)
{
    page_world w;
    const client a = w.come(1);
    w.look();
    auto& b = w.crowd.join(w.state, web::view::full).browser;
    while (w.crowd.guests.front().walking)
        w.crowd.walk(w.state);
    for (std::uint32_t i = 0; i < 1005; ++i) {
        voice v{.source = 10'000 + i, .stream = i + 1};
        w.header(a, v);
        w.terminator(a, v);
        if (i % 100 == 0)
            w.flush();
    }
    w.flush();
    BOOST_TEST(b.known["heard"].size() == 1000U);
    BOOST_TEST(!b.known["heard"].contains("10004@r1"));
    BOOST_TEST(b.known["heard"].contains("10005@r1"));
    BOOST_TEST(b.known["events"].size() <= 1000U);
    compare(b, live_crowd::everything(w.state, web::view::full));
}

BOOST_AUTO_TEST_CASE(at_midnight_the_day_is_counted_anew)
{
    page_world w;
    const client a = w.come(1);
    voice v;
    w.over(a, v);
    w.look();
    BOOST_TEST(w.state.today().calls == 1U);
    w.egress.take();
    w.now += 12h;
    w.look();
    BOOST_TEST(w.state.today().calls == 0U);
    BOOST_TEST(w.state.today().since_ms == app::ms_of(noon + 12h));
}

BOOST_AUTO_TEST_CASE(when_the_wall_clock_is_set_every_browser_begins_anew)
{
    page_world w;
    auto& b = w.crowd.join(w.state, web::view::open_to_all).browser;
    w.flush();
    BOOST_TEST(w.state.restarts() == 0U);
    w.state.look({w.now, noon + 1h});
    w.flush();
    BOOST_TEST(b.gap);
    BOOST_TEST(w.state.restarts() == 1U);
}

BOOST_AUTO_TEST_CASE(with_nobody_there_nothing_is_written)
{
    page_world w;
    const client a = w.come(1);
    voice v;
    w.over(a, v);
    w.look();
    w.flush();
    BOOST_TEST(w.crowd.published == 0U);
    BOOST_TEST(w.state.number(web::view::open_to_all) == 0U);
}

BOOST_AUTO_TEST_CASE(hostile_texts_stay_texts)
{
    page_world w;
    auto who = world::station("<script>");
    who.location = "\"},{\"x";
    who.url = "javascript:alert(1)";
    who.description = "\x01\xFF</script>\\";
    w.connect(9, "", "secret", who);
    const auto all = live_crowd::everything(w.state, web::view::full);
    const auto& row = all.at("repeaters").at("r9").as_object();
    BOOST_TEST(row.at("callsign").as_string() == "<script>");
    BOOST_TEST(!row.contains("url"));
}

BOOST_AUTO_TEST_CASE(ten_thousand_repeaters_come_in_pieces_and_differences_stay_short)
{
    config::settings s = everything();
    s.links.clear(); // their ids are nobody else's
    s.limits.max_repeaters = 10'000;
    s.limits.replies_per_second = 100'000;
    page_world w{1, std::move(s)};
    w.events.muted = true;
    w.crowd.join(w.state, web::view::full);
    for (std::uint32_t id = 1; id <= 10'000; ++id)
        w.come(id);
    w.flush();
    BOOST_TEST(w.crowd.longest < 80U * 1024);
    auto& b = w.crowd.guests.front().browser;
    BOOST_TEST(b.known["repeaters"].size() == 10'000U);
    BOOST_TEST(live_crowd::everything(w.state, web::view::full).at("repeaters").size() == 10'000U);
}

// Each repeater talks on both slots, on a talkgroup of its own.
BOOST_AUTO_TEST_CASE(calls_for_which_there_is_no_room_are_counted_and_leave_nothing_behind)
{
    config::settings s = everything();
    s.links.clear();
    s.limits.max_repeaters = 20'000;
    s.limits.replies_per_second = 100'000;
    page_world w{1, std::move(s)};
    w.events.muted = true;
    const std::uint32_t enough = app::live_state::most_calls / 2;
    std::vector<std::pair<client, voice>> talkers;
    for (std::uint32_t id = 1; id <= enough + 1; ++id) {
        const client c = w.come(id, "TS1=" + std::to_string(id) + ";TS2=" + std::to_string(id));
        for (const dmr::slot slot : {dmr::slot::one, dmr::slot::two}) {
            const auto number = 2 * id + (slot == dmr::slot::one ? 0U : 1U);
            talkers.emplace_back(
                c, voice{.slot = slot, .talkgroup = id, .source = 100'000 + number, .stream = number});
        }
    }
    for (auto& [c, v] : talkers)
        w.header(c, v);
    BOOST_TEST(w.state.calls_shown() == app::live_state::most_calls);
    BOOST_TEST(w.state.calls_not_shown() == 2U);
    for (auto& [c, v] : talkers)
        w.terminator(c, v);
    BOOST_TEST(w.state.calls_shown() == 0U);
    for (std::size_t t = 0; t < 2; ++t)
        for (const auto p : w.state.heard(t).by_age())
            BOOST_TEST(w.state.heard(t)[p].in_progress == 0U);
    BOOST_TEST(w.state.calls_not_shown() == 2U);
}

BOOST_AUTO_TEST_SUITE_END()
