// SPDX-License-Identifier: GPL-3.0-or-later
// What the router reports.
#include "hblink/core/data_calls.hpp"

#include <algorithm>
#include <iterator>

#include "witness.hpp"

namespace hblink::simulation {
namespace {

occurrence of_slot(kind what, const core::connection& s, const core::slot_state& slot)
{
    return {.what = what,
            .repeater = s.id.value(),
            .slot = static_cast<std::uint8_t>(dmr::index_of(slot.which)),
            .stream = slot.id.value(),
            .source = slot.call.source.value(),
            .destination = slot.call.destination};
}

occurrence of_data(kind what, const core::connection& s, const core::slot_state& slot,
                   const core::data_call& d)
{
    return {.what = what,
            .repeater = s.id.value(),
            .slot = static_cast<std::uint8_t>(dmr::index_of(slot.which)),
            .reason = static_cast<std::uint8_t>(d.call.call == dmr::call_type::unit ? 1 : 0),
            .stream = d.id.value(),
            .source = d.call.source.value(),
            .destination = d.call.destination};
}

}

void witness::compare_events()
{
    const auto& wanted = model_.expected().events;
    if (events_.empty() && wanted.empty())
        return;
    wanted_events_ = wanted;
    // The order in which targets are told of is nobody's business.
    std::sort(wanted_events_.begin(), wanted_events_.end());
    std::sort(events_.begin(), events_.end());
    if (events_ == wanted_events_)
        return;
    std::vector<occurrence> missing;
    std::vector<occurrence> extra;
    std::set_difference(wanted_events_.begin(), wanted_events_.end(), events_.begin(), events_.end(),
                        std::back_inserter(missing));
    std::set_difference(events_.begin(), events_.end(), wanted_events_.begin(), wanted_events_.end(),
                        std::back_inserter(extra));
    std::string text = "events differ: expected " + std::to_string(wanted_events_.size()) + ", got " +
                       std::to_string(events_.size());
    for (const occurrence& o : missing)
        text += "\n    expected " + to_string(o);
    for (const occurrence& o : extra)
        text += "\n    got      " + to_string(o);
    const std::uint32_t who = missing.empty() ? extra.front().repeater : missing.front().repeater;
    complain(text, who);
}

void witness::see(const occurrence& o, core::time_point now)
{
    ++all_events_;
    mix(std::uint64_t{number_of(o.what)} << 40 | std::uint64_t{o.slot} << 36 | o.repeater);
    mix(std::uint64_t{o.stream} << 8 | o.reason);
    mix(std::uint64_t{o.source} << 32 | o.destination);
    mix(o.first << 32 | o.second);
    history_.note({now, name_of(o.what), o.repeater, o.stream});
    if (now != model_.now())
        complain("an event of another time: " + to_string(o), o.repeater);
    events_.push_back(o);
}

void witness::on(const core::login_refused& e, core::time_point now)
{
    see({.what = kind::login_refused, .repeater = e.id.value(), .reason = number_of(e.reason)}, now);
}

void witness::on(const core::rule_skipped& e, core::time_point now)
{
    see({.what = kind::rule_skipped, .repeater = e.session.id.value()}, now);
}

void witness::on(const core::repeater_authenticated& e, core::time_point now)
{
    // What it was sent before has ended with the old session, and nobody is left there who could be told.
    for (const std::uint64_t slot : {0U, 1U})
        ears_.erase(std::uint64_t{roster::place_of_id(e.session.id.value())} << 1 | slot);
    see({.what = kind::authenticated, .repeater = e.session.id.value()}, now);
}

void witness::on(const core::repeater_connected& e, core::time_point now)
{
    connected_ += e.again ? 0 : 1;
    see({.what = kind::connected, .repeater = e.session.id.value(), .first = e.again ? 1U : 0U}, now);
}

void witness::on(const core::repeater_keep_alive& e, core::time_point now)
{
    see({.what = kind::keep_alive, .repeater = e.session.id.value(), .first = e.session.missed_pings}, now);
}

void witness::on(const core::repeater_disconnected& e, core::time_point now)
{
    ++disconnected_[number_of(e.reason)];
    see({.what = kind::disconnected, .repeater = e.session.id.value(), .reason = number_of(e.reason)}, now);
}

void witness::on(const core::options_applied& e, core::time_point now)
{
    see({.what = kind::options_applied, .repeater = e.session.id.value(), .first = e.bad_entries.size()},
        now);
}

void witness::on(const core::options_deferred& e, core::time_point now)
{
    see({.what = kind::options_deferred, .repeater = e.session.id.value()}, now);
}

void witness::on(const core::stream_started& e, core::time_point now)
{
    ++started_;
    const bool rx = e.slot.direction == core::stream_direction::rx;
    auto o = of_slot(rx ? kind::rx_started : kind::tx_started, e.connection, e.slot);
    if (!rx && e.echo)
        model_.name_playback(roster::place_of_id(o.repeater), o.slot, o.stream);
    o.reason = static_cast<std::uint8_t>((e.broadcast ? 1 : 0) + (e.echo ? 2 : 0));
    o.first = e.targets;
    o.second = e.busy;
    see(o, now);
}

void witness::on(const core::stream_ended& e, core::time_point now)
{
    ++ended_;
    ++ended_for_[number_of(e.reason)];
    const bool rx = e.slot.direction == core::stream_direction::rx;
    auto o = of_slot(rx ? kind::rx_ended : kind::tx_ended, e.connection, e.slot);
    o.reason = number_of(e.reason);
    o.first = e.packets;
    o.second = rx ? e.stream->dropped : 0;
    see(o, now);
    if (rx)
        compare_quality(e);
}

void witness::compare_quality(const core::stream_ended& e)
{
    const std::uint32_t id = e.connection.id.value();
    const timeslot& slot = model_.members()[roster::place_of_id(id)].slots[dmr::index_of(e.slot.which)];
    // It may carry the next one already.
    if (!slot.carries || slot.carries->id != e.slot.id.value() || !slot.receives || slot.active)
        return;
    const reception& mine = slot.carries->received;
    const core::quality_summary theirs = e.stream->quality.summary();
    if (theirs.packets != slot.carries->packets)
        complain("packets of a stream's quality", id);
    if (!mine.plain())
        return;
    ++qualities_;
    if (theirs.lost != mine.lost() || theirs.out_of_order != mine.out_of_order() ||
        theirs.duplicates != mine.duplicates())
        complain("quality of stream " + std::to_string(e.slot.id.value()) + ": expected lost " +
                     std::to_string(mine.lost()) + ", out of order " + std::to_string(mine.out_of_order()) +
                     ", twice " + std::to_string(mine.duplicates()) + "; got " + std::to_string(theirs.lost) +
                     ", " + std::to_string(theirs.out_of_order) + ", " + std::to_string(theirs.duplicates),
                 id);
}

void witness::on(const core::stream_updated& e, core::time_point now)
{
    occurrence seen = of_slot(kind::stream_updated, e.connection, e.slot);
    seen.first = e.packets;
    see(seen, now);
}

void witness::on(const core::hang_time_expired& e, core::time_point now)
{
    ++freed_;
    see(of_slot(kind::hang_time_expired, e.connection, e.slot), now);
}

void witness::on(const core::call_refused& e, core::time_point now)
{
    see({.what = kind::call_refused,
         .repeater = e.connection.id.value(),
         .slot = static_cast<std::uint8_t>(dmr::index_of(e.slot)),
         .reason = number_of(e.reason),
         .stream = e.id.value(),
         .source = e.call.source.value(),
         .destination = e.call.destination},
        now);
}

void witness::on(const core::data_call_started& e, core::time_point now)
{
    auto o = of_data(kind::data_started, e.connection, e.slot, e.data);
    o.first = e.data.targets.size();
    see(o, now);
}

void witness::on(const core::data_call_ended& e, core::time_point now)
{
    auto o = of_data(kind::data_ended, e.connection, e.slot, e.data);
    o.first = e.data.packets;
    see(o, now);
}

// A radio's alias is what that radio sends, and nothing else.
void witness::on(const core::talker_heard& e, core::time_point)
{
    ++talkers_;
    const timeslot& slot =
        model_.members()[roster::place_of_id(e.connection.id.value())].slots[dmr::index_of(e.slot.which)];
    if (slot.carries && slot.carries->handed_over)
        return;
    const std::uint32_t radio = e.slot.call.source.value();
    if (e.alias != alias_of(radio))
        complain("radio " + std::to_string(radio) + " has the alias \"" + alias_of(radio) + "\", not \"" +
                     std::string{e.alias} + '"',
                 e.connection.id.value());
}

// Headers may be spoilt here, but nobody says in them what is not so.
void witness::on(const core::link_control_doubted& e, core::time_point)
{
    ++doubts_;
    const std::uint32_t place = roster::place_of_id(e.connection.id.value());
    const timeslot& slot = model_.members()[place].slots[dmr::index_of(e.slot.which)];
    const bool handed_over = slot.carries && slot.carries->handed_over;
    if (e.doubt != core::link_control_doubt::unreadable && !handed_over)
        complain("a link control is doubted: " + std::string{to_string(e.doubt)}, e.connection.id.value());
}

void witness::on(const core::datagram_refused& e, core::time_point now)
{
    see({.what = kind::datagram_refused, .reason = number_of(e.error)}, now);
}

void witness::on(const core::stranger_refused& e, core::time_point now)
{
    see({.what = kind::stranger_refused,
         .repeater = e.id.value(),
         .reason = number_of(e.reason),
         .first = e.answered ? 1U : 0U},
        now);
}

}
