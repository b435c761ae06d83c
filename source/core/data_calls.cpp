// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/data_calls.hpp"

#include "hblink/core/connection.hpp"
#include "hblink/dmr/csbk.hpp"

#include <algorithm>

namespace hblink::core {
namespace {

data_call* find(const slot_state& slot, dmr::stream_id id) noexcept
{
    data_call* found = slot.data;
    while (found != nullptr && found->id != id)
        found = found->next;
    return found;
}

data_call* find(const slot_state& slot, const addressing& call) noexcept
{
    data_call* found = slot.data;
    while (found != nullptr && !(found->call == call))
        found = found->next;
    return found;
}

addressing addressing_of(const wire::dmrd& burst) noexcept
{
    return {burst.source(), burst.destination(), burst.call()};
}

}

bool data_calls::is_data(const slot_state& slot, const wire::dmrd& burst) noexcept
{
    if (burst.frame() != dmr::frame_type::data_sync)
        return false;
    return burst.begins_data_call() || find(slot, burst.stream()) != nullptr;
}

data_calls::place data_calls::take(connection& from, slot_state& slot, const wire::dmrd& burst,
                                   time_point now)
{
    if (data_call* const running = find(slot, burst.stream());
        running != nullptr && running->call == addressing_of(burst))
        return {*running, false};
    if (data_call* const same = find(slot, addressing_of(burst)); same != nullptr)
        return {*same, true};
    return {begin(from, slot, burst, now), true};
}

data_call& data_calls::begin(connection& from, slot_state& slot, const wire::dmrd& burst, time_point now)
{
    data_call* oldest = slot.data;
    std::size_t of_slot = 0;
    for (data_call* c = slot.data; c != nullptr; c = c->next, ++of_slot)
        if (c->last_frame < oldest->last_frame)
            oldest = c;
    if (of_slot == (from.kind == connection_kind::trunk ? most_of_a_trunk : most_of_a_slot))
        end(*oldest, now);
    if (slot.data == nullptr)
        slots_.push_back(&slot);
    if (free_.empty()) {
        free_.reserve(all_.size() + 1);
        free_.push_back(all_.emplace_back(std::make_unique<data_call>()).get());
    }
    data_call& c = *free_.back();
    free_.pop_back();
    c.from = &from;
    c.slot = &slot;
    c.call = addressing_of(burst);
    c.origin = burst.id();
    c.started = now;
    c.next = slot.data;
    slot.data = &c;
    ++running_;
    return c;
}

void data_calls::count(data_call& c, const wire::dmrd& burst, time_point now)
{
    const bool first = c.packets == 0;
    if (first || c.id != burst.stream())
        ++c.streams;
    c.id = burst.stream();
    c.last_frame = now;
    ++c.packets;
    if (burst.data() == dmr::data_type::data_header && !c.header) {
        c.header = dmr::read_data_header(burst.payload());
        c.unreadable += c.header ? 0 : 1;
    } else if (burst.data() == dmr::data_type::csbk) {
        c.unreadable += dmr::read_csbk(burst.payload()) ? 0 : 1;
    }
    if (first)
        events_.on(data_call_started{*c.from, *c.slot, c}, now);
}

void data_calls::end(data_call& c, time_point now)
{
    events_.on(data_call_ended{*c.from, *c.slot, c}, now);
    slot_state& slot = *c.slot;
    data_call** link = &slot.data;
    while (*link != &c)
        link = &(*link)->next;
    *link = c.next;
    if (slot.data == nullptr)
        slots_.erase(std::find(slots_.begin(), slots_.end(), &slot));
    auto targets = std::move(c.targets);
    targets.clear();
    c = data_call{};
    c.targets = std::move(targets);
    free_.push_back(&c);
    --running_;
}

void data_calls::turn_into_voice(slot_state& slot, dmr::stream_id id, time_point now)
{
    if (data_call* const turned = find(slot, id); turned != nullptr)
        end(*turned, now);
}

void data_calls::check(time_point now)
{
    for (std::size_t i = slots_.size(); i-- > 0;) {
        for (data_call* c = slots_[i]->data; c != nullptr;) {
            data_call& looked_at = *c;
            c = c->next;
            if (now - looked_at.last_frame >= timeout_)
                end(looked_at, now); // with the last one of a slot the slot goes, too
        }
    }
}

void data_calls::forget(connection& who, time_point now)
{
    for (slot_state& slot : who.slots)
        while (slot.data != nullptr)
            end(*slot.data, now);
}

void data_calls::detach(const connection& gone)
{
    for (const slot_state* slot : slots_)
        for (data_call* c = slot->data; c != nullptr; c = c->next)
            std::erase_if(c->targets, [&](const target& t) { return t.slot->owner == &gone; });
}

}
