// SPDX-License-Identifier: GPL-3.0-or-later
// Text messages and positions: spec routing.md, "Data calls", and quirks.md 38 and 39.
#include "hblink/core/data_calls.hpp"

#include "hblink/dmr/csbk.hpp"
#include "hblink/dmr/data_header.hpp"

#include <boost/test/unit_test.hpp>

#include "support/core_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

constexpr std::uint8_t csbk_type = 3;
constexpr std::uint8_t header_type = 6;
constexpr std::uint8_t block_type = 8;

config::settings forwarding()
{
    config::settings s = open_settings();
    auto rule = rule_of("default", "secret");
    rule->trust = true;
    rule->default_unit_calls = true;
    s.access.fallback = rule;
    s.access.prepare();
    s.forward_data_calls = true;
    return s;
}

std::vector<sent> data(world& w, const client& c, voice& v, std::uint8_t type = block_type)
{
    return w.burst(c, v, dmr::frame_type::data_sync, type);
}

std::vector<sent> raw(world& w, const client& c, voice& v,
                      const std::array<std::byte, dmr::burst_size>& payload, std::uint8_t type)
{
    const wire::dmrd_header h{
        v.sequence++, dmr::radio_id{v.source}, v.talkgroup, c.id, v.slot, v.call, dmr::frame_type::data_sync,
        type,         dmr::stream_id{v.stream}};
    return w.receive(c.path, wire::write_dmrd(h, payload));
}

}

BOOST_AUTO_TEST_SUITE(data_calls)

BOOST_AUTO_TEST_CASE(they_are_not_forwarded_unless_the_configuration_says_so)
{
    world w;
    const client sender = w.connect(1);
    w.connect(2);
    voice v{.stream = 1};
    BOOST_TEST(data(w, sender, v, csbk_type).empty());
    BOOST_TEST(data(w, sender, v, header_type).empty());
    BOOST_TEST(data(w, sender, v).empty());
    BOOST_TEST(w.router.counters().data_bursts == 3U);
    BOOST_TEST(w.router.occupied().data_calls == 1U);
    w.pass(3s);
    BOOST_TEST(w.router.occupied().data_calls == 0U);
}

BOOST_AUTO_TEST_CASE(one_radios_data_to_one_destination_is_told_once_however_many_streams_it_takes)
{
    world w;
    const client sender = w.connect(1);
    w.events.take();
    for (std::uint32_t stream = 1; stream <= 20; ++stream) { // a burst of positions, each a stream of its own
        voice v{.talkgroup = 5057, .source = 1001, .stream = stream};
        data(w, sender, v, csbk_type);
        w.pass(60ms);
    }
    w.pass(5s);
    BOOST_TEST(w.events.take() == (std::vector<std::string>{"data_start 1 slot 2 to 5057 src 1001",
                                                            "data_end 1 slot 2 to 5057 src 1001 packets 20"}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(another_destination_or_radio_is_another_data_call)
{
    world w;
    const client sender = w.connect(1);
    w.events.take();
    voice a{.talkgroup = 5057, .source = 1001, .stream = 1};
    voice b{.talkgroup = 5057, .source = 1002, .stream = 2};
    for (int i = 0; i < 5; ++i) { // at the same time, and still told once each
        data(w, sender, a);
        data(w, sender, b);
        w.pass(120ms);
    }
    BOOST_TEST(w.events.lines.size() == 2U);
    BOOST_TEST(w.router.occupied().data_calls == 2U);
}

BOOST_AUTO_TEST_CASE(a_burst_of_positions_never_disturbs_delays_or_hides_voice)
{
    world w{forwarding()};
    const client talker = w.connect(1);
    const client sender = w.connect(2);
    const client listener = w.connect(3);
    voice v{.talkgroup = 91, .source = 1001, .stream = 1};
    BOOST_TEST(heard_by(listener, w.header(talker, v)) == 1U);
    for (std::uint32_t i = 0; i < 50; ++i) {
        voice gps{.talkgroup = 91, .source = 1002, .stream = 100 + i};
        const auto from_other = data(w, sender, gps, csbk_type);
        BOOST_TEST(from_other.empty()); // all slots carry voice
        voice own{.talkgroup = 92, .source = 1001, .stream = 200 + i};
        BOOST_TEST(data(w, talker, own, csbk_type).empty()); // on the talker's own slot
        BOOST_TEST(heard_by(listener, w.speech(talker, v)) == 1U);
        w.pass(60ms);
    }
    w.events.take();
    w.terminator(talker, v);
    BOOST_TEST(w.events.has("rx_end 1 slot 2 tg 91 src 1001 terminator"));
}

BOOST_AUTO_TEST_CASE(it_neither_takes_a_slot_nor_breaks_a_hang_time)
{
    world w{forwarding()};
    const client one = w.connect(1);
    const client two = w.connect(2);
    voice v{.talkgroup = 91, .source = 1001, .stream = 1};
    w.over(one, v);
    voice gps{.talkgroup = 5057, .source = 1002, .stream = 2};
    BOOST_TEST(heard_by(two, data(w, one, gps)) == 1U); // hang time does not keep data out
    voice stranger{.talkgroup = 92, .source = 1002, .stream = 3};
    BOOST_TEST(w.header(one, stranger).empty());
    BOOST_TEST(w.events.has("call_refused 1 hang_time"));
}

BOOST_AUTO_TEST_CASE(group_data_goes_to_the_subscribers_with_the_burst_untouched)
{
    world w{forwarding()};
    const client sender = w.connect(1, "TS2=91");
    const client subscribed = w.connect(2, "TS2=91");
    const client other = w.connect(3, "TS2=92");
    voice v{.talkgroup = 91, .stream = 1};
    std::array<std::byte, dmr::burst_size> payload{};
    payload.fill(std::byte{0x5A});
    const auto sent = raw(w, sender, v, payload, block_type);
    BOOST_REQUIRE(sent.size() == 1U);
    BOOST_TEST(heard_by(other, sent) == 0U);
    BOOST_TEST((sent[0].to == subscribed.path));
    BOOST_TEST(std::equal(payload.begin(), payload.end(), sent[0].bytes.begin() + 20));
    BOOST_TEST(sent[0].bytes.size() == 55U);
}

BOOST_AUTO_TEST_CASE(group_data_needs_the_permission_of_its_talkgroup)
{
    world w{forwarding()};
    const client sender = w.connect(1, "TS2=92");
    w.connect(2, "TS2=91,92");
    voice refused{.talkgroup = 91, .stream = 1};
    BOOST_TEST(data(w, sender, refused).empty());
    voice granted{.talkgroup = 92, .stream = 2};
    BOOST_TEST(data(w, sender, granted).size() == 1U);
}

BOOST_AUTO_TEST_CASE(the_slot_is_translated_and_who_would_need_another_number_gets_nothing)
{
    world w{forwarding()};
    const client sender = w.connect(1, "TS2=91");
    const client moved = w.connect(2, "TS2=91:1");
    const client renumbered = w.connect(3, "TS2=91:2:9");
    voice v{.talkgroup = 91, .stream = 1};
    const auto sent = data(w, sender, v);
    BOOST_TEST(heard_by(moved, sent) == 1U);
    BOOST_TEST(heard_by(renumbered, sent) == 0U);
    BOOST_TEST(dmr::number_of(wire::dmrd{sent.at(0).bytes}.slot()) == 1);
}

BOOST_AUTO_TEST_CASE(unit_data_goes_where_the_called_radio_is_or_to_all_who_take_part)
{
    world w{forwarding()};
    const client sender = w.connect(1);
    const client there = w.connect(2);
    const client apart = w.connect(3, "UNIT=false");
    const client elsewhere = w.connect(4);
    voice unknown{.talkgroup = 1002, .source = 1001, .stream = 1, .call = dmr::call_type::unit};
    const auto all = data(w, sender, unknown);
    BOOST_TEST(all.size() == 2U);
    BOOST_TEST(heard_by(apart, all) == 0U);
    voice shows_up{.talkgroup = 1001, .source = 1002, .stream = 2, .call = dmr::call_type::unit};
    BOOST_TEST(heard_by(sender, data(w, there, shows_up)) == 1U); // data locates its sender, too
    voice known{.talkgroup = 1002, .source = 1001, .stream = 3, .call = dmr::call_type::unit};
    const auto one = data(w, sender, known);
    BOOST_TEST(one.size() == 1U);
    BOOST_TEST(heard_by(there, one) == 1U);
    voice from_outside{.talkgroup = 1001, .source = 1003, .stream = 4, .call = dmr::call_type::unit};
    BOOST_TEST(data(w, apart, from_outside).empty());
    (void)elsewhere;
}

BOOST_AUTO_TEST_CASE(a_voice_burst_in_it_makes_it_a_voice_call)
{
    world w;
    const client talker = w.connect(1);
    const client listener = w.connect(2);
    voice v{.stream = 1};
    w.events.take();
    data(w, talker, v, csbk_type);
    BOOST_TEST(w.header(talker, v).empty()); // still data: a header is no voice burst
    BOOST_TEST(heard_by(listener, w.sync(talker, v)) == 1U);
    BOOST_TEST(w.events.has("data_end 1 slot 2 to 91 src 1001 packets 2"));
    BOOST_TEST(w.events.has("rx_start 1 slot 2 tg 91 src 1001 targets 1 busy 0"));
    BOOST_TEST(w.router.occupied().data_calls == 0U);
}

BOOST_AUTO_TEST_CASE(its_header_is_read_and_a_wrong_check_sum_counted)
{
    struct header_sink final : core::event_sink
    {
        void on(const core::data_call_ended& e, time_point) override
        {
            header = e.data.header;
            unreadable = e.data.unreadable;
        }
        std::optional<dmr::data_header> header;
        std::uint64_t unreadable{};
    } sink;
    const time_point now{1h};
    dmr::data_header announced;
    announced.format = dmr::data_format::unconfirmed;
    announced.sap = 4;
    announced.blocks = 3;
    announced.destination = 91;
    announced.source = dmr::radio_id{1001};
    std::array<std::byte, dmr::burst_size> payload{};
    dmr::write_data_header(announced, payload);
    core::data_calls calls{2s, sink};
    core::session s;
    s.slots[1].owner = &s;
    s.slots[1].which = dmr::slot::two;
    const auto burst = [&](std::uint8_t type, const std::array<std::byte, dmr::burst_size>& p) {
        const wire::dmrd_header h{0,
                                  dmr::radio_id{1001},
                                  91,
                                  dmr::repeater_id{1},
                                  dmr::slot::two,
                                  dmr::call_type::group,
                                  dmr::frame_type::data_sync,
                                  type,
                                  dmr::stream_id{1}};
        const auto bytes = wire::write_dmrd(h, p);
        const wire::dmrd view{bytes};
        calls.count(calls.take(s, s.slots[1], view, now).call, view, now);
    };
    burst(csbk_type, payload); // a header's check sum is none of a control block's
    burst(header_type, payload);
    calls.check(now + 3s);
    BOOST_REQUIRE(sink.header.has_value());
    BOOST_TEST((*sink.header == announced));
    BOOST_TEST(sink.unreadable == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
