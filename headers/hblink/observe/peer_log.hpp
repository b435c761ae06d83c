// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/events.hpp"
#include "hblink/core/time.hpp"
#include "hblink/observe/log.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <array>
#include <cstdint>
#include <optional>

namespace hblink::observe {

// Makes the log lines of what becomes of links and trunks: one line for each change of their state. What
// repeats itself, because a peer is away or sends what is not for us, is a warning at first and then now and
// then.
class peer_log
{
public:
    static constexpr unsigned attempts_between_warnings = 10; // of a link that fails for the same reason
    static constexpr core::duration between_warnings = std::chrono::minutes{5}; // of a trunk, of one kind

    explicit peer_log(observe::log& l) noexcept : log_{l} {}

    void on(const core::link_connecting&);
    void on(const core::link_connected&);
    void on(const core::link_disconnected&);
    void on(const core::link_failed&);
    void on(const core::trunk_opened&);
    void on(const core::trunk_closed&);
    void on(const core::trunk_peer_found&);
    void on(const core::trunk_failed&, core::time_point now);
    void on(const core::trunk_frame_refused&, core::time_point now); // cheap while nothing is to be written

private:
    struct told
    {
        std::optional<core::time_point> at; // the last warning
        std::uint64_t since{};              // how often it happened since then
    };
    struct trunk_notes
    {
        std::array<told, core::trunk_failures> failures;
        std::array<told, core::frame_refusals> refusals;
    };
    bool is_news(const core::link_failed&);
    trunk_notes& notes_of(const core::trunk&);
    static bool is_due(told&, core::time_point now) noexcept;

    observe::log& log_;
    // Of those that have failed since they were up; by their numbers, which are never used again.
    boost::unordered_flat_map<std::uint32_t, core::link_failure> link_failures_;
    boost::unordered_flat_map<std::uint32_t, trunk_notes> trunks_;
};

}
