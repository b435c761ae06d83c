// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"
#include "hblink/sim/heard_calls.hpp"
#include "hblink/sim/player.hpp"
#include "hblink/sim/test_calls.hpp"
#include "hblink/wire/digest.hpp"
#include "hblink/wire/homebrew.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <string>

namespace hblink::sim {

struct master_behaviour
{
    std::string passphrase;
    call_plan calls;
    bool refuses{false};                       // --nak: MSTNAK, whatever comes
    std::optional<std::uint64_t> mute_after{}; // answers; then it says nothing any more
    std::uint32_t seed{1};                     // of the salts
};

// A HomeBrew server as a link or a repeater meets it (spec hbp.md): it tells what the client says of itself,
// answers its pings, counts its voice, and talks to it. It routes nothing.
class master : public player
{
public:
    static constexpr std::size_t most_clients = 100; // further ones are refused
    // A client from which nothing came for this long is forgotten.
    static constexpr std::chrono::seconds patience{60};

    master(master_behaviour, narrator);

    letters receive(const endpoint& from, wire::bytes, time_point now) override;
    letters tick(time_point now) override;
    letters stop(time_point now) override; // MSTCL

    bool passed() const override; // somebody has logged in; with `refuses`: somebody has asked
    std::string to_table() const override;
    std::string to_json() const override;

    std::size_t connected() const noexcept;
    std::uint64_t logins() const noexcept { return logins_; }
    std::uint64_t refusals() const noexcept { return refusals_; }
    std::uint64_t pings() const noexcept { return pings_; }
    const heard_calls& heard() const noexcept { return heard_; }

private:
    enum class step : std::uint8_t
    {
        challenged, // RPTL
        proven,     // RPTK
        connected   // RPTC
    };
    struct client
    {
        endpoint from;
        step at{step::challenged};
        wire::salt salt{};
        std::string callsign;
        std::string options; // RPTO's text, printable
        time_point last_heard{};
    };
    struct arrival
    {
        const endpoint& from;
        time_point now;
        letters& reply;
    };

    void on(const wire::login_request&, const arrival&);
    void on(const wire::challenge_answer&, const arrival&);
    void on(const wire::description_report&, const arrival&);
    void on(const wire::options_request&, const arrival&);
    void on(const wire::keep_alive&, const arrival&);
    void on(const wire::goodbye&, const arrival&);
    void on(const wire::dmrd&, const arrival&);
    void on(const wire::talker_alias&, const arrival&) {}
    void on(const wire::position&, const arrival&) {}

    client* known(dmr::repeater_id, const arrival&, step least);
    void answer(const arrival&, wire::bytes);
    void refuse(dmr::repeater_id, const arrival&, const std::string& why);
    bool is_mute() const noexcept;
    wire::salt fresh_salt();
    void describe(dmr::repeater_id, const client&, wire::bytes fields);

    master_behaviour behaviour_;
    narrator tell_;
    heard_calls heard_;
    test_calls calls_;
    wire::sha256 sha_;
    std::mt19937 random_;
    std::map<dmr::repeater_id, client> clients_;
    std::uint64_t answers_{0};
    std::uint64_t logins_{0};
    std::uint64_t refusals_{0};
    std::uint64_t pings_{0};
    std::uint64_t goodbyes_{0};
    std::uint64_t not_understood_{0};
    std::uint64_t bursts_sent_{0};
};

}
