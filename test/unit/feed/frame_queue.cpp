// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/frame_queue.hpp"

#include "hblink/feed/frame.hpp"

#include <boost/test/unit_test.hpp>

#include <string>

using namespace hblink;
using feed::frame_queue;
using feed::frames_in_flight;

namespace {

// A frame of that many bytes.
std::string frame_of(std::size_t size, char fill = 'x')
{
    std::string f(size, fill);
    for (std::size_t i = 0; i < 4; ++i)
        f[i] = static_cast<char>((size - 4) >> (24 - 8 * i) & 0xFF);
    return f;
}

}

BOOST_AUTO_TEST_SUITE(queue)

BOOST_AUTO_TEST_CASE(frames_come_out_in_their_order_and_never_in_parts)
{
    frame_queue q;
    std::string all;
    for (char c = 'a'; c <= 'z'; ++c) {
        BOOST_REQUIRE(q.push(frame_of(20'000, c)));
        all += frame_of(20'000, c);
    }
    BOOST_TEST(q.bytes() == all.size());
    BOOST_TEST(q.frames() == 26U);
    std::string out;
    while (!q.empty()) {
        const std::string piece = q.pop();
        BOOST_TEST(piece.size() <= frame_queue::piece_size);
        BOOST_TEST(feed::count_frames(piece) * 20'000 == piece.size());
        out += piece;
    }
    BOOST_TEST((out == all));
    BOOST_TEST(q.bytes() == 0U);
}

BOOST_AUTO_TEST_CASE(what_does_not_fit_is_refused_as_a_whole)
{
    frame_queue q{1000};
    BOOST_TEST(q.push(frame_of(600)));
    BOOST_TEST(!q.push(frame_of(401)));
    BOOST_TEST(q.bytes() == 600U);
    BOOST_TEST(q.push(frame_of(400)));
    BOOST_TEST(!q.push(frame_of(4)));
    q.pop();
    BOOST_TEST(q.push(frame_of(1000)));
}

BOOST_AUTO_TEST_CASE(a_frame_larger_than_a_piece_goes_through)
{
    frame_queue q;
    const std::string large = frame_of(3'800'000);
    BOOST_TEST(q.push(frame_of(10)));
    BOOST_TEST(q.push(large));
    BOOST_TEST(q.push(frame_of(10)));
    BOOST_TEST(q.pop().size() == 10U);
    BOOST_TEST((q.pop() == large));
    BOOST_TEST(q.pop().size() == 10U);
}

BOOST_AUTO_TEST_CASE(frames_are_counted_when_their_last_byte_is_gone)
{
    frames_in_flight f;
    BOOST_TEST(f.empty());
    f.put(frame_of(10) + frame_of(20) + frame_of(4));
    BOOST_TEST(f.at_boundary());
    BOOST_TEST(f.sent(9) == 0U);
    BOOST_TEST(!f.at_boundary());
    BOOST_TEST(f.sent(1) == 1U);
    BOOST_TEST(f.at_boundary());
    BOOST_TEST(f.rest().size() == 24U);
    BOOST_TEST(f.sent(24) == 2U);
    BOOST_TEST(f.empty());
    BOOST_TEST(f.at_boundary());
}

BOOST_AUTO_TEST_CASE(of_frames_that_are_dropped_the_one_that_is_gone_in_part_is_kept)
{
    frames_in_flight f;
    f.put(frame_of(10) + frame_of(20) + frame_of(30) + frame_of(40));
    f.sent(13);
    BOOST_TEST(f.drop_others() == 2U);
    BOOST_TEST(f.rest().size() == 17U);
    BOOST_TEST(f.drop_others() == 0U);
    BOOST_TEST(f.sent(17) == 1U);
    BOOST_TEST(f.empty());
}

BOOST_AUTO_TEST_CASE(between_two_frames_all_are_dropped)
{
    frames_in_flight f;
    f.put(frame_of(10) + frame_of(20));
    f.sent(10);
    BOOST_TEST(f.drop_others() == 1U);
    BOOST_TEST(f.empty());
}

BOOST_AUTO_TEST_SUITE_END()
