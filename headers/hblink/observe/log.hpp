// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/observe/line.hpp"

#include <atomic>
#include <initializer_list>
#include <span>

namespace hblink::observe {

// What lines are written to. Ask enabled() before building what a line needs: a level that nobody wants
// costs nothing then.
class log
{
public:
    log(const log&) = delete;
    log& operator=(const log&) = delete;
    virtual ~log() = default;

    bool enabled(config::log_level l) const noexcept { return l >= level_.load(std::memory_order_relaxed); }

    // From any thread; does not wait for the line to be written.
    void write(config::log_level l, log_event e, std::span<const field> fields)
    {
        if (enabled(l))
            append(record{std::chrono::system_clock::now(), l, e, fields});
    }
    void write(config::log_level l, log_event e, std::initializer_list<field> fields = {})
    {
        write(l, e, std::span<const field>{fields.begin(), fields.size()});
    }

protected:
    explicit log(config::log_level least) noexcept : level_{least} {}

    void set_least(config::log_level l) noexcept { level_.store(l, std::memory_order_relaxed); }

private:
    virtual void append(const record&) = 0;

    std::atomic<config::log_level> level_;
};

}
