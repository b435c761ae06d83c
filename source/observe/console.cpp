// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/console.hpp"

#include "hblink/observe/line.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <string>

#include <poll.h>
#include <unistd.h>

namespace hblink::observe {

namespace {

constexpr int poll_milliseconds = 20; // how long giving up may go unnoticed

std::error_code last_error() noexcept { return {errno, std::generic_category()}; }

}

std::error_code console::wait_for_room() const
{
    pollfd waiting{descriptor_, POLLOUT, 0};
    for (;;) {
        if (give_up_.load(std::memory_order_relaxed))
            return std::make_error_code(std::errc::operation_canceled);
        const int ready = ::poll(&waiting, 1, poll_milliseconds);
        if (ready > 0)
            return {}; // or an error, which write() will name
        if (ready < 0 && errno != EINTR)
            return last_error();
    }
}

std::error_code console::write_all(std::string_view text, bool& partly)
{
    while (!text.empty()) {
        if (const auto error = wait_for_room())
            return error;
        // A pipe that polls as writable has room for PIPE_BUF bytes (pipe(7)): so write() does not block,
        // unless another process fills it in between.
        const auto n = ::write(descriptor_, text.data(), std::min<std::size_t>(text.size(), PIPE_BUF));
        if (n < 0 && errno != EINTR && errno != EAGAIN)
            return last_error();
        if (n > 0) {
            text.remove_prefix(static_cast<std::size_t>(n));
            partly = true;
        }
    }
    return {};
}

std::error_code console::write(std::string_view line)
{
    const std::string text = with_newline(line, torn_);
    bool partly = false;
    const auto error = write_all(text, partly);
    torn_ = error ? torn_ || partly : false;
    return error;
}

}
