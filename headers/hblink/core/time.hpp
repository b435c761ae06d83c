// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

namespace hblink::core {

// Monotonic time. The core never asks for it: whoever calls says what time it is.
using time_point = std::chrono::steady_clock::time_point;
using duration = std::chrono::steady_clock::duration;

}
