// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/data_calls.hpp"

#include "hblink/core/session.hpp"
#include "hblink/dmr/csbk.hpp"
#include "hblink/dmr/data_header.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

using namespace hblink;
using core::addressing;
using core::data_calls;
using core::session;
using core::time_point;
using namespace std::chrono_literals;

namespace {

constexpr time_point start{1h};
constexpr core::duration timeout = 2s;
using payload = std::array<std::byte, dmr::burst_size>;

constexpr addressing message{dmr::radio_id{2620001}, 2620002, dmr::call_type::unit};
constexpr addressing answer{dmr::radio_id{2620002}, 2620001, dmr::call_type::unit};

payload preamble()
{
    payload p{};
    dmr::write_csbk({.last_block = true, .protect_flag = false, .opcode = 0x3D}, p);
    return p;
}

constexpr dmr::data_header three_blocks{.group = false,
                                        .response_requested = true,
                                        .format = dmr::data_format::confirmed,
                                        .sap = 4,
                                        .blocks = 3,
                                        .destination = 2620002,
                                        .source = dmr::radio_id{2620001}};

payload header()
{
    payload p{};
    dmr::write_data_header(three_blocks, p);
    return p;
}

struct listener final : core::event_sink
{
    std::vector<std::string> told;

    void on(const core::data_call_started& e, time_point) override
    {
        told.push_back("start " + std::to_string(e.data.call.destination));
    }
    void on(const core::data_call_ended& e, time_point) override
    {
        told.push_back("end " + std::to_string(e.data.call.destination) + " " +
                       std::to_string(e.data.packets));
    }
};

struct world
{
    session here;
    listener events;
    data_calls data{timeout, events};
    wire::dmrd_bytes bytes{};

    world()
    {
        here.slots[1].which = dmr::slot::two;
        for (core::slot_state& s : here.slots)
            s.owner = &here;
    }

    core::slot_state& slot() { return here.slots[0]; }

    wire::dmrd burst(const addressing& call, std::uint32_t stream, dmr::data_type type,
                     const payload& content = {}, dmr::frame_type frame = dmr::frame_type::data_sync)
    {
        wire::dmrd_header h;
        h.source = call.source;
        h.destination = call.destination;
        h.call = call.call;
        h.stream = dmr::stream_id{stream};
        h.frame = frame;
        h.detail = static_cast<std::uint8_t>(type);
        bytes = wire::write_dmrd(h, content);
        return wire::dmrd{bytes};
    }

    // Whether it began a stream of data.
    bool hear(const wire::dmrd& d, time_point now) { return hear(slot(), d, now); }
    bool hear(core::slot_state& s, const wire::dmrd& d, time_point now)
    {
        const auto [call, new_stream] = data.take(here, s, d, now);
        data.count(call, d, now);
        return new_stream;
    }
    bool hear_preamble(const addressing& call, std::uint32_t stream, time_point now)
    {
        return hear(burst(call, stream, dmr::data_type::csbk, preamble()), now);
    }
    std::vector<std::string> told() { return std::exchange(events.told, {}); }
};

using lines = std::vector<std::string>;

}

BOOST_FIXTURE_TEST_SUITE(data_beside_voice, world)

BOOST_AUTO_TEST_CASE(a_stream_is_data_by_its_first_burst)
{
    using dmr::data_type;
    for (const auto type :
         {data_type::csbk, data_type::mbc_header, data_type::mbc_continuation, data_type::data_header,
          data_type::rate_1_2_data, data_type::rate_3_4_data, data_type::idle, data_type::rate_1_data})
        BOOST_TEST(data_calls::is_data(slot(), burst(message, 1, type)));
    for (const auto type : {data_type::pi_header, data_type::voice_lc_header, data_type::terminator_with_lc})
        BOOST_TEST(!data_calls::is_data(slot(), burst(message, 1, type)));
    for (const auto frame : {dmr::frame_type::voice, dmr::frame_type::voice_sync, dmr::frame_type::reserved})
        BOOST_TEST(!data_calls::is_data(slot(), burst(message, 1, data_type::csbk, {}, frame)));
}

BOOST_AUTO_TEST_CASE(the_terminator_of_a_data_stream_is_data_and_a_voice_burst_in_it_is_not)
{
    hear_preamble(message, 1, start);
    const auto type = dmr::data_type::terminator_with_lc;
    BOOST_TEST(data_calls::is_data(slot(), burst(message, 1, type)));
    BOOST_TEST(!data_calls::is_data(slot(), burst(message, 2, type)));
    BOOST_TEST(!data_calls::is_data(here.slots[1], burst(message, 1, type))); // another stream
    BOOST_TEST(!data_calls::is_data(slot(), burst(message, 1, type, {}, dmr::frame_type::voice)));
}

BOOST_AUTO_TEST_CASE(a_message_is_told_of_once_and_ends_by_silence)
{
    BOOST_TEST(hear_preamble(message, 1, start));
    BOOST_TEST((told() == lines{"start 2620002"}));
    auto now = start;
    for (int i = 0; i < 100; ++i) {
        now += 60ms;
        BOOST_TEST(!hear(burst(message, 1, dmr::data_type::rate_3_4_data), now));
    }
    BOOST_TEST(data.running() == 1U);
    data.check(now + timeout - 1ns);
    BOOST_TEST(told().empty());
    data.check(now + timeout);
    BOOST_TEST((told() == lines{"end 2620002 101"}));
    BOOST_TEST(data.running() == 0U);
    data.check(now + 1min);
    BOOST_TEST(told().empty());
}

BOOST_AUTO_TEST_CASE(a_stream_id_for_each_burst_makes_one_call_whose_targets_are_chosen_for_each)
{
    for (std::uint32_t n = 0; n < 5; ++n)
        BOOST_TEST(hear_preamble(message, n, start + n * 60ms));
    BOOST_TEST((told() == lines{"start 2620002"}));
    data.check(start + 1min);
    BOOST_TEST((told() == lines{"end 2620002 5"}));
}

BOOST_AUTO_TEST_CASE(message_and_answer_on_one_slot_are_two_calls_however_they_alternate)
{
    for (std::uint32_t n = 0; n < 6; ++n)
        hear_preamble(n % 2 == 0 ? message : answer, n, start + n * 60ms);
    BOOST_TEST((told() == lines{"start 2620002", "start 2620001"}));
    BOOST_TEST(data.running() == 2U);
    data.check(start + 1min);
    BOOST_TEST(told().size() == 2U);
    BOOST_TEST(data.running() == 0U);
}

BOOST_AUTO_TEST_CASE(each_slot_has_its_own)
{
    const auto type = dmr::data_type::csbk;
    BOOST_TEST(hear(here.slots[0], burst(message, 1, type), start));
    BOOST_TEST(hear(here.slots[1], burst(message, 1, type), start));
    BOOST_TEST(!hear(here.slots[0], burst(message, 1, type), start));
    BOOST_TEST(data.running() == 2U);
}

BOOST_AUTO_TEST_CASE(a_fifth_call_of_a_slot_ends_the_one_that_was_silent_longest)
{
    const auto call = [](std::uint32_t n) {
        return addressing{dmr::radio_id{n}, 100 + n, dmr::call_type::unit};
    };
    for (std::uint32_t n = 0; n < data_calls::most_of_a_slot; ++n)
        hear_preamble(call(n), n, start + n * 10ms);
    hear_preamble(call(0), 0, start + 100ms);
    told();
    hear_preamble(call(9), 9, start + 200ms);
    BOOST_TEST((told() == lines{"end 101 1", "start 109"}));
    BOOST_TEST(data.running() == data_calls::most_of_a_slot);
}

BOOST_AUTO_TEST_CASE(the_header_is_read_when_it_comes)
{
    hear_preamble(message, 1, start);
    BOOST_REQUIRE(slot().data != nullptr);
    BOOST_TEST(!slot().data->header.has_value());
    hear(burst(message, 1, dmr::data_type::data_header, header()), start + 60ms);
    BOOST_REQUIRE(slot().data->header.has_value());
    BOOST_TEST((*slot().data->header == three_blocks));
    BOOST_TEST(slot().data->unreadable == 0U);
}

BOOST_AUTO_TEST_CASE(a_damaged_header_is_counted_and_the_next_one_read)
{
    auto damaged = header();
    for (std::size_t i = 0; i < 10; ++i)
        damaged[i] ^= std::byte{0xFF};
    hear(burst(message, 1, dmr::data_type::data_header, damaged), start);
    BOOST_TEST(slot().data->unreadable == 1U);
    BOOST_TEST(!slot().data->header.has_value());
    hear(burst(message, 1, dmr::data_type::data_header, header()), start + 60ms);
    BOOST_TEST(slot().data->header.has_value());
    BOOST_TEST(slot().data->unreadable == 1U);
}

BOOST_AUTO_TEST_CASE(a_call_that_turns_into_voice_ends_as_data)
{
    hear_preamble(message, 1, start);
    hear_preamble(answer, 2, start);
    told();
    data.turn_into_voice(slot(), dmr::stream_id{3}, start + 60ms);
    BOOST_TEST(told().empty());
    data.turn_into_voice(slot(), dmr::stream_id{1}, start + 60ms);
    BOOST_TEST((told() == lines{"end 2620002 1"}));
    BOOST_TEST(!data_calls::is_data(slot(), burst(message, 1, dmr::data_type::terminator_with_lc)));
    BOOST_TEST(data_calls::is_data(slot(), burst(answer, 2, dmr::data_type::terminator_with_lc)));
}

BOOST_AUTO_TEST_CASE(nothing_is_left_of_a_repeater_that_goes)
{
    session there;
    for (core::slot_state& s : there.slots)
        s.owner = &there;
    hear_preamble(message, 1, start);
    hear_preamble(answer, 2, start);
    hear(here.slots[1], burst(message, 3, dmr::data_type::csbk), start);
    data.take(there, there.slots[0], burst(message, 1, dmr::data_type::csbk), start);
    data.forget(here, start);
    BOOST_TEST(data.running() == 1U);
    BOOST_TEST(here.slots[0].data == nullptr);
    BOOST_TEST(here.slots[1].data == nullptr);
    BOOST_TEST(there.slots[0].data != nullptr);
    data.forget(there, start);
    BOOST_TEST(data.running() == 0U);
}

BOOST_AUTO_TEST_CASE(a_call_begins_without_the_targets_of_the_one_whose_memory_it_gets)
{
    hear_preamble(message, 1, start);
    slot().data->targets.emplace_back();
    data.check(start + 1min);
    hear_preamble(answer, 2, start + 1min);
    BOOST_TEST(slot().data->targets.empty());
    BOOST_TEST(slot().data->packets == 1U);
    BOOST_TEST(!slot().data->header.has_value());
}

BOOST_AUTO_TEST_SUITE_END()
