// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/control/socket_file.hpp"

#include <boost/test/unit_test.hpp>

#include <cstring>
#include <fstream>
#include <optional>
#include <system_error>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include "support/temporary.hpp"

using hblink::control::socket_file;

namespace {

struct world
{
    hblink::test::temporary_folder folder;
    std::filesystem::path path{folder / "control.sock"};

    bool answers() const
    {
        const int s = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un a{};
        a.sun_family = AF_UNIX;
        std::strncpy(a.sun_path, path.c_str(), sizeof a.sun_path - 1);
        const bool connected = ::connect(s, reinterpret_cast<const sockaddr*>(&a), sizeof a) == 0;
        ::close(s);
        return connected;
    }

    // The error of making it, or nothing.
    std::error_code trouble(const std::filesystem::path& where) const
    {
        try {
            const socket_file f{where};
            return {};
        } catch (const std::system_error& e) {
            return e.code();
        }
    }

    // What a server leaves that was killed.
    void leave_over()
    {
        const int s = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_un a{};
        a.sun_family = AF_UNIX;
        std::strncpy(a.sun_path, path.c_str(), sizeof a.sun_path - 1);
        BOOST_REQUIRE(::bind(s, reinterpret_cast<const sockaddr*>(&a), sizeof a) == 0);
        ::close(s);
    }
};

}

BOOST_FIXTURE_TEST_SUITE(socket_files, world)

BOOST_AUTO_TEST_CASE(only_user_and_group_may_connect_and_the_file_goes_at_the_end)
{
    const mode_t before = ::umask(0);
    {
        const socket_file f{path};
        struct stat status
        {};
        BOOST_REQUIRE(::stat(path.c_str(), &status) == 0);
        BOOST_TEST((status.st_mode & 0777) == 0660U);
        BOOST_TEST(answers());
    }
    ::umask(before);
    BOOST_TEST(!std::filesystem::exists(path));
}

BOOST_AUTO_TEST_CASE(a_left_over_file_is_replaced)
{
    leave_over();
    const socket_file f{path};
    BOOST_TEST(answers());
}

BOOST_AUTO_TEST_CASE(a_server_that_answers_keeps_its_file)
{
    const socket_file first{path};
    BOOST_TEST((trouble(path) == std::errc::address_in_use));
    BOOST_TEST(answers());
}

BOOST_AUTO_TEST_CASE(what_is_no_socket_is_not_touched)
{
    std::ofstream{path} << "mine";
    BOOST_TEST((trouble(path) == std::errc::address_in_use));
    BOOST_TEST(hblink::test::contents(path) == "mine");
}

BOOST_AUTO_TEST_CASE(the_file_of_a_successor_stays)
{
    std::optional<socket_file> first{path};
    std::filesystem::remove(path);
    const socket_file second{path};
    first.reset();
    BOOST_TEST(answers());
}

BOOST_AUTO_TEST_CASE(where_it_cannot_be_made_the_error_says_why)
{
    BOOST_TEST((trouble(folder / "nowhere/control.sock") == std::errc::no_such_file_or_directory));
    BOOST_TEST((trouble(folder / std::string(120, 'x')) == std::errc::filename_too_long));
    BOOST_TEST((trouble("") == std::errc::filename_too_long));
}

BOOST_AUTO_TEST_SUITE_END()
