// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/events.hpp"
#include "hblink/core/router.hpp"
#include "hblink/feed/counters.hpp"
#include "hblink/feed/frame_queue.hpp"
#include "hblink/feed/requests.hpp"
#include "hblink/feed/slot_story.hpp"
#include "hblink/feed/snapshot.hpp"

#include <cstddef>
#include <string>
#include <string_view>

namespace hblink::feed {

// Everything of one connection to a dashboard but the socket: events and requests come in, bytes go out, in
// this order: what is on its way already, a snapshot that was asked for, the events.
class conversation final : public core::event_sink
{
public:
    // Of a snapshot, so much is made at a stretch; one repeater can be more (thousands of translations).
    static constexpr std::size_t slice = 8 * 1024;

    // Reads the clocks: "now" of the core, and the time of day. Tests have their own.
    using clocks = time_of_day (*)(core::time_point now);
    static time_of_day real_clocks(core::time_point now);

    // The references must outlive it. `most_queued`: bytes of events that wait.
    conversation(const core::router&, feed::counters&, clocks = real_clocks,
                 std::size_t most_queued = frame_queue::usual_most);

    void on(const core::repeater_authenticated&, core::time_point) override;
    void on(const core::repeater_connected&, core::time_point) override;
    void on(const core::repeater_keep_alive&, core::time_point) override;
    void on(const core::repeater_disconnected&, core::time_point) override;
    void on(const core::options_applied&, core::time_point) override;
    void on(const core::stream_started&, core::time_point) override;
    void on(const core::stream_updated&, core::time_point) override;
    void on(const core::stream_ended&, core::time_point) override;
    void on(const core::hang_time_expired&, core::time_point) override;
    void on(const core::data_call_started&, core::time_point) override;
    void on(const core::data_call_ended&, core::time_point) override;
    void on(const core::link_connecting&, core::time_point) override;
    void on(const core::link_connected&, core::time_point) override;
    void on(const core::link_disconnected&, core::time_point) override;
    void on(const core::link_failed&, core::time_point) override;
    void on(const core::trunk_opened&, core::time_point) override;
    void on(const core::trunk_closed&, core::time_point) override;

    // Bytes from the dashboard. Several requests while a snapshot is under way are one more, after it.
    requests::found read(std::string_view bytes);

    // What is to be written next; "" = nothing for now. Valid until the next call.
    std::string_view to_send(core::time_point now);
    // There is nothing yet, because a snapshot is being gathered: ask again after others have had their turn.
    bool gathering() const noexcept { return snapshot_.gathering(); }
    void sent(std::size_t bytes);

    // The queue was full: nothing is taken any more, and what is left to send is the rest of a frame.
    bool overflowed() const noexcept { return overflowed_; }
    std::size_t queue_bytes() const noexcept { return queue_.bytes(); }

    // The connection has gone: counts what was not sent.
    void lost();

private:
    slot_story::moment moment_of(core::time_point now) const;
    list_bounds bounds() const { return list_bounds{router_.settings().limits}; }
    template <class Event>
    void tell_story(const Event&, core::time_point now);
    void tell(); // what is in text_
    void overflow();

    const core::router& router_;
    feed::counters& counters_;
    clocks clocks_;
    frame_queue queue_;
    slot_story story_;
    feed::snapshot snapshot_;
    requests requests_;
    frames_in_flight flight_;
    std::string text_; // the frames of the event in hand
    bool snapshot_wanted_{false};
    bool overflowed_{false};
};

}
