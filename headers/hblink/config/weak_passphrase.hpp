// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>

namespace hblink::config {

// Short, or one of those that strangers try first.
bool is_weak_passphrase(std::string_view passphrase);

}
