// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

#include <sys/types.h>

namespace hblink::test {

// How a running process is, as the kernel sees it.
struct vital_signs
{
    std::size_t resident_kib{}; // memory
    std::size_t open_files{};
    double cpu_seconds{}; // used so far, of all its threads
};
vital_signs vital_signs_of(pid_t);

}
