// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/time.hpp"
#include "hblink/core/translation.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/dmr/talkgroup_set.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace hblink::feed {

// The time of day, which is what a dashboard shows.
using wall_time = std::chrono::system_clock::time_point;

// The length that stands before each frame: unsigned, big endian, itself not counted.
inline constexpr std::size_t length_bytes = 4;

// One event as the dashboard reads it (spec events.md, "Framing" and "Envelope"), written to the end of a
// text: its length, then {"type":"...","timestamp":1795327226.456472,"data":{ ... }} in UTF-8. Fields stand
// in the order in which they are added; finish() makes it whole.
class frame
{
public:
    frame(std::string& out, std::string_view type, wall_time at);
    frame(const frame&) = delete;
    frame& operator=(const frame&) = delete;

    void add_number(std::string_view name, std::uint64_t);
    void add_text(std::string_view name, std::string_view); // UTF-8; what JSON forbids in a text is escaped
    void add_flag(std::string_view name, bool);
    void add_duration(std::string_view name, core::duration); // seconds, two decimals
    void add_time(std::string_view name, wall_time);          // seconds since 1970, six decimals
    void add_hex(std::string_view name, std::uint32_t);       // as a text of eight small digits

    // null, [], or each talkgroup, ascending; at most so many of them.
    void add_talkgroups(std::string_view name, const dmr::talkgroup_set&, std::size_t most);
    // [[slot, talkgroup, network's slot, network's talkgroup], ...], ascending; at most so many. Null: none.
    void add_translations(std::string_view name, const core::translation*, std::size_t most);

    // {"91":1, ...}: the slot of each talkgroup, ascending; at most so many of them.
    void add_slots(std::string_view name, const std::map<dmr::talkgroup, dmr::slot>&, std::size_t most);

    void finish();

private:
    void begin_field(std::string_view name);

    std::string& out_;
    std::size_t begin_;
    bool has_fields_{false};
};

// Where the frame ends that begins at the front of `bytes`, which has at least its length.
std::size_t end_of_frame(std::string_view bytes) noexcept;

}
