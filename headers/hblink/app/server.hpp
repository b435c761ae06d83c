// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/control_observer.hpp"
#include "hblink/app/feed_log.hpp"
#include "hblink/app/http_log.hpp"
#include "hblink/app/loop_lag.hpp"
#include "hblink/app/names.hpp"
#include "hblink/app/operations.hpp"
#include "hblink/app/page.hpp"
#include "hblink/app/random.hpp"
#include "hblink/app/reload.hpp"
#include "hblink/app/service.hpp"
#include "hblink/config/settings.hpp"
#include "hblink/control/server.hpp"
#include "hblink/core/event_fan.hpp"
#include "hblink/core/router.hpp"
#include "hblink/feed/event_feed.hpp"
#include "hblink/net/network.hpp"
#include "hblink/net/peers.hpp"
#include "hblink/net/receive.hpp"
#include "hblink/observe/asynchronous_log.hpp"
#include "hblink/observe/event_log.hpp"
#include "hblink/observe/measurements.hpp"
#include "hblink/observe/metrics.hpp"
#include "hblink/observe/process.hpp"
#include "hblink/observe/refusal_book.hpp"
#include "hblink/observe/server_log.hpp"
#include "hblink/task/asio.hpp"
#include "hblink/task/task_group.hpp"
#include "hblink/task/worker.hpp"
#include "hblink/web/server.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <chrono>
#include <filesystem>
#include <optional>
#include <vector>

namespace hblink::app {

// How long the last lines of the log may take; with the goodbyes it is at most 2 s (spec hbp.md).
inline constexpr std::chrono::milliseconds for_the_log{300};

// The running server: sockets, router and periodic tasks, from the first listener to the last goodbye.
class server
{
public:
    // `signals` holds SIGINT, SIGTERM and SIGHUP from before the configuration was read, so that none is
    // lost. The references must outlive the server.
    server(std::filesystem::path configuration, config::settings, observe::asynchronous_log&,
           asio::io_context&, asio::signal_set& signals);

    // Binds the listeners. False: none could be bound, or not the one that matters (quirks.md 59); the log
    // says why.
    bool listen();

    // Serves until a signal ends it; answers the exit status.
    asio::awaitable<int> run();

    std::size_t repeaters_told() const noexcept { return repeaters_told_; } // of the stop

private:
    net::fault_handler telling_of_faults();
    net::peer_surroundings surroundings_of_peers();
    bool listen_on(const wire::endpoint&, net::families, bool fatal);
    status_sources sources_of_status(std::filesystem::path configuration);
    void serve_http();
    void follow_reloads();
    std::vector<wire::endpoint> bound() const;
    std::vector<std::string> missing() const;
    observe::measurements measure_all();
    page_sources sources_of_page();
    std::vector<page_socket> states_of_sockets();
    void serve_api();
    void start_tasks(task::task_group&);
    asio::awaitable<void> play_echo();
    void report_statistics(core::time_point now);
    asio::awaitable<void> watch_signals(task::task_group& work, task::task_group& outer);
    asio::awaitable<void> keep_grace_period(task::task_group& work);
    asio::awaitable<void> say_goodbye();
    asio::awaitable<void> reload_on_signal();
    [[noreturn]] void stop_at_once(int signal);

    std::filesystem::path configuration_;
    observe::asynchronous_log& log_;
    observe::server_log lines_;
    asio::io_context& io_;
    asio::signal_set& signals_;
    system_random random_;
    observe::event_log event_log_;
    observe::metrics metrics_;
    observe::refusal_book refusals_;
    feed_log feed_log_;
    feed::event_feed feed_;
    core::event_fan events_; // to those four, and to the page
    net::network network_;
    core::router router_;
    net::peers peers_; // links and trunks
    task::worker files_;
    reload reload_;
    app::names names_;
    app::page page_;
    loop_lag lag_;
    observe::process_probe process_;
    control_observer control_observer_;
    app::operations operations_;
    control::server control_;
    http_log http_log_;
    web::server http_;
    service service_;
    std::vector<net::udp_socket*> listeners_;
    bool control_bound_{false};
    std::size_t listeners_wanted_{};                                      // that the configuration names
    std::optional<std::chrono::steady_clock::time_point> stop_requested_; // by the first signal
    std::chrono::steady_clock::time_point stop_by_{};
    unsigned reloads_asked_{}; // by SIGHUP, not done yet
    std::size_t repeaters_told_{};
};

}
