// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/csv.hpp"
#include "hblink/dmr/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::config {

// What talkgroups are called; made once and then only asked, from any thread.
class talkgroup_names
{
public:
    static constexpr std::size_t most = 100'000;                 // names
    static constexpr std::size_t largest_file = 8 * 1024 * 1024; // bytes
    static constexpr std::size_t longest_name = 64;              // bytes

    // The name of a talkgroup on this slot, else its name on both; "" = it has none. The view lives as long
    // as this object.
    std::string_view find(dmr::talkgroup, dmr::slot) const noexcept;
    // Its name on both slots.
    std::string_view find(dmr::talkgroup) const noexcept;

    std::size_t size() const noexcept { return names_.size(); }
    std::size_t memory() const noexcept; // bytes, everything included

private:
    friend class talkgroup_names_writer;

    struct entry
    {
        std::uint32_t key;
        std::string name;
    };

    static std::uint32_t key_of(dmr::talkgroup, unsigned slot) noexcept; // slot 0: both
    std::string_view find_key(std::uint32_t key) const noexcept;

    std::vector<entry> names_; // by key
};

struct loaded_talkgroup_names
{
    std::shared_ptr<const talkgroup_names> names; // null: refused, see `error`
    names_report report;
    std::string error; // "" or why the file cannot be used
};

// Reads one of these; what begins with `{` or `[` is JSON:
//   CSV `91,World-wide` or `91,World-wide,2`, where 1 or 2 is a slot; a header may name the columns
//   JSON {"91": "World-wide"}
//   JSON [{"id": 91, "name": "World-wide", "slot": 2}], also with `tgid` for `id` and without a slot
// Of several names for one talkgroup the last one counts. Refused: too large, too many, not a single name,
// no JSON after all.
loaded_talkgroup_names read_talkgroup_names(std::string_view text);

}
