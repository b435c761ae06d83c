// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

// What the codec does while a call runs, and the seal of a trunk, for programs that measure it.
namespace hblink::bench {

struct codec_operation
{
    std::string_view name;
    void (*once)();
};

std::span<const codec_operation> codec_operations();

// A function of its own, so that callgrind can count in it alone. The loop and the call cost five
// instructions.
void repeat(const codec_operation& operation, std::size_t count);

}
