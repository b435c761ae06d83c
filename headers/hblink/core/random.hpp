// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>

namespace hblink::core {

// Where the core's secrets come from: the operating system, or a seed in tests.
class random_source
{
public:
    virtual void fill(std::span<std::byte> destination) = 0;

protected:
    ~random_source() = default;
};

}
