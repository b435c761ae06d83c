// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/console.hpp"

#include <boost/test/unit_test.hpp>

#include <atomic>
#include <string>
#include <thread>

#include <fcntl.h>
#include <signal.h>

#include "unit/observe/trouble.hpp"

namespace {

using hblink::observe::console;

struct pipe_fixture
{
    pipe_fixture() { ::signal(SIGPIPE, SIG_IGN); }

    hblink::test::pipe pipe;
    std::atomic<bool> give_up{false};
    console out{pipe.writer(), give_up};
};

}

BOOST_FIXTURE_TEST_SUITE(console_, pipe_fixture)

BOOST_AUTO_TEST_CASE(it_writes_lines)
{
    BOOST_TEST(!out.write("one"));
    BOOST_TEST(!out.write(""));
    BOOST_TEST(!out.write("two"));
    pipe.close_writer();
    BOOST_TEST(pipe.read_rest() == "one\n\ntwo\n");
}

BOOST_AUTO_TEST_CASE(it_leaves_the_flags_of_the_descriptor_alone)
{
    const int before = ::fcntl(pipe.writer(), F_GETFL);
    BOOST_TEST(!out.write("one"));
    BOOST_TEST(::fcntl(pipe.writer(), F_GETFL) == before);
}

BOOST_AUTO_TEST_CASE(it_waits_for_a_slow_reader)
{
    for (const int flags : {0, O_NONBLOCK}) { // whoever shares the pipe may have made it non-blocking
        hblink::test::pipe slow;
        ::fcntl(slow.writer(), F_SETFL, O_WRONLY | flags);
        console to_slow{slow.writer(), give_up};
        const std::string line(200'000, 'x'); // more than a pipe holds: it must be written in parts
        std::error_code error;
        std::thread writer{[&] { error = to_slow.write(line); }};
        const std::string read = slow.read_until("\n");
        writer.join();
        BOOST_TEST(!error);
        BOOST_TEST((read == line + "\n"));
    }
}

BOOST_AUTO_TEST_CASE(it_gives_up_when_told_so)
{
    pipe.fill();
    std::error_code error;
    std::thread writer{[&] { error = out.write("never read"); }};
    give_up = true;
    writer.join();
    BOOST_TEST(error == std::make_error_code(std::errc::operation_canceled));
}

BOOST_AUTO_TEST_CASE(after_a_line_that_was_cut_off_the_next_begins_on_its_own)
{
    std::error_code error;
    const std::string line(1'000'000, 'x');
    std::thread writer{[&] { error = out.write(line); }};
    std::string read = pipe.read_some(); // it has begun
    give_up = true;
    writer.join();
    BOOST_TEST(error == std::make_error_code(std::errc::operation_canceled));

    give_up = false;
    std::thread reader{[&] { read += pipe.read_rest(); }};
    BOOST_TEST(!out.write("next"));
    BOOST_TEST(!out.write("last"));
    pipe.close_writer();
    reader.join();
    BOOST_TEST(read.find("x\nnext\nlast\n") != read.npos);
}

BOOST_AUTO_TEST_CASE(a_reader_that_is_gone_is_an_error)
{
    pipe.close_reader();
    BOOST_TEST(out.write("one") == std::make_error_code(std::errc::broken_pipe));
    BOOST_TEST(out.write("two") == std::make_error_code(std::errc::broken_pipe));
}

BOOST_AUTO_TEST_CASE(a_descriptor_that_is_closed_is_an_error)
{
    const int closed = ::fcntl(pipe.writer(), F_DUPFD_CLOEXEC, 100);
    ::close(closed);
    console to_closed{closed, give_up};
    BOOST_TEST(to_closed.write("one") == std::make_error_code(std::errc::bad_file_descriptor));
}

BOOST_AUTO_TEST_CASE(a_full_disk_is_an_error)
{
    const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    BOOST_REQUIRE(full >= 0);
    console to_full{full, give_up};
    BOOST_TEST(to_full.write("one") == std::make_error_code(std::errc::no_space_on_device));
    ::close(full);
}

BOOST_AUTO_TEST_SUITE_END()
