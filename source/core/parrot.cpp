// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/parrot.hpp"

#include "hblink/core/connection.hpp"

#include <algorithm>
#include <array>

namespace hblink::core {

parrot::parrot(const config::settings& settings, slots& slots, delivery& delivery, egress& egress,
               event_sink& events, random_source& random, counters& counters)
    : settings_{settings},
      slots_{slots},
      delivery_{delivery},
      egress_{egress},
      events_{events},
      random_{random},
      counters_{counters},
      echo_{settings.parrot.longest}
{}

bool parrot::is_called(dmr::call_type call, std::uint32_t called) const
{
    const config::parrot_settings& p = settings_.parrot;
    if (!p.enabled)
        return false;
    if (call == dmr::call_type::group)
        return std::find(p.talkgroups.begin(), p.talkgroups.end(), dmr::talkgroup{called}) !=
               p.talkgroups.end();
    return std::find(p.radio_ids.begin(), p.radio_ids.end(), dmr::radio_id{called}) != p.radio_ids.end();
}

void parrot::finish(const stream& s, time_point now)
{
    echo_.finish(*s.slot->owner, s.slot->which, fresh_stream_id(), now);
}

dmr::stream_id parrot::fresh_stream_id()
{
    std::array<std::byte, 4> bytes{};
    random_.fill(bytes);
    std::uint32_t id = 0;
    for (const std::byte b : bytes)
        id = id << 8 | std::to_integer<std::uint32_t>(b);
    return dmr::stream_id{id};
}

std::optional<time_point> parrot::play(time_point now)
{
    const auto next = echo_.play(
        now, [&](connection& to, const playback& p, const wire::dmrd_bytes& datagram, bool first, bool last) {
            slot_state& slot = to.slots[dmr::index_of(p.slot())];
            if (first && !begin(slot, p, wire::dmrd{datagram}, now))
                return false;
            return play(slot, datagram, last, now);
        });
    forget_what_is_over();
    return next;
}

// Takes the slot for a playback, if it is free for it: it is in the hang time of what was recorded.
bool parrot::begin(slot_state& slot, const playback& p, const wire::dmrd& first, time_point now)
{
    stream& s = slots_.play(first.stream(), first.id(), p.call());
    const target t{&slot, &slot.owner->path, slot.generation, p.call().destination, false};
    s.received = {slot.which, p.call().destination};
    s.first_frame = now;
    s.targets.push_back(t);
    delivery_.arrange(s);
    if (!slots_.claim(t, s, now)) {
        slots_.give_back(s);
        return false;
    }
    playing_.push_back(&s);
    events_.on(stream_started{.connection = *slot.owner, .slot = slot, .echo = true}, now);
    return true;
}

// False: the slot carries something else by now.
bool parrot::play(slot_state& slot, const wire::dmrd_bytes& datagram, bool last, time_point now)
{
    const auto here = std::find_if(playing_.begin(), playing_.end(), [&](const stream* s) {
        return s->targets.front().slot == &slot && s->serial == slot.serial;
    });
    if (here == playing_.end())
        return false;
    stream& s = **here;
    ++s.packets;
    s.last_sequence = wire::dmrd{datagram}.sequence();
    slot.last_frame = now;
    ++counters_.echo_bursts;
    egress_.send(std::span{&s.targets.front().path, 1}, datagram);
    if (last) {
        // It blocks the slot for no longer than it plays: no hang time.
        slots_.leave(s, s.targets.front(), end_reason::terminator, farewell::none, now);
        events_.on(hang_time_expired{*slot.owner, slot}, now);
        slots_.free_slot(slot);
    }
    return true;
}

// Gives back the records of playbacks that have lost their slot, or are over.
void parrot::forget_what_is_over()
{
    std::erase_if(playing_, [&](stream* s) {
        if (s->targets.front().slot->serial == s->serial)
            return false;
        slots_.give_back(*s);
        return true;
    });
}

}
