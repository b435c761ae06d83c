// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/events.hpp"
#include "hblink/observe/call_log.hpp"
#include "hblink/observe/log.hpp"
#include "hblink/observe/peer_log.hpp"
#include "hblink/observe/suppression.hpp"

#include <cstdint>
#include <string_view>

namespace hblink::observe {

// Makes a log line of each event of the core. What a stranger or a repeater can bring about at will is
// limited (suppression.hpp).
class event_log final : public core::event_sink
{
public:
    event_log(observe::log&, std::uint64_t secret); // see suppression

    // An exception that nobody expected while a datagram was handled: a defect of the program.
    void tell_of_fault(const core::path& from, std::string_view error, core::time_point now);

    // Tells how many lines were suppressed since the last call; to be called about once a minute.
    void tell_of_suppressed();

    void on(const core::login_refused&, core::time_point) override;
    void on(const core::rule_skipped&, core::time_point) override;
    void on(const core::repeater_authenticated&, core::time_point) override;
    void on(const core::repeater_connected&, core::time_point) override;
    void on(const core::repeater_keep_alive&, core::time_point) override;
    void on(const core::repeater_disconnected&, core::time_point) override;
    void on(const core::options_applied&, core::time_point) override;
    void on(const core::options_deferred&, core::time_point) override;
    void on(const core::stream_started& e, core::time_point now) override { calls_.on(e, now); }
    void on(const core::stream_ended& e, core::time_point now) override { calls_.on(e, now); }
    void on(const core::hang_time_expired& e, core::time_point now) override { calls_.on(e, now); }
    void on(const core::data_call_ended& e, core::time_point now) override { calls_.on(e, now); }
    void on(const core::call_refused& e, core::time_point now) override { calls_.on(e, now); }
    void on(const core::talker_heard& e, core::time_point now) override { calls_.on(e, now); }
    void on(const core::link_control_doubted& e, core::time_point now) override { calls_.on(e, now); }
    void on(const core::link_connecting& e, core::time_point) override { peers_.on(e); }
    void on(const core::link_connected& e, core::time_point) override { peers_.on(e); }
    void on(const core::link_disconnected& e, core::time_point) override { peers_.on(e); }
    void on(const core::link_failed& e, core::time_point) override { peers_.on(e); }
    void on(const core::trunk_opened& e, core::time_point) override { peers_.on(e); }
    void on(const core::trunk_closed& e, core::time_point) override { peers_.on(e); }
    void on(const core::trunk_peer_found& e, core::time_point) override { peers_.on(e); }
    void on(const core::trunk_failed& e, core::time_point now) override { peers_.on(e, now); }
    void on(const core::trunk_frame_refused& e, core::time_point now) override { peers_.on(e, now); }
    void on(const core::datagram_refused&, core::time_point) override;
    void on(const core::stranger_refused&, core::time_point) override;

private:
    template <class Source>
    bool wanted(config::log_level, log_event, const Source&, core::time_point);

    observe::log& log_;
    observe::suppression suppression_;
    call_log calls_;
    peer_log peers_;
};

}
