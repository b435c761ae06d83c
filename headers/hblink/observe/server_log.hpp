// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/counters.hpp"
#include "hblink/core/time.hpp"
#include "hblink/observe/log.hpp"
#include "hblink/wire/address.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <system_error>

namespace hblink::observe {

// What the network room has counted since the start.
struct network_counts
{
    std::uint64_t sent{};            // datagrams
    std::uint64_t send_dropped{};    // the kernel had no room
    std::uint64_t send_failed{};     // another error
    std::uint64_t receive_dropped{}; // by the kernel, before we could read them (SO_RXQ_OVFL)
    std::uint64_t turned_away{};     // of strangers, because too many of them were waiting
};

// What the statistics line is made from.
struct totals
{
    std::size_t repeaters{}; // connected now
    std::size_t streams{};   // that repeaters are sending now
    core::counters core;
    network_counts network;
    std::uint64_t log_lines_lost{};
};

// What came of loading a file of names.
struct names_loaded
{
    std::string_view names; // "users" or "talkgroups"
    std::string_view path;
    std::size_t rows{};
    std::size_t skipped{};    // lines or entries that could not be used
    std::size_t memory{};     // bytes
    std::size_t line{};       // of the first one that could not; 0 = unknown
    std::string_view problem; // what is wrong with it
};

// The lines about the server itself: its start, its configuration, its stop.
class server_log
{
public:
    explicit server_log(observe::log& l) noexcept : log_{l} {}

    void starting(std::string_view version, std::string_view configuration_file);
    void started(std::string_view version); // every listener that will listen does

    void listening(const wire::endpoint&, std::size_t receive_buffer); // bytes
    // fatal: the server ends. Names the likely cause and what to do.
    void listen_failed(const wire::endpoint&, const std::error_code&, bool fatal);

    void configuration_warning(std::string_view pointer, std::string_view message);
    void configuration_error(std::string_view pointer, std::string_view message);

    // Counters as growth since the last call, so that each line stands for its interval.
    void statistics(const totals&, core::time_point now);

    // JSON pointers of what has changed; of that what is in force only after a restart.
    void reloaded(std::string_view by, std::string_view file, std::span<const std::string_view> changed,
                  std::span<const std::string_view> by_restart, std::size_t sessions_ended);
    void reload_refused(std::string_view by, std::string_view file, std::size_t errors);
    void stop_requested(std::string_view signal);
    void stop_overrun(std::string_view task);              // still running when the grace period is over
    void stop_forced(std::string_view signal, int status); // a second signal: exits at once
    void goodbye_incomplete(std::size_t untold);           // datagrams that could not be sent
    void server_failed(std::string_view error);            // a task ended with an exception
    void stopped(std::size_t repeaters_told, int status);

    void names_loaded(const observe::names_loaded&);
    // What was known before stays.
    void names_failed(std::string_view names, std::string_view path, std::string_view error,
                      std::string_view remedy);
    void service_notification_failed(std::string_view socket, std::string_view error);

private:
    observe::log& log_;
    totals last_;
    core::time_point last_at_{};
    bool has_last_{false};
};

}
