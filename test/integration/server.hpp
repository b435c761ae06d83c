// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/address.hpp"

#include <boost/json/object.hpp>

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "integration/program.hpp"
#include "integration/stage.hpp"

namespace hblink::test {

inline constexpr std::string_view passphrase = "correct-horse-battery";

// A UDP port that nobody uses, on IPv4 or IPv6; never the same one twice.
std::uint16_t free_port();

// Does this machine have ::1?
bool has_ipv6();

wire::endpoint at(std::string_view address, std::uint16_t port);

// A configuration with one passphrase for all, IPv4 only; the log file is hblinkd.log beside it.
boost::json::object configuration(std::uint16_t port);
boost::json::object with_both_families(boost::json::object configuration);
boost::json::object with_logging(boost::json::object configuration, std::string_view key,
                                 std::string_view value);

void write_file(const std::filesystem::path&, std::string_view text);

// The running hblinkd, and its log as far as it has come.
class server
{
public:
    // Starts it with this configuration, which is written to `file`.
    server(stage&, const std::filesystem::path& file, const boost::json::object& configuration,
           const std::vector<std::string>& environment = {}, std::vector<std::string> prefix = {});

    bool started() { return logged("server_started"); } // waits

    // Every line on stdout so far. Throws when one is no JSON object.
    const std::vector<boost::json::object>& log();

    // The first line of this event, from line `from` on; null when there is none yet.
    const boost::json::object* find(std::string_view event, std::size_t from = 0);
    std::size_t count(std::string_view event);

    // Waits for such a line.
    bool logged(std::string_view event, std::size_t times = 1);

    // Asks it to end, as an operator does, and answers the exit status.
    int stop(int signal);

    std::string last_event();

    program process;

private:
    stage& stage_;
    std::vector<boost::json::object> lines_;
    std::size_t read_{0}; // characters of stdout
};

// Reads a field of a line as text.
std::string text_of(const boost::json::object& line, std::string_view field);

}
