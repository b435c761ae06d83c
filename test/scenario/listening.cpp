// SPDX-License-Identifier: GPL-3.0-or-later
// What radios see and hear at the far end, by the link control in the bursts that reach them.
#include "hblink/sim/transmission.hpp"

#include <boost/test/unit_test.hpp>

#include "support/core_world.hpp"
#include "support/listening_radio.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

constexpr std::uint32_t talkgroup = 91;
constexpr std::uint32_t source = 2345001;

struct listening : world
{
    client a = connect(1);
    client b = connect(2);
    listening_radio radio{dmr::slot::two}; // at b

    sim::transmission call(std::uint32_t stream = 0x1234, sim::signalling s = {})
    {
        return {{a.id, dmr::radio_id{source}, talkgroup, dmr::slot::two, dmr::stream_id{stream}}, 8, s};
    }

    // The bursts `first` to `last`, at the pace of the air; those in between that are `lost` do not come.
    void send(const sim::transmission& t, std::size_t first, std::size_t last,
              const std::vector<std::size_t>& lost = {})
    {
        for (std::size_t i = first; i <= last; ++i, pass(60ms))
            if (std::find(lost.begin(), lost.end(), i) == lost.end())
                for (const sent& s : receive(a.path, t.burst(i)))
                    if (s.to == b.path)
                        radio.hear(wire::dmrd{s.bytes}, now);
    }
    void send_all(const sim::transmission& t) { send(t, 0, t.bursts() - 1); }
};

}

BOOST_FIXTURE_TEST_SUITE(a_radio, listening)

BOOST_AUTO_TEST_CASE(shows_who_speaks_to_whom)
{
    send_all(call());
    BOOST_REQUIRE(radio.calls().size() == 1U);
    const auto& c = radio.calls()[0];
    BOOST_TEST(c.source() == source);
    BOOST_TEST(c.destination() == talkgroup);
    BOOST_TEST(!c.unit());
    BOOST_TEST(c.bursts == 48U);
    BOOST_TEST(c.terminated);
    BOOST_TEST(!c.late_entry);
    BOOST_TEST(!c.contradicted);
    BOOST_TEST(!c.two_voices);
}

BOOST_AUTO_TEST_CASE(shows_the_alias_as_it_comes)
{
    const auto t = call(1, {.alias = "N0CALL Jo"});
    send(t, 0, 12);
    BOOST_TEST(radio.calls()[0].alias == "N0CALL");
    send(t, 13, t.bursts() - 1);
    BOOST_TEST(radio.calls()[0].alias == "N0CALL Jo");
    BOOST_TEST(!radio.calls()[0].contradicted);
}

BOOST_AUTO_TEST_CASE(that_missed_the_header_learns_the_names_from_the_voice)
{
    const auto t = call();
    send(t, 3, 6);
    BOOST_TEST(radio.calls().empty());
    send(t, 7, 7); // burst A of the second superframe
    BOOST_REQUIRE(radio.calls().size() == 1U);
    BOOST_TEST(radio.calls()[0].late_entry);
    BOOST_TEST(!radio.calls()[0].shown.has_value());
    send(t, 8, 11);
    BOOST_TEST(radio.calls()[0].source() == source);
}

BOOST_AUTO_TEST_CASE(gives_up_after_a_second_and_a_half)
{
    const auto t = call();
    send(t, 0, 10);
    pass(1400ms);
    radio.pass(now);
    BOOST_TEST(radio.is_playing());
    pass(100ms);
    radio.pass(now);
    BOOST_TEST(!radio.is_playing());
    BOOST_TEST(!radio.calls()[0].terminated);
}

BOOST_AUTO_TEST_SUITE_END()
