// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/command_line.hpp"

#include <boost/program_options/errors.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/variables_map.hpp>

#include <array>
#include <optional>
#include <string_view>
#include <utility>

namespace hblink::app {
namespace {

namespace po = boost::program_options;

constexpr std::array<std::pair<std::string_view, command>, 4> words{
    {{"run", command::run}, {"check", command::check}, {"init", command::init}, {"health", command::health}}};

std::optional<command> find_command(std::string_view word)
{
    for (const auto& [name, value] : words)
        if (name == word)
            return value;
    return std::nullopt;
}

// A mistyped command is not the name of a configuration.
bool looks_like_a_command(const std::string& word)
{
    return word.find_first_of("/.") == word.npos && !std::filesystem::exists(word);
}

po::variables_map parse(const std::vector<std::string>& arguments)
{
    po::options_description all;
    all.add_options()("config,c", po::value<std::string>())("version,V", "")("help,h", "")(
        "words", po::value<std::vector<std::string>>());
    po::positional_options_description positional;
    positional.add("words", -1);
    po::variables_map found;
    po::store(po::command_line_parser{arguments}.options(all).positional(positional).run(), found);
    return found;
}

}

command_line parse_command_line(const std::vector<std::string>& arguments)
{
    if (!arguments.empty() && is_operator_command(arguments.front())) {
        command_line line;
        line.command = command::operate;
        line.word = arguments.front();
        line.operators = parse_operator_line(line.word, {arguments.begin() + 1, arguments.end()});
        return line;
    }
    const po::variables_map found = parse(arguments);
    command_line line;
    if (found.contains("help"))
        line.command = command::help;
    else if (found.contains("version"))
        line.command = command::version;

    auto given =
        found.contains("words") ? found["words"].as<std::vector<std::string>>() : std::vector<std::string>{};
    if (!given.empty()) {
        if (const auto named = find_command(given.front())) {
            if (line.command == command::run)
                line.command = *named;
            given.erase(given.begin());
        }
    }
    if (!given.empty() && is_operator_command(given.front()))
        throw po::error("the options of '" + given.front() + "' come after it; see hblinkd " + given.front() +
                        " --help");
    if (!given.empty() && looks_like_a_command(given.front()))
        throw po::error("there is no command '" + given.front() + "'; see hblinkd --help");
    if (given.size() > 1)
        throw po::error("'" + given[1] + "' is one word too many; see hblinkd --help");
    if (!given.empty() && found.contains("config"))
        throw po::error("the configuration file is given twice; see hblinkd --help");
    if (!given.empty())
        line.configuration = given.front();
    else if (found.contains("config"))
        line.configuration = found["config"].as<std::string>();
    return line;
}

void print_help(std::ostream& out)
{
    out << "hblinkd: a DMR network server that speaks the HomeBrew protocol\n"
           "\n"
           "  hblinkd [run] [--config PATH]   start the server; SIGTERM or Ctrl-C stops it\n"
           "  hblinkd check [PATH]            read the configuration, say what is wrong with it\n"
           "  hblinkd init [PATH]             write a working configuration with a random passphrase\n"
           "  hblinkd health [--config PATH]  ask the running server for an answer: exit status 0 or 1\n"
           "\n"
           "Commands for the running server, and their options with `hblinkd COMMAND --help`:\n"
           "\n"
           "  hblinkd status                  who is connected, who talks, who was refused\n"
           "  hblinkd kick ID                 end a session\n"
           "  hblinkd block ID|CALLSIGN       keep a station out, for a time or for ever\n"
           "  hblinkd unblock ID|CALLSIGN     let it in again\n"
           "  hblinkd reload                  read the configuration again\n"
           "  hblinkd log-level LEVEL         log more or less\n"
           "  hblinkd explain --id ID         which access rule applies to a station, and why\n"
           "\n"
           "  hblinkd --version               print the version\n"
           "  hblinkd --help                  print this\n"
           "\n"
           "The configuration is "
        << default_configuration
        << " unless a PATH is given.\n"
           "Exit status: 0 stopped cleanly or done, 1 the server could not run or refused the command, 2 "
           "the\n"
           "configuration or the command line is wrong, 3 no server answers a command.\n";
}

}
