// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/added_delay.hpp"

#include <algorithm>
#include <cstdlib>
#include <iomanip>
#include <ios>
#include <iostream>
#include <utility>
#include <vector>

#include <sched.h>
#include <sys/resource.h>

#include "support/percentile.hpp"

namespace hblink::test {

using namespace std::chrono_literals;
using time = voice_meter::time;

namespace {

// The 99th percentile of each hundred bursts, and of these the median: a shared machine that takes its
// processors away now and then spoils some hundreds, and they alone would decide the p99 of the whole.
double undisturbed_p99(const std::vector<double>& in_order)
{
    constexpr std::ptrdiff_t hundred = 100;
    std::vector<double> of_hundreds;
    for (auto at = in_order.begin(); in_order.end() - at >= hundred; at += hundred) {
        std::vector<double> some{at, at + hundred};
        std::sort(some.begin(), some.end());
        of_hundreds.push_back(percentile(some, 0.99));
    }
    std::sort(of_hundreds.begin(), of_hundreds.end());
    return percentile(of_hundreds, 0.5);
}

}

plan wanted(plan otherwise)
{
    if (const char* const rounds = std::getenv("HBLINK_DISTURB"); rounds != nullptr)
        return {std::max(std::atoi(rounds), 1), 12s, 12s, true};
    return otherwise;
}

// So that what else runs on the machine is not measured. Needs root, or CAP_SYS_NICE.
void prefer(pid_t pid)
{
    const sched_param first{1};
    if (::sched_setscheduler(pid, SCHED_FIFO, &first) != 0)
        std::cout << "other programs of this machine are measured, too: the server gets no priority\n";
}

void raise_open_files()
{
    rlimit r{};
    ::getrlimit(RLIMIT_NOFILE, &r);
    r.rlim_cur = r.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &r);
}

void print_added_delay(voice_meter::all_figures all, const vital_signs& before, const vital_signs& after)
{
    double p99_calm = 0;
    double undisturbed_calm = 0;
    std::cout << "            bursts   lost  p50 us  p99 us  max us  p99 us undisturbed\n"
              << std::fixed << std::setprecision(0);
    for (const auto& [name, which] : {std::pair{"calm", time::calm}, {"disturbed", time::disturbed}}) {
        auto& f = all[static_cast<std::size_t>(which)];
        const double undisturbed = 1e6 * undisturbed_p99(f.delays);
        std::sort(f.delays.begin(), f.delays.end());
        const double p99 = 1e6 * percentile(f.delays, 0.99);
        std::cout << std::left << std::setw(10) << name << std::right << std::setw(8) << f.sent
                  << std::setw(7) << f.lost << std::setw(8) << 1e6 * percentile(f.delays, 0.5) << std::setw(8)
                  << p99 << std::setw(8) << 1e6 * percentile(f.delays, 1) << std::setw(20) << undisturbed
                  << '\n';
        if (which == time::calm) {
            p99_calm = p99;
            undisturbed_calm = undisturbed;
        } else {
            std::cout << "added to the 99th percentile: " << p99 - p99_calm << " us, undisturbed "
                      << undisturbed - undisturbed_calm << " us\n";
        }
    }
    std::cout << "resident KiB before, after: " << before.resident_kib << ", " << after.resident_kib
              << std::endl;
}

}
