// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/measure.hpp"

#include "hblink/app/random.hpp"
#include "hblink/app/version.hpp"
#include "hblink/observe/metrics_text.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>

#include "support/exposition.hpp"

using namespace hblink;

namespace {

struct running
{
    core::time_point now{std::chrono::hours{1}};
    asio::io_context io{1};
    net::network network;
    observe::metrics events;
    app::system_random random;
    core::router router{config::settings{}, network, events, random};
    observe::asynchronous_log log{config::logging_settings{.file = {}}, 1};
    app::loop_lag lag;
    observe::process_probe process;

    std::string text()
    {
        return observe::metrics_text(app::measure({router, network, log, events, lag, process}, now));
    }
};

}

BOOST_FIXTURE_TEST_SUITE(measure_, running)

BOOST_AUTO_TEST_CASE(the_figures_come_from_where_they_are_counted)
{
    network.listen(io.get_executor(), {wire::address::v4(0x7F00'0001), 0}, net::families::one);
    network.count_turned_away();
    network.delay().add(std::chrono::milliseconds{3});
    router.on_datagram({}, {}, now); // of no bytes
    const std::string said = text();
    const test::exposition read{said};
    BOOST_TEST(read.value("hblinkd_build_info", app::version) == 1);
    BOOST_TEST(read.value("hblinkd_table_limit", "sessions") == router.settings().limits.max_repeaters);
    BOOST_TEST(read.value("hblinkd_table_limit", "waiting_room") == net::waiting_room::places);
    BOOST_TEST(read.value("hblinkd_table_limit", "log_queue") == 8192);
    BOOST_TEST(read.value("hblinkd_datagrams_handled_total", "malformed") == 1);
    BOOST_TEST(read.value("hblinkd_strangers_turned_away_total") == 1);
    BOOST_TEST(read.at("hblinkd_forwarding_delay_seconds").samples.back().value == 1);
    BOOST_TEST(read.at("hblinkd_event_loop_lag_seconds").samples.size() == 13 + 3);
    BOOST_TEST(read.value("process_open_fds") > 0);
}

BOOST_AUTO_TEST_CASE(the_number_of_series_does_not_depend_on_who_is_there)
{
    const auto lines = [](const std::string& s) { return std::count(s.begin(), s.end(), '\n'); };
    const auto before = lines(text());
    for (std::uint32_t id = 1; id <= 100; ++id) {
        const core::path path{{}, {}, {wire::address::v4(0x7F00'0001 + id), 62031}};
        router.on_datagram(path, wire::write_login_request(dmr::repeater_id{id}), now);
    }
    BOOST_TEST(router.counters().challenges == 100U);
    BOOST_TEST(lines(text()) == before);
}

BOOST_AUTO_TEST_CASE(many_links_and_trunks_are_written_a_piece_at_a_time)
{
    config::settings many;
    for (std::uint32_t i = 1; i <= config::most_links; ++i) {
        auto& link = many.links.emplace_back();
        link.name = "Link " + std::to_string(i);
        link.radio_id = dmr::repeater_id{i};
        auto& trunk = many.trunks.emplace_back();
        trunk.name = "Trunk " + std::to_string(i);
        trunk.network_id = i;
    }
    core::router linked{many, network, events, random};
    linked.begin_link(core::link_id{1}, now);
    linked.fail_link(core::link_id{1}, core::link_failure::no_address, "", now);
    const auto figures = app::measure({linked, network, log, events, lag, process}, now);
    std::string said;
    int turns = 0;
    bool done = false;
    asio::co_spawn(io, app::write_metrics(figures), [&](std::exception_ptr e, std::string text) {
        BOOST_TEST(!e);
        said = std::move(text);
        done = true;
    });
    while (!done && io.run_one() != 0)
        ++turns;
    BOOST_TEST(turns > 3);
    BOOST_TEST((said == observe::metrics_text(figures)));
    const test::exposition read{said};
    BOOST_TEST(read.value("hblinkd_link_attempts_total", "Link 1") == 1);
    BOOST_TEST(read.at("hblinkd_link_up").samples.size() == config::most_links);
    BOOST_TEST(read.value("hblinkd_trunk_ready", "Trunk 200") == 0);
}

BOOST_AUTO_TEST_SUITE_END()
