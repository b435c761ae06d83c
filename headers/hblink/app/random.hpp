// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/random.hpp"

namespace hblink::app {

// The operating system's random numbers. Throws std::runtime_error when there are none.
class system_random final : public core::random_source
{
public:
    void fill(std::span<std::byte> destination) override;
};

}
