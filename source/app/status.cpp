// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/status.hpp"

#include "hblink/app/json_text.hpp"
#include "hblink/app/status_parts.hpp"
#include "hblink/app/version.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <array>
#include <ctime>
#include <iterator>
#include <utility>

#include <unistd.h>

namespace hblink::app {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::microseconds slice{100}; // voice waits no longer than that, and one step more
constexpr std::size_t sessions_in_a_step = 4;
constexpr std::size_t most_calls_of_a_trunk = 100; // are listed: it may carry some hundreds
constexpr std::size_t piece_size = 64 * 1024;      // bytes; growing a longer text would take a while

// A long text, in pieces.
class pieces
{
public:
    json_text text;

    void cut()
    {
        if (text.text().size() >= piece_size)
            done_.push_back(text.take());
    }
    // A value that is text already.
    void append(std::vector<std::string> value)
    {
        done_.push_back(text.take());
        std::move(value.begin(), value.end(), std::back_inserter(done_));
        text.skip_value();
    }
    std::vector<std::string> take()
    {
        done_.push_back(text.take());
        return std::exchange(done_, {});
    }

private:
    std::vector<std::string> done_;
};

// Lets the loop do what has come up meanwhile, when it has waited for long enough.
class turns
{
public:
    bool is_over() const { return clock::now() - began_ >= slice; }
    asio::awaitable<void> give_way()
    {
        auto executor = co_await asio::this_coro::executor;
        co_await asio::post(executor, asio::use_awaitable);
        began_ = clock::now();
    }

private:
    clock::time_point began_{clock::now()};
};

void add_server(json_text& to, const status_sources& from, const moment& at)
{
    const auto levels = from.log.current_levels();
    to.key("server").begin_object();
    to.member("version", version);
    to.member("started_at", iso_time(from.started));
    to.member("uptime_s", std::chrono::duration_cast<std::chrono::seconds>(at.wall - from.started).count());
    to.member("process", ::getpid());
    to.member("configuration", from.configuration.native());
    to.key("log_levels").begin_object();
    to.member("console", control::name_of(levels.console)).member("file", control::name_of(levels.file));
    to.end_object();
    to.key("last_reload");
    if (const auto mark = from.last_reload ? from.last_reload() : std::nullopt)
        to.begin_object().member("at", iso_time(mark->at)).member("good", mark->taken).end_object();
    else
        to.null();
    to.end_object();
    to.key("listeners").begin_array();
    if (from.listeners)
        for (const wire::endpoint& e : from.listeners())
            to.value(e.to_string());
    to.end_array();
}

void add_counts(json_text& to, const status_sources& from)
{
    const core::occupancy o = from.router.occupied();
    to.key("counts").begin_object();
    to.member("repeaters", o.connected);
    to.member("logging_in", o.sessions - o.connected);
    to.member("links", o.links);
    to.member("links_up", o.links_up);
    to.member("trunks", o.trunks);
    to.member("calls", o.streams);
    to.member("data_calls", o.data_calls);
    to.member("slots_in_use", o.slots_in_use);
    to.member("radios_heard", o.users);
    to.member("blocks", from.router.blocks().all().size());
    to.member("refusals", from.refusals.size());
    to.end_object();
}

// One connected repeater, and what it says.
void add_session(const core::session& s, const status_sources& from, const moment& at, pieces& repeaters,
                 pieces& calls)
{
    if (s.state != core::session_state::connected)
        return;
    add_repeater(repeaters.text, s, at);
    for (const core::slot_state& slot : s.slots)
        if (is_in_a_call(slot))
            add_call(calls.text, slot, at, from.name_of_radio);
}

// The links and trunks as they are now; some may go while others have their turn.
struct peers
{
    explicit peers(const core::router& r)
    {
        r.for_each_link([this](const core::link& l) { links.push_back(l.number); });
        r.for_each_trunk([this](const core::trunk& t) { trunks.push_back(t.number); });
    }

    std::vector<core::link_id> links;
    std::vector<core::trunk_id> trunks;
};

// What comes in by links and trunks.
asio::awaitable<void> add_calls_of_peers(const status_sources& from, std::optional<dmr::repeater_id> only,
                                         pieces& calls, turns& turn)
{
    const moment at = moment::now();
    const peers all{from.router};
    std::size_t of_trunk = 0;
    const auto add = [&](const core::slot_state& slot) {
        if (is_in_a_call(slot) && of_trunk++ < most_calls_of_a_trunk)
            add_call(calls.text, slot, at, from.name_of_radio);
    };
    for (const core::link_id number : all.links) {
        const core::link* const l = from.router.find(number);
        if (l != nullptr && (!only || l->id == *only))
            for (const core::slot_state& slot : l->slots)
                add(slot);
        of_trunk = 0;
        if (turn.is_over())
            co_await turn.give_way();
    }
    for (const core::trunk_id number : all.trunks) {
        const core::trunk* const t = only ? nullptr : from.router.find(number);
        if (t != nullptr)
            t->for_each_place(add);
        of_trunk = 0;
        calls.cut();
        if (turn.is_over())
            co_await turn.give_way();
    }
}

asio::awaitable<void> add_peers(const status_sources& from, std::optional<dmr::repeater_id> only, pieces& to,
                                turns& turn)
{
    const moment at = moment::now();
    const peers all{from.router};
    to.text.key("links").begin_array();
    for (const core::link_id number : all.links) {
        const core::link* const l = from.router.find(number);
        if (l != nullptr && (!only || l->id == *only))
            add_link(to.text, *l, at);
        to.cut();
        if (turn.is_over())
            co_await turn.give_way();
    }
    to.text.end_array().key("trunks").begin_array();
    for (const core::trunk_id number : all.trunks) {
        const core::trunk* const t = only ? nullptr : from.router.find(number);
        if (t != nullptr)
            add_trunk(to.text, *t, at);
        to.cut();
        if (turn.is_over())
            co_await turn.give_way();
    }
    to.text.end_array();
}

asio::awaitable<void> add_sessions(const status_sources& from, std::optional<dmr::repeater_id> only,
                                   pieces& repeaters, turns& turn)
{
    const moment at = moment::now();
    pieces calls;
    const auto add = [&](const core::session& s) { add_session(s, from, at, repeaters, calls); };
    repeaters.text.key("repeaters").begin_array();
    calls.text.begin_array();
    if (only) {
        if (const core::session* const s = from.router.find(*only))
            add(*s);
    } else {
        std::optional<std::size_t> place = 0;
        while ((place = from.router.for_some_sessions(*place, sessions_in_a_step, add))) {
            repeaters.cut();
            calls.cut();
            if (turn.is_over())
                co_await turn.give_way();
        }
    }
    co_await add_calls_of_peers(from, only, calls, turn);
    repeaters.text.end_array().key("calls");
    calls.text.end_array();
    repeaters.append(calls.take());
}

asio::awaitable<void> add_blocks(const status_sources& from, pieces& to, turns& turn)
{
    const moment at = moment::now();
    to.text.key("blocks").begin_array();
    // It may become shorter or longer while others have their turn.
    std::size_t next = 0;
    while (next < from.router.blocks().all().size()) {
        const core::block& b = from.router.blocks().all()[next++];
        if (!b.until || *b.until > at.steady)
            add_block(to.text, b, at);
        to.cut();
        if (turn.is_over())
            co_await turn.give_way();
    }
    to.text.end_array();
}

asio::awaitable<void> add_refusals(const status_sources& from, std::optional<dmr::repeater_id> only,
                                   pieces& to, turns& turn)
{
    const moment at = moment::now();
    const auto all = from.refusals.all();
    to.text.key("refusals").begin_array();
    for (const observe::refusal* const r : all) {
        if (!only || r->id == *only)
            add_refusal(to.text, *r, at);
        to.cut();
        if (turn.is_over())
            co_await turn.give_way();
    }
    to.text.end_array();
}

}

asio::awaitable<std::vector<std::string>> make_status(const status_sources& from,
                                                      control::status_request asked)
{
    const moment at = moment::now();
    turns turn;
    pieces to;
    to.text.begin_object().member("ok", true).member("time", iso_time(at.wall));
    add_server(to.text, from, at);
    add_counts(to.text, from);
    if (!asked.refusals_only) {
        co_await add_sessions(from, asked.id, to, turn);
        co_await add_peers(from, asked.id, to, turn);
        co_await add_blocks(from, to, turn);
    }
    co_await add_refusals(from, asked.id, to, turn);
    to.text.end_object();
    co_return to.take();
}

std::string iso_time(std::chrono::system_clock::time_point t)
{
    const std::time_t seconds = std::chrono::system_clock::to_time_t(t);
    std::tm parts{};
    std::array<char, 64> text{};
    if (::gmtime_r(&seconds, &parts) == nullptr)
        return {};
    const auto size = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
    return {text.data(), size};
}

}
