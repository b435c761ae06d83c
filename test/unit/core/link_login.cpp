// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/link_login.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <ostream>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "support/bytes.hpp"

using namespace hblink;
using core::link_end;
using core::link_phase;
using core::time_point;
using test::from_text;
using test::to_hex;
using namespace std::chrono_literals;

namespace {

using four_bytes = std::array<std::byte, 4>;

constexpr time_point start{1h};
constexpr core::duration ping_time = 5s;
constexpr dmr::repeater_id id{3120001};
constexpr std::string_view passphrase{"secret"};
constexpr std::string_view options{"TS1=1;TS2=91"};

constexpr four_bytes bytes_of(std::uint32_t v)
{
    return {std::byte(v >> 24), std::byte(v >> 16 & 255), std::byte(v >> 8 & 255), std::byte(v & 255)};
}
constexpr four_bytes ours = bytes_of(id.value());
constexpr four_bytes salt = bytes_of(0x0123'4567);
constexpr four_bytes other_salt = bytes_of(0x89AB'CDEF);
constexpr four_bytes foreign = bytes_of(0x5555'5555); // what some other server acknowledges with

wire::station_report station()
{
    wire::station_report s;
    s.callsign = "N0CALL";
    s.location = "Somewhere";
    return s;
}

std::string hex(wire::bytes b) { return to_hex(b); }

std::string login_request() { return hex(wire::write_login_request(id)); }
std::string answer_to(const four_bytes& challenge)
{
    wire::sha256 sha;
    return hex(wire::write_challenge_answer(id, sha.challenge_answer(challenge, passphrase)));
}
std::string description() { return hex(wire::write_description(id, station())); }
std::string question() { return hex(wire::write_options(id, options)); }
std::string ping() { return hex(wire::write_keep_alive(id)); }

// What a reaction is, in a form that can be compared and printed.
struct what
{
    std::string sent;
    bool came_up{false};
    std::optional<link_end> ended;
    bool goodbye{false};

    what(std::string s = {}) : sent{std::move(s)} {}
    what(const core::link_login::reaction& r)
        : sent{hex(r.send)}, came_up{r.came_up}, ended{r.ended}, goodbye{r.goodbye}
    {}
    static what up()
    {
        what w;
        w.came_up = true;
        return w;
    }
    static what end(link_end why, bool goodbye = false)
    {
        what w;
        w.ended = why;
        w.goodbye = goodbye;
        return w;
    }

    friend bool operator==(const what&, const what&) = default;
    friend std::ostream& operator<<(std::ostream& o, const what& w)
    {
        o << "sent " << (w.sent.empty() ? "nothing" : w.sent) << (w.came_up ? ", up" : "");
        if (w.ended)
            o << ", ended by " << int(*w.ended);
        return o << (w.goodbye ? ", goodbye" : "");
    }
};
const what nothing;

struct a_link
{
    core::link_login link{id, passphrase, station(), options};
    time_point now{start};

    std::string begin() { return hex(link.begin(ping_time, now)); }
    what hear(const wire::server_message& m) { return link.on(m, now); }
    what acknowledge(const four_bytes& value = ours) { return hear(wire::acknowledgement{value}); }

    // Goes on to when something is due, and does it.
    what wait()
    {
        now = link.due();
        return link.on_time(now);
    }

    // As far as that phase, in no time.
    void reach(link_phase p)
    {
        begin();
        if (link.phase() != p)
            acknowledge(salt);
        while (link.phase() != p)
            acknowledge();
    }
};

constexpr std::array waiting{link_phase::logging_in, link_phase::authenticating, link_phase::describing,
                             link_phase::asking};
constexpr std::array alive{link_phase::logging_in, link_phase::authenticating, link_phase::describing,
                           link_phase::asking, link_phase::up};

}

namespace hblink::core {

// For Boost.Test's messages.
std::ostream& operator<<(std::ostream& o, link_phase p) { return o << "phase " << int(p); }
std::ostream& operator<<(std::ostream& o, link_end e) { return o << "end " << int(e); }

}

BOOST_FIXTURE_TEST_SUITE(link_logins, a_link)

// --- What is said -----------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_login_is_request_passphrase_description_and_options)
{
    BOOST_TEST(begin() == login_request());
    BOOST_TEST(link.phase() == link_phase::logging_in);
    BOOST_TEST(acknowledge(salt) == what{answer_to(salt)});
    BOOST_TEST(link.phase() == link_phase::authenticating);
    BOOST_TEST(acknowledge() == what{description()});
    BOOST_TEST(link.phase() == link_phase::describing);
    BOOST_TEST(acknowledge() == what{question()});
    BOOST_TEST(link.phase() == link_phase::asking);
    BOOST_TEST(acknowledge() == what::up());
    BOOST_TEST(link.phase() == link_phase::up);
}

BOOST_AUTO_TEST_CASE(without_options_it_is_up_when_described)
{
    core::link_login plain{id, passphrase, station(), ""};
    plain.begin(ping_time, now);
    plain.on(wire::acknowledgement{salt}, now);
    plain.on(wire::acknowledgement{ours}, now);
    BOOST_TEST(what{plain.on(wire::acknowledgement{ours}, now)} == what::up());
    BOOST_TEST(plain.phase() == link_phase::up);
}

BOOST_AUTO_TEST_CASE(options_are_sent_as_they_are_without_padding)
{
    reach(link_phase::describing);
    BOOST_TEST(acknowledge().sent == hex(from_text("RPTO")) + hex(ours) + hex(from_text(options)));
}

BOOST_AUTO_TEST_CASE(another_passphrase_is_another_answer)
{
    core::link_login other{id, "not secret", station(), options};
    other.begin(ping_time, now);
    const what answer = other.on(wire::acknowledgement{salt}, now);
    BOOST_TEST(answer.sent.size() == answer_to(salt).size());
    BOOST_TEST(answer.sent != answer_to(salt));
}

BOOST_AUTO_TEST_CASE(it_is_authenticated_once_the_passphrase_was_accepted)
{
    BOOST_TEST(!link.authenticated());
    for (const link_phase p : alive) {
        reach(p);
        BOOST_TEST(link.authenticated() == (p != link_phase::logging_in && p != link_phase::authenticating));
    }
}

// --- Answers that do not come ------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(each_message_is_repeated_as_it_was_every_ping_time_and_after_six_it_gives_up)
{
    const std::array said{login_request(), answer_to(salt), description(), question()};
    for (std::size_t i = 0; i < waiting.size(); ++i) {
        reach(waiting[i]);
        const time_point asked = now;
        for (int again = 1; again < 6; ++again) {
            BOOST_TEST(wait() == what{said[i]});
            BOOST_TEST((now == asked + again * ping_time));
        }
        BOOST_TEST(wait() == what::end(link_end::no_answer, i >= 2));
        BOOST_TEST((now == asked + 6 * ping_time));
        BOOST_TEST(link.phase() == link_phase::down);
    }
}

BOOST_AUTO_TEST_CASE(nothing_is_repeated_before_its_time)
{
    for (const link_phase p : alive) {
        reach(p);
        BOOST_TEST((link.due() == now + ping_time));
        BOOST_TEST(what{link.on_time(now + ping_time - 1ns)} == nothing);
        BOOST_TEST((link.due() == now + ping_time));
    }
}

BOOST_AUTO_TEST_CASE(one_lost_answer_costs_one_ping_time)
{
    for (const link_phase lost : waiting) {
        reach(lost);
        BOOST_TEST(wait().sent != "");
        if (lost == link_phase::logging_in)
            acknowledge(salt);
        while (link.phase() != link_phase::up)
            BOOST_TEST(!acknowledge().ended);
        BOOST_TEST((link.due() == now + ping_time));
    }
}

BOOST_AUTO_TEST_CASE(each_phase_counts_its_own_sendings)
{
    begin();
    for (const link_phase p : waiting) {
        BOOST_TEST(link.phase() == p);
        for (int i = 0; i < 5; ++i)
            BOOST_TEST(!wait().ended);
        acknowledge(p == link_phase::logging_in ? salt : ours);
    }
    BOOST_TEST(link.phase() == link_phase::up);
}

BOOST_AUTO_TEST_CASE(when_nobody_answers_at_all_it_ends_within_six_ping_times)
{
    begin();
    while (link.phase() != link_phase::down)
        wait();
    BOOST_TEST((now == start + 6 * ping_time));
}

BOOST_AUTO_TEST_CASE(however_late_the_call_one_datagram_is_sent_and_the_next_is_a_ping_time_away)
{
    for (const link_phase p : alive) {
        reach(p);
        now += 10min;
        BOOST_TEST(!what{link.on_time(now)}.sent.empty());
        BOOST_TEST(what{link.on_time(now)} == nothing);
        BOOST_TEST((link.due() == now + ping_time));
    }
}

// --- Answers that come twice, or that are something else ---------------------------------------------

BOOST_AUTO_TEST_CASE(a_challenge_that_comes_twice_is_a_duplicate)
{
    reach(link_phase::authenticating);
    for (const link_phase p : {link_phase::authenticating, link_phase::describing, link_phase::asking}) {
        now += 1s;
        BOOST_TEST(acknowledge(salt) == nothing);
        BOOST_TEST(link.phase() == p);
        acknowledge();
    }
}

BOOST_AUTO_TEST_CASE(a_duplicate_does_not_postpone_the_repetition)
{
    reach(link_phase::authenticating);
    const time_point due = link.due();
    now += 4s;
    acknowledge(salt);
    BOOST_TEST((link.due() == due));
    BOOST_TEST(wait() == what{answer_to(salt)});
}

BOOST_AUTO_TEST_CASE(a_challenge_that_happens_to_be_our_id_is_answered_and_then_our_id_acknowledges)
{
    begin();
    BOOST_TEST(acknowledge(ours) == what{answer_to(ours)});
    BOOST_TEST(acknowledge(ours) == what{description()});
}

BOOST_AUTO_TEST_CASE(an_acknowledgement_need_not_carry_our_id)
{
    reach(link_phase::authenticating);
    BOOST_TEST(acknowledge(foreign) == what{description()});
    BOOST_TEST(acknowledge(foreign) == what{question()});
    BOOST_TEST(acknowledge(foreign) == what::up());
}

BOOST_AUTO_TEST_CASE(a_repeated_request_brings_a_new_challenge_which_is_answered_instead)
{
    begin();
    wait();
    acknowledge(salt);
    now += 1s;
    BOOST_TEST(acknowledge(other_salt) == what{answer_to(other_salt)});
    BOOST_TEST(link.phase() == link_phase::authenticating);
    BOOST_TEST((link.due() == now + ping_time));
    BOOST_TEST(wait() == what{answer_to(other_salt)}); // what is repeated from now on
    BOOST_TEST(acknowledge(other_salt) == nothing);
    BOOST_TEST(acknowledge() == what{description()});
}

BOOST_AUTO_TEST_CASE(our_id_acknowledges_even_while_a_challenge_may_still_come)
{
    begin();
    wait();
    acknowledge(salt);
    BOOST_TEST(acknowledge() == what{description()});
}

BOOST_AUTO_TEST_CASE(a_challenge_that_comes_after_the_passphrase_was_accepted_is_ignored)
{
    begin();
    wait();
    acknowledge(salt);
    acknowledge();
    BOOST_TEST(acknowledge(other_salt) == nothing);
    BOOST_TEST(link.phase() == link_phase::describing);
    // There was no more than that one: what comes now acknowledges.
    BOOST_TEST(acknowledge(foreign) == what{question()});
}

BOOST_AUTO_TEST_CASE(as_many_challenges_are_answered_as_requests_were_sent)
{
    begin();
    for (int i = 0; i < 5; ++i)
        wait();
    for (std::uint32_t i = 0; i < 6; ++i)
        BOOST_TEST(acknowledge(bytes_of(i)) == what{answer_to(bytes_of(i))});
    BOOST_TEST(acknowledge(bytes_of(6)) == what{description()});
}

BOOST_AUTO_TEST_CASE(a_duplicate_is_the_challenge_of_one_of_the_requests)
{
    begin();
    wait();
    acknowledge(salt);
    BOOST_TEST(acknowledge(salt) == nothing); // the second request's, from a server that keeps its salt
    BOOST_TEST(acknowledge(foreign) == what{description()});
}

BOOST_AUTO_TEST_CASE(stray_acknowledgements_mean_nothing_when_up_or_down)
{
    BOOST_TEST(acknowledge() == nothing);
    reach(link_phase::up);
    for (const four_bytes& value : {ours, salt, foreign})
        BOOST_TEST(acknowledge(value) == nothing);
    BOOST_TEST(link.phase() == link_phase::up);
    BOOST_TEST((link.due() == now + ping_time));
    BOOST_TEST(link.missed_pongs() == 0u);
    BOOST_TEST(!link.last_pong());
}

BOOST_AUTO_TEST_CASE(voice_is_none_of_its_concern)
{
    const auto burst = wire::write_dmrd({}, std::array<std::byte, dmr::burst_size>{});
    for (const link_phase p : alive) {
        reach(p);
        now += 1s;
        BOOST_TEST(hear(wire::dmrd{burst}) == nothing);
        BOOST_TEST(link.phase() == p);
        BOOST_TEST((link.due() == now - 1s + ping_time));
    }
}

// --- The end -------------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(a_refusal_ends_it_in_any_phase_without_a_goodbye)
{
    for (const link_phase p : alive) {
        reach(p);
        BOOST_TEST(hear(wire::refusal{}) == what::end(link_end::refused));
        BOOST_TEST(link.phase() == link_phase::down);
        BOOST_TEST(!link.authenticated());
        BOOST_TEST(hear(wire::refusal{}) == nothing);
    }
}

BOOST_AUTO_TEST_CASE(a_server_that_closes_ends_it_in_any_phase_without_a_goodbye)
{
    for (const link_phase p : alive) {
        reach(p);
        BOOST_TEST(hear(wire::server_goodbye{}) == what::end(link_end::closed));
        BOOST_TEST(link.phase() == link_phase::down);
        BOOST_TEST(hear(wire::server_goodbye{}) == nothing);
    }
}

BOOST_AUTO_TEST_CASE(a_server_that_refuses_for_ever_ends_each_attempt)
{
    for (int attempt = 0; attempt < 100; ++attempt) {
        BOOST_TEST(begin() == login_request());
        BOOST_TEST(hear(wire::refusal{}) == what::end(link_end::refused));
        now += 1min;
    }
}

BOOST_AUTO_TEST_CASE(a_link_that_is_stopped_says_goodbye_if_the_other_side_knows_it)
{
    BOOST_TEST(!link.stop());
    for (const link_phase p : alive) {
        reach(p);
        BOOST_TEST(link.stop() == (p != link_phase::logging_in && p != link_phase::authenticating));
        BOOST_TEST(link.phase() == link_phase::down);
        BOOST_TEST(!link.stop());
    }
}

BOOST_AUTO_TEST_CASE(a_link_that_is_down_does_nothing)
{
    const auto is_silent = [this] {
        BOOST_TEST((link.due() == time_point::max()));
        BOOST_TEST(what{link.on_time(now + 24h)} == nothing);
        for (const wire::server_message& m : {wire::server_message{wire::acknowledgement{salt}},
                                              {wire::refusal{}},
                                              {wire::pong{}},
                                              {wire::server_goodbye{}}})
            BOOST_TEST(hear(m) == nothing);
        BOOST_TEST(link.phase() == link_phase::down);
    };
    is_silent();
    reach(link_phase::up);
    link.stop();
    is_silent();
}

BOOST_AUTO_TEST_CASE(a_new_attempt_knows_nothing_of_the_last)
{
    reach(link_phase::up);
    hear(wire::pong{});
    while (link.phase() != link_phase::down)
        wait();
    BOOST_TEST(link.missed_pongs() == 3u);

    BOOST_TEST(begin() == login_request());
    BOOST_TEST(link.missed_pongs() == 0u);
    BOOST_TEST(!link.last_pong());
    BOOST_TEST((link.due() == now + ping_time));
    BOOST_TEST(acknowledge(salt) == what{answer_to(salt)}); // it may be the same again
    for (int i = 0; i < 5; ++i)
        BOOST_TEST(!wait().ended);
    BOOST_TEST(wait() == what::end(link_end::no_answer));
}

BOOST_AUTO_TEST_CASE(an_attempt_can_begin_in_the_middle_of_another)
{
    for (const link_phase p : alive) {
        reach(p);
        BOOST_TEST(begin() == login_request());
        BOOST_TEST(link.phase() == link_phase::logging_in);
    }
}

// --- Keep-alive ----------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(it_pings_every_ping_time_as_long_as_it_is_answered)
{
    reach(link_phase::up);
    const time_point up = now;
    for (int i = 1; i <= 1000; ++i) {
        BOOST_TEST(wait() == what{ping()});
        BOOST_TEST((now == up + i * ping_time));
        now += 40ms;
        BOOST_TEST(hear(wire::pong{}) == nothing);
        BOOST_TEST((link.last_pong() == now));
        BOOST_TEST(link.missed_pongs() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(the_third_missed_pong_ends_it_with_a_goodbye)
{
    reach(link_phase::up);
    wait();
    now += 40ms;
    hear(wire::pong{});
    const time_point last = now;
    for (const unsigned missed :
         {0U, 0U, 0U, 1U, 2U}) { // 4.96, 9.96, 14.96, 19.96 and 24.96 s after the pong
        BOOST_TEST(wait() == what{ping()});
        BOOST_TEST(link.missed_pongs() == missed);
    }
    BOOST_TEST(wait() == what::end(link_end::pongs_missed, true));
    BOOST_TEST((now == last - 40ms + 6 * ping_time));
    BOOST_TEST(link.missed_pongs() == 3u);
}

BOOST_AUTO_TEST_CASE(a_server_that_never_answers_a_ping_is_lost_too)
{
    reach(link_phase::up);
    for (const unsigned missed : {0U, 0U, 0U, 1U, 2U}) { // 15 s are not more than three ping times
        BOOST_TEST(wait() == what{ping()});
        BOOST_TEST(link.missed_pongs() == missed);
    }
    BOOST_TEST(wait() == what::end(link_end::pongs_missed, true));
    BOOST_TEST((now == start + 6 * ping_time));
}

BOOST_AUTO_TEST_CASE(a_pong_in_time_makes_good_for_the_missed_ones)
{
    reach(link_phase::up);
    for (int round = 0; round < 10; ++round) {
        while (link.missed_pongs() < 2)
            BOOST_TEST(!wait().ended);
        hear(wire::pong{});
        BOOST_TEST(link.missed_pongs() == 0u);
    }
    BOOST_TEST(link.phase() == link_phase::up);
}

BOOST_AUTO_TEST_CASE(the_time_of_a_long_login_is_not_held_against_the_pongs)
{
    begin();
    for (int i = 0; i < 5; ++i)
        wait();
    acknowledge(salt);
    while (link.phase() != link_phase::up)
        acknowledge();
    for (int i = 0; i < 3; ++i) {
        wait();
        BOOST_TEST(link.missed_pongs() == 0u);
    }
}

BOOST_AUTO_TEST_CASE(a_pong_counts_only_when_up)
{
    for (const link_phase p : waiting) {
        reach(p);
        BOOST_TEST(hear(wire::pong{}) == nothing);
        BOOST_TEST(link.phase() == p);
        BOOST_TEST(!link.last_pong());
    }
}

BOOST_AUTO_TEST_CASE(another_ping_time_holds_for_what_is_waited_for_now)
{
    for (const link_phase p : alive) {
        reach(p);
        link.change_ping_time(20s);
        BOOST_TEST((link.due() == now + 20s));
        now += 3s;
        link.change_ping_time(2s); // more time than that is over
        BOOST_TEST((link.due() < now));
        BOOST_TEST(!what{link.on_time(now)}.sent.empty());
        BOOST_TEST((link.due() == now + 2s));
    }
}

BOOST_AUTO_TEST_CASE(pongs_are_missed_by_the_new_ping_time)
{
    reach(link_phase::up);
    link.change_ping_time(60s);
    for (const unsigned missed : {0U, 0U, 0U, 1U}) {
        BOOST_TEST(wait() == what{ping()});
        BOOST_TEST(link.missed_pongs() == missed);
    }
}

// --- Whatever comes ------------------------------------------------------------------------------------

BOOST_AUTO_TEST_CASE(nonsense_in_any_order_leaves_it_with_something_due_or_down)
{
    std::mt19937 dice{20};
    const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(dice()) % n; };
    const std::array values{ours, salt, other_salt, foreign};
    unsigned came_up = 0;
    std::array<unsigned, 4> ends{};
    for (int step = 0; step < 100'000; ++step) {
        if (link.phase() == link_phase::down)
            begin();
        const link_phase before = link.phase();
        what did;
        switch (below(8)) {
        case 0:
        case 1:
            did = acknowledge(values[below(4)]);
            break;
        case 2:
            did = acknowledge(bytes_of(below(3)));
            break;
        case 3:
            did = hear(wire::pong{});
            break;
        case 4:
            if (below(20) == 0)
                did = below(2) == 0 ? hear(wire::refusal{}) : hear(wire::server_goodbye{});
            break;
        default:
            if (below(10) < 8) { // else: a stretch of time without an event
                did = wait();
                break;
            }
            now += below(7) * 1s;
            did = link.on_time(now);
        }
        BOOST_REQUIRE((link.phase() == link_phase::down) == did.ended.has_value());
        BOOST_REQUIRE((link.due() == time_point::max()) == (link.phase() == link_phase::down));
        BOOST_REQUIRE(!did.came_up || (link.phase() == link_phase::up && before != link_phase::up));
        BOOST_REQUIRE(did.sent.empty() || wire::parse_client_message(test::from_hex(did.sent)).has_value());
        BOOST_REQUIRE(did.sent.empty() || !did.ended);
        BOOST_REQUIRE(!did.goodbye || before >= link_phase::describing);
        if (did.ended)
            ++ends[std::size_t(*did.ended)];
        came_up += did.came_up;
    }
    // The dice were such that everything has happened.
    BOOST_TEST(came_up > 100u);
    for (const unsigned n : ends)
        BOOST_TEST(n > 10u);
}

BOOST_AUTO_TEST_CASE(from_whatever_state_silence_ends_it_within_six_ping_times)
{
    std::mt19937 dice{21};
    for (int round = 0; round < 2'000; ++round) {
        begin();
        for (auto i = dice() % 12; i > 0 && link.phase() != link_phase::down; --i) {
            switch (dice() % 3) {
            case 0:
                acknowledge(bytes_of(static_cast<std::uint32_t>(dice() % 4)));
                break;
            case 1:
                acknowledge();
                break;
            default:
                wait();
            }
        }
        const time_point silent_since = now;
        while (link.phase() != link_phase::down)
            wait();
        BOOST_REQUIRE((now <= silent_since + 6 * ping_time));
    }
}

BOOST_AUTO_TEST_CASE(a_server_that_only_challenges_does_not_keep_it_for_ever)
{
    begin();
    std::uint32_t next = 0;
    while (link.phase() < link_phase::up) {
        acknowledge(bytes_of(++next));
        if (next % 3 == 0 && link.phase() < link_phase::up)
            BOOST_TEST(!wait().ended);
    }
    BOOST_TEST(next < 40u);
}

BOOST_AUTO_TEST_SUITE_END()
