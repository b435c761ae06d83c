// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <string_view>
#include <system_error>

namespace hblink::observe {

// Writes lines to a descriptor that is not ours, normally stdout: a terminal, a file, or a pipe whose reader
// may be slow, stopped or gone. Its flags are left alone, because others may share it.
class console
{
public:
    // `give_up` ends the waiting for a reader that does not read.
    console(int descriptor, const std::atomic<bool>& give_up) noexcept
        : descriptor_{descriptor}, give_up_{give_up}
    {}

    // Writes line and newline, waiting while the descriptor takes nothing. After an error, the next line
    // that is written begins on a line of its own. SIGPIPE must be blocked or ignored.
    std::error_code write(std::string_view line);

private:
    std::error_code write_all(std::string_view text, bool& partly);
    std::error_code wait_for_room() const;

    int descriptor_;
    const std::atomic<bool>& give_up_;
    bool torn_{false}; // the last line was written partly
};

}
