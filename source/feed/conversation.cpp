// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/conversation.hpp"

#include "hblink/feed/peer_frames.hpp"
#include "hblink/feed/repeater_frames.hpp"

#include <utility>

namespace hblink::feed {

time_of_day conversation::real_clocks(core::time_point)
{
    return {std::chrono::steady_clock::now(), std::chrono::system_clock::now()};
}

conversation::conversation(const core::router& router, feed::counters& counters, clocks c,
                           std::size_t most_queued)
    : router_{router}, counters_{counters}, clocks_{c}, queue_{most_queued}, snapshot_{router}
{}

// --- Events ----------------------------------------------------------------------------------------

void conversation::on(const core::repeater_authenticated& e, core::time_point now)
{
    story_.forget(text_, e.session, moment_of(now)); // its calls of before are over
    tell();
}

void conversation::on(const core::repeater_connected& e, core::time_point now)
{
    const time_of_day time = clocks_(now);
    write_details(text_, e.session, time);
    write_connected(text_, e.session, time, bounds());
    tell();
}

void conversation::on(const core::repeater_keep_alive& e, core::time_point now)
{
    write_connected(text_, e.session, clocks_(now), bounds());
    tell();
}

void conversation::on(const core::repeater_disconnected& e, core::time_point now)
{
    story_.forget(text_, e.session, moment_of(now));
    write_disconnected(text_, e.session, e.reason, clocks_(now));
    tell();
}

void conversation::on(const core::options_applied& e, core::time_point now)
{
    write_options_updated(text_, e.session, clocks_(now), bounds());
    tell();
}

void conversation::on(const core::stream_started& e, core::time_point now) { tell_story(e, now); }
void conversation::on(const core::stream_updated& e, core::time_point now) { tell_story(e, now); }
void conversation::on(const core::stream_ended& e, core::time_point now) { tell_story(e, now); }
void conversation::on(const core::hang_time_expired& e, core::time_point now) { tell_story(e, now); }
void conversation::on(const core::data_call_ended& e, core::time_point now) { tell_story(e, now); }

void conversation::on(const core::data_call_started& e, core::time_point now)
{
    if (!story_.on(text_, e, moment_of(now)))
        ++counters_.data_events_hidden;
    tell();
}

void conversation::on(const core::link_connecting& e, core::time_point now)
{
    write_connecting(text_, e.link, clocks_(now), bounds());
    tell();
}

void conversation::on(const core::link_connected& e, core::time_point now)
{
    write_connected(text_, e.link, clocks_(now), bounds());
    tell();
}

void conversation::on(const core::link_disconnected& e, core::time_point now)
{
    story_.forget(text_, e.link, moment_of(now));
    write_failed(text_, e.link, e.reason, {}, clocks_(now));
    tell();
}

void conversation::on(const core::link_failed& e, core::time_point now)
{
    write_failed(text_, e.link, e.reason, e.detail, clocks_(now));
    tell();
}

void conversation::on(const core::trunk_opened& e, core::time_point now)
{
    write_connected(text_, e.trunk, clocks_(now));
    tell();
}

void conversation::on(const core::trunk_closed& e, core::time_point now)
{
    story_.forget(text_, e.trunk, moment_of(now));
    write_disconnected(text_, e.trunk, clocks_(now));
    tell();
}

slot_story::moment conversation::moment_of(core::time_point now) const
{
    return {now, clocks_(now).now(), router_.settings().timing.stream_hang_time};
}

template <class Event>
void conversation::tell_story(const Event& e, core::time_point now)
{
    story_.on(text_, e, moment_of(now));
    tell();
}

void conversation::tell()
{
    if (!overflowed_ && !queue_.push(text_))
        overflow();
    text_.clear();
}

// Dropping single events would leave calls on the page for ever; so all of them are dropped, and the
// dashboard asks for everything when the connection is new (quirks.md 56).
void conversation::overflow()
{
    overflowed_ = true;
    ++counters_.overflows;
    counters_.events_dropped += count_frames(text_);
    lost();
    snapshot_wanted_ = false;
    snapshot_.abandon();
}

void conversation::lost()
{
    counters_.events_dropped += queue_.frames() + flight_.drop_others();
    queue_.clear();
}

// --- Bytes -----------------------------------------------------------------------------------------

requests::found conversation::read(std::string_view bytes)
{
    const auto found = requests_.read(bytes);
    counters_.nonsense += found.nonsense + (found.hopeless ? 1 : 0);
    snapshot_wanted_ = !overflowed_ && (snapshot_wanted_ || found.sync_requests != 0);
    return found;
}

std::string_view conversation::to_send(core::time_point now)
{
    if (!flight_.empty() || overflowed_)
        return flight_.rest();
    if (snapshot_wanted_ && !snapshot_.running()) {
        snapshot_wanted_ = false;
        ++counters_.snapshots;
        snapshot_.begin();
    }
    if (snapshot_.gathering())
        snapshot_.gather();
    if (snapshot_.gathering())
        return {};
    std::string next = flight_.take_memory();
    if (snapshot_.running())
        snapshot_.write(next, slice, clocks_(now), bounds());
    if (next.empty() && !queue_.empty())
        next = queue_.pop();
    flight_.put(std::move(next));
    return flight_.rest();
}

void conversation::sent(std::size_t bytes)
{
    counters_.bytes_sent += bytes;
    counters_.events_sent += flight_.sent(bytes);
}

}
