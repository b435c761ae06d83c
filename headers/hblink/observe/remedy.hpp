// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/events.hpp"

#include <string_view>

namespace hblink::observe {

// What the operator can do about it, in one sentence; "" when there is nothing to be done.
std::string_view remedy(core::refusal_reason) noexcept;
std::string_view remedy(core::drop_reason, core::connection_kind) noexcept; // whose call it was
std::string_view remedy(core::link_failure) noexcept;
std::string_view remedy(core::trunk_failure) noexcept;
std::string_view remedy(core::frame_refusal) noexcept;

}
