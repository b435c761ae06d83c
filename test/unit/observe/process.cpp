// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/process.hpp"

#include <boost/test/unit_test.hpp>

#include <chrono>
#include <filesystem>
#include <iterator>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

using namespace hblink;
using namespace std::chrono_literals;

namespace {

// As the kernel's own list has it, less the one that reads the list.
std::uint64_t open_descriptors()
{
    return static_cast<std::uint64_t>(
               std::distance(std::filesystem::directory_iterator{"/proc/self/fd"}, {})) -
           1;
}

struct some_open_files
{
    std::vector<int> files;
    explicit some_open_files(int n)
    {
        for (int i = 0; i < n; ++i)
            files.push_back(::open("/dev/null", O_RDONLY));
    }
    ~some_open_files()
    {
        for (const int f : files)
            ::close(f);
    }
};

}

BOOST_AUTO_TEST_SUITE(process_)

BOOST_AUTO_TEST_CASE(the_figures_are_those_of_this_process)
{
    observe::process_probe probe;
    const auto& p = probe.read(core::time_point{});
    const double now =
        std::chrono::duration<double>{std::chrono::system_clock::now().time_since_epoch()}.count();
    BOOST_TEST(p.start_time <= now + 1);
    BOOST_TEST(p.start_time > now - 3600);
    BOOST_TEST(p.cpu_seconds > 0);
    BOOST_TEST(p.resident_bytes > 1'000'000U);
    BOOST_TEST(p.virtual_bytes >= p.resident_bytes);
    BOOST_TEST(p.most_descriptors >= p.open_descriptors);
}

BOOST_AUTO_TEST_CASE(it_asks_the_kernel_at_most_once_a_second)
{
    observe::process_probe probe;
    const core::time_point start{1h};
    probe.read(start);
    const double cpu = probe.read(start + 999ms).cpu_seconds;
    BOOST_TEST(probe.read(start + 999ms).cpu_seconds == cpu);
    BOOST_TEST(probe.read(start + 1s).cpu_seconds != cpu);
}

BOOST_AUTO_TEST_CASE(many_descriptors_are_counted_too)
{
    const some_open_files files{300};
    observe::process_probe probe;
    core::time_point now{};
    for (int reads = 0; reads < 20; ++reads, now += 1s) // an old kernel lets it count only some at a time
        probe.read(now);
    BOOST_TEST(probe.read(now).open_descriptors == open_descriptors());
}

BOOST_AUTO_TEST_SUITE_END()
