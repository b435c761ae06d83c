// SPDX-License-Identifier: GPL-3.0-or-later
// The answers of /api/v1 (docs/api.md), held against docs/openapi.json, and what of the page outlives a
// server.
#include "hblink/app/heard_file.hpp"
#include "hblink/app/page_api.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <iterator>

#include "support/linked_world.hpp"
#include "support/live_browser.hpp"
#include "support/schema.hpp"
#include "support/temporary.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

config::settings api_settings()
{
    config::settings s = open_settings();
    auto rule = rule_of("default", "secret");
    rule->trust = true;
    rule->default_unit_calls = true;
    s.access.fallback = rule;
    s.access.prepare();
    s.links = {link_called("North", 901, "TS1=91;TS2=*"), link_called("South", 902)};
    s.trunks = {trunk_called("Core", 262, {{91, 2}})};
    s.http.network_url = "https://example.org";
    return s;
}

struct answer
{
    unsigned status{};
    json::value body;
};

struct api_world : linked_world
{
    api_world() : linked_world{api_settings()}
    {
        listeners.add(refusals);
        listeners.add(state);
        app::add_api({state, [this](const web::request&) { return who; },
                      []() -> asio::awaitable<std::vector<std::string>> {
                          std::vector<std::string> pieces;
                          pieces.emplace_back(R"({"ok":true,"time":"2026-01-01T12:00:00Z"})");
                          co_return pieces;
                      }},
                     [this](std::string path, web::handler h) { routes[std::move(path)] = std::move(h); });
    }

    answer ask(const std::string& route, const std::string& path, const std::string& query = "")
    {
        web::request r;
        r.path = path;
        r.query = query;
        r.wrong_token = wrong_token;
        std::string text;
        unsigned status = 0;
        auto asking = [&]() -> asio::awaitable<void> {
            web::response found = co_await routes.at(route)(r);
            status = found.status;
            text = found.body ? *found.body : "";
            while (found.next_piece) {
                const std::string piece = co_await found.next_piece();
                if (piece.empty())
                    break;
                text += piece;
            }
        };
        asio::io_context io{1};
        asio::co_spawn(io, asking, [](std::exception_ptr e) { BOOST_TEST(!e); });
        io.run();
        return {status, json::parse(text)};
    }
    answer ask(const std::string& path) { return ask(path, path); }

    void fill()
    {
        auto s = world::station("DB0AB");
        s.latitude = 47.4;
        s.longitude = 8.7;
        s.url = "https://example.org";
        const client a = connect(1, "TS2=91:2:9,92;TS1=10-20", "secret", s);
        connect(2);
        come_up("North");
        open("South");
        from_peer("South", wire::write_refusal(dmr::repeater_id{902}));
        connect_trunk("Core");
        voice ended{.talkgroup = 92, .stream = 1};
        over(a, ended);
        pass(11s);
        voice unit{.talkgroup = 7000001, .source = 1002, .stream = 2, .call = dmr::call_type::unit};
        header(a, unit);
        voice group{.slot = dmr::slot::one, .talkgroup = 10, .source = 1003, .stream = 3};
        header(a, group);
        voice refused{.talkgroup = 4711, .source = 1004, .stream = 4};
        header({dmr::repeater_id{1}, a.path}, refused);
        client wrong{dmr::repeater_id{77}, path_of(0x0A00'0099), "wrong"};
        log_in(wrong);
        from_trunk("Core", frame_of(header_of(group, dmr::repeater_id{5}), "wrong"));
        state.set_health(app::write_health({}, {}));
    }

    observe::refusal_book refusals;
    app::live_state state{
        {.router = router, .refusals = refusals, .version = "1.0", .now = [this] { return now; }},
        {now, std::chrono::system_clock::time_point{std::chrono::hours{500'000}}}};
    web::view who{web::view::full};
    bool wrong_token{false}; // is shown
    std::map<std::string, web::handler> routes;
};

json::object openapi()
{
    std::ifstream file{HBLINK_SOURCE_DIR "/docs/openapi.json"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    return json::parse(text).as_object();
}

}

BOOST_FIXTURE_TEST_SUITE(live_page_api, api_world)

BOOST_AUTO_TEST_CASE(every_answer_is_as_the_openapi_file_says)
{
    fill();
    const json::object doc = openapi();
    schema_check check{doc};
    std::size_t checked = 0;
    for (const auto& [name, item] : doc.at("paths").as_object()) {
        std::string path{name};
        std::string route = path;
        if (const auto at = path.find("{id}"); at != path.npos) {
            route = path.substr(0, at);
            path = route + '1';
        }
        BOOST_TEST_REQUIRE(routes.contains(route), path);
        for (const web::view v : {web::view::full, web::view::open_to_all}) {
            who = v;
            const answer a = ask(route, path);
            const auto& wanted = item.at("get").at("responses").at(std::to_string(a.status));
            const auto& schema = wanted.at("content").at("application/json").at("schema");
            for (const std::string& c : check.complaints(schema, a.body))
                BOOST_ERROR(path << ' ' << c);
            if (v == web::view::full) {
                BOOST_TEST(a.status == 200U, path);
                if (const json::value* const items = a.body.as_object().if_contains("items"))
                    BOOST_TEST(!items->as_array().empty(), path);
            }
            ++checked;
        }
    }
    BOOST_TEST(checked == 2 * routes.size());
}

BOOST_AUTO_TEST_CASE(a_wrong_token_is_shown_nothing)
{
    fill();
    const json::object doc = openapi();
    schema_check check{doc};
    who = web::view::open_to_all;
    wrong_token = true;
    for (const auto& [name, item] : doc.at("paths").as_object()) {
        const std::string route{name.substr(0, name.find('{'))};
        const answer a = ask(route);
        BOOST_TEST(a.status == 401U, route);
        BOOST_TEST(a.body.as_object().size() == 1U, route);
        const auto& wanted = item.at("get").at("responses").at("401").at("content");
        for (const std::string& c : check.complaints(wanted.at("application/json").at("schema"), a.body))
            BOOST_ERROR(route << ' ' << c);
    }
}

BOOST_AUTO_TEST_CASE(what_is_not_there_or_not_understood_is_said_as_json)
{
    fill();
    BOOST_TEST(ask("/api/v1/repeaters/", "/api/v1/repeaters/3").status == 404U);
    BOOST_TEST(ask("/api/v1/repeaters/", "/api/v1/repeaters/x").status == 404U);
    BOOST_TEST(ask("/api/v1/calls", "/api/v1/calls", "limit=x").status == 400U);
    BOOST_TEST(ask("/api/v1/calls", "/api/v1/calls", "x").status == 400U);
    who = web::view::open_to_all;
    const answer a = ask("/api/v1/status");
    BOOST_TEST(a.status == 401U);
    BOOST_TEST(a.body.as_object().contains("error"));
}

BOOST_AUTO_TEST_CASE(a_query_limits_and_chooses_rows)
{
    fill();
    const auto items = [this](const std::string& path, const std::string& query) {
        return ask(path, path, query).body.at("items").as_array();
    };
    BOOST_TEST(items("/api/v1/repeaters", "limit=1").size() == 1U);
    BOOST_TEST(items("/api/v1/repeaters", "limit=0").empty());
    BOOST_TEST(items("/api/v1/repeaters", "callsign=DB0AB").size() == 1U);
    BOOST_TEST(items("/api/v1/repeaters", "id=2").size() == 1U);
    BOOST_TEST(items("/api/v1/repeaters", "callsign=DB0").empty());
    BOOST_TEST(items("/api/v1/events", "about=operation&event=repeater_connected").size() == 2U);
    const auto newest = items("/api/v1/last-heard", "limit=1");
    BOOST_TEST(newest.at(0).at("source").to_number<int>() == 1003);
}

BOOST_AUTO_TEST_CASE(who_was_heard_is_the_same_after_a_restart)
{
    fill();
    app::kept_page kept;
    for (std::size_t t = 0; t < 2; ++t)
        for (const auto p : state.heard(t).by_age())
            kept.heard[t].push_back(state.heard(t)[p]);
    kept.today = state.today();
    BOOST_TEST(kept.heard[0].size() == 3U);
    BOOST_TEST(kept.heard[1].size() == 2U);
    const app::kept_page again = app::read_kept(app::write_kept(kept));
    BOOST_TEST((again.today == kept.today));
    BOOST_REQUIRE(again.heard[0].size() == 3U);
    BOOST_TEST(again.heard[0][0].key() == kept.heard[0][0].key());
    BOOST_TEST(again.heard[0][0].length_s == kept.heard[0][0].length_s);
    BOOST_TEST(again.heard[0][1].in_progress == 0U); // it was: its server has gone
    BOOST_TEST((again.heard[0][1].reason == app::heard_end::lost));
    BOOST_TEST(app::write_kept(again) == app::write_kept(kept));
}

BOOST_AUTO_TEST_CASE(a_broken_file_is_put_aside)
{
    const temporary_folder folder;
    const auto path = app::heard_file_in(folder.path());
    fill();
    for (const std::string text :
         {"", "{}", "[]", R"({"today":{},"heard":[],"heard_without_unit_calls":[]})",
          (R"({"today":{"since_ms":1e300,"calls":0,"data_calls":0,"sent_calls":0,"air_time_s":0},"heard":[],)"
           R"("heard_without_unit_calls":[]})")}) {
        std::ofstream{path} << text;
        const app::loaded_page found = app::load_kept(path);
        BOOST_TEST(!found.kept);
        BOOST_TEST(!found.trouble.empty());
        BOOST_TEST(found.moved);
        BOOST_TEST(!std::filesystem::exists(path));
    }
    BOOST_TEST(app::load_kept(path).trouble.empty()); // there is none
}

BOOST_AUTO_TEST_SUITE_END()
