// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/observe/log.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace hblink::observe {

// The server's log: to stdout and to a file, each with its level and format, each with a thread of its own
// behind a queue of most_queued_lines. Writing never waits: a line that finds its queue full, or that cannot
// be written, is lost and counted, and log_lines_lost tells how many when writing works again. A file that
// cannot be written is told once on the console (log_file_failed) and tried again.
class asynchronous_log final : public log
{
public:
    static constexpr std::size_t most_queued_lines = 8192;

    explicit asynchronous_log(const config::logging_settings&, int console_descriptor = 1);
    ~asynchronous_log() override; // closes

    // Writes out what is queued, for `limit` at most; what is left then is lost. True: the threads have
    // ended. False: one of them sits in the kernel, in a write that does not return, so the process can end
    // by std::_Exit only. Lines written after close() are lost.
    bool close(std::chrono::milliseconds limit = std::chrono::milliseconds{500});

    // The least level that each output gets. From any thread; holds for the lines that come after it.
    struct levels
    {
        config::log_level console{};
        config::log_level file{};
    };
    levels current_levels() const noexcept;
    void set_levels(levels) noexcept;

    // Since the start, of both outputs.
    std::uint64_t lines_lost() const noexcept;
    // Lines in the fuller one of the two queues; of at most most_queued_lines, and one that is being written.
    std::size_t lines_queued() const;

private:
    struct parts;

    void append(const record&) override;

    std::unique_ptr<parts> parts_;
};

}
