// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"
#include "hblink/wire/digest.hpp"
#include "hblink/wire/homebrew.hpp"
#include "hblink/wire/station.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::sim {

// Monotonic time. Nothing in this room but the transport and the run itself asks for it.
using time_point = std::chrono::steady_clock::time_point;

// Bytes to be sent; none: nothing is to be sent.
using datagram = std::vector<std::byte>;

// Who a client is and what it wants.
struct client_profile
{
    dmr::repeater_id id;
    std::string passphrase;
    wire::station_report station;
    std::string options; // RPTO's text; empty: none is sent
};

enum class client_state : std::uint8_t
{
    off,        // not started, or said goodbye
    asking,     // RPTL sent
    proving,    // RPTK sent
    describing, // RPTC sent
    opting,     // RPTO sent
    connected,
    silent // refused or sent away: waits before it asks again
};
std::string_view to_string(client_state) noexcept;

// One repeater as the programs in the field behave (spec real-clients.md): bytes and time in, bytes out, no
// socket and no clock. Like them it does not look at the id in an answer, and each RPTACK moves it one state
// on.
class client
{
public:
    // An unanswered message is repeated byte for byte.
    static constexpr std::chrono::seconds retry{10};
    static constexpr std::chrono::seconds keep_alive_period{10};
    // Without a pong for this long it logs in again.
    static constexpr std::chrono::seconds patience{60};
    // After MSTNAK or MSTCL.
    static constexpr std::chrono::seconds silence{10};

    struct outcome
    {
        datagram reply;
        std::optional<wire::dmrd> voice; // points into the datagram that was received
    };

    // `sha` is shared by all clients of a thread, and outlives them.
    client(client_profile, wire::sha256& sha);

    datagram start(time_point now); // RPTL
    datagram tick(time_point now);  // to be called every now and then: retries, keep-alives
    outcome receive(wire::bytes, time_point now);
    datagram stop(); // RPTCL, if the server knows us

    client_state state() const noexcept { return state_; }
    bool connected() const noexcept { return state_ == client_state::connected; }
    bool logging_in() const noexcept
    {
        return state_ != client_state::off && state_ != client_state::silent && !connected();
    }
    dmr::repeater_id id() const noexcept { return profile_.id; }
    const client_profile& profile() const noexcept { return profile_; }
    std::uint64_t logins() const noexcept { return logins_; }       // how often it became connected
    std::uint64_t refusals() const noexcept { return refusals_; }   // MSTNAK
    std::uint64_t farewells() const noexcept { return farewells_; } // MSTCL
    std::uint64_t pongs() const noexcept { return pongs_; }
    std::uint64_t malformed() const noexcept { return malformed_; } // what no server sends

private:
    datagram say(client_state next, wire::bytes message, time_point now);
    datagram acknowledged(const wire::acknowledgement&, time_point now);
    datagram become_connected(time_point now);
    void fall_silent(time_point now);

    client_profile profile_;
    wire::sha256* sha_;
    client_state state_{client_state::off};
    datagram last_;            // what a retry repeats
    time_point due_{};         // of the next retry, keep-alive or login
    time_point last_answer_{}; // when the last pong came, or the login was completed
    std::uint64_t logins_{0};
    std::uint64_t refusals_{0};
    std::uint64_t farewells_{0};
    std::uint64_t pongs_{0};
    std::uint64_t malformed_{0};
};

}
