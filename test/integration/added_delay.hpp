// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

#include <sys/types.h>

#include "integration/vital_signs.hpp"
#include "integration/voice_meter.hpp"

namespace hblink::test {

// Calm and disturbed in turn, in one run: what the disturbance adds to the delay of voice.
struct plan
{
    int rounds;
    std::chrono::milliseconds calm;
    std::chrono::milliseconds disturbed;
    bool table; // is measured, and printed
};

// As HBLINK_DISTURB=ROUNDS says; without it, this one.
plan wanted(plan otherwise);

// So that what else runs on the machine is not measured. Needs root, or CAP_SYS_NICE.
void prefer(pid_t);

void raise_open_files(); // as many as the system allows

void print_added_delay(voice_meter::all_figures, const vital_signs& before, const vital_signs& after);

}
