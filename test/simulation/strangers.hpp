// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "dice.hpp"
#include "judged_server.hpp"
#include "roster.hpp"

namespace hblink::simulation {

// Those who do not belong here: garbage, messages for other people's sessions, guesses of a passphrase.
class strangers
{
public:
    strangers(const roster& r, judged_server& s, dice& d) : roster_{r}, server_{s}, dice_{d} {}

    // One of them does one thing.
    void appear();

    std::uint64_t appeared() const { return appeared_; }

private:
    void send_garbage(const sender&);
    void send_torso(const sender&);
    void guess(const sender&, std::uint32_t id);
    void speak_for(const sender&, std::uint32_t id, std::uint32_t what);

    const roster& roster_;
    judged_server& server_;
    dice& dice_;
    std::uint64_t appeared_{};
};

}
