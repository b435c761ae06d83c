// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/random.hpp"
#include "hblink/core/time.hpp"

#include <optional>

namespace hblink::core {

// How long an outbound link waits before it tries again: 5, 10, 20, 40, 60, 60... s while the other side
// refuses or does not answer (spec links.md). Each is made up to 20 % shorter or longer, so that after a
// master's restart its links do not come back all at once.
class link_patience
{
public:
    // The next wait.
    duration next(random_source&);

    // Begins again with the shortest wait.
    void reset() noexcept { *this = {}; }
    // The link was up, and is lost: the ping time takes the place of the first wait.
    void was_up(duration ping_time) noexcept
    {
        reset();
        first_ = ping_time;
    }

private:
    std::optional<duration> first_;
    unsigned step_{};
};

}
