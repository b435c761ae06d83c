// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/log_file.hpp"

#include <array>
#include <cerrno>
#include <cstdio>
#include <ctime>
#include <optional>
#include <string>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hblink::observe {

namespace {

using namespace std::chrono;
namespace fs = std::filesystem;

constexpr seconds look_period{5};

std::error_code last_error() noexcept { return {errno, std::generic_category()}; }

local_days local_day(wall_time t)
{
    const std::time_t time = system_clock::to_time_t(t);
    std::tm local{};
    localtime_r(&time, &local);
    return local_days{year{local.tm_year + 1900} / (local.tm_mon + 1) / local.tm_mday};
}

// When the day after `day` begins here, whatever daylight saving does that night.
wall_time end_of(local_days day)
{
    const year_month_day next{day + days{1}};
    std::tm local{};
    local.tm_year = static_cast<int>(next.year()) - 1900;
    local.tm_mon = static_cast<int>(static_cast<unsigned>(next.month())) - 1;
    local.tm_mday = static_cast<int>(static_cast<unsigned>(next.day()));
    local.tm_isdst = -1;
    return system_clock::from_time_t(std::mktime(&local));
}

std::string to_text(local_days day)
{
    const year_month_day date{day};
    std::array<char, 32> text;
    const int n = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                                static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
    return {text.data(), static_cast<std::size_t>(n)};
}

// "2026-01-01", and nothing else.
std::optional<local_days> parse_day(std::string_view text)
{
    if (text.size() != 10)
        return {};
    std::array<int, 3> numbers{};
    std::size_t part = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (i == 4 || i == 7) {
            if (c != '-')
                return {};
            ++part;
        } else if (c < '0' || c > '9') {
            return {};
        } else {
            numbers[part] = numbers[part] * 10 + (c - '0');
        }
    }
    const year_month_day date{year{numbers[0]}, month{static_cast<unsigned>(numbers[1])},
                              day{static_cast<unsigned>(numbers[2])}};
    if (!date.ok())
        return {};
    return local_days{date};
}

// True when a period has passed since `last`, or the clock was set back.
bool is_over(wall_time last, wall_time now) { return now < last || now - last >= look_period; }

}

log_file::log_file(fs::path file, days retention) : path_{std::move(file)}, retention_{retention} {}

log_file::~log_file() { close(); }

void log_file::close() noexcept
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
    descriptor_ = -1;
}

std::error_code log_file::open(wall_time now)
{
    std::error_code ignored; // open() says what is wrong
    fs::create_directories(path_.parent_path(), ignored);
    descriptor_ =
        ::open(path_.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, 0640);
    if (descriptor_ < 0)
        return last_error();
    struct stat status
    {};
    if (::fstat(descriptor_, &status) != 0) {
        const auto error = last_error();
        close();
        return error;
    }
    regular_ = S_ISREG(status.st_mode);
    device_ = status.st_dev;
    inode_ = status.st_ino;
    // What is in the file already is of the day of its last line.
    const bool holds_something = regular_ && status.st_size > 0;
    day_ = local_day(holds_something ? system_clock::from_time_t(status.st_mtim.tv_sec) : now);
    next_day_ = end_of(day_);
    delete_old(local_day(now));
    return {};
}

void log_file::notice_a_move(wall_time now)
{
    if (!regular_ || !is_over(looked_, now))
        return;
    looked_ = now;
    struct stat status
    {};
    const bool there = ::stat(path_.c_str(), &status) == 0;
    if (!there || status.st_dev != device_ || status.st_ino != inode_) {
        close();
        torn_ = false; // a new file
    }
}

void log_file::rotate()
{
    const fs::path aside{path_.native() + "." + to_text(day_)};
    close();
    torn_ = false;
    // Never over an existing file: then this one goes on, and holds two days.
    std::error_code ignored;
    if (!fs::exists(fs::symlink_status(aside, ignored)))
        fs::rename(path_, aside, ignored);
}

void log_file::delete_old(local_days today) const
{
    if (!regular_)
        return;
    const std::string prefix = path_.filename().native() + ".";
    const fs::path folder = path_.has_parent_path() ? path_.parent_path() : fs::path{"."};
    std::error_code error;
    for (fs::directory_iterator i{folder, error}, end; !error && i != end; i.increment(error)) {
        const std::string name = i->path().filename().native();
        if (!name.starts_with(prefix))
            continue;
        const auto day = parse_day(std::string_view{name}.substr(prefix.size()));
        std::error_code ignored;
        if (day && *day < today - retention_ && i->is_regular_file(ignored))
            fs::remove(i->path(), ignored);
    }
}

std::error_code log_file::make_ready(wall_time now)
{
    if (descriptor_ >= 0)
        notice_a_move(now);
    if (descriptor_ >= 0 && regular_ && now >= next_day_)
        rotate();
    if (descriptor_ >= 0)
        return {};
    if (open_error_ && !is_over(looked_, now))
        return open_error_;
    looked_ = now;
    open_error_ = open(now);
    if (!open_error_ && regular_ && now >= next_day_) { // it was left by an earlier run
        rotate();
        open_error_ = open(now);
        next_day_ = end_of(local_day(now)); // if it could not be put aside, not again today
    }
    return open_error_;
}

std::error_code log_file::append(std::string_view text, bool& partly)
{
    while (!text.empty()) {
        const auto n = ::write(descriptor_, text.data(), text.size());
        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return last_error();
        text.remove_prefix(static_cast<std::size_t>(n));
        partly = true;
    }
    return {};
}

std::error_code log_file::write(std::string_view line, wall_time now)
{
    if (const auto error = make_ready(now))
        return error;
    const std::string text = with_newline(line, torn_);
    bool partly = false;
    const auto error = append(text, partly);
    torn_ = error ? torn_ || partly : false;
    return error;
}

}
