// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/core/events.hpp"
#include "hblink/core/router.hpp"
#include "hblink/feed/connect.hpp"
#include "hblink/feed/conversation.hpp"
#include "hblink/feed/counters.hpp"
#include "hblink/feed/observer.hpp"
#include "hblink/task/asio.hpp"
#include "hblink/task/task_group.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <chrono>
#include <string>

namespace hblink::feed {

// Tells HBlink4's dashboard what happens (spec events.md): the dashboard listens, we connect, and hold
// exactly one connection, because each new one wipes what the dashboard has. While there is none, an event
// costs a look at a pointer.
class event_feed final : public core::event_sink
{
public:
    static constexpr std::chrono::seconds between_attempts{10};

    // The observer must outlive it.
    event_feed(config::feed_settings, feed::observer&);

    // Connects, again and again, and serves. Ends by cancellation, or at once when the configuration wants no
    // feed.
    asio::awaitable<void> run(const core::router&);

    feed::counters counters() const;

    void on(const core::repeater_authenticated& e, core::time_point now) override { hand_on(e, now); }
    void on(const core::repeater_connected& e, core::time_point now) override { hand_on(e, now); }
    void on(const core::repeater_keep_alive& e, core::time_point now) override { hand_on(e, now); }
    void on(const core::repeater_disconnected& e, core::time_point now) override { hand_on(e, now); }
    void on(const core::options_applied& e, core::time_point now) override { hand_on(e, now); }
    void on(const core::stream_started& e, core::time_point now) override { hand_on(e, now); }
    void on(const core::stream_updated& e, core::time_point now) override { hand_on(e, now); }
    void on(const core::stream_ended& e, core::time_point now) override { hand_on(e, now); }
    void on(const core::hang_time_expired& e, core::time_point now) override { hand_on(e, now); }
    void on(const core::data_call_started& e, core::time_point now) override { hand_on(e, now); }
    void on(const core::data_call_ended& e, core::time_point now) override { hand_on(e, now); }
    void on(const core::link_connecting& e, core::time_point now) override { hand_on(e, now); }
    void on(const core::link_connected& e, core::time_point now) override { hand_on(e, now); }
    void on(const core::link_disconnected& e, core::time_point now) override { hand_on(e, now); }
    void on(const core::link_failed& e, core::time_point now) override { hand_on(e, now); }
    void on(const core::trunk_opened& e, core::time_point now) override { hand_on(e, now); }
    void on(const core::trunk_closed& e, core::time_point now) override { hand_on(e, now); }

private:
    // A connection: what is said on it, and the means to wake its writer.
    struct line
    {
        line(event_feed&, stream_socket&, const std::string& where, const core::router&);
        ~line();

        event_feed& feed;
        stream_socket& socket;
        const std::string& where;
        feed::conversation talk;
        asio::steady_timer ready; // never expires: cancelled when there may be something to write
        task::task_group both;    // reader and writer
        std::string end;          // why it ended; "" = we were told to
        std::array<char, 1024> from_dashboard{};
    };

    template <class Event>
    void hand_on(const Event& e, core::time_point now)
    {
        if (listener_ == nullptr) [[likely]]
            return;
        listener_->talk.on(e, now);
        wake();
    }
    void wake();
    asio::awaitable<void> serve(stream_socket&, const std::string& where, const core::router&);
    asio::awaitable<void> write(line&);
    asio::awaitable<void> read(line&);
    static void hang_up(line&, std::string why);

    config::feed_settings settings_;
    feed::observer& observer_;
    feed::counters counters_;
    line* listener_{nullptr}; // takes events; null: nobody is connected, or he does not read
};

}
