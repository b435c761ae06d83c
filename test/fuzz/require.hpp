// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <cstdlib>

namespace hblink::fuzz {

// A property that holds for every input. When it does not, the program aborts: libFuzzer keeps the input,
// and the replay of the corpus fails.
inline void require(bool holds, const char* what)
{
    if (holds) [[likely]]
        return;
    std::fprintf(stderr, "does not hold: %s\n", what);
    std::abort();
}

}
