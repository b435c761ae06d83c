// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/operations.hpp"

#include "hblink/app/json_text.hpp"
#include "hblink/control/server.hpp"

#include <chrono>
#include <utility>
#include <variant>

namespace hblink::app {
namespace {

using clock = std::chrono::steady_clock;

std::string to_text(const control::subject& who)
{
    if (const auto* const id = std::get_if<dmr::repeater_id>(&who))
        return std::to_string(id->value());
    return std::get<std::string>(who);
}

void add_list(json_text& to, std::string_view name, const std::vector<config::diagnostic>& list)
{
    to.key(name).begin_array();
    for (const config::diagnostic& d : list)
        to.begin_object().member("pointer", d.pointer).member("message", d.message).end_object();
    to.end_array();
}

void add_list(json_text& to, std::string_view name, const std::vector<std::string_view>& list)
{
    to.key(name).begin_array();
    for (const std::string_view text : list)
        to.value(text);
    to.end_array();
}

control::answer done(json_text& fields, std::string outcome)
{
    control::answer a;
    a.pieces.push_back(fields.take());
    a.outcome = std::move(outcome);
    return a;
}

// An answer that says whether the change will survive a restart.
control::answer saved_answer(json_text fields, std::string outcome, const std::string& trouble)
{
    fields.member("saved", trouble.empty());
    if (!trouble.empty()) {
        fields.member("trouble", trouble);
        outcome += ", but it could not be saved";
    }
    fields.end_object();
    return done(fields, std::move(outcome));
}

}

operations::operations(core::router& r, observe::asynchronous_log& l, status_sources s,
                       const std::filesystem::path& state_directory, reload_function f)
    : router_{r},
      log_{l},
      lines_{l},
      sources_{std::move(s)},
      file_{block_file_in(state_directory)},
      reload_{std::move(f)}
{}

void operations::restore_blocks()
{
    auto found = file_.load(moment::now());
    if (!found.trouble.empty())
        lines_.blocks_unreadable(file_.path().native(), found.trouble, found.moved);
    for (core::block& b : found.blocks)
        router_.block(std::move(b), clock::now());
}

asio::awaitable<control::answer> operations::execute(const control::request& r)
{
    if (const auto* const asked = std::get_if<control::status_request>(&r))
        return status(*asked);
    if (const auto* const asked = std::get_if<control::block_request>(&r))
        return block(*asked);
    if (const auto* const asked = std::get_if<control::unblock_request>(&r))
        return unblock(*asked);
    if (std::holds_alternative<control::reload_request>(r))
        return reload();
    if (const auto* const asked = std::get_if<control::kick_request>(&r))
        return kick(*asked);
    return set_levels(std::get<control::log_level_request>(r));
}

asio::awaitable<control::answer> operations::status(const control::status_request& asked)
{
    control::answer a;
    a.pieces = co_await make_status(sources_, asked);
    co_return a;
}

asio::awaitable<control::answer> operations::kick(const control::kick_request& asked)
{
    if (!router_.kick(asked.id, asked.reason, clock::now()))
        co_return control::error_answer(std::to_string(asked.id.value()) + " is not connected");
    json_text to;
    to.begin_object().member("ok", true).end_object();
    co_return done(to, "disconnected");
}

asio::awaitable<control::answer> operations::block(const control::block_request& asked)
{
    const moment at = moment::now();
    core::block b;
    if (const auto* const id = std::get_if<dmr::repeater_id>(&asked.who))
        b.id = *id;
    else
        b.callsign = std::get<std::string>(asked.who);
    b.reason = asked.reason;
    if (asked.length)
        b.until = at.steady + *asked.length;
    const auto until = b.until;
    const auto ended = router_.block(std::move(b), at.steady);
    if (!ended)
        co_return control::error_answer("there are " + std::to_string(core::block_list::most) +
                                        " blocks already: take some back first");
    const std::string trouble = co_await save();
    json_text to;
    to.begin_object().member("ok", true).member("ended", *ended);
    if (until)
        to.member("until", iso_time(at.wall_of(*until)));
    else
        to.key("until").null();
    co_return saved_answer(std::move(to), "blocked, sessions ended: " + std::to_string(*ended), trouble);
}

asio::awaitable<control::answer> operations::unblock(const control::unblock_request& asked)
{
    const auto* const id = std::get_if<dmr::repeater_id>(&asked.who);
    const bool was = id != nullptr ? router_.unblock(*id) : router_.unblock(std::get<std::string>(asked.who));
    if (!was)
        co_return control::error_answer(to_text(asked.who) + " is not blocked by a command");
    const std::string trouble = co_await save();
    json_text to;
    to.begin_object().member("ok", true);
    co_return saved_answer(std::move(to), "unblocked", trouble);
}

asio::awaitable<std::string> operations::save()
{
    const std::string trouble = co_await file_.save(router_.blocks());
    if (!trouble.empty())
        lines_.blocks_not_saved(file_.path().native(), trouble);
    co_return trouble;
}

asio::awaitable<control::answer> operations::reload()
{
    if (!reload_)
        co_return control::error_answer("this server cannot read its configuration again");
    const reload_report report = co_await reload_();
    const bool good = report.taken;
    json_text to;
    to.begin_object().member("ok", good);
    if (!good)
        to.member("error", "the file has errors; the running configuration stays");
    add_list(to, "errors", report.errors);
    add_list(to, "warnings", report.warnings);
    add_list(to, "changes", report.changes.at_once);
    add_list(to, "needs_restart", report.changes.by_restart);
    to.member("sessions_ended", report.sessions_ended);
    to.end_object();
    control::answer a;
    a.pieces.push_back(to.take());
    a.good = good;
    a.outcome = good ? "changes: " + std::to_string(report.changes.at_once.size())
                     : "errors: " + std::to_string(report.errors.size());
    co_return a;
}

asio::awaitable<control::answer> operations::set_levels(const control::log_level_request& asked)
{
    auto levels = log_.current_levels();
    levels.console = asked.console.value_or(levels.console);
    levels.file = asked.file.value_or(levels.file);
    log_.set_levels(levels);
    json_text to;
    to.begin_object().member("ok", true);
    to.member("console", control::name_of(levels.console)).member("file", control::name_of(levels.file));
    to.end_object();
    co_return done(to, "set");
}

}
