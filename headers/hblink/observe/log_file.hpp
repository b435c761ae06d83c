// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/observe/line.hpp"

#include <chrono>
#include <filesystem>
#include <string_view>
#include <system_error>

#include <sys/types.h>

namespace hblink::observe {

// A log file that is put aside at local midnight as NAME.YYYY-MM-DD, the day that it holds. Files of exactly
// that form that are older than the retention are deleted. Opened anew when it was moved away or deleted, as
// logrotate does. Nothing here throws but std::bad_alloc; no clock is asked.
class log_file
{
public:
    log_file(std::filesystem::path file, std::chrono::days retention);
    ~log_file();
    log_file(const log_file&) = delete;
    log_file& operator=(const log_file&) = delete;

    // Appends line and newline; opens the file and creates its directory if need be. After an error, the
    // next line that is written begins on a line of its own. A file that cannot be opened is tried again
    // every few seconds.
    std::error_code write(std::string_view line, wall_time now);

    const std::filesystem::path& path() const noexcept { return path_; }

private:
    std::error_code make_ready(wall_time now);
    std::error_code open(wall_time now);
    void close() noexcept;
    void notice_a_move(wall_time now);
    void rotate();
    void delete_old(std::chrono::local_days today) const;
    std::error_code append(std::string_view text, bool& partly);

    std::filesystem::path path_;
    std::chrono::days retention_;
    int descriptor_{-1};
    bool regular_{false}; // only such files are rotated: the path may be /dev/stderr
    bool torn_{false};    // the last line was written partly
    dev_t device_{};
    ino_t inode_{};
    std::chrono::local_days day_{}; // that the file holds
    wall_time next_day_{};          // when that is over
    wall_time looked_{};            // for a move, or for whether it can be opened
    std::error_code open_error_;
};

}
