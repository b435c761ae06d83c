// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/counters.hpp"
#include "hblink/core/histogram.hpp"
#include "hblink/core/router.hpp"
#include "hblink/observe/metrics.hpp"
#include "hblink/observe/process.hpp"
#include "hblink/wire/homebrew.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

// The figures of all rooms, as plain values: whoever knows a room fills its figures in (room app does).
// Counts are since the start of the server.
namespace hblink::observe {

// A table or queue that has a bound.
struct fill
{
    std::size_t entries{};
    std::size_t limit{}; // 0: it is not in use
};

// Room net.
struct network_figures
{
    std::uint64_t received{};       // datagrams that were read
    std::uint64_t kernel_drops{};   // dropped by the kernel, because the receive buffer was full
    std::uint64_t receive_errors{}; // failed calls
    std::uint64_t sent{};           // datagrams that the kernel took
    std::uint64_t would_block{};    // not sent: the send buffer was full
    std::uint64_t no_buffers{};     // not sent: the kernel had no memory
    std::uint64_t send_errors{};    // not sent: another reason
    std::uint64_t turned_away{};    // strangers' datagrams without a place in the waiting room
    std::uint64_t faults{};         // datagrams whose handling failed unexpectedly
    fill waiting_room;
};

// HBlink4's event feed.
struct feed_figures
{
    bool connected{false};
    std::uint64_t connects{};
    std::uint64_t failures{};  // attempts to connect
    std::uint64_t overflows{}; // connections given up because the dashboard did not read
    std::uint64_t snapshots{};
    std::uint64_t events{};  // sent
    std::uint64_t bytes{};   // sent
    std::uint64_t dropped{}; // events of a connection that overflowed or was lost
    std::uint64_t hidden{};  // events of data calls that were not shown
    fill queue;              // bytes
};

struct http_figures
{
    static constexpr std::array<std::string_view, 4> classes{"2xx", "3xx", "4xx", "5xx"};

    fill connections;
    std::uint64_t accepted{};                            // connections
    std::uint64_t refused{};                             // connections, because there were too many
    std::array<std::uint64_t, classes.size()> answers{}; // by class of their status
    std::uint64_t timeouts{};
    std::uint64_t malformed{};       // requests
    std::uint64_t unauthorized{};    // requests without the token that they need
    std::uint64_t faults{};          // requests whose handling failed unexpectedly
    std::uint64_t accept_failures{}; // mostly: no file descriptor was left
    std::uint64_t bytes{};           // sent

    // The live page.
    static constexpr std::array<std::string_view, 3> reasons{"full", "foreign_page", "malformed"};

    fill browsers;
    std::uint64_t browsers_accepted{};
    std::array<std::uint64_t, reasons.size()> browsers_refused{};
    std::uint64_t browsers_dropped{}; // too slow
    std::uint64_t browsers_silent{};  // gone without a word
    std::uint64_t live_messages{};    // published, each to all browsers of its view
    std::uint64_t live_bytes{};       // sent to browsers
    fill page_calls;                  // that the live page knows
    std::uint64_t calls_not_shown{};  // for want of room there
    std::uint64_t live_restarts{};    // full states for all who look
};

struct control_figures
{
    fill connections;
    std::uint64_t requests{};
    std::uint64_t failed{};  // of them
    std::uint64_t refused{}; // connections: there were too many, or they were slow or sent nonsense
    fill refusals;           // logins and calls, kept for the operator
};

// An outbound link. The names come from the configuration, and are no more than config::most_links.
struct link_figures
{
    std::string name;
    bool up{false};
    core::link_counters counts;
};

struct trunk_figures
{
    std::string name;
    bool has_peer{false}; // its socket is bound, and the peer's address is known
    std::size_t streams{};
    core::trunk_counters counts;
};

// Lists of names that were read from files.
struct names_figures
{
    std::size_t users{};      // radio ids
    std::size_t talkgroups{}; // by slot
    std::uint64_t failures{}; // to read one of them again
};

struct reload_figures
{
    std::uint64_t applied{};
    std::uint64_t rejected{};
    bool last_rejected{false};
};

// By the place of the message in wire::client_message.
using message_counts = std::array<std::uint64_t, std::variant_size_v<wire::client_message>>;

struct measurements
{
    std::string_view version;
    bool ready{false};           // as /readyz says
    fill listeners;              // bound, of those that the configuration names
    std::size_t max_repeaters{}; // limits.max_repeaters
    core::counters core;
    core::occupancy occupied;
    message_counts messages{}; // that were understood; those of DMRD are not looked at
    event_counts events;
    network_figures network;
    core::histogram forwarding_delay{}; // seconds
    core::histogram loop_lag{};         // seconds
    std::uint64_t log_lines_lost{};
    fill log_queue; // lines
    feed_figures feed;
    http_figures http;
    control_figures control;
    names_figures names;
    std::vector<link_figures> links;
    std::vector<trunk_figures> trunks;
    fill blocks; // of the operator
    reload_figures reload;
    process_figures process;
};

}
