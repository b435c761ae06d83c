// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/operator_commands.hpp"

#include "hblink/app/command_line.hpp"
#include "hblink/app/commands.hpp"
#include "hblink/app/explain.hpp"
#include "hblink/app/status_view.hpp"
#include "hblink/app/terminal.hpp"
#include "hblink/config/document.hpp"
#include "hblink/config/load.hpp"
#include "hblink/config/surroundings.hpp"
#include "hblink/control/client.hpp"
#include "hblink/control/places.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <array>
#include <cstdlib>
#include <sstream>
#include <string>
#include <thread>
#include <utility>

#include <unistd.h>

namespace hblink::app {
namespace {

namespace json = boost::json;

std::string text(const json::object& o, std::string_view name)
{
    const json::value* const v = o.if_contains({name.data(), name.size()});
    const json::string* const s = v != nullptr ? v->if_string() : nullptr;
    return s != nullptr ? printable({s->data(), s->size()}) : std::string{};
}

bool truth(const json::object& o, std::string_view name)
{
    const json::value* const v = o.if_contains({name.data(), name.size()});
    return v != nullptr && v->is_bool() && v->get_bool();
}

// A list of texts, or of a configuration's diagnostics.
void print_list(std::ostream& out, const char* kind, const json::object& answer, std::string_view name)
{
    const json::value* const list = answer.if_contains({name.data(), name.size()});
    if (list == nullptr || !list->is_array())
        return;
    for (const json::value& v : list->get_array()) {
        if (const json::string* const s = v.if_string())
            out << kind << ": " << printable({s->data(), s->size()}) << '\n';
        else if (const json::object* const d = v.if_object())
            out << kind << ": " << text(*d, "pointer") << (text(*d, "pointer").empty() ? "" : ": ")
                << text(*d, "message") << '\n';
    }
}

void print_lines(std::ostream& out, const std::vector<std::string>& lines)
{
    for (const std::string& line : lines)
        out << line << '\n';
}

void print_saved(std::ostream& err, const json::object& answer)
{
    if (!truth(answer, "saved"))
        err << "hblinkd: this holds only until the server is restarted: it could not be saved ("
            << text(answer, "trouble") << ")\n";
}

void print_block(const control::block_request& asked, const json::object& answer, std::ostream& out,
                 std::ostream& err)
{
    const auto* const id = std::get_if<dmr::repeater_id>(&asked.who);
    const json::value* const ended = answer.if_contains("ended");
    const std::string until = text(answer, "until");
    out << (id != nullptr ? std::to_string(id->value()) : std::get<std::string>(asked.who)) << " is blocked "
        << (until.empty() ? "until you unblock it" : "until " + until);
    if (ended != nullptr && ended->is_number())
        out << "; sessions ended: " << ended->to_number<std::uint64_t>();
    out << '\n';
    print_saved(err, answer);
}

// What a good answer says, for people.
void print_answer(const control::request& asked, const json::object& answer, std::ostream& out,
                  std::ostream& err)
{
    if (const auto* const status = std::get_if<control::status_request>(&asked)) {
        const auto size = size_of_terminal(STDOUT_FILENO);
        print_lines(out, view_status(answer, {size.columns, 0, status->refusals_only}));
    } else if (const auto* const kick = std::get_if<control::kick_request>(&asked)) {
        out << kick->id.value() << " was disconnected; it may log in again\n";
    } else if (const auto* const block = std::get_if<control::block_request>(&asked)) {
        print_block(*block, answer, out, err);
    } else if (std::holds_alternative<control::unblock_request>(asked)) {
        out << "the block is taken back\n";
        print_saved(err, answer);
    } else if (std::holds_alternative<control::log_level_request>(asked)) {
        out << "console: " << text(answer, "console") << ", file: " << text(answer, "file") << '\n';
    } else {
        print_list(out, "changed", answer, "changes");
        print_list(out, "needs a restart", answer, "needs_restart");
        print_list(out, "warning", answer, "warnings");
        out << "the configuration was read again\n";
    }
}

std::string_view without_newline(std::string_view text)
{
    while (text.ends_with('\n'))
        text.remove_suffix(1);
    return text;
}

// Parses an answer. Throws control::no_server when it is none.
json::object read_answer(const std::string& line)
{
    json::error_code error;
    json::value v = json::parse(line, error);
    if (error || !v.is_object())
        throw control::no_server{"what came was no answer of an hblinkd"};
    return std::move(v.get_object());
}

int ask_once(const operator_line& line, const std::vector<std::filesystem::path>& places, std::ostream& out,
             std::ostream& err)
{
    const std::string came = control::ask(places, line.request);
    const json::object answer = read_answer(came);
    const bool good = truth(answer, "ok");
    if (line.json) {
        out << came << '\n';
    } else if (good) {
        print_answer(line.request, answer, out, err);
    } else {
        print_list(err, "error", answer, "errors");
        err << "hblinkd: " << text(answer, "error") << '\n';
    }
    return good ? exit_ok : exit_failure;
}

// One picture of a status that is watched, with what a terminal needs to paint it over the one before.
std::string picture(const operator_line& line, const std::vector<std::filesystem::path>& places, bool first)
{
    const auto size = size_of_terminal(STDOUT_FILENO);
    std::vector<std::string> lines;
    try {
        const json::object answer = read_answer(control::ask(places, line.request));
        const auto& asked = std::get<control::status_request>(line.request);
        const std::size_t room =
            size.rows > 1 ? size.rows - 1 : size.rows; // the cursor stands on the last one
        lines = view_status(answer, {size.columns, room, asked.refusals_only});
    } catch (const control::no_server& e) {
        if (first)
            throw;
        std::istringstream why{e.what()};
        for (std::string part; std::getline(why, part);)
            lines.push_back(printable(part));
    }
    if (size.columns == 0) {
        std::ostringstream plain;
        print_lines(plain, lines);
        return plain.str() + '\n';
    }
    if (size.rows > 1 && lines.size() > size.rows - 1)
        lines.resize(size.rows - 1);
    std::string painted = first ? "\x1b[2J\x1b[H" : "\x1b[H"; // clear once, then paint over
    for (const std::string& l : lines)
        painted += l + "\x1b[K\n";
    return painted + "\x1b[J";
}

// Until a signal ends the program.
[[noreturn]] void watch(const operator_line& line, const std::vector<std::filesystem::path>& places,
                        std::ostream& out, std::ostream& err)
{
    for (bool first = true;; first = false) {
        if (line.json)
            (void)ask_once(line, places, out, err);
        else
            out << picture(line, places, first);
        if (!out.flush())
            std::exit(exit_ok); // nobody looks any more
        std::this_thread::sleep_for(*line.watch);
    }
}

}

std::vector<std::filesystem::path> control_places(const std::filesystem::path& configuration)
{
    const auto loaded = config::load_file(configuration);
    if (loaded.settings)
        return control::places(loaded.settings->control_socket, loaded.settings->state_directory);
    // Broken, or not for us to read. The two keys may be there all the same.
    const char* const given = std::getenv("STATE_DIRECTORY");
    std::filesystem::path state = given != nullptr && *given != '\0' ? given : "/var/lib/hblinkd";
    std::filesystem::path socket;
    const auto whole = config::read_whole_file(configuration, config::largest_document);
    const auto document = config::parse_document(whole.value_or(""));
    if (const json::object* const root = document.root.if_object()) {
        const auto folder = std::filesystem::absolute(configuration).parent_path();
        const json::value* const control = root->if_contains("control");
        if (control != nullptr && control->is_object())
            if (const std::string path = text(control->get_object(), "socket"); !path.empty())
                socket = folder / path;
        if (const std::string path = text(*root, "state_directory"); !path.empty())
            state = folder / path;
    }
    return control::places(socket, state);
}

int operate(std::string_view word, const operator_line& line, std::ostream& out, std::ostream& err)
{
    if (line.help) {
        print_operator_help(word, out);
        return exit_ok;
    }
    const auto configuration =
        line.configuration.empty() ? std::filesystem::path{default_configuration} : line.configuration;
    if (line.explain)
        return explain(configuration, line.id, line.callsign, line.json, out, err);
    std::error_code ignored;
    if (line.socket.empty() && !line.configuration.empty() &&
        !std::filesystem::exists(line.configuration, ignored)) {
        err << "hblinkd: there is no " << line.configuration.native() << '\n';
        return exit_bad_configuration;
    }
    try {
        const auto places = line.socket.empty() ? control_places(configuration)
                                                : std::vector<std::filesystem::path>{line.socket};
        if (line.watch)
            watch(line, places, out, err);
        return ask_once(line, places, out, err);
    } catch (const control::no_server& e) {
        err << "hblinkd: " << without_newline(e.what()) << '\n';
        return exit_no_server;
    }
}

}
