// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/open_files.hpp"

#include <sys/resource.h>

namespace hblink::app {

void raise_open_files() noexcept
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur == limit.rlim_max)
        return;
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
}

}
