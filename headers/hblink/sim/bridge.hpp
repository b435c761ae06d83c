// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/sim/heard_calls.hpp"
#include "hblink/sim/player.hpp"
#include "hblink/sim/test_calls.hpp"
#include "hblink/wire/homebrew.hpp"
#include "hblink/wire/openbridge.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>

namespace hblink::sim {

// The other side of an OpenBridge trunk (spec links.md): checks what comes, and talks. It routes nothing.
class bridge : public player
{
public:
    bridge(const endpoint& peer, std::string_view passphrase, call_plan, narrator);

    letters receive(const endpoint& from, wire::bytes, time_point now) override;
    letters tick(time_point now) override;
    letters stop(time_point now) override;

    bool passed() const override; // something was heard, and nothing was wrong with it
    std::string to_table() const override;
    std::string to_json() const override;

    std::uint64_t bad_seal() const noexcept { return bad_seal_; }
    std::uint64_t wrong_source() const noexcept { return wrong_source_; }
    std::uint64_t not_understood() const noexcept { return not_understood_; }
    const heard_calls& heard() const noexcept { return heard_; }

private:
    letter sealed(const wire::dmrd_bytes&);
    void tell_of_trouble(std::uint64_t count, const std::string& what);

    endpoint peer_;
    wire::openbridge_seal seal_;
    narrator tell_;
    heard_calls heard_;
    test_calls calls_;
    std::uint64_t bad_seal_{0};
    std::uint64_t wrong_source_{0};
    std::uint64_t wrong_slot_{0};
    std::uint64_t not_understood_{0};
    std::uint64_t bursts_sent_{0};
    std::map<dmr::repeater_id, std::uint64_t> ids_; // bytes 11 to 14 of what was heard: how often
};

}
