// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/process.hpp"

#include <array>
#include <charconv>
#include <cstddef>
#include <cstring>
#include <ctime>
#include <string_view>

#include <dirent.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hblink::observe {
namespace {

double seconds_of(clockid_t clock) noexcept
{
    timespec t{};
    ::clock_gettime(clock, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

// The beginning of a file of /proc; "" if it cannot be read.
template <std::size_t N>
std::string_view beginning_of(const char* file, std::array<char, N>& into) noexcept
{
    const int descriptor = ::open(file, O_RDONLY | O_CLOEXEC);
    if (descriptor < 0)
        return {};
    const ssize_t n = ::read(descriptor, into.data(), into.size());
    ::close(descriptor);
    return {into.data(), n > 0 ? static_cast<std::size_t>(n) : 0};
}

// The word at that place, from 0, as a number; 0 if there is none.
std::uint64_t number_at(std::string_view text, unsigned place) noexcept
{
    for (; place > 0; --place)
        text.remove_prefix(std::min(text.find(' '), text.size() - 1) + 1);
    std::uint64_t n = 0;
    std::from_chars(text.data(), text.data() + text.size(), n);
    return n;
}

// When the process began, in seconds since 1970: the kernel tells it in ticks since the boot (proc(5)).
double start_time() noexcept
{
    std::array<char, 1024> buffer{};
    const std::string_view stat = beginning_of("/proc/self/stat", buffer);
    const auto after_name = stat.rfind(") "); // the name may hold anything
    double age = 0;
    if (after_name != stat.npos) {
        const auto ticks = number_at(stat.substr(after_name + 2), 19);
        age = seconds_of(CLOCK_BOOTTIME) -
              static_cast<double>(ticks) / static_cast<double>(::sysconf(_SC_CLK_TCK));
    }
    return seconds_of(CLOCK_REALTIME) - age;
}

}

process_probe::process_probe() { figures_.start_time = start_time(); }

process_probe::~process_probe()
{
    if (directory_ >= 0)
        ::close(directory_);
}

const process_figures& process_probe::read(core::time_point now)
{
    if (has_read_ && now - read_at_ < lasts)
        return figures_;
    has_read_ = true;
    read_at_ = now;
    figures_.cpu_seconds = seconds_of(CLOCK_PROCESS_CPUTIME_ID);
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0)
        figures_.most_descriptors = limit.rlim_cur;
    read_memory();
    count_descriptors();
    return figures_;
}

void process_probe::read_memory() noexcept
{
    std::array<char, 128> buffer{};
    const std::string_view pages = beginning_of("/proc/self/statm", buffer);
    if (pages.empty())
        return;
    const auto page = static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
    figures_.virtual_bytes = number_at(pages, 0) * page;
    figures_.resident_bytes = number_at(pages, 1) * page;
}

// Linux 6.2 and later tell the number as the folder's size. Before, they have to be counted, which takes a
// microsecond and more for each: so only some at a time, and with thousands the figure is some minutes old.
void process_probe::count_descriptors() noexcept
{
    struct stat folder
    {};
    if (::stat("/proc/self/fd", &folder) == 0 && folder.st_size > 0)
        figures_.open_descriptors = static_cast<std::uint64_t>(folder.st_size);
    else
        count_some();
}

void process_probe::count_some() noexcept
{
    if (directory_ < 0) {
        counted_ = 0;
        directory_ = ::open("/proc/self/fd", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (directory_ < 0)
            return;
    }
    alignas(dirent64) std::array<char, 2048> buffer; // some 80 entries
    const ssize_t n = ::getdents64(directory_, buffer.data(), buffer.size());
    for (ssize_t at = 0; at < n;) {
        dirent64 entry{};
        std::memcpy(&entry, buffer.data() + at, offsetof(dirent64, d_name) + 1);
        counted_ += buffer[static_cast<std::size_t>(at) + offsetof(dirent64, d_name)] != '.';
        at += entry.d_reclen;
    }
    if (n > 0 && static_cast<std::size_t>(n) + 64 > buffer.size())
        return; // there may be more
    ::close(directory_);
    directory_ = -1;
    figures_.open_descriptors = counted_ - (counted_ > 0); // without the one that counts
}

}
