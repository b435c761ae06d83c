// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/events.hpp"
#include "hblink/core/time.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/feed/frame.hpp"
#include "hblink/feed/stream_frames.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace hblink::feed {

// What the dashboard has been told of each slot, and what it is to be told next, so that every start has
// exactly one end, and then the end of its hang time or the next start, whatever happens (spec events.md,
// "Checklist for our producer", 5): the dashboard has no timer of its own. It knows one call on each slot, so
// a data call is shown only where there is no other one (quirks.md 38).
//
// A trunk has no slots and no hang time: there the dashboard knows each call by its stream id, and an end is
// all.
//
// Each function appends no frame, one, or several.
class slot_story
{
public:
    // A repeater can begin data calls as often as it likes; on a slot one in this time is shown.
    static constexpr core::duration between_data_calls = std::chrono::seconds{1};

    struct moment
    {
        core::time_point now;
        wall_time wall_now;
        core::duration hang_time{}; // global.stream_hang_time
    };

    void on(std::string& out, const core::stream_started&, const moment&);
    void on(std::string& out, const core::stream_updated&, const moment&);
    void on(std::string& out, const core::stream_ended&, const moment&);
    void on(std::string& out, const core::hang_time_expired&, const moment&);
    // False: it is not shown.
    bool on(std::string& out, const core::data_call_started&, const moment&);
    void on(std::string& out, const core::data_call_ended&, const moment&);

    // The repeater or link goes, or begins anew: its slots are idle. A trunk goes.
    void forget(std::string& out, const core::connection&, const moment&);

    // At most two for each repeater, link and trunk, and one for each stream of a trunk.
    std::size_t slots() const noexcept { return told_.size(); }

private:
    enum class phase : std::uint8_t
    {
        idle,
        running,
        hang_time
    };
    struct told
    {
        shown_call call;
        slot_story::phase phase{slot_story::phase::idle};
        core::stream_serial serial{};  // running voice: it is this stream
        const core::data_call* data{}; // running data: it is this call, compared only
        std::optional<core::time_point> last_data;
    };
    // A slot of a repeater or a link; of a trunk a stream, or what data comes on one of its two slots.
    struct place
    {
        core::connection_kind kind{};
        std::uint32_t owner{}; // repeater_id, link_id, trunk_id
        std::uint64_t where{};

        friend bool operator==(const place&, const place&) = default;
    };
    struct place_hash
    {
        std::size_t operator()(const place&) const noexcept;
    };
    static place slot_of(const core::connection&, dmr::slot) noexcept;
    static place stream_of(const core::connection&, dmr::stream_id) noexcept;
    static place place_of(const core::connection&, const core::slot_state&) noexcept;
    static bool is_shown(const told&, const core::slot_state&) noexcept;
    static void end(std::string& out, told&, core::end_reason, core::duration hang_time, const moment&);
    static void make_idle(std::string& out, told&, const moment&);
    void end_on_trunk(std::string& out, const core::stream_ended&, const moment&);
    void make_way(std::string& out, const core::stream_started&, const moment&);
    bool has_call_of(const core::connection& trunk, dmr::stream_id) const;

    std::optional<core::time_point> since_; // what began later was told of
    boost::unordered_flat_map<place, told, place_hash> told_;
};

}
