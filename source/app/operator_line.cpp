// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/operator_line.hpp"

#include "hblink/app/duration.hpp"

#include <boost/program_options/errors.hpp>
#include <boost/program_options/options_description.hpp>
#include <boost/program_options/parsers.hpp>
#include <boost/program_options/positional_options.hpp>
#include <boost/program_options/variables_map.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <utility>

namespace hblink::app {
namespace {

namespace po = boost::program_options;
using words = std::vector<std::string>;

struct usage
{
    std::string_view word;
    const char* line; // what follows the word
    const char* about;
};

constexpr std::array<usage, 7> usages{
    {{"status", "[--watch [SECONDS]] [--refusals] [--id ID] [--json]",
      "Shows who is connected, who talks now, who is blocked, and who was refused.\n"},
     {"kick", "ID [--reason TEXT]",
      "Ends the session of a repeater. It may log in again, and hotspots do so within seconds.\n"},
     {"block", "ID|CALLSIGN [--for TIME] [--reason TEXT]",
      "Ends the sessions of a station and keeps it out, on top of the configuration's blacklist. The block\n"
      "outlives a restart of the server.\n"},
     {"unblock", "ID|CALLSIGN", "Takes back a block that was made by `hblinkd block`.\n"},
     {"reload", "",
      "Has the server read its configuration again, as the signal SIGHUP does, and says what came of it.\n"},
     {"log-level", "[console|file] LEVEL",
      "Sets the least level that is logged, of both outputs or of one, until the server is restarted: "
      "debug,\n"
      "info, warning, error or critical.\n"},
     {"explain", "--id ID [--callsign CALLSIGN] [--json]",
      "Says which access rule applies to a station and why, and why it would be refused. It reads the\n"
      "configuration; no server needs to run.\n"}}};

const usage& usage_of(std::string_view word)
{
    return *std::find_if(usages.begin(), usages.end(), [&](const usage& u) { return u.word == word; });
}

po::options_description options_of(std::string_view word)
{
    po::options_description all{"Options"};
    auto add = all.add_options();
    const auto text = [](const char* name) { return po::value<std::string>()->value_name(name); };
    if (word == "status") {
        add("watch,w", "repaint every SECONDS (2) until Ctrl-C");
        add("refusals,r", "only the refused logins and calls");
        add("id,i", text("ID"), "only this repeater, its calls and refusals");
    }
    if (word == "explain") {
        add("id,i", text("ID"), "the id that logs in");
        add("callsign", text("CALLSIGN"), "the callsign that it will tell");
    }
    if (word == "kick" || word == "block")
        add("reason", text("TEXT"), "why; for the log and for who looks at the status");
    if (word == "block")
        add("for", text("TIME"), "how long: 90s, 15m, 2h, 7d; without it until unblock");
    add("json", "the answer as one line of JSON");
    if (word != "explain")
        add("socket,s", text("PATH"), "the server's control socket");
    add("config,c", text("PATH"), "the configuration, which names the socket and the state directory");
    add("help,h", "print this");
    return all;
}

po::variables_map parse(std::string_view word, const words& arguments)
{
    po::options_description all = options_of(word);
    all.add_options()("words", po::value<words>());
    po::positional_options_description positional;
    positional.add("words", -1);
    po::variables_map found;
    po::store(po::command_line_parser{arguments}.options(all).positional(positional).run(), found);
    return found;
}

[[noreturn]] void fail(std::string_view word, const std::string& why)
{
    throw po::error(why + "; see hblinkd " + std::string{word} + " --help");
}

std::string text(const po::variables_map& found, const char* name)
{
    return found.contains(name) ? found[name].as<std::string>() : std::string{};
}

dmr::repeater_id read_id(std::string_view word, const std::string& id)
{
    const auto who = control::read_subject(id);
    if (!who || !std::holds_alternative<dmr::repeater_id>(*who))
        fail(word, "'" + id + "' is no id: 1 to 4294967295");
    return std::get<dmr::repeater_id>(*who);
}

control::subject read_who(std::string_view word, const std::string& who)
{
    auto found = control::read_subject(who);
    if (!found)
        fail(word, "'" + who + "' is neither an id nor a callsign");
    return *std::move(found);
}

// The words of a command, exactly so many.
const std::string& only_word(std::string_view word, const words& given, const char* what)
{
    if (given.empty())
        fail(word, std::string{"which "} + what + "?");
    if (given.size() > 1)
        fail(word, "'" + given[1] + "' is one word too many");
    return given.front();
}

std::string read_reason(std::string_view word, const po::variables_map& found)
{
    std::string reason = text(found, "reason");
    if (reason.size() > control::longest_reason)
        fail(word, "the reason is longer than " + std::to_string(control::longest_reason) + " bytes");
    return reason;
}

std::chrono::milliseconds read_pause(std::string_view word, const words& given)
{
    if (given.empty())
        return std::chrono::seconds{2};
    const std::string& number = only_word(word, given, "number");
    double seconds = 0;
    const auto [end, error] = std::from_chars(number.data(), number.data() + number.size(), seconds);
    if (error != std::errc{} || end != number.data() + number.size() || !(seconds >= 0.2 && seconds <= 3600))
        fail(word, "'" + number + "' is no number of seconds from 0.2 to 3600");
    return std::chrono::milliseconds{std::lround(seconds * 1000)};
}

control::log_level_request read_levels(std::string_view word, const words& given)
{
    const bool one_output = given.size() == 2;
    if (given.empty() || given.size() > 2)
        fail(word, "one level is needed");
    const auto level = control::read_level(given.back());
    if (!level)
        fail(word, "'" + given.back() + "' is no level: debug, info, warning, error or critical");
    if (!one_output)
        return {level, level};
    if (given.front() == "console")
        return {level, std::nullopt};
    if (given.front() != "file")
        fail(word, "'" + given.front() + "' is no output: console or file");
    return {std::nullopt, level};
}

control::status_request read_status(std::string_view word, const po::variables_map& found)
{
    control::status_request asked;
    asked.refusals_only = found.contains("refusals");
    if (found.contains("id"))
        asked.id = read_id(word, text(found, "id"));
    return asked;
}

control::block_request read_block(std::string_view word, const po::variables_map& found, const words& given)
{
    control::block_request asked{read_who(word, only_word(word, given, "id or callsign")), {}, {}};
    asked.reason = read_reason(word, found);
    if (found.contains("for")) {
        asked.length = read_duration(text(found, "for"));
        if (!asked.length)
            fail(word, "'" + text(found, "for") + "' is no time: 90s, 15m, 2h, 7d, at most ten years");
    }
    return asked;
}

void read_explain(std::string_view word, const po::variables_map& found, operator_line& line)
{
    if (!found.contains("id"))
        fail(word, "--id is needed");
    line.explain = true;
    line.id = read_id(word, text(found, "id"));
    line.callsign = text(found, "callsign");
}

void no_words(std::string_view word, const words& given)
{
    if (!given.empty())
        fail(word, "'" + given.front() + "' is one word too many");
}

}

bool is_operator_command(std::string_view word) noexcept
{
    return std::any_of(usages.begin(), usages.end(), [&](const usage& u) { return u.word == word; });
}

operator_line parse_operator_line(std::string_view word, const std::vector<std::string>& arguments)
{
    const po::variables_map found = parse(word, arguments);
    const auto given = found.contains("words") ? found["words"].as<words>() : words{};
    operator_line line;
    line.help = found.contains("help");
    line.json = found.contains("json");
    line.socket = text(found, "socket");
    line.configuration = text(found, "config");
    if (line.help)
        return line;
    if (word == "status") {
        line.request = read_status(word, found);
        if (found.contains("watch"))
            line.watch = read_pause(word, given);
        else
            no_words(word, given);
    } else if (word == "kick") {
        const auto id = read_id(word, only_word(word, given, "id"));
        line.request = control::kick_request{id, read_reason(word, found)};
    } else if (word == "block") {
        line.request = read_block(word, found, given);
    } else if (word == "unblock") {
        line.request = control::unblock_request{read_who(word, only_word(word, given, "id or callsign"))};
    } else if (word == "reload") {
        no_words(word, given);
        line.request = control::reload_request{};
    } else if (word == "log-level") {
        line.request = read_levels(word, given);
    } else {
        no_words(word, given);
        read_explain(word, found, line);
    }
    return line;
}

void print_operator_help(std::string_view word, std::ostream& out)
{
    const usage& u = usage_of(word);
    out << "hblinkd " << u.word << (*u.line == '\0' ? "" : " ") << u.line << "\n\n"
        << u.about << '\n'
        << options_of(word);
    if (word != "explain")
        out << "\nExit status: 0 done, 1 refused, 2 the command line is wrong, 3 no server answers.\n";
}

}
