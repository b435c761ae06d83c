// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/reload.hpp"

#include "hblink/app/not_started.hpp"
#include "hblink/config/load.hpp"
#include "hblink/task/as_result.hpp"

#include <boost/asio/post.hpp>
#include <boost/system/system_error.hpp>

#include <exception>
#include <string>
#include <utility>

namespace hblink::app {
namespace {

// Sessions that are held against the new settings between two looks at the sockets. One costs a few
// microseconds, or some tens when it gets other talkgroups.
constexpr std::size_t at_once = 16;

}

reload::reload(std::filesystem::path configuration, const config::settings& started, core::router& router,
               observe::server_log lines, task::worker& files, asio::any_io_executor executor)
    : configuration_{std::move(configuration)},
      started_{started},
      router_{router},
      lines_{lines},
      files_{files},
      free_{executor, asio::steady_timer::time_point::max()}
{}

asio::awaitable<reload_report> reload::run(std::string_view by)
{
    while (busy_) {
        co_await free_.async_wait(task::as_result);
        const auto stopped = co_await asio::this_coro::cancellation_state;
        if (stopped.cancelled() != asio::cancellation_type::none)
            throw boost::system::system_error{asio::error::operation_aborted};
    }
    struct occupied
    {
        explicit occupied(reload& r) : of{r} { of.busy_ = true; }
        ~occupied()
        {
            of.busy_ = false;
            of.free_.cancel();
        }
        reload& of;
    };
    occupied until_done{*this};
    reload_report report = co_await read_and_take(by);
    co_return report;
}

// The file is read on the worker's thread: it may be on a network drive that hangs, or be large.
asio::awaitable<reload_report> reload::read_and_take(std::string_view by)
{
    reload_report report;
    std::optional<config::settings> wanted;
    try {
        auto read = [file = configuration_] { return config::load_file(file); };
        config::loaded loaded = co_await files_.run(std::move(read));
        report.errors = std::move(loaded.errors);
        report.warnings = std::move(loaded.warnings);
        wanted = std::move(loaded.settings);
    } catch (const boost::system::system_error&) {
        throw; // the server stops
    } catch (const std::exception& e) {
        report.errors.push_back({"", std::string{"cannot be read now: "} + e.what()});
    }
    if (wanted) {
        for (const auto& d : not_started(*wanted))
            report.warnings.push_back(d);
        report.changes = config::compare(started_, router_.settings(), *wanted);
        report.sessions_ended = co_await take(std::move(*wanted));
        report.taken = true;
    }
    last_ = reload_mark{std::chrono::system_clock::now(), report.taken};
    ++(report.taken ? taken_ : refused_);
    tell(report, by);
    co_return report;
}

// At once for what is new; the sessions some at a time, so that no voice waits.
asio::awaitable<std::size_t> reload::take(config::settings wanted)
{
    auto executor = co_await asio::this_coro::executor;
    core::reconsideration r = router_.reload(std::move(wanted), std::chrono::steady_clock::now());
    for (const auto& f : others_)
        f(router_.settings());
    for (;;) {
        router_.reconsider(r, at_once, std::chrono::steady_clock::now());
        if (r.done)
            co_return r.ended;
        co_await asio::post(executor, asio::use_awaitable);
    }
}

void reload::tell(const reload_report& report, std::string_view by)
{
    for (const auto& d : report.warnings)
        lines_.configuration_warning(d.pointer, d.message);
    for (const auto& d : report.errors)
        lines_.configuration_error(d.pointer, d.message);
    if (report.taken)
        lines_.reloaded(by, configuration_.native(), report.changes.at_once, report.changes.by_restart,
                        report.sessions_ended);
    else
        lines_.reload_refused(by, configuration_.native(), report.errors.size());
}

}
