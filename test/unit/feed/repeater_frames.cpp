// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/repeater_frames.hpp"

#include <boost/test/unit_test.hpp>

#include "unit/feed/sample.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

const feed::time_of_day time_of_day{example::now, example::wall};
const feed::list_bounds bounds{config::limit_settings{}};

template <class F>
std::string body(F&& write)
{
    std::string out;
    write(out);
    const auto all = bodies_of(out);
    BOOST_REQUIRE(all.size() == 1U);
    return all.front();
}

std::string details(const core::session& s)
{
    return body([&](std::string& out) { feed::write_details(out, s, time_of_day); });
}

std::string connected(const core::session& s)
{
    return body([&](std::string& out) { feed::write_connected(out, s, time_of_day, bounds); });
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != text.npos; }

}

BOOST_AUTO_TEST_SUITE(repeater_frames)

BOOST_AUTO_TEST_CASE(connected_is_the_state_with_the_time_of_the_login)
{
    example e;
    const std::array<core::remap, 1> remaps{core::remap{
        dmr::slot::two, {dmr::talkgroup{2624}, dmr::talkgroup{2624}}, dmr::slot::two, dmr::talkgroup{9}}};
    e.session.translation = std::make_unique<const core::translation>(core::settle(remaps).translation);
    e.session.options_set = true;
    e.session.missed_pings = 2;
    BOOST_TEST(connected(e.session) ==
               R"({"type":"repeater_connected","timestamp":1794992800.000000,"data":{"repeater_id":262401,)"
               R"("callsign":"DB0XYZ","location":"Brocken, JO51HT","address":"198.51.100.20:62031",)"
               R"("rx_freq":"431387500","tx_freq":"438987500","colorcode":"01","connection_type":"repeater",)"
               R"("software_id":"20240210_WPSD","package_id":"MMDVM","slot1_talkgroups":[91,262],)"
               R"("slot2_talkgroups":null,"rpto_received":true,"translations":[[2,9,2,2624]],)"
               R"("last_ping":1794999999.750000,"missed_pings":2}})");
}

BOOST_AUTO_TEST_CASE(who_says_nothing_of_himself_has_the_words_that_the_page_expects)
{
    example e;
    e.session.station = {};
    e.session.path.remote.address = wire::parse_address("2001:db8::7").value();
    const std::string text = connected(e.session);
    BOOST_TEST(contains(text, R"("callsign":"UNKNOWN","location":"Unknown","address":"2001:db8::7:62031",)"));
    BOOST_TEST(contains(text, R"("rpto_received":false,"translations":[])"));
    const std::string gone = body([&](std::string& out) {
        feed::write_disconnected(out, e.session, core::disconnect_reason::goodbye, time_of_day);
    });
    BOOST_TEST(contains(gone, R"("callsign":"Unknown","reason":"disconnect")"));
}

BOOST_AUTO_TEST_CASE(details_have_the_rule_and_why_it_applies)
{
    const example e;
    BOOST_TEST(
        details(e.session) ==
        R"({"type":"repeater_details","timestamp":1795000000.000000,"data":{"repeater_id":262401,)"
        R"("latitude":"51.7991","longitude":"10.6156","height":"120","tx_power":"25",)"
        R"("description":"Harz wide area","url":"https://example.org/db0xyz",)"
        R"("software_id":"20240210_WPSD","package_id":"MMDVM","connection_type":"repeater","slots":"3",)"
        R"("matched_pattern":"Club machines","pattern_description":"run by the club",)"
        R"("match_reason":"id_range: 262400-262499"}})");
}

BOOST_AUTO_TEST_CASE(an_id_comes_before_a_range_and_a_range_before_a_callsign)
{
    example e;
    config::match_rule& match = e.rule->match;
    match.callsigns = {config::callsign_pattern{"DL*"}, config::callsign_pattern{"DB0*"}};
    BOOST_TEST(contains(details(e.session), R"("match_reason":"id_range: 262400-262499")"));
    match.ids = {dmr::repeater_id{1}, dmr::repeater_id{262401}};
    BOOST_TEST(contains(details(e.session), R"("match_reason":"specific_id: 262401")"));
    match.ids.clear();
    match.id_ranges.clear();
    BOOST_TEST(contains(details(e.session), R"("match_reason":"callsign: DB0*")"));
    match.callsigns.pop_back();
    BOOST_TEST(contains(details(e.session), R"("match_reason":"pattern_match")"));
    match.callsigns.clear();
    BOOST_TEST(contains(details(e.session), R"("matched_pattern":"Default","pattern_description":)"
                                            R"("Using default configuration","match_reason":"default")"));
    e.session.rule.reset();
    BOOST_TEST(contains(details(e.session), R"("matched_pattern":"Unknown","pattern_description":"",)"
                                            R"("match_reason":"unknown")"));
}

BOOST_AUTO_TEST_CASE(new_options_are_told_with_what_is_in_force)
{
    example e;
    e.session.talkgroups[1] = {};
    BOOST_TEST(
        body([&](std::string& out) { feed::write_options_updated(out, e.session, time_of_day, bounds); }) ==
        R"({"type":"repeater_options_updated","timestamp":1795000000.000000,"data":{"repeater_id":262401,)"
        R"("slot1_talkgroups":[91,262],"slot2_talkgroups":[],"rpto_received":true,"translations":[]}})");
}

BOOST_AUTO_TEST_CASE(a_disconnection_has_one_of_the_reasons_that_dashboards_know)
{
    const example e;
    const auto reason = [&](core::disconnect_reason r) {
        const std::string text =
            body([&](std::string& out) { feed::write_disconnected(out, e.session, r, time_of_day); });
        const std::string before =
            R"({"type":"repeater_disconnected","timestamp":1795000000.000000,"data":{"repeater_id":262401,)"
            R"("callsign":"DB0XYZ","reason":")";
        BOOST_REQUIRE(text.starts_with(before));
        return text.substr(before.size(), text.size() - before.size() - 3);
    };
    using core::disconnect_reason;
    BOOST_TEST(reason(disconnect_reason::goodbye) == "disconnect");
    BOOST_TEST(reason(disconnect_reason::timeout) == "timeout");
    BOOST_TEST(reason(disconnect_reason::reconnect_different_port) == "reconnect_different_port");
    BOOST_TEST(reason(disconnect_reason::kicked) == "disconnect");
    BOOST_TEST(reason(disconnect_reason::blocked) == "disconnect");
    BOOST_TEST(reason(disconnect_reason::not_allowed) == "disconnect");
}

BOOST_AUTO_TEST_CASE(lists_are_as_long_as_the_limits_allow_and_fit_into_the_queue)
{
    config::limit_settings limits;
    BOOST_TEST(feed::list_bounds{limits}.talkgroups == 20'000U);
    limits.talkgroups_per_slot = limits.translations_per_repeater = 16'777'215;
    const feed::list_bounds most{limits};
    example e;
    dmr::talkgroup_set set;
    set.add({dmr::talkgroup{10'000'000}, dmr::talkgroup{16'000'000}});
    e.session.talkgroups = {set, set};
    const std::array<core::remap, 1> remaps{core::remap{
        dmr::slot::one, {dmr::talkgroup{10'000'000}, dmr::talkgroup{16'000'000}}, dmr::slot::two, {}}};
    e.session.translation = std::make_unique<const core::translation>(core::settle(remaps).translation);
    const std::string text =
        body([&](std::string& out) { feed::write_connected(out, e.session, time_of_day, most); });
    BOOST_TEST(text.size() > 2'000'000U);
    BOOST_TEST(text.size() < 4'000'000U);
}

BOOST_AUTO_TEST_SUITE_END()
