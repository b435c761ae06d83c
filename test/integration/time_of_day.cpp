// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded before the server's own libraries: the machine's time of day, which a test may set. The first eight
// bytes of the file HBLINK_TEST_CLOCK are the seconds that it is ahead. No other clock, and no timer, is
// touched.
#include <atomic>
#include <cstdint>
#include <cstdlib>
#include <ctime>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <unistd.h>

namespace {

using seconds_ahead = std::atomic<std::int64_t>;
static_assert(seconds_ahead::is_always_lock_free);

const seconds_ahead* open_shared()
{
    const int file = ::open(std::getenv("HBLINK_TEST_CLOCK"), O_RDONLY | O_CLOEXEC);
    void* const place = ::mmap(nullptr, sizeof(seconds_ahead), PROT_READ, MAP_SHARED, file, 0);
    if (file < 0 || place == MAP_FAILED)
        std::abort();
    ::close(file);
    return static_cast<const seconds_ahead*>(place);
}

std::int64_t ahead()
{
    static const seconds_ahead* const shared = open_shared();
    return shared->load(std::memory_order_relaxed);
}

}

extern "C" int clock_gettime(clockid_t which, timespec* to) noexcept
{
    const long status = ::syscall(SYS_clock_gettime, which, to);
    if (status == 0 && (which == CLOCK_REALTIME || which == CLOCK_REALTIME_COARSE))
        to->tv_sec += ahead();
    return static_cast<int>(status);
}

extern "C" std::time_t time(std::time_t* to) noexcept
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    if (to != nullptr)
        *to = now.tv_sec;
    return now.tv_sec;
}

extern "C" int gettimeofday(timeval* to, void*) noexcept
{
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    *to = {now.tv_sec, now.tv_nsec / 1000};
    return 0;
}
