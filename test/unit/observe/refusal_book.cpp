// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/refusal_book.hpp"

#include <boost/test/unit_test.hpp>

#include <vector>

#include "unit/observe/sample.hpp"

using namespace hblink;
using observe::refusal;
using observe::refusal_book;

namespace {

struct world : test::sample
{
    refusal_book book;

    void refuse(std::uint32_t id, core::refusal_reason reason = core::refusal_reason::wrong_passphrase,
                std::uint32_t address = 0xC000'0201, std::uint16_t port = 62031)
    {
        core::path from;
        from.remote = {wire::address::v4(address), port};
        book.on(core::login_refused{dmr::repeater_id{id}, from, "", reason, "default", ""}, now);
    }

    std::vector<refusal> all() const
    {
        std::vector<refusal> found;
        for (const refusal* const r : book.all())
            found.push_back(*r);
        return found;
    }
};

}

BOOST_FIXTURE_TEST_SUITE(refusal_books, world)

BOOST_AUTO_TEST_CASE(the_same_refusal_from_another_port_is_counted_and_keeps_its_first_time)
{
    refuse(312000);
    const auto first = now;
    now += std::chrono::seconds{10};
    refuse(312000, core::refusal_reason::wrong_passphrase, 0xC000'0201, 5000);
    BOOST_REQUIRE(book.size() == 1U);
    const refusal r = all().front();
    BOOST_TEST(r.count == 2U);
    BOOST_TEST((r.first == first && r.last == now));
    BOOST_TEST(r.reason == "wrong_passphrase");
    BOOST_TEST(r.rule == "default");
    BOOST_TEST(!r.remedy.empty());
    BOOST_TEST((r.what == refusal::subject::login));
}

BOOST_AUTO_TEST_CASE(another_id_address_or_reason_is_another_entry)
{
    refuse(312000);
    refuse(312001);
    refuse(312000, core::refusal_reason::no_rule);
    refuse(312000, core::refusal_reason::wrong_passphrase, 0xC000'0202);
    BOOST_TEST(book.size() == 4U);
}

BOOST_AUTO_TEST_CASE(the_last_seen_comes_first)
{
    refuse(1);
    refuse(2);
    refuse(3);
    refuse(1);
    std::vector<std::uint32_t> ids;
    for (const refusal& r : all())
        ids.push_back(r.id.value());
    BOOST_TEST(ids == (std::vector<std::uint32_t>{1, 3, 2}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(when_it_is_full_the_one_not_seen_for_longest_gives_way)
{
    for (std::uint32_t id = 1; id <= refusal_book::most; ++id)
        refuse(id);
    refuse(1); // seen again
    BOOST_TEST(book.pushed_out() == 0U);
    refuse(5000);
    refuse(5001);
    BOOST_TEST(book.size() == refusal_book::most);
    BOOST_TEST(book.pushed_out() == 2U);
    const auto found = all();
    BOOST_TEST(found[0].id.value() == 5001U);
    BOOST_TEST(found[0].count == 1U);
    BOOST_TEST(found[2].id.value() == 1U);
    BOOST_TEST(found[2].count == 2U);
    BOOST_TEST(found.back().id.value() == 4U); // 2 and 3 are gone
    refuse(2);                                 // one that has gone is a new one
    BOOST_TEST(all().front().count == 1U);
}

BOOST_AUTO_TEST_CASE(a_refused_call_tells_who_wanted_what)
{
    book.on(refused_call(core::drop_reason::not_permitted), now);
    const refusal r = all().at(0);
    BOOST_TEST((r.what == refusal::subject::call));
    BOOST_TEST(r.id.value() == session.id.value());
    BOOST_TEST(r.callsign == "N0CALL");
    BOOST_TEST(r.reason == "not_permitted");
    BOOST_TEST(r.call.destination == 92U);
    BOOST_TEST((r.slot == dmr::slot::two));
    BOOST_TEST(!r.remedy.empty());
}

BOOST_AUTO_TEST_CASE(what_the_server_itself_sends_to_a_slot_is_no_refusal)
{
    book.on(refused_call(core::drop_reason::echo), now);
    BOOST_TEST(book.size() == 0U);
}

BOOST_AUTO_TEST_CASE(long_texts_are_cut_between_characters)
{
    const std::string rule = std::string(refusal_book::longest_text - 1, 'x') + "\xC3\xA9" + "more";
    book.on(core::login_refused{session.id, path, "N0CALL", core::refusal_reason::blacklisted, rule, rule},
            now);
    BOOST_TEST(all().front().rule == std::string(refusal_book::longest_text - 1, 'x'));
    BOOST_TEST(all().front().text == all().front().rule);
}

BOOST_AUTO_TEST_CASE(every_reason_that_somebody_can_help_has_a_remedy)
{
    for (const auto reason :
         {core::refusal_reason::id_reserved, core::refusal_reason::server_full,
          core::refusal_reason::blacklisted, core::refusal_reason::blocked, core::refusal_reason::no_rule,
          core::refusal_reason::wrong_passphrase, core::refusal_reason::already_connected,
          core::refusal_reason::too_many_guesses, core::refusal_reason::rule_not_proven,
          core::refusal_reason::login_unfinished}) {
        refuse(1, reason);
        BOOST_TEST(!all().front().remedy.empty(), to_string(reason));
    }
}

BOOST_AUTO_TEST_CASE(frames_of_one_trunk_and_reason_are_one_entry_wherever_they_come_from)
{
    test::peer_sample p;
    for (std::uint32_t i = 0; i < 5000; ++i) {
        p.elsewhere.remote = {wire::address::v4(0x0A00'0000 + i), 4711};
        book.on(p.refused_frame(core::frame_refusal::wrong_source), now);
    }
    book.on(p.refused_frame(core::frame_refusal::unmapped), now);
    core::trunk other{core::trunk_id{2}, test::peer_sample::trunk_settings()}; // has the same network_id
    book.on(core::trunk_frame_refused{other, p.elsewhere, core::frame_refusal::unmapped, 73, 91}, now);
    BOOST_REQUIRE(book.size() == 3U);
    BOOST_TEST(book.pushed_out() == 0U);
    const refusal r = all().at(2);
    BOOST_TEST((r.what == refusal::subject::frame));
    BOOST_TEST(r.reason == "wrong_source");
    BOOST_TEST(r.count == 5000U);
    BOOST_TEST(r.name == "Core");
    BOOST_TEST(r.address.to_string() == "10.0.19.135"); // the last one
    BOOST_TEST(all().at(1).call.destination == 2624U);
}

BOOST_AUTO_TEST_CASE(a_call_by_a_link_is_noted_with_its_name_and_what_to_do_there)
{
    test::peer_sample p;
    const auto refused = refused_call(core::drop_reason::not_permitted);
    book.on(core::call_refused{p.link, refused.slot, refused.id, refused.call, refused.reason, slot, {}},
            now);
    const refusal r = all().front();
    BOOST_TEST((r.from == core::connection_kind::link));
    BOOST_TEST(r.name == "North");
    BOOST_TEST(r.remedy.find("outbound_connections") != r.remedy.npos);
}

BOOST_AUTO_TEST_SUITE_END()
