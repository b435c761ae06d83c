// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/events.hpp"

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

// What the core did, as plain values that can be compared: the model says what shall happen, the witness
// what did.
namespace hblink::simulation {

enum class kind : std::uint8_t
{
    login_refused,
    rule_skipped,
    authenticated,
    connected,
    keep_alive,
    disconnected,
    options_applied,
    options_deferred,
    rx_started,
    tx_started,
    stream_updated,
    rx_ended,
    tx_ended,
    hang_time_expired,
    call_refused,
    data_started,
    data_ended,
    datagram_refused,
    stranger_refused
};
const char* name_of(kind) noexcept;

// One of the core's reasons as a number.
template <class Reason>
constexpr std::uint8_t number_of(Reason r)
{
    return static_cast<std::uint8_t>(r);
}

// One event of the core. Which members count depends on the kind; the others stay zero.
struct occurrence
{
    kind what{};
    std::uint32_t repeater{}; // its id
    std::uint8_t slot{};      // 0 or 1
    std::uint8_t reason{};    // the core's enum as a number; of an rx start: 1 broadcast, 2 recorded
    std::uint32_t stream{};
    std::uint32_t source{};
    std::uint32_t destination{};
    std::uint64_t first{};  // targets, packets, missed keep-alives, bad entries, answered
    std::uint64_t second{}; // busy, dropped packets

    friend auto operator<=>(const occurrence&, const occurrence&) = default;
};
std::string to_string(const occurrence&);

enum class answer : std::uint8_t
{
    acknowledgement, // RPTACK and the id
    challenge,       // RPTACK and a salt, which nobody can foretell
    refusal,         // MSTNAK
    pong             // MSTPONG
};

// One answer to one endpoint.
struct reply
{
    answer what{};
    std::uint32_t host{};
    std::uint16_t port{};
    std::uint32_t id{}; // of a challenge: the salt, and zero in the model's words

    friend auto operator<=>(const reply&, const reply&) = default;
};
std::string to_string(const reply&);

}
