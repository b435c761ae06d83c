// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/egress.hpp"
#include "hblink/core/events.hpp"

#include <cstdint>
#include <optional>
#include <vector>

namespace hblink::simulation {

// What a broken server might do. The tests of the simulation plant one, to see that it is found.
enum class fault : std::uint8_t
{
    lost_delivery,   // one repeater of a fan-out gets nothing
    double_delivery, // one gets the burst twice
    wrong_delivery,  // one burst goes to somebody else
    changed_burst,   // a bit of the voice is flipped
    other_words,     // the talkgroup is another one
    lost_closing,    // a listener is not told that the server ended what he heard
    late_closing,    // he is, but after the next call has begun
    lost_answer,     // a keep-alive is not answered
    wrong_answer,    // MSTNAK instead of MSTPONG
    hidden_start,    // a stream begins and nobody is told
    hidden_end,      // a stream ends and nobody is told
    hidden_departure // a repeater goes and nobody is told
};
const char* name_of(fault) noexcept;

// Stands between the router and the witness. Passes everything on, and does the fault once.
class planted_fault final : public core::egress, public core::event_sink
{
public:
    // The network and the log are one object: `Witness` is both.
    template <class Witness>
    planted_fault(Witness& w, std::optional<fault> f) : network_{w}, log_{w}, fault_{f}
    {}

    void send(std::span<const core::path* const> targets, wire::bytes) override;
    void send_persistently(const core::path& to, wire::bytes b) override
    {
        network_.send_persistently(to, b);
    }

    void on(const core::login_refused& e, core::time_point t) override { log_.on(e, t); }
    void on(const core::rule_skipped& e, core::time_point t) override { log_.on(e, t); }
    void on(const core::repeater_authenticated& e, core::time_point t) override { log_.on(e, t); }
    void on(const core::repeater_connected& e, core::time_point t) override { log_.on(e, t); }
    void on(const core::repeater_keep_alive& e, core::time_point t) override { log_.on(e, t); }
    void on(const core::repeater_disconnected&, core::time_point) override;
    void on(const core::options_applied& e, core::time_point t) override { log_.on(e, t); }
    void on(const core::options_deferred& e, core::time_point t) override { log_.on(e, t); }
    void on(const core::stream_started&, core::time_point) override;
    void on(const core::stream_updated& e, core::time_point t) override { log_.on(e, t); }
    void on(const core::stream_ended&, core::time_point) override;
    void on(const core::hang_time_expired& e, core::time_point t) override { log_.on(e, t); }
    void on(const core::call_refused& e, core::time_point t) override { log_.on(e, t); }
    void on(const core::data_call_started& e, core::time_point t) override { log_.on(e, t); }
    void on(const core::data_call_ended& e, core::time_point t) override { log_.on(e, t); }
    void on(const core::talker_heard& e, core::time_point t) override { log_.on(e, t); }
    void on(const core::link_control_doubted& e, core::time_point t) override { log_.on(e, t); }
    void on(const core::datagram_refused& e, core::time_point t) override { log_.on(e, t); }
    void on(const core::stranger_refused& e, core::time_point t) override { log_.on(e, t); }

private:
    bool now(fault);
    bool send_closing(std::span<const core::path* const> targets, wire::bytes);
    void send_burst(std::span<const core::path* const> targets, wire::bytes);

    core::egress& network_;
    core::event_sink& log_;
    std::optional<fault> fault_;
    unsigned occasions_{};
    core::path last_listener_;
    std::vector<std::byte> kept_; // the terminator that comes late
    core::path kept_for_;
};

}
