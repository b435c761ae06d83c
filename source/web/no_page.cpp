// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for the page's files where they cannot be built (cmake/page.cmake).
#include "hblink/web/page.hpp"

namespace hblink::web {

std::span<const page_file> built_in_page() noexcept { return {}; }

}
