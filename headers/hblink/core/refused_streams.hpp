// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/time.hpp"
#include "hblink/dmr/ids.hpp"

#include <array>
#include <cstddef>
#include <optional>

namespace hblink::core {

// The transmissions of one repeater that were refused lately: to warn once for each, and to know when
// their first frame came. A refusal itself is never remembered: each frame is judged afresh (spec
// routing.md). Forgets a stream that has been silent for 10 s; when more than eight are alive at once,
// the one that has been silent longest (a repeater can send one at a time on each slot).
class refused_streams
{
public:
    struct noted
    {
        bool first{false};  // to be warned of
        bool forgot{false}; // another one that was alive had to be forgotten for it
    };
    noted note(dmr::slot, dmr::stream_id, time_point now);

    // From now on that stream is not to be accepted any more: it was too long.
    noted note_cut(dmr::slot, dmr::stream_id, time_point now);
    bool is_cut(dmr::slot, dmr::stream_id, time_point now) const;

    // When the first frame of a refused stream came.
    std::optional<time_point> first_frame(dmr::slot, dmr::stream_id, time_point now) const;

private:
    struct entry
    {
        time_point first;
        time_point last;
        dmr::stream_id id;
        dmr::slot slot{dmr::slot::one};
        bool used{false};
        bool cut{false};

        bool is(dmr::slot s, dmr::stream_id i, time_point now) const noexcept;
        bool alive(time_point now) const noexcept;
    };
    entry& find_or_make(dmr::slot, dmr::stream_id, time_point now, noted&);

    std::array<entry, 8> entries_{};
};

}
