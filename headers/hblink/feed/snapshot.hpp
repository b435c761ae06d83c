// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/router.hpp"
#include "hblink/core/session.hpp"
#include "hblink/core/time.hpp"
#include "hblink/feed/repeater_frames.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace hblink::feed {

// The answer to a sync_request: all repeaters that are connected, in the order of their logins, then the
// links and the trunks, in the order of the configuration (spec events.md, "The snapshot"). It is written
// piece by piece, as there is room for it: each of them as it is at that moment. What changes before or after
// that comes as an event anyhow, behind the snapshot.
class snapshot
{
public:
    static constexpr std::size_t noted_at_once = 1000; // places of the router's table

    explicit snapshot(const core::router& r) : router_{r} {}

    void begin();
    void abandon();
    bool gathering() const noexcept { return next_place_.has_value(); }
    bool running() const noexcept
    {
        return gathering() || !left_.empty() || !links_left_.empty() || !trunks_left_.empty();
    }

    // Notes who is connected, some of them; to be called until gathering() says no.
    void gather();
    // Appends what is to be told of the next repeaters, links and trunks, until `out` has that many bytes or
    // none is left.
    void write(std::string& out, std::size_t enough, const time_of_day&, const list_bounds&);

private:
    struct note
    {
        core::time_point connected_at;
        dmr::repeater_id id;
    };
    bool write_next(std::string& out, const time_of_day&, const list_bounds&);
    void write_repeater(std::string& out, dmr::repeater_id, const time_of_day&, const list_bounds&);
    static bool later(const note& a, const note& b) noexcept;

    const core::router& router_;
    std::optional<std::size_t> next_place_;
    std::vector<note> left_;                // a heap, the first login on top: no long sort when all are noted
    std::vector<core::link_id> links_left_; // the first one last
    std::vector<core::trunk_id> trunks_left_;
};

}
