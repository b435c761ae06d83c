// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/router.hpp"

#include <cstdint>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "model.hpp"
#include "witness.hpp"

namespace hblink::simulation {

// What must hold of the whole router between two datagrams: every session is held against the model, and
// the tables against each other.
class invariants
{
public:
    invariants(const roster& who, core::router& r, const model& m, const witness& w)
        : roster_{who}, router_{r}, model_{m}, witness_{w}
    {}

    // Throws disagreement.
    void check();
    // When everybody has gone and all hang times are over.
    void check_nothing_is_left();

    std::uint64_t checks() const { return checks_; }
    std::size_t most_connected() const { return most_connected_; }
    std::size_t most_streams() const { return most_streams_; }

private:
    void check_session(const core::session&);
    void check_slot(const core::session&, const member&, std::size_t slot);
    void check_words(const core::session&, const member&);
    void check_rx(const core::session&, const core::slot_state&, const transmission&);
    void check_targets(const core::session&, const core::stream&, const transmission&);
    void check_occupancy(std::size_t connected, std::size_t sessions);
    void check_subscription_keys(std::size_t keys);
    void check_counters();

    const roster& roster_;
    core::router& router_;
    const model& model_;
    const witness& witness_;

    std::size_t slots_in_use_{};
    std::size_t streams_{};
    std::unordered_set<core::stream_serial> serials_;         // of the streams that repeaters send or sent
    std::unordered_map<const void*, core::stream_serial> tx_; // serial of each transmission that is sent
    std::vector<std::uint64_t> keys_;
    std::unordered_set<const void*> session_memory_; // where sessions have been seen so far
    std::unordered_set<const void*> stream_memory_;
    core::counters before_;

    std::uint64_t checks_{};
    std::size_t most_connected_{};
    std::size_t most_streams_{};
};

}
