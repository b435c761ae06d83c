// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace hblink::test {

// Of sorted values: the one below which that share of them lies; of none it is NaN.
inline double percentile(std::span<const double> sorted, double share)
{
    return sorted.empty() ? NAN
                          : sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1))];
}

}
