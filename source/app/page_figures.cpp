// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/page_figures.hpp"

#include "hblink/app/live_rows.hpp"
#include "hblink/core/events.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <numeric>

namespace hblink::app {
namespace {

constexpr double microseconds = 1e6;

// How many values lie in each of a histogram's ranges that did not before.
struct new_values
{
    new_values(const core::histogram& before, const core::histogram& now) : of{now}
    {
        for (std::size_t i = 0; i < now.counts().size(); ++i)
            counts[i] = now.counts()[i] - (i < before.counts().size() ? before.counts()[i] : 0);
        all = std::accumulate(counts.begin(), counts.end(), std::uint64_t{});
    }
    // The bound below which that part of the values lies, in microseconds; of those above the last bound that
    // bound. Nothing: there were no values.
    std::optional<double> quantile(double part) const
    {
        if (all == 0 || of.bounds().empty())
            return std::nullopt;
        const auto wanted = std::max<std::uint64_t>(
            1, static_cast<std::uint64_t>(part * static_cast<double>(all) + 0.999999));
        std::uint64_t seen = 0;
        for (std::size_t i = 0; i < of.bounds().size(); ++i)
            if ((seen += counts[i]) >= wanted)
                return of.bounds()[i] * microseconds;
        return of.bounds().back() * microseconds;
    }

    const core::histogram& of;
    std::array<std::uint64_t, core::histogram::most_bounds + 1> counts{};
    std::uint64_t all{};
};

std::uint64_t sum_of_drops(const observe::measurements& m)
{
    return std::accumulate(m.core.dropped.begin(), m.core.dropped.end(), std::uint64_t{});
}

double rate(std::uint64_t before, std::uint64_t now, double seconds)
{
    return seconds > 0 ? static_cast<double>(now - before) / seconds : 0;
}

}

page_sample sample_between(const page_figures& before, const page_figures& now, core::duration between,
                           std::int64_t at_ms)
{
    const double seconds = std::chrono::duration<double>{between}.count();
    const new_values delays{before.all.forwarding_delay, now.all.forwarding_delay};
    page_sample s;
    s.at_ms = at_ms;
    s.received = rate(before.all.network.received, now.all.network.received, seconds);
    s.sent = rate(before.all.network.sent, now.all.network.sent, seconds);
    s.dropped = rate(sum_of_drops(before.all), sum_of_drops(now.all), seconds);
    s.delay_p50_us = delays.quantile(0.5);
    s.delay_p99_us = delays.quantile(0.99);
    s.delay_max_us = delays.quantile(1);
    s.loss_percent = loss_of(
        {.packets = now.voice_packets - before.voice_packets, .lost = now.voice_lost - before.voice_lost});
    s.lag_max_us = new_values{before.all.loop_lag, now.all.loop_lag}.quantile(1).value_or(0);
    s.memory_bytes = now.all.process.resident_bytes;
    if (seconds > 0)
        s.cpu_percent =
            std::max(0.0, 100 * (now.all.process.cpu_seconds - before.all.process.cpu_seconds) / seconds);
    s.calls = now.all.occupied.streams;
    s.repeaters = now.all.occupied.connected;
    return s;
}

void add_sample(json_text& to, const page_sample& s)
{
    to.member("at_ms", s.at_ms);
    to.member("received", s.received).member("sent", s.sent).member("dropped", s.dropped);
    to.member("delay_p50_us", s.delay_p50_us).member("delay_p99_us", s.delay_p99_us);
    to.member("delay_max_us", s.delay_max_us).member("loss_percent", s.loss_percent);
    to.member("lag_max_us", s.lag_max_us).member("memory_bytes", s.memory_bytes);
    to.member("cpu_percent", s.cpu_percent).member("calls", s.calls).member("repeaters", s.repeaters);
}

std::string write_health(const page_sample& s, const page_figures& f)
{
    const observe::measurements& m = f.all;
    json_text to;
    to.begin_object();
    add_sample(to, s);
    to.member("uptime_s", (s.at_ms - f.started_ms) / 1000);
    to.member("connected", m.occupied.connected);
    to.member("logging_in", m.occupied.sessions - m.occupied.connected);
    to.member("links", m.occupied.links).member("links_up", m.occupied.links_up);
    to.member("trunks", m.occupied.trunks).member("calls_now", m.occupied.streams);
    to.key("drops").begin_object();
    for (std::size_t i = 0; i < core::drop_reasons; ++i)
        to.member(core::to_string(static_cast<core::drop_reason>(i)), m.core.dropped[i]);
    to.end_object();
    to.member("kernel_drops", m.network.kernel_drops).member("log_lines_lost", m.log_lines_lost);
    to.member("not_sent", m.network.would_block + m.network.no_buffers + m.network.send_errors);
    std::optional<double> queue;
    if (m.feed.queue.limit != 0)
        queue = 100.0 * static_cast<double>(m.feed.queue.entries) / static_cast<double>(m.feed.queue.limit);
    to.member("feed_queue_percent", queue);
    to.member("browsers", m.http.browsers.entries).member("max_browsers", m.http.browsers.limit);
    to.member("browsers_dropped", m.http.browsers_dropped).member("radios_heard", m.occupied.users);
    to.end_object();
    return to.take();
}

}
