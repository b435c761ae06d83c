// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/json_text.hpp"
#include "hblink/app/live_rows.hpp"
#include "hblink/core/connection.hpp"
#include "hblink/core/slot_state.hpp"
#include "hblink/observe/log_event.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace hblink::app {

// Something that has happened, for the page's list. Its sentence is made when somebody reads it.
struct recent_event
{
    std::uint64_t serial{};
    std::int64_t at_ms{};
    observe::log_event what{};
    bool warning{false};
    core::connection_kind from{core::connection_kind::repeater};
    std::uint32_t number{}; // of the connection among its kind
    dmr::repeater_id id;
    std::string name;        // callsign, or name of the link or trunk
    std::string_view reason; // "timeout"; lives as long as the program
    std::string_view remedy; // the same
    // A call:
    std::optional<core::addressing> call;
    dmr::slot slot{dmr::slot::one};
    bool broadcast{false};
    std::optional<double> length_s; // it has ended

    bool is_unit() const noexcept { return call && call->call == dmr::call_type::unit; }
};

// The last calls and the last operations, apart, so that neither pushes out the other.
class recent_events
{
public:
    static constexpr std::size_t most = 500; // of each

    struct added
    {
        std::uint64_t serial{};
        std::optional<recent_event> gone; // had to give way
    };
    added add(recent_event);

    const recent_event* find(std::uint64_t serial) const noexcept; // null: it has given way
    // The oldest of those whose serial is at least that; null: none.
    const recent_event* from(std::uint64_t serial) const noexcept;

private:
    std::deque<recent_event> calls_; // by serial
    std::deque<recent_event> operations_;
    std::uint64_t last_{0};
};

void write_event(json_text&, const recent_event&, row_context&);

}
