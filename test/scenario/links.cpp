// SPDX-License-Identifier: GPL-3.0-or-later
// Outbound links: spec links.md and quirks.md 44 to 51.
#include <boost/test/unit_test.hpp>

#include "support/linked_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

config::settings with_links(std::vector<config::link_settings> links)
{
    config::settings s = open_settings();
    s.links = std::move(links);
    return s;
}

config::link_settings with_unit_calls(config::link_settings l)
{
    l.unit_calls = true;
    return l;
}

std::size_t count(const std::vector<std::string>& events, std::string_view begin)
{
    return static_cast<std::size_t>(std::count_if(
        events.begin(), events.end(), [&](const std::string& e) { return e.starts_with(begin); }));
}

std::size_t silences(core::router& r) { return r.occupied().slots_in_use; }

}

BOOST_AUTO_TEST_SUITE(links)

BOOST_AUTO_TEST_CASE(a_link_logs_in_as_a_repeater_does_and_says_each_step_once)
{
    linked_world w{with_links({link_called("North", 901, "TS1=91;TS2=3120")})};
    auto answer = w.open("North");
    BOOST_TEST_REQUIRE(answer.size() == 1U);
    BOOST_TEST(answer[0].is("RPTL"));
    const wire::salt salt{std::byte{9}, std::byte{8}, std::byte{7}, std::byte{6}};
    answer = w.from_peer("North", wire::write_challenge(salt));
    BOOST_TEST_REQUIRE(answer.size() == 1U);
    BOOST_TEST((answer[0].bytes == to_datagram(wire::write_challenge_answer(
                                       dmr::repeater_id{901}, w.digest_for(salt, "link secret")))));
    const auto ack = wire::write_acknowledgement(dmr::repeater_id{901});
    answer = w.from_peer("North", ack);
    BOOST_TEST_REQUIRE(answer.size() == 1U);
    BOOST_TEST(answer[0].is("RPTC"));
    BOOST_TEST(answer[0].bytes.size() == wire::rptc_size);
    answer = w.from_peer("North", ack);
    BOOST_TEST_REQUIRE(answer.size() == 1U);
    BOOST_TEST(answer[0].is("RPTO"));
    BOOST_TEST(answer[0].bytes.size() == 8 + std::string_view{"TS1=91;TS2=3120"}.size());
    BOOST_TEST(!w.link("North").up());
    BOOST_TEST(w.from_peer("North", ack).empty());
    BOOST_TEST(w.link("North").up());
    BOOST_TEST(w.from_peer("North", ack).empty()); // a stray one
    BOOST_TEST(w.events.take() == (std::vector<std::string>{"link_connecting North", "link_up North"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(calls_go_both_ways_with_the_links_id_towards_it_and_as_received_from_it)
{
    linked_world w{with_links({link_called("North", 901, "TS2=91")})};
    const client here = w.connect(1);
    const client there = w.come_up("North");
    voice v;
    const auto out = w.header(here, v);
    BOOST_TEST_REQUIRE(heard_by(there, out) == 1U);
    const wire::dmrd sent_there{out.at(0).bytes};
    BOOST_TEST((sent_there.id() == dmr::repeater_id{901}));
    BOOST_TEST((sent_there.slot() == dmr::slot::two));
    BOOST_TEST(sent_there.destination() == 91U);
    BOOST_TEST(out.at(0).bytes.size() == 55U);
    w.terminator(here, v);
    w.pass(11s);

    voice back{.source = 2002, .stream = 77};
    datagram first = header_of(back, dmr::repeater_id{4711});
    first.resize(53); // as another server may send it
    const auto in = w.from_peer("North", first);
    BOOST_TEST_REQUIRE(in.size() == 1U);
    BOOST_TEST((in[0].to == here.path));
    BOOST_TEST(in[0].bytes.size() == 55U);
    BOOST_TEST((wire::dmrd{in[0].bytes}.id() == dmr::repeater_id{4711}));
}

BOOST_AUTO_TEST_CASE(a_link_carries_what_its_options_name_and_nothing_else)
{
    linked_world w{with_links({link_called("North", 901, "TS2=91")})};
    const client here = w.connect(1);
    w.come_up("North");
    voice other{.talkgroup = 92};
    BOOST_TEST(w.header(here, other).empty());
    w.terminator(here, other);
    w.pass(11s);
    w.events.take();
    voice in{.talkgroup = 92, .stream = 5};
    BOOST_TEST(w.from_peer("North", header_of(in, dmr::repeater_id{901})).empty());
    BOOST_TEST(w.events.take() == (std::vector<std::string>{"call_refused 901 not_permitted"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(nothing_goes_over_a_link_that_is_not_up)
{
    linked_world w{with_links({link_called("North", 901)})};
    const client here = w.connect(1);
    w.open("North");
    voice v;
    BOOST_TEST(w.header(here, v).empty());
    voice in{.stream = 5};
    BOOST_TEST(w.from_peer("North", header_of(in, dmr::repeater_id{901})).empty());
    BOOST_TEST(w.link("North").counts.not_up == 1U);
}

BOOST_AUTO_TEST_CASE(nothing_goes_from_one_link_to_another)
{
    linked_world w{with_links({link_called("North", 901), link_called("South", 902)})};
    w.come_up("North");
    w.come_up("South");
    voice v;
    BOOST_TEST(w.from_peer("North", header_of(v, dmr::repeater_id{901})).empty());
}

BOOST_AUTO_TEST_CASE(hang_time_never_refuses_what_comes_from_a_link)
{
    linked_world w{with_links({link_called("North", 901)})};
    const client here = w.connect(1);
    const client there = w.come_up("North");
    voice v;
    w.over(here, v);
    w.events.take();
    voice in{.talkgroup = 4000, .source = 2002, .stream = 5}; // another talkgroup by another radio
    w.from_peer("North", header_of(in, dmr::repeater_id{901}));
    BOOST_TEST(count(w.events.take(), "rx_start 901") == 1U);
}

BOOST_AUTO_TEST_CASE(the_peer_of_a_link_wins_the_slot_and_the_sender_does_not_get_it_back)
{
    linked_world w{with_links({link_called("North", 901)})};
    const client here = w.connect(1);
    const client third = w.connect(3);
    const client there = w.come_up("North");
    voice v;
    w.header(here, v);
    w.talk(here, v, 600ms);
    w.events.take();
    voice in{.talkgroup = 5000, .source = 2002, .stream = 5};
    const auto taken = w.from_peer("North", header_of(in, dmr::repeater_id{901}));
    BOOST_TEST_REQUIRE(heard_by(there, taken) == 1U); // the terminator of what it was sent
    BOOST_TEST(wire::dmrd{taken.at(0).bytes}.is_terminator());
    const auto events = w.events.take();
    BOOST_TEST(count(events, "tx_end 901 slot 2 tg 91 src 1001 fast_terminator") == 1U);
    w.from_peer("North", terminator_of(in, dmr::repeater_id{901}));
    w.talk(here, v, 15s); // the slot is free again, but
    BOOST_TEST((w.link("North").slots[1].phase == core::slot_phase::idle));
    const auto after = w.talk(here, v, 2s);
    BOOST_TEST(heard_by(there, after) == 0U);
}

BOOST_AUTO_TEST_CASE(a_second_stream_of_the_peer_waits_for_the_first)
{
    linked_world w{with_links({link_called("North", 901)})};
    const client here = w.connect(1);
    w.come_up("North");
    voice first{.stream = 5};
    w.from_peer("North", header_of(first, dmr::repeater_id{901}));
    w.events.take();
    voice second{.source = 2002, .stream = 6};
    BOOST_TEST(w.from_peer("North", header_of(second, dmr::repeater_id{901})).empty());
    BOOST_TEST(w.events.take() == (std::vector<std::string>{"call_refused 901 contention"}),
               boost::test_tools::per_element());
    w.pass(250ms);
    BOOST_TEST(!w.from_peer("North", speech_of(second, dmr::repeater_id{901})).empty());
}

BOOST_AUTO_TEST_CASE(unit_calls_go_over_links_that_take_part)
{
    linked_world w{with_links({with_unit_calls(link_called("North", 901)), link_called("South", 902)})};
    const client here = w.connect(1, "UNIT=1");
    const client north = w.come_up("North");
    const client south = w.come_up("South");
    // Without permission to take part the repeater's call goes nowhere.
    voice v{.talkgroup = 2002, .call = dmr::call_type::unit};
    BOOST_TEST(w.header(here, v).empty());

    config::settings s = open_settings();
    auto rule = rule_of("default", "secret");
    rule->default_unit_calls = true;
    s.access.fallback = rule;
    s.access.prepare();
    s.links = {with_unit_calls(link_called("North", 901)), link_called("South", 902),
               with_unit_calls(link_called("West", 903))};
    linked_world u{s};
    const client caller = u.connect(1);
    const client n = u.come_up("North");
    const client so = u.come_up("South");
    const client we = u.come_up("West");
    voice call{.talkgroup = 2002, .call = dmr::call_type::unit};
    const auto out = u.header(caller, call);
    BOOST_TEST(heard_by(n, out) == 1U);
    BOOST_TEST(heard_by(we, out) == 1U);
    BOOST_TEST(heard_by(so, out) == 0U);
    // The called radio answers over one of them: from then on the call goes only there.
    voice answer{.talkgroup = 1001, .source = 2002, .stream = 9, .call = dmr::call_type::unit};
    answer.slot = dmr::slot::one;
    u.from_peer("West", header_of(answer, dmr::repeater_id{903}));
    const auto more = u.speech(caller, call);
    BOOST_TEST(heard_by(n, more) == 0U);
    BOOST_TEST(heard_by(we, more) == 1U);
    u.terminator(caller, call);
    u.from_peer("West", terminator_of(answer, dmr::repeater_id{903}));
    u.pass(20s);
    voice again{.talkgroup = 2002, .stream = 10, .call = dmr::call_type::unit};
    const auto direct = u.header(caller, again);
    BOOST_TEST(heard_by(we, direct) == 1U);
    BOOST_TEST(heard_by(n, direct) == 0U);
}

BOOST_AUTO_TEST_CASE(the_end_of_a_link_ends_its_calls_and_it_waits_longer_each_time)
{
    linked_world w{with_links({link_called("North", 901)})};
    const client here = w.connect(1);
    w.come_up("North");
    voice in{.stream = 5};
    w.from_peer("North", header_of(in, dmr::repeater_id{901}));
    w.events.take();
    const auto told = w.from_peer("North", wire::write_server_goodbye(dmr::repeater_id{901}));
    BOOST_TEST(sent_to(w.link("North").path, told) == 0U); // it has closed: it need not be told
    BOOST_TEST(heard_by(here, told) == 1U);                // the terminator
    const auto events = w.events.take();
    BOOST_TEST(count(events, "rx_end 901") == 1U);
    BOOST_TEST(count(events, "tx_end 1 ") == 1U);
    BOOST_TEST(count(events, "free 901") == 1U);
    BOOST_TEST(events.back() == "link_down North closed");
    const auto number = w.link("North").number;
    BOOST_TEST((w.router.outcome_of(number).pause >= 4s && w.router.outcome_of(number).pause <= 6s));
    BOOST_TEST(!w.router.outcome_of(number).try_next_address);
    core::duration last{};
    for (int attempt = 0; attempt < 6; ++attempt) {
        w.open("North");
        w.from_peer("North", wire::write_refusal(dmr::repeater_id{901}));
        BOOST_TEST(w.link("North").attempts == static_cast<unsigned>(attempt + 1));
        last = w.router.outcome_of(number).pause;
    }
    BOOST_TEST((last >= 48s && last <= 72s));
    w.pass(20s);
    BOOST_TEST(silences(w.router) == 0U);
}

BOOST_AUTO_TEST_CASE(a_peer_that_never_answers_pings_is_left_with_a_goodbye)
{
    linked_world w{with_links({link_called("North", 901)})};
    w.come_up("North");
    w.events.take();
    w.pass_with_links(40s);
    const auto sent = w.egress.take();
    BOOST_TEST(sent.back().is("RPTCL"));
    BOOST_TEST(w.events.take() == (std::vector<std::string>{"link_down North pongs_missed"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_peer_that_does_not_answer_is_given_up_for_the_next_address)
{
    linked_world w{with_links({link_called("North", 901)})};
    w.open("North");
    w.events.take();
    w.pass_with_links(40s);
    BOOST_TEST(w.egress.take().size() == 5U); // and the first one: six RPTL
    BOOST_TEST(w.events.take() == (std::vector<std::string>{"link_failed North no_answer"}),
               boost::test_tools::per_element());
    BOOST_TEST(w.router.outcome_of(w.link("North").number).try_next_address);
}

BOOST_AUTO_TEST_CASE(datagrams_from_elsewhere_and_nonsense_change_nothing)
{
    linked_world w{with_links({link_called("North", 901)})};
    w.connect(1);
    w.come_up("North");
    const core::link& l = w.link("North");
    core::path elsewhere = l.path;
    elsewhere.remote.port += 1;
    const auto nak = wire::write_refusal(l.id);
    w.router.on_link_datagram(l.number, elsewhere, nak, w.now);
    voice v;
    w.router.on_link_datagram(l.number, elsewhere, header_of(v, l.id), w.now);
    w.router.on_link_datagram(l.number, l.path, {}, w.now);
    w.router.on_link_datagram(l.number, l.path, to_datagram(wire::write_login_request(l.id)), w.now);
    BOOST_TEST(w.egress.take().empty());
    BOOST_TEST(l.up());
    BOOST_TEST(l.counts.wrong_source == 2U);
    BOOST_TEST(l.counts.unknown == 2U);
}

BOOST_AUTO_TEST_CASE(the_ids_of_links_are_reserved_so_a_link_to_the_server_itself_is_refused)
{
    linked_world w{with_links({link_called("Myself", 901)})};
    const auto rptl = w.open("Myself");
    const auto answer = w.receive(path_of(0x7F00'0001, 40000), rptl.at(0).bytes);
    BOOST_TEST_REQUIRE(answer.size() == 1U);
    BOOST_TEST(answer[0].is("MSTNAK"));
    w.events.take();
    w.from_peer("Myself", answer[0].bytes);
    BOOST_TEST(w.events.take() == (std::vector<std::string>{"link_failed Myself refused"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(at_shutdown_each_authenticated_link_is_told_once)
{
    linked_world w{
        with_links({link_called("North", 901), link_called("South", 902), link_called("West", 903)})};
    w.come_up("North");
    w.open("South"); // no more than RPTL
    w.events.take();
    BOOST_TEST(w.router.say_goodbye(w.now) == 1U);
    const auto sent = w.egress.take();
    BOOST_TEST_REQUIRE(sent.size() == 1U);
    BOOST_TEST(sent[0].is("RPTCL"));
    BOOST_TEST((sent[0].to == w.link("North").path));
    BOOST_TEST(w.events.take() == (std::vector<std::string>{"link_down North shutdown"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_reload_keeps_the_links_that_stay_as_they_are)
{
    linked_world w{with_links({link_called("North", 901), link_called("South", 902)})};
    const client here = w.connect(1);
    const client north = w.come_up("North");
    const client south = w.come_up("South");
    voice v;
    w.header(here, v);
    w.events.take();
    auto changed = link_called("South", 902, "TS1=8");
    w.router.reload(with_links({link_called("North", 901), changed, link_called("West", 903)}), w.now);
    const auto sent = w.egress.take();
    BOOST_TEST_REQUIRE(sent.size() == 1U);
    BOOST_TEST(sent[0].is("RPTCL"));
    BOOST_TEST((sent[0].to == south.path));
    BOOST_TEST(w.link("North").up());
    BOOST_TEST(!w.link("South").up());
    BOOST_TEST(w.events.take().back() == "link_down South removed");
    const auto more = w.speech(here, v); // goes on where it was going
    BOOST_TEST(heard_by(north, more) == 1U);
    BOOST_TEST(heard_by(south, more) == 0U);
    w.talk(here, v, 1s);
    w.terminator(here, v);
    w.pass(20s);
    BOOST_TEST(silences(w.router) == 0U);
}

BOOST_AUTO_TEST_CASE(data_of_a_link_locates_its_sender_and_is_forwarded_only_where_that_is_wanted)
{
    for (const bool forward : {false, true}) {
        config::settings s = with_links({link_called("North", 901)});
        s.forward_data_calls = forward;
        linked_world w{s};
        const client here = w.connect(1);
        w.come_up("North");
        voice data{.stream = 5};
        const auto out =
            w.from_peer("North", dmrd_of(data, dmr::repeater_id{901}, dmr::frame_type::data_sync, 6));
        BOOST_TEST(heard_by(here, out) == (forward ? 1U : 0U));
        BOOST_TEST(w.router.occupied().users == 1U);
    }
}

BOOST_AUTO_TEST_CASE(more_than_25_packets_a_second_from_a_link_are_dropped)
{
    linked_world w{with_links({link_called("North", 901)})};
    const client here = w.connect(1);
    w.come_up("North");
    voice v{.stream = 5};
    std::size_t heard = heard_by(here, w.from_peer("North", header_of(v, dmr::repeater_id{901})));
    for (int i = 0; i < 1000; ++i) { // ten seconds of a hundred a second
        heard += heard_by(here, w.from_peer("North", speech_of(v, dmr::repeater_id{901})));
        w.pass(10ms);
    }
    BOOST_TEST(heard >= 298U);
    BOOST_TEST(heard <= 302U);
    BOOST_TEST(w.link("North").counts.too_fast == 1001U - heard);
    BOOST_TEST(count(w.events.take(), "call_refused 901 too_fast") == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
