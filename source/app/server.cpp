// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/server.hpp"

#include "hblink/app/commands.hpp"
#include "hblink/app/http_routes.hpp"
#include "hblink/app/measure.hpp"
#include "hblink/app/page_api.hpp"
#include "hblink/app/page_sockets.hpp"
#include "hblink/app/service_figures.hpp"
#include "hblink/app/version.hpp"
#include "hblink/control/places.hpp"
#include "hblink/net/resolver.hpp"
#include "hblink/observe/metrics_text.hpp"
#include "hblink/task/as_result.hpp"
#include "hblink/task/periodic.hpp"

#include <boost/asio/steady_timer.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <string>
#include <utility>

namespace hblink::app {
namespace {

using clock = std::chrono::steady_clock;

// `timeout` and some process managers send one stop request twice; only a later one means "at once".
constexpr std::chrono::seconds insists_after{1};
constexpr std::chrono::milliseconds grace_period{1500}; // what is left of 2 s is for the log
constexpr std::chrono::milliseconds between_goodbyes{10};
constexpr std::chrono::milliseconds between_looks_for_echo{250};
constexpr std::size_t most_file_jobs = 64;

std::string name_of(int signal)
{
    switch (signal) {
    case SIGINT:
        return "SIGINT";
    case SIGTERM:
        return "SIGTERM";
    default:
        return std::to_string(signal);
    }
}

names_files files_of(const config::settings& s) { return {s.users_file, s.talkgroups_file}; }

std::uint64_t make_secret(core::random_source& random)
{
    std::array<std::byte, 8> secret{};
    random.fill(secret);
    std::uint64_t value = 0;
    for (const std::byte b : secret)
        value = value << 8 | std::to_integer<std::uint64_t>(b);
    return value;
}

}

server::server(std::filesystem::path configuration, config::settings settings, observe::asynchronous_log& log,
               asio::io_context& io, asio::signal_set& signals)
    : configuration_{configuration},
      log_{log},
      lines_{log},
      io_{io},
      signals_{signals},
      event_log_{log, make_secret(random_)},
      feed_log_{log},
      feed_{settings.feed, feed_log_},
      router_{std::move(settings), network_, events_, random_},
      peers_{io.get_executor(), surroundings_of_peers()},
      files_{io.get_executor(), most_file_jobs},
      reload_{configuration, router_.settings(), router_, lines_, files_, io.get_executor()},
      names_{io.get_executor(), log, files_of(router_.settings())},
      page_{sources_of_page()},
      control_observer_{log},
      operations_{router_, log, sources_of_status(configuration), router_.settings().state_directory,
                  [this] { return reload_.run("hblinkd reload"); }},
      control_{io.get_executor(), operations_, control_observer_},
      http_log_{log},
      http_{io.get_executor(), router_.settings().http, http_log_},
      service_{log}
{
    events_.add(event_log_);
    events_.add(metrics_);
    events_.add(refusals_);
    events_.add(feed_);
    events_.add(page_.listener());
    operations_.restore_blocks();
    page_.restore();
    serve_http();
    serve_api();
    follow_reloads();
}

status_sources server::sources_of_status(std::filesystem::path configuration)
{
    return {.router = router_,
            .refusals = refusals_,
            .log = log_,
            .configuration = std::move(configuration),
            .listeners = [this] { return bound(); },
            .name_of_radio = [this](std::uint32_t radio) { return names_.user_label(radio); },
            .last_reload = [this] { return reload_.last(); }};
}

net::fault_handler server::telling_of_faults()
{
    return [this](const core::path& from, const std::exception& e) {
        event_log_.tell_of_fault(from, e.what(), clock::now());
    };
}

net::peer_surroundings server::surroundings_of_peers()
{
    return {.router = router_,
            .net = network_,
            .on_fault = telling_of_faults(),
            .bound = [this] { return bound(); },
            .look_up = net::look_up};
}

void server::serve_http()
{
    // On demand, between two datagrams: it costs the same whatever the number of repeaters.
    auto metrics = [this]() -> asio::awaitable<std::string> { return write_metrics(measure_all()); };
    add_routes(http_, io_.get_executor(), {.missing = [this] { return missing(); }, .metrics = metrics});
}

page_sources server::sources_of_page()
{
    return {.router = router_,
            .refusals = refusals_,
            .names = names_,
            .files = files_,
            .log = log_,
            .state_directory = router_.settings().state_directory,
            .figures =
                [this] {
                    page_figures f;
                    f.all = measure_all();
                    if (!router_.settings().feed.enabled)
                        f.all.feed.queue.limit = 0;
                    return f;
                },
            .sockets = [this] { return states_of_sockets(); }};
}

std::vector<page_socket> server::states_of_sockets()
{
    const auto last = reload_.last();
    return describe({.settings = router_.settings(),
                     .bound = bound(),
                     .listeners_wanted = listeners_wanted_,
                     .feed_connected = feed_.counters().connected,
                     .control_bound = control_bound_,
                     .http_bound = http_.listening(),
                     .users = names_.users()->size(),
                     .talkgroups = names_.talkgroups()->size(),
                     .names_failures = names_.failures(),
                     .log_lines_lost = log_.lines_lost(),
                     .reload_refused = last && !last->taken});
}

void server::serve_api()
{
    const auto view_of = [](const web::request& r) { return r.view; };
    auto status = [this, from = sources_of_status(configuration_)] { return make_status(from, {}); };
    add_api({page_.state(), view_of, std::move(status)},
            [this](std::string path, web::handler h) { http_.serve(std::move(path), std::move(h)); });
    http_.show_live(page_.state());
    page_.show_to(http_.audience());
}

void server::follow_reloads()
{
    reload_.on_change([this](const config::settings& s) {
        log_.set_levels({s.logging.console_level, s.logging.file_level});
        http_.change(s.http);
        names_.change(files_of(s));
        page_.begin_anew();
        peers_.reconcile();
    });
}

std::vector<wire::endpoint> server::bound() const
{
    std::vector<wire::endpoint> found;
    for (const net::udp_socket* const socket : listeners_)
        found.push_back(socket->local_endpoint());
    return found;
}

// What keeps the server from being ready (/readyz). A listener that could not be bound was an error in the
// log; the server is ready with those that could.
std::vector<std::string> server::missing() const
{
    std::vector<std::string> reasons;
    if (listeners_.empty())
        reasons.emplace_back("no listener is bound");
    if (stop_requested_)
        reasons.emplace_back("the server is stopping");
    return reasons;
}

// --- Start -----------------------------------------------------------------------------------------

bool server::listen_on(const wire::endpoint& where, net::families families, bool fatal)
{
    try {
        net::udp_socket& socket = network_.listen(io_.get_executor(), where, families);
        listeners_.push_back(&socket);
        lines_.listening(socket.local_endpoint(), socket.receive_buffer());
        return true;
    } catch (const boost::system::system_error& e) {
        lines_.listen_failed(where, e.code(), fatal);
        return false;
    }
}

bool server::listen()
{
    const config::listener_settings& l = router_.settings().listeners;
    listeners_wanted_ = (l.ipv4 ? 1U : 0U) + (l.ipv6 ? 1U : 0U);
    if (l.ipv4) {
        // Without it nobody hears us: end, so that systemd or Docker tries again (quirks.md 59).
        const bool needed = l.ipv4->is_unspecified() || !l.ipv6;
        if (!listen_on({*l.ipv4, l.port_ipv4}, net::families::one, needed) && needed)
            return false;
    }
    if (l.ipv6)
        listen_on({*l.ipv6, l.port_ipv6}, l.ipv4 ? net::families::one : net::families::both,
                  listeners_.empty());
    return !listeners_.empty();
}

void server::start_tasks(task::task_group& work)
{
    for (net::udp_socket* const socket : listeners_)
        work.spawn("listener " + socket->local_endpoint().to_string(),
                   [this, socket] { return net::receive(*socket, network_, router_, telling_of_faults()); });
    work.spawn("links and trunks", [this] { return peers_.run(); });
    const config::settings& s = router_.settings(); // those in force, also after a reload
    work.spawn("feed", [this] { return feed_.run(router_); });
    control_bound_ = control_.listen(control::places(s.control_socket, s.state_directory));
    if (control_bound_)
        work.spawn("control", [this] { return control_.run(); });
    if (s.http.enabled && http_.listen())
        work.spawn("http", [this] { return http_.run(); });
    work.spawn("names", [this] { return names_.run(); });
    page_.start(work);
    work.spawn("loop lag", [this] { return lag_.measure(); });
    work.spawn("service manager", [this] { return service_.keep_alive(); });
    work.spawn("repeaters", [this, &s] {
        return task::periodic_by([&s] { return s.timing.keep_alive_period; },
                                 [this](auto now) { router_.check_repeaters(now); });
    });
    work.spawn("streams", [this] {
        return task::periodic(std::chrono::seconds{1}, [this](auto now) {
            router_.check_streams(now);
            router_.check_logins(now);
        });
    });
    work.spawn("user cache", [this] {
        return task::periodic(std::chrono::seconds{60}, [this](auto now) { router_.clean_user_cache(now); });
    });
    work.spawn("echo", [this] { return play_echo(); });
    work.spawn("suppressed lines", [this] {
        return task::periodic(std::chrono::seconds{60}, [this](auto) { event_log_.tell_of_suppressed(); });
    });
    work.spawn("statistics", [this, &s] {
        return task::periodic_by([&s] { return s.timing.statistics_interval; },
                                 [this, &s](auto now) {
                                     const core::occupancy o = router_.occupied();
                                     service_.status(std::to_string(o.connected) + " repeaters, " +
                                                     std::to_string(o.streams) + " calls");
                                     if (s.timing.report_statistics)
                                         report_statistics(now);
                                 });
    });
}

// A recording is not played before a pause has passed that is longer than a look into the matter takes.
asio::awaitable<void> server::play_echo()
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor};
    for (;;) {
        const auto next = router_.play_echo(clock::now());
        timer.expires_at(next.value_or(clock::now() + between_looks_for_echo));
        co_await timer.async_wait(asio::use_awaitable);
    }
}

observe::measurements server::measure_all()
{
    auto m = measure({router_, network_, log_, metrics_, lag_, process_}, clock::now());
    m.version = version;
    m.ready = missing().empty();
    m.listeners = {listeners_.size(), listeners_wanted_};
    m.messages = m.core.messages;
    m.feed = figures_of(feed_.counters());
    m.http = figures_of(http_.counters(), page_.state());
    m.control = figures_of(control_.counters(), refusals_);
    m.names = {.users = names_.users()->size(),
               .talkgroups = names_.talkgroups()->size(),
               .failures = names_.failures()};
    m.blocks = {router_.blocks().all().size(), core::block_list::most};
    const auto last = reload_.last();
    m.reload = {reload_.taken(), reload_.refused(), last && !last->taken};
    return m;
}

void server::report_statistics(core::time_point now)
{
    const core::occupancy o = router_.occupied();
    const net::network_counters n = network_.counters();
    lines_.statistics({.repeaters = o.connected,
                       .streams = o.streams,
                       .core = router_.counters(),
                       .network = {.sent = n.sent,
                                   .send_dropped = n.would_block + n.no_buffers,
                                   .send_failed = n.send_errors,
                                   .receive_dropped = n.kernel_drops,
                                   .turned_away = n.turned_away},
                       .log_lines_lost = log_.lines_lost()},
                      now);
}

// --- Life ------------------------------------------------------------------------------------------

asio::awaitable<int> server::run()
{
    auto executor = co_await asio::this_coro::executor;
    task::task_group work{executor};
    task::task_group outer{executor}; // its children see the work to its end
    start_tasks(work);
    service_.ready(std::to_string(listeners_.size()) + " listener(s) bound");
    outer.spawn("signals", [this, &work, &outer] { return watch_signals(work, outer); });

    int status = exit_ok;
    std::string failure;
    try {
        co_await work.join();
    } catch (const std::exception& e) {
        failure = e.what();
        status = exit_failure;
    }
    if (status != exit_ok) {
        lines_.server_failed(failure);
        stop_by_ = clock::now() + grace_period;
    }
    co_await say_goodbye();
    const auto for_the_page =
        std::max<clock::duration>(stop_by_ - clock::now(), std::chrono::milliseconds{200});
    co_await page_.save(for_the_page);
    outer.cancel();
    co_await outer.join();
    event_log_.tell_of_suppressed();
    co_return status;
}

asio::awaitable<void> server::watch_signals(task::task_group& work, task::task_group& outer)
{
    for (;;) {
        const int signal = co_await signals_.async_wait(asio::use_awaitable);
        const auto now = clock::now();
        if (signal == SIGHUP) {
            if (reloads_asked_ < 2) { // one under way, and one that will see what came meanwhile
                ++reloads_asked_;
                work.spawn("reload", [this] { return reload_on_signal(); });
            }
        } else if (!stop_requested_) {
            lines_.stop_requested(name_of(signal));
            service_.stopping();
            stop_requested_ = now;
            stop_by_ = now + grace_period;
            work.cancel();
            outer.spawn("grace period", [this, &work] { return keep_grace_period(work); });
        } else if (now - *stop_requested_ >= insists_after) {
            stop_at_once(signal);
        }
    }
}

asio::awaitable<void> server::reload_on_signal()
{
    struct at_the_end
    {
        unsigned& asked;
        ~at_the_end() { --asked; }
    } const done{reloads_asked_};
    service_.reloading(monotonic_now());
    reload_report report = co_await reload_.run("SIGHUP");
    service_.ready(report.taken ? "the configuration was reloaded"
                                : "the configuration was not reloaded: it has errors, see the log");
}

// Names the tasks that are still running when the grace period is over, and cuts short their clean-up.
asio::awaitable<void> server::keep_grace_period(task::task_group& work)
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor, stop_by_};
    co_await timer.async_wait(asio::use_awaitable);
    work.for_each_running([&](std::string_view name) { lines_.stop_overrun(name); });
    work.cancel();
}

void server::stop_at_once(int signal)
{
    const int status = 128 + signal;
    lines_.stop_forced(name_of(signal), status);
    log_.close(for_the_log);
    std::_Exit(status);
}

// Everyone is told, and told again where the kernel had no room, until the grace period is over.
asio::awaitable<void> server::say_goodbye()
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor};
    const std::size_t told = router_.say_goodbye(clock::now());
    std::size_t left = network_.retry();
    while (left != 0 && clock::now() < stop_by_) {
        timer.expires_after(between_goodbyes);
        co_await timer.async_wait(asio::use_awaitable);
        left = network_.retry();
    }
    const std::size_t untold = left + network_.goodbyes_failed();
    if (untold != 0)
        lines_.goodbye_incomplete(untold);
    repeaters_told_ = told - untold;
}

}
