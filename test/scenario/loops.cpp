// SPDX-License-Identifier: GPL-3.0-or-later
// Loop protection: spec links.md.
#include <boost/test/unit_test.hpp>

#include "support/linked_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

config::settings linked()
{
    config::settings s = open_settings();
    s.links = {link_called("North", 901)};
    s.trunks = {trunk_called("Core", 262, {{91, 2}})};
    return s;
}

constexpr dmr::repeater_id far_repeater{4711};

std::size_t count(const std::vector<std::string>& events, std::string_view begin)
{
    return static_cast<std::size_t>(std::count_if(
        events.begin(), events.end(), [&](const std::string& e) { return e.starts_with(begin); }));
}

}

BOOST_AUTO_TEST_SUITE(loops)

BOOST_AUTO_TEST_CASE(a_call_that_comes_by_two_ways_is_heard_once)
{
    linked_world w{linked()};
    const client here = w.connect(1);
    w.come_up("North");
    w.connect_trunk("Core");
    w.events.take();
    voice by_link;
    voice by_trunk;
    std::size_t heard = 0;
    heard += heard_by(here, w.from_peer("North", header_of(by_link, far_repeater)));
    heard += heard_by(here, w.from_trunk("Core", header_of(by_trunk, far_repeater)));
    for (int i = 0; i < 20; ++i) {
        w.pass(60ms);
        heard += heard_by(here, w.from_trunk("Core", speech_of(by_trunk, far_repeater)));
        heard += heard_by(here, w.from_peer("North", speech_of(by_link, far_repeater)));
    }
    heard += heard_by(here, w.from_peer("North", terminator_of(by_link, far_repeater)));
    heard += heard_by(here, w.from_trunk("Core", terminator_of(by_trunk, far_repeater)));
    BOOST_TEST(heard == 22U);
    const auto events = w.events.take();
    BOOST_TEST(count(events, "rx_start") == 1U);
    BOOST_TEST(count(events, "call_refused 262 looped") == 1U);
    BOOST_TEST(w.trunk("Core").counts.looped == 22U);
}

BOOST_AUTO_TEST_CASE(a_call_of_ours_that_comes_back_is_not_taken_while_it_lasts_and_for_5_s_after)
{
    linked_world w{linked()};
    const client here = w.connect(1);
    const client third = w.connect(3);
    w.come_up("North");
    w.connect_trunk("Core");
    voice v;
    w.header(here, v);
    voice back = v;
    BOOST_TEST(w.from_trunk("Core", speech_of(back, here.id)).empty());
    w.talk(here, v, 600ms);
    w.terminator(here, v);
    w.pass(4900ms);
    BOOST_TEST(w.from_trunk("Core", speech_of(back, here.id)).empty());
    w.pass(200ms);
    BOOST_TEST(!w.from_trunk("Core", speech_of(back, here.id)).empty());
}

BOOST_AUTO_TEST_CASE(what_SRC_has_changed_is_known_under_its_new_source)
{
    config::settings s = linked();
    auto rule = rule_of("default", "secret");
    rule->trust = true;
    s.access.fallback = rule;
    s.access.prepare();
    linked_world w{s};
    const client here = w.connect(1, "SRC=55");
    w.connect(3);
    w.connect_trunk("Core");
    voice v;
    w.header(here, v);
    voice back{.source = 55, .stream = v.stream};
    BOOST_TEST(w.from_trunk("Core", header_of(back, here.id)).empty());
    BOOST_TEST(w.trunk("Core").counts.looped == 1U);
}

BOOST_AUTO_TEST_CASE(network_clients_are_held_to_it_and_repeaters_are_not)
{
    linked_world w{linked()};
    auto server = world::station("N0SRV");
    server.package_id = "MMDVM_hblink";
    const client network = w.connect(1, "", "secret", server);
    const client repeater = w.connect(2);
    w.connect_trunk("Core");
    const client listener = w.connect(3, "TS1=*;TS2=91");
    voice v;
    w.from_trunk("Core", header_of(v, far_repeater));
    voice copy{.stream = v.stream};
    w.events.take();
    BOOST_TEST(w.header(network, copy).empty());
    // The same stream came to it from us: it is dropped as an echo, or as looped; never taken.
    BOOST_TEST(count(w.events.take(), "rx_start") == 0U);

    linked_world u{linked()};
    const client a = u.connect(1, "TS2=91", "secret", server);
    const client b = u.connect(2, "TS1=91;TS2=", "secret", server);
    voice first{.slot = dmr::slot::two};
    u.header(a, first);
    voice same{.slot = dmr::slot::one};
    u.events.take();
    BOOST_TEST(u.header(b, same).empty());
    BOOST_TEST(u.events.take() == (std::vector<std::string>{"call_refused 2 looped"}),
               boost::test_tools::per_element());
    // A repeater may repeat what it likes: radios choose their ids by chance.
    linked_world x{linked()};
    const client c = x.connect(1, "TS2=91");
    const client d = x.connect(2, "TS1=91;TS2=");
    voice one{.slot = dmr::slot::two};
    x.header(c, one);
    voice two{.slot = dmr::slot::one};
    x.events.take();
    x.header(d, two);
    BOOST_TEST(count(x.events.take(), "rx_start 2") == 1U);
}

BOOST_AUTO_TEST_CASE(what_is_remembered_is_forgotten)
{
    linked_world w{linked()};
    const client here = w.connect(1);
    for (std::uint32_t i = 1; i < 50; ++i) {
        voice v{.stream = i};
        w.over(here, v);
        w.pass(300ms);
    }
    BOOST_TEST(w.router.occupied().heard_streams > 0U);
    w.pass(7s);
    BOOST_TEST(w.router.occupied().heard_streams == 0U);
}

// A server's stream that is longer than max_call_seconds has ended, however fast it comes: were its frames
// looked at for their pace first, it could go on for as long as it is too fast.
BOOST_AUTO_TEST_CASE(a_stream_of_a_server_that_is_too_long_and_too_fast_is_too_long)
{
    config::settings s = open_settings();
    s.timing.max_call = 5s;
    world w{s};
    auto server = world::station("N0SRV");
    server.package_id = "MMDVM_hblink";
    const client network = w.connect(1, "TS2=91", "secret", server);
    const client listener = w.connect(2, "TS2=91");
    voice v{.slot = dmr::slot::two};
    std::size_t heard = heard_by(listener, w.header(network, v));
    for (int i = 0; i < 1000; ++i) { // ten seconds of a hundred a second
        w.pass(10ms);
        heard += heard_by(listener, w.speech(network, v));
    }
    BOOST_TEST(heard >= 50U + 124U); // two seconds' worth at once, 25 a second, and the terminator
    BOOST_TEST(heard <= 50U + 128U);
    const auto& dropped = w.router.counters().dropped;
    BOOST_TEST(dropped[static_cast<std::size_t>(core::drop_reason::too_long)] == 500U);
    BOOST_TEST(count(w.events.take(), "rx_end 1 slot 2 tg 91") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
