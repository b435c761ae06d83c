// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/egress.hpp"
#include "hblink/core/events.hpp"

#include <array>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "history.hpp"
#include "model.hpp"
#include "occurrence.hpp"

namespace hblink::simulation {

// The router and the model do not agree, or an invariant does not hold.
struct disagreement : std::runtime_error
{
    disagreement(const std::string& what, std::uint32_t repeater) : std::runtime_error{what}, who{repeater} {}
    std::uint32_t who; // the id of the repeater in question; 0: none
};

// Stands where the network and the log are, sees everything that the router does in a step, and holds it
// against what the model says.
class witness final : public core::egress, public core::event_sink
{
public:
    witness(const roster& r, model& m) : roster_{r}, model_{m} {}

    // `from` and `datagram` are for the fan-out: what goes out must be what came in, or what that frame is in
    // other words.
    void begin(wire::bytes datagram, std::uint32_t from, const voice_frame* = nullptr);
    // Throws disagreement.
    void finish();

    // The answers of the last step, challenges with their salts.
    const std::vector<reply>& replies() const { return replies_; }

    std::uint64_t deliveries() const { return deliveries_; } // bursts of voice, one for each repeater
    std::uint64_t data_deliveries() const { return data_deliveries_; }
    std::uint64_t closings() const { return closings_; }   // terminators of the server's own
    std::uint64_t rewritten() const { return rewritten_; } // deliveries in other words than came in
    std::uint64_t played() const { return played_; }       // bursts of the echo service
    std::uint64_t qualities() const { return qualities_; } // streams whose quality was worked out again
    std::uint64_t talkers() const { return talkers_; }     // aliases reported
    std::uint64_t doubts() const { return doubts_; }       // headers that could not be read
    std::uint64_t answers() const { return answers_; }
    std::uint64_t events() const { return all_events_; }
    std::uint64_t steps() const { return steps_; }
    std::uint64_t started() const { return started_; }
    std::uint64_t ended() const { return ended_; }
    std::uint64_t ended(core::end_reason r) const { return ended_for_[static_cast<std::size_t>(r)]; }
    std::uint64_t freed() const { return freed_; } // slots, after their hang time
    std::uint64_t connected() const { return connected_; }
    std::uint64_t disconnected(core::disconnect_reason r) const
    {
        return disconnected_[static_cast<std::size_t>(r)];
    }
    std::uint64_t fingerprint() const { return fingerprint_; } // of all events and all that was sent
    history& past() { return history_; }

    void send(std::span<const core::path* const> targets, wire::bytes) override;
    void send_persistently(const core::path&, wire::bytes) override;

    void on(const core::login_refused&, core::time_point) override;
    void on(const core::rule_skipped&, core::time_point) override;
    void on(const core::repeater_authenticated&, core::time_point) override;
    void on(const core::repeater_connected&, core::time_point) override;
    void on(const core::repeater_keep_alive&, core::time_point) override;
    void on(const core::repeater_disconnected&, core::time_point) override;
    void on(const core::options_applied&, core::time_point) override;
    void on(const core::options_deferred&, core::time_point) override;
    void on(const core::stream_started&, core::time_point) override;
    void on(const core::stream_updated&, core::time_point) override;
    void on(const core::stream_ended&, core::time_point) override;
    void on(const core::hang_time_expired&, core::time_point) override;
    void on(const core::call_refused&, core::time_point) override;
    void on(const core::data_call_started&, core::time_point) override;
    void on(const core::data_call_ended&, core::time_point) override;
    void on(const core::talker_heard&, core::time_point) override;
    void on(const core::link_control_doubted&, core::time_point) override;
    void on(const core::datagram_refused&, core::time_point) override;
    void on(const core::stranger_refused&, core::time_point) override;

private:
    void complain(std::string what, std::uint32_t repeater);
    void see(const occurrence&, core::time_point);
    void see_reply(const core::path&, wire::bytes);
    void see_burst(const core::path&, wire::bytes);
    void see_closing(std::size_t which, wire::bytes);
    void see_voice(const core::path&, std::uint32_t place, wire::bytes);
    void see_data(std::uint32_t place, wire::bytes);
    void see_played(std::uint32_t place, wire::bytes);
    bool is_frame_in(const words&, const transmission&, wire::bytes);
    const wire::dmrd_bytes& frame_in(const words&, const options_of_call&);
    void listen(std::uint32_t place, const wire::dmrd&);
    void compare_quality(const core::stream_ended&);
    void compare_replies();
    void compare_events();
    void mix(std::uint64_t value)
    {
        fingerprint_ = (fingerprint_ ^ value) * 0x9E37'79B9'7F4A'7C15;
        fingerprint_ ^= fingerprint_ >> 29;
    }

    const roster& roster_;
    // What somebody at a repeater hears on one slot.
    struct ear
    {
        std::uint32_t stream{};
        core::time_point last;
        bool ended{true};
    };

    model& model_;
    wire::bytes received_;
    const voice_frame* frame_{};
    wire::dmrd_bytes received_55_{};
    std::vector<std::pair<words, wire::dmrd_bytes>> renditions_; // of the burst in hand
    std::vector<bool> closed_;                                   // of the closings of this step
    std::uint32_t from_{};
    std::vector<reply> replies_;
    std::vector<reply> wanted_replies_;
    std::vector<occurrence> events_;
    std::vector<occurrence> wanted_events_;
    std::uint64_t heard_by_{};                    // in this step
    std::vector<bool> data_heard_;                // of the targets of data
    std::vector<bool> played_heard_;              // of the bursts of the echo service
    std::unordered_map<std::uint64_t, ear> ears_; // by place and slot
    std::string complaint_;
    std::uint32_t about_{};

    std::uint64_t steps_{};
    std::uint64_t deliveries_{};
    std::uint64_t data_deliveries_{};
    std::uint64_t closings_{};
    std::uint64_t rewritten_{};
    std::uint64_t qualities_{};
    std::uint64_t played_{};
    std::uint64_t talkers_{};
    std::uint64_t doubts_{};
    std::uint64_t answers_{};
    std::uint64_t all_events_{};
    std::uint64_t started_{};
    std::uint64_t ended_{};
    std::array<std::uint64_t, 3> ended_for_{};
    std::uint64_t freed_{};
    std::uint64_t connected_{};
    std::array<std::uint64_t, 4> disconnected_{};
    std::uint64_t fingerprint_{1};
    history history_;
};

}
