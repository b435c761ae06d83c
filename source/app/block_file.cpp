// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/block_file.hpp"

#include "hblink/app/json_text.hpp"
#include "hblink/app/state_file.hpp"
#include "hblink/config/surroundings.hpp"
#include "hblink/control/request.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <algorithm>
#include <atomic>
#include <stdexcept>
#include <system_error>
#include <thread>
#include <utility>

#include <pthread.h>
#include <signal.h>

namespace hblink::app {
namespace {

namespace json = boost::json;
using wall_clock = std::chrono::system_clock;

constexpr std::size_t largest_file = 16 * 1024 * 1024; // bytes
constexpr std::chrono::seconds patience{5};
constexpr std::chrono::milliseconds between_looks{2};

// Threads made while this lives leave the signals to the main thread.
class without_signals
{
public:
    without_signals()
    {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~without_signals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    without_signals(const without_signals&) = delete;
    without_signals& operator=(const without_signals&) = delete;

private:
    sigset_t before_;
};

core::block read_block(const json::value& v, const moment& at)
{
    const json::object& o = v.as_object();
    core::block b;
    if (const json::value* const id = o.if_contains("id"))
        b.id = dmr::repeater_id{id->to_number<std::uint32_t>()};
    if (const json::value* const callsign = o.if_contains("callsign"))
        b.callsign = callsign->as_string().c_str();
    const auto who = control::read_subject(b.id.value() != 0 ? std::to_string(b.id.value()) : b.callsign);
    if (!who || (b.id.value() != 0 && !b.callsign.empty()))
        throw std::runtime_error{"a block has neither an id nor a callsign, or both"};
    if (b.id.value() == 0)
        b.callsign = std::get<std::string>(*who);
    if (const json::value* const reason = o.if_contains("reason"))
        b.reason = std::string{reason->as_string().c_str()}.substr(0, control::longest_reason);
    const json::value* const until = o.if_contains("until");
    if (until != nullptr && !until->is_null()) {
        const auto now = std::chrono::duration_cast<std::chrono::seconds>(at.wall.time_since_epoch()).count();
        const auto then =
            std::clamp(until->to_number<std::int64_t>(), now, now + control::longest_block.count());
        b.until = at.steady + std::chrono::seconds{then - now};
    }
    return b;
}

}

// Shared with its thread, which may outlive everything else.
struct block_file::writing
{
    std::filesystem::path path;
    std::vector<core::block> blocks;
    moment at;
    std::string trouble; // to be read when it is done
    std::atomic<bool> done{false};

    void run() noexcept
    {
        try {
            write_state_file(path, write_blocks(blocks, at));
        } catch (const std::system_error& e) {
            trouble = e.code().message();
        } catch (const std::exception& e) {
            trouble = e.what();
        }
        done.store(true, std::memory_order_release);
    }
};

block_file::block_file(std::filesystem::path p) : path_{std::move(p)} {}

block_file::content block_file::load(const moment& at) const
{
    std::error_code error;
    const auto status = std::filesystem::status(path_, error);
    if (status.type() == std::filesystem::file_type::not_found)
        return {};
    if (status.type() != std::filesystem::file_type::regular)
        return {{}, error ? error.message() : "it is no file", false};
    const auto text = config::read_whole_file(path_, largest_file);
    if (!text)
        return {{}, "it cannot be read, or is too large", false};
    try {
        return {read_blocks(*text, at), {}, false};
    } catch (const std::exception& e) {
        std::filesystem::rename(path_, path_.native() + ".broken", error);
        return {{}, e.what(), !error};
    }
}

asio::awaitable<std::string> block_file::save(const core::block_list& blocks)
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor};
    const auto give_up = std::chrono::steady_clock::now() + patience;
    const auto waits_for = [&](const writing* w) {
        return w != nullptr && !w->done.load(std::memory_order_acquire) &&
               std::chrono::steady_clock::now() < give_up;
    };
    while (waits_for(last_.get())) { // two must not write at once
        timer.expires_after(between_looks);
        co_await timer.async_wait(asio::use_awaitable);
    }
    if (last_ && !last_->done.load(std::memory_order_acquire))
        co_return "the disk does not answer";

    auto mine = std::make_shared<writing>();
    mine->path = path_;
    mine->blocks = blocks.all();
    mine->at = moment::now();
    try {
        const without_signals in_thread;
        std::thread{[mine] { mine->run(); }}.detach();
    } catch (const std::system_error& e) {
        mine->trouble = e.what();
        mine->done = true;
    }
    last_ = mine;
    while (waits_for(mine.get())) {
        timer.expires_after(between_looks);
        co_await timer.async_wait(asio::use_awaitable);
    }
    if (!mine->done.load(std::memory_order_acquire))
        co_return "the disk does not answer";
    co_return mine->trouble;
}

std::string write_blocks(const std::vector<core::block>& blocks, const moment& at)
{
    json_text to;
    to.begin_object().key("blocks").begin_array();
    for (const core::block& b : blocks) {
        to.begin_object();
        if (b.id.value() != 0)
            to.member("id", b.id);
        else
            to.member("callsign", b.callsign);
        to.member("reason", b.reason);
        to.key("until");
        if (b.until)
            to.value(std::chrono::duration_cast<std::chrono::seconds>(at.wall_of(*b.until).time_since_epoch())
                         .count());
        else
            to.null();
        to.end_object();
    }
    to.end_array().end_object();
    return to.take() + '\n';
}

std::vector<core::block> read_blocks(std::string_view text, const moment& at)
{
    const json::value root = json::parse({text.data(), text.size()});
    const json::array& list = root.as_object().at("blocks").as_array();
    if (list.size() > core::block_list::most)
        throw std::runtime_error{"there are more than " + std::to_string(core::block_list::most) + " blocks"};
    std::vector<core::block> found;
    for (const json::value& v : list) {
        core::block b = read_block(v, at);
        if (!b.until || *b.until > at.steady)
            found.push_back(std::move(b));
    }
    return found;
}

}
