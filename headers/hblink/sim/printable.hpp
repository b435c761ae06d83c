// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace hblink::sim {

// A text from the network, fit for a terminal: without control characters and what is not UTF-8.
std::string printable(std::string_view text);

}
