// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/json_text.hpp"
#include "hblink/core/block_list.hpp"
#include "hblink/core/link.hpp"
#include "hblink/core/session.hpp"
#include "hblink/core/time.hpp"
#include "hblink/core/trunk.hpp"
#include "hblink/observe/refusal_book.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>

// The entries of a status's lists (docs/status-json.md).
namespace hblink::app {

// The same moment on both clocks.
struct moment
{
    core::time_point steady;
    std::chrono::system_clock::time_point wall;

    static moment now() { return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()}; }

    std::chrono::system_clock::time_point wall_of(core::time_point t) const
    {
        return wall + std::chrono::duration_cast<std::chrono::system_clock::duration>(t - steady);
    }
};

// Entries of a set of talkgroups that a status shows at most.
inline constexpr std::size_t most_talkgroups_shown = 200;

using radio_names = std::function<std::string(std::uint32_t radio)>; // may be empty

// What the entries have in common, and the live page's rows, too.
void add_quality(json_text&, const core::quality_summary&); // with its key
void add_talkgroups(json_text&, std::string_view name, const dmr::talkgroup_set&);
std::string host_and_port(const std::string& host, std::uint16_t port); // as it stands in the configuration
std::string_view name_of(observe::refusal::subject) noexcept;

void add_repeater(json_text&, const core::session&, const moment&);
// Whether the slot carries something that somebody says: received, or played back by the echo service.
bool is_in_a_call(const core::slot_state&) noexcept;
void add_call(json_text&, const core::slot_state&, const moment&, const radio_names&);
void add_link(json_text&, const core::link&, const moment&);
void add_trunk(json_text&, const core::trunk&, const moment&);
void add_block(json_text&, const core::block&, const moment&);
void add_refusal(json_text&, const observe::refusal&, const moment&);

}
