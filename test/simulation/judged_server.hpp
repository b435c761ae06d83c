// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/router.hpp"

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include "invariants.hpp"
#include "messages.hpp"
#include "model.hpp"
#include "planted_fault.hpp"
#include "roster.hpp"
#include "support/core_world.hpp"
#include "witness.hpp"

namespace hblink::simulation {

// The router between its model and its witness: each message is told to the model, given to the router, and
// what comes of it is compared before the next. All of them throw disagreement.
class judged_server
{
public:
    judged_server(const roster&, std::uint64_t seed, std::optional<fault> planted);

    // Time does not go back, and no two things happen at once: a step takes a nanosecond.
    void set_time(time_point now) { now_ = std::max(now, now_); }
    time_point now() const { return now_; }

    // What a client sends; the answers are in replies() until the next call.
    void login_request(const sender&, std::uint32_t id);
    void challenge_answer(const sender&, std::uint32_t id, const proof&);
    void description(const sender&, std::uint32_t id);
    void options(const sender&, std::uint32_t id, const wish&);
    void keep_alive(const sender&, std::uint32_t id);
    void goodbye(const sender&, std::uint32_t id);
    void alias(const sender&, std::uint32_t id, std::uint32_t radio, between piece);
    void position(const sender&, std::uint32_t id);
    void burst(const sender&, std::uint32_t id, const voice_frame&);
    void no_message(const sender&, nonsense, wire::bytes);
    const std::vector<reply>& replies() const { return witness_.replies(); }

    // The server's periodic tasks.
    void check_streams();
    void check_logins();
    void check_repeaters();
    void clean_users();
    // When to look again; at the latest in a second.
    time_point play_echo();

    // Every virtual minute.
    void check_invariants() { invariants_.check(); }
    void check_nothing_is_left() { invariants_.check_nothing_is_left(); }

    const core::router& router() const { return router_; }
    const model& rules() const { return model_; }
    const witness& seen() const { return witness_; }
    witness& seen() { return witness_; }
    const invariants& always() const { return invariants_; }

private:
    void begin(bool datagram)
    {
        now_ += std::chrono::nanoseconds{1};
        model_.begin(now_, datagram);
    }
    void deliver(const sender&, std::uint32_t id, const char* what, wire::bytes,
                 const voice_frame* = nullptr);

    const roster& roster_;
    time_point now_{};
    model model_;
    witness witness_;
    planted_fault fault_;
    test::seeded_random random_;
    core::router router_;
    invariants invariants_;
};

}
