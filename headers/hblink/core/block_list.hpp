// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/time.hpp"
#include "hblink/dmr/ids.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::core {

// Whom the operator keeps out, on top of the configuration's blacklist.
struct block
{
    dmr::repeater_id id;               // 0: the callsign counts
    std::string callsign;              // whole, upper case; "" with an id
    std::string reason;                // in the operator's words; may be ""
    std::optional<time_point> until{}; // nothing: until it is taken back
};

// At most `most` of them; those that are over go first when there is no room.
class block_list
{
public:
    static constexpr std::size_t most = 10'000;

    // Replaces one of the same id or callsign. False: there is no room.
    bool add(block, time_point now);
    // False: there was none.
    bool remove(dmr::repeater_id);
    bool remove(std::string_view callsign);
    // True: some were over, and are forgotten.
    bool forget_expired(time_point now);

    // The one that keeps this repeater out, or null. The callsign may be "", before it is known.
    const block* find(dmr::repeater_id, std::string_view callsign, time_point now) const noexcept;

    const std::vector<block>& all() const noexcept { return all_; } // in the order they were made

private:
    std::vector<block> all_;
};

}
