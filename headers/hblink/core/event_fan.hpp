// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/events.hpp"

#include <vector>

namespace hblink::core {

// Hands each event to all who listen, in the order in which they were added.
class event_fan final : public event_sink
{
public:
    void add(event_sink& listener) { listeners_.push_back(&listener); }

    void on(const login_refused& e, time_point now) override { hand_on(e, now); }
    void on(const rule_skipped& e, time_point now) override { hand_on(e, now); }
    void on(const repeater_authenticated& e, time_point now) override { hand_on(e, now); }
    void on(const repeater_connected& e, time_point now) override { hand_on(e, now); }
    void on(const repeater_keep_alive& e, time_point now) override { hand_on(e, now); }
    void on(const repeater_disconnected& e, time_point now) override { hand_on(e, now); }
    void on(const options_applied& e, time_point now) override { hand_on(e, now); }
    void on(const options_deferred& e, time_point now) override { hand_on(e, now); }
    void on(const stream_started& e, time_point now) override { hand_on(e, now); }
    void on(const stream_updated& e, time_point now) override { hand_on(e, now); }
    void on(const stream_ended& e, time_point now) override { hand_on(e, now); }
    void on(const hang_time_expired& e, time_point now) override { hand_on(e, now); }
    void on(const call_refused& e, time_point now) override { hand_on(e, now); }
    void on(const data_call_started& e, time_point now) override { hand_on(e, now); }
    void on(const data_call_ended& e, time_point now) override { hand_on(e, now); }
    void on(const talker_heard& e, time_point now) override { hand_on(e, now); }
    void on(const link_control_doubted& e, time_point now) override { hand_on(e, now); }
    void on(const link_connecting& e, time_point now) override { hand_on(e, now); }
    void on(const link_connected& e, time_point now) override { hand_on(e, now); }
    void on(const link_disconnected& e, time_point now) override { hand_on(e, now); }
    void on(const link_failed& e, time_point now) override { hand_on(e, now); }
    void on(const trunk_opened& e, time_point now) override { hand_on(e, now); }
    void on(const trunk_closed& e, time_point now) override { hand_on(e, now); }
    void on(const trunk_peer_found& e, time_point now) override { hand_on(e, now); }
    void on(const trunk_failed& e, time_point now) override { hand_on(e, now); }
    void on(const trunk_frame_refused& e, time_point now) override { hand_on(e, now); }
    void on(const datagram_refused& e, time_point now) override { hand_on(e, now); }
    void on(const stranger_refused& e, time_point now) override { hand_on(e, now); }

private:
    template <class Event>
    void hand_on(const Event& e, time_point now)
    {
        for (event_sink* l : listeners_)
            l->on(e, now);
    }

    std::vector<event_sink*> listeners_;
};

}
