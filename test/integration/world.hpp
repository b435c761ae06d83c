// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <string>
#include <vector>

#include "integration/repeater.hpp"
#include "integration/server.hpp"
#include "integration/stage.hpp"
#include "support/temporary.hpp"

namespace hblink::test {

// What a test begins with: a folder, a free port, and nobody there yet.
struct world
{
    temporary_folder folder;
    test::stage stage;
    std::uint16_t port{free_port()};
    std::filesystem::path file{folder / "hblinkd.json"};
    wire::endpoint ipv4{at("127.0.0.1", port)};
    wire::endpoint ipv6{at("::1", port)};
};

inline bool told(bool possible, const char* why_not)
{
    if (!possible)
        std::clog << "skipped: " << why_not << '\n';
    return possible;
}

// For tests that need ::1.
inline boost::test_tools::assertion_result with_ipv6(boost::unit_test::test_unit_id)
{
    return told(has_ipv6(), "this machine has no ::1");
}

// The environment of a server whose kernel refuses to send datagrams that begin with `tag` (EAGAIN).
inline std::vector<std::string> refusing(const std::string& tag, int times = 1'000'000)
{
    const char* const sanitizer = std::getenv("ASAN_OPTIONS");
    return {std::string{"LD_PRELOAD="} + REFUSE_TO_SEND, "HBLINK_TEST_REFUSED=" + tag,
            "HBLINK_TEST_REFUSED_TIMES=" + std::to_string(times),
            // The sanitizer wants to be loaded first; here it need not be.
            std::string{"ASAN_OPTIONS=verify_asan_link_order=0:"} + (sanitizer != nullptr ? sanitizer : "")};
}

}
