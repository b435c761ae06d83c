// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace hblink::web {

// Who looks: the public, or who has the token (spec config.md, http.token and http.public).
enum class view : std::uint8_t
{
    open_to_all,
    full
};
inline constexpr std::size_t views = 2;

}
