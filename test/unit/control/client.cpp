// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/control/client.hpp"

#include "hblink/control/socket_file.hpp"

#include <boost/test/unit_test.hpp>

#include <array>
#include <string>
#include <thread>

#include <sys/socket.h>
#include <unistd.h>

#include "support/temporary.hpp"

using namespace hblink;
using namespace std::chrono_literals;

namespace {

// A server of one connection that says what it is told to, and hangs up if it is told to.
struct speaker
{
    test::temporary_folder folder;
    std::filesystem::path path{folder / "control.sock"};
    control::socket_file file{path};
    int listener{file.release()};
    std::string heard;
    std::thread thread;

    void say(std::string text, bool hang_up)
    {
        thread = std::thread{[this, text = std::move(text), hang_up] {
            int s = -1;
            while ((s = ::accept(listener, nullptr, nullptr)) < 0)
                std::this_thread::yield();
            std::array<char, 4096> buffer;
            const auto n = ::read(s, buffer.data(), buffer.size());
            heard.assign(buffer.data(), n > 0 ? static_cast<std::size_t>(n) : 0);
            (void)::send(s, text.data(), text.size(), MSG_NOSIGNAL);
            if (!hang_up) // until the client goes
                while (::read(s, buffer.data(), buffer.size()) > 0)
                    continue;
            ::close(s);
        }};
    }
    ~speaker()
    {
        if (thread.joinable())
            thread.join();
        ::close(listener);
    }
};

std::string why_no_server(const std::vector<std::filesystem::path>& places,
                          std::chrono::milliseconds patience = 5s)
{
    try {
        return "answered: " + control::ask(places, control::reload_request{}, patience);
    } catch (const control::no_server& e) {
        return e.what();
    }
}

bool contains(const std::string& text, std::string_view part) { return text.find(part) != text.npos; }

}

BOOST_FIXTURE_TEST_SUITE(clients, speaker)

BOOST_AUTO_TEST_CASE(the_first_place_that_answers_is_asked)
{
    say("{\"ok\":true}\n", true);
    const auto answer = control::ask({folder / "missing.sock", path}, control::reload_request{});
    BOOST_TEST(answer == "{\"ok\":true}");
    thread.join();
    BOOST_TEST(heard == "{\"command\":\"reload\"}\n");
}

BOOST_AUTO_TEST_CASE(each_place_without_a_server_is_named)
{
    const std::string why = why_no_server({folder / "missing.sock", folder / std::string(120, 'x')});
    BOOST_TEST(contains(why, "missing.sock: not there"));
    BOOST_TEST(contains(why, "name too long"));
    BOOST_TEST(contains(why_no_server({}), "no place"));
}

BOOST_AUTO_TEST_CASE(a_server_that_says_nothing_is_not_waited_for_for_ever)
{
    say("", false);
    BOOST_TEST(contains(why_no_server({path}, 50ms), "no answer within 50 ms"));
}

BOOST_AUTO_TEST_CASE(half_an_answer_is_none)
{
    say("{\"ok\":", true);
    BOOST_TEST(contains(why_no_server({path}), "before the whole answer"));
}

BOOST_AUTO_TEST_SUITE_END()
