// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/arguments.hpp"

#include <boost/program_options.hpp>

#include <algorithm>

namespace po = boost::program_options;

namespace hblink::sim {

void refuse_option(std::string_view option, const std::string& why)
{
    throw usage_error{"--" + std::string{option} + ' ' + why};
}

server_name read_server(std::string_view option, const std::string& text)
{
    const std::string why = "must be HOST:PORT or [ADDRESS]:PORT, is \"" + text + '"';
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos)
        refuse_option(option, why);
    std::string host = text.substr(0, colon);
    const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
    if (bracketed)
        host = host.substr(1, host.size() - 2);
    // Without brackets nobody knows which colon begins the port.
    else if (host.empty() || host.find_first_of(":[]") != std::string::npos)
        refuse_option(option, why);
    const auto port = read_number<std::uint16_t>(std::string_view{text}.substr(colon + 1));
    if (!port || *port == 0)
        refuse_option(option, why);
    return {host, *port};
}

std::vector<dmr::talkgroup> read_talkgroups(const std::string& text)
{
    std::vector<dmr::talkgroup> all;
    std::string_view rest = text;
    for (;;) {
        const std::size_t comma = rest.find(',');
        const auto number = read_number<std::uint32_t>(rest.substr(0, comma));
        if (!number || *number == 0 || *number > dmr::largest_24_bit)
            refuse_option("talkgroup",
                          "must be numbers 1..16777215 with commas between them, is \"" + text + '"');
        if (std::find(all.begin(), all.end(), dmr::talkgroup{*number}) != all.end())
            refuse_option("talkgroup", "names " + std::to_string(*number) + " twice");
        all.emplace_back(*number);
        if (comma == std::string_view::npos)
            return all;
        rest.remove_prefix(comma + 1);
    }
}

arguments::arguments(const std::vector<std::string>& given, const po::options_description& known)
{
    try {
        // Nothing may stand without an option's name, and no name may be abbreviated.
        const auto style = po::command_line_style::default_style & ~po::command_line_style::allow_guessing;
        po::store(po::command_line_parser{given}
                      .options(known)
                      .style(style)
                      .positional(po::positional_options_description{})
                      .run(),
                  given_);
    } catch (const po::error& e) {
        throw usage_error{e.what()};
    }
}

std::optional<std::string> arguments::text(const char* option) const
{
    return has(option) ? std::optional{given_[option].as<std::string>()} : std::nullopt;
}

std::string arguments::needed_text(const char* option) const
{
    auto given = text(option);
    if (!given)
        throw usage_error{"--" + std::string{option} + " is missing"};
    return std::move(*given);
}

}
