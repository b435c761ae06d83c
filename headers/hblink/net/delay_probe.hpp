// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/histogram.hpp"
#include "hblink/core/time.hpp"

#include <chrono>

namespace hblink::net {

// How long bursts are under way through the machine, from their arrival at the kernel to the end of their
// sending. That is measured for a sample only, so that a packet costs next to nothing: at one wake-up of
// a listener in 16, and at most 64 times a second.
class delay_probe
{
public:
    static constexpr unsigned one_in = 16;
    static constexpr core::duration pause = std::chrono::microseconds{15'625};

    // At every 16th wake-up, for each batch, with the time when it was read: shall it be measured?
    bool wants(core::time_point now) noexcept
    {
        if (now < rests_until_)
            return false;
        rests_until_ = now + pause;
        return true;
    }

    void add(core::duration delay) noexcept { delays_.add(std::chrono::duration<double>{delay}.count()); }

    const core::histogram& delays() const noexcept { return delays_; } // seconds

private:
    core::time_point rests_until_{};
    core::histogram delays_{50e-6, 100e-6, 200e-6, 500e-6, 1e-3,   2e-3, 5e-3,
                            10e-3, 20e-3,  50e-3,  100e-3, 500e-3, 1};
};

}
