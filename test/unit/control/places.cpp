// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/control/places.hpp"

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <string>

using hblink::control::places;
using paths = std::vector<std::filesystem::path>;

namespace {

struct environment
{
    explicit environment(const char* runtime_directory)
    {
        if (runtime_directory == nullptr)
            ::unsetenv("RUNTIME_DIRECTORY");
        else
            ::setenv("RUNTIME_DIRECTORY", runtime_directory, 1);
    }
    ~environment() { ::unsetenv("RUNTIME_DIRECTORY"); }
};

}

BOOST_AUTO_TEST_SUITE(control_places)

BOOST_AUTO_TEST_CASE(a_configured_socket_is_the_only_place)
{
    const environment e{"/run/elsewhere"};
    BOOST_TEST((places("/tmp/a.sock", "/var/lib/hblinkd") == paths{"/tmp/a.sock"}));
}

BOOST_AUTO_TEST_CASE(without_it_there_are_the_runtime_and_the_state_directory)
{
    const environment e{nullptr};
    BOOST_TEST((places("", "/var/lib/hblinkd") ==
                paths{"/run/hblinkd/control.sock", "/var/lib/hblinkd/control.sock"}));
}

BOOST_AUTO_TEST_CASE(what_systemd_gives_comes_first)
{
    {
        const environment e{"/run/other:/run/second"};
        BOOST_TEST((places("", "/s") ==
                    paths{"/run/other/control.sock", "/run/hblinkd/control.sock", "/s/control.sock"}));
    }
    const environment usual{"/run/hblinkd"};
    BOOST_TEST((places("", "/s") == paths{"/run/hblinkd/control.sock", "/s/control.sock"}));
}

BOOST_AUTO_TEST_SUITE_END()
