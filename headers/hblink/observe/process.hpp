// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/time.hpp"

#include <chrono>
#include <cstdint>

namespace hblink::observe {

// What Prometheus' client libraries tell of their process.
struct process_figures
{
    double cpu_seconds{}; // user and system
    double start_time{};  // seconds since 1970
    std::uint64_t resident_bytes{};
    std::uint64_t virtual_bytes{};
    std::uint64_t open_descriptors{};
    std::uint64_t most_descriptors{}; // the soft limit
};

// Reads those from the kernel, at most once a second, some tens of microseconds at a time.
class process_probe
{
public:
    process_probe();
    ~process_probe();
    process_probe(const process_probe&) = delete;
    process_probe& operator=(const process_probe&) = delete;

    const process_figures& read(core::time_point now);

private:
    static constexpr core::duration lasts = std::chrono::seconds{1};

    void read_memory() noexcept;
    void count_descriptors() noexcept;
    void count_some() noexcept;

    process_figures figures_;
    core::time_point read_at_{};
    bool has_read_{false};
    int directory_{-1}; // /proc/self/fd, while its entries are being counted
    std::uint64_t counted_{};
};

}
