// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/json_text.hpp"
#include "hblink/core/histogram.hpp"
#include "hblink/core/time.hpp"
#include "hblink/observe/measurements.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace hblink::app {

// What is measured now, and what only the page's owner knows.
struct page_figures
{
    observe::measurements all;
    std::uint64_t voice_packets{}; // of calls that have ended
    std::uint64_t voice_lost{};
    std::int64_t started_ms{};
};

// The state of something that listens or connects (docs/live.md, `sockets`).
struct page_socket
{
    std::string what;
    std::string name;       // full view
    std::string short_name; // "" or what everybody may see
    bool good{false};
    std::string text;

    friend bool operator==(const page_socket&, const page_socket&) = default;
};

// What lies between two measurements.
struct page_sample
{
    std::int64_t at_ms{};
    double received{}; // datagrams a second
    double sent{};
    double dropped{}; // refused bursts a second
    std::optional<double> delay_p50_us;
    std::optional<double> delay_p99_us;
    std::optional<double> delay_max_us;
    std::optional<double> loss_percent;
    double lag_max_us{};
    std::uint64_t memory_bytes{};
    double cpu_percent{};
    std::size_t calls{};
    std::size_t repeaters{};
};
page_sample sample_between(const page_figures& before, const page_figures& now, core::duration,
                           std::int64_t at_ms);

// The members of a sample, without the brackets.
void add_sample(json_text&, const page_sample&);
// The row `health`.
std::string write_health(const page_sample&, const page_figures& now);

}
