// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/delivery.hpp"

#include "hblink/core/session.hpp"
#include "hblink/dmr/full_link_control.hpp"

#include <algorithm>
#include <tuple>

namespace hblink::core {
namespace {

std::span<std::byte, dmr::burst_size> payload_of(wire::dmrd_bytes& datagram)
{
    return std::span{datagram}.subspan<20, dmr::burst_size>();
}

// Feature set and service options are those of the header, as far as that was understood (spec routing.md).
dmr::link_control link_control_for(const stream& s, std::uint32_t destination)
{
    const auto& own = s.link_control.own();
    const dmr::flco opcode = opcode_of(s.call.call);
    if (s.link_control.from_header() && own->opcode() == opcode)
        return dmr::link_control::voice(opcode, own->feature_set(), own->service_options(), destination,
                                        s.sent_source);
    return dmr::link_control::voice(opcode, 0, default_service_options, destination, s.sent_source);
}

bool as_received(const target& t, const stream& s, const wire::dmrd& first)
{
    return t.slot->which == first.slot() && t.destination == first.destination() &&
           s.sent_source == first.source();
}

}

void delivery::reserve(std::size_t targets)
{
    if (to_.size() < targets)
        to_.resize(targets);
}

void delivery::arrange(stream& s, const wire::dmrd& first)
{
    reserve(s.targets.size());
    const auto alike = [&](const target& t) { return as_received(t, s, first); };
    const auto changed = std::partition(s.targets.begin(), s.targets.end(), alike);
    s.renditions.clear();
    s.renditions.push_back({.to = {first.slot(), first.destination()},
                            .end = static_cast<std::size_t>(changed - s.targets.begin()),
                            .link_control = {}});
    if (changed == s.targets.end())
        return;
    const auto key = [](const target& t) { return std::tuple{t.slot->which, t.destination}; };
    std::sort(changed, s.targets.end(), [&](const target& a, const target& b) { return key(a) < key(b); });
    for (auto t = changed; t != s.targets.end(); ++t) {
        const channel to{t->slot->which, t->destination};
        if (t == changed || !(s.renditions.back().to == to))
            s.renditions.push_back(
                {.to = to,
                 .as_received = false,
                 .new_addresses = t->destination != first.destination() || s.sent_source != first.source(),
                 .link_control = {}});
        s.renditions.back().end = static_cast<std::size_t>(t - s.targets.begin()) + 1;
    }
}

void delivery::send(stream& s, const wire::dmrd& burst, time_point now)
{
    if (s.targets.empty())
        return;
    wire::dmrd_bytes padded;
    wire::bytes datagram = burst.datagram();
    if (datagram.size() != wire::dmrd_size) {
        padded = burst.to_55_bytes();
        datagram = padded;
    }
    send_to(s.targets_of(0), s, datagram, now);
    for (std::size_t r = 1; r < s.renditions.size(); ++r)
        send_to(s.targets_of(r), s, readdress(s.renditions[r], s, burst), now);
}

void delivery::send_to(std::span<const target> targets, const stream& s, wire::bytes datagram, time_point now)
{
    std::uint64_t sent = 0;
    std::size_t alike = 0; // targets that get this datagram as it is
    for (const target& t : targets) {
        if (t.slot->serial != s.serial)
            continue; // another stream has taken that slot, or the repeater has gone
        t.slot->last_frame = now;
        ++sent;
        if (t.rewrite_id) [[unlikely]]
            send_rewritten(t, datagram);
        else
            to_[alike++] = t.path;
    }
    counters_.forwarded += sent;
    if (alike != 0)
        egress_.send(std::span{to_}.first(alike), datagram);
}

void delivery::send_rewritten(const target& to, wire::bytes datagram)
{
    wire::dmrd_bytes own;
    std::copy(datagram.begin(), datagram.end(), own.begin());
    wire::set_repeater_id(own, to.slot->owner->id);
    egress_.send(std::span{&to.path, 1}, own);
}

wire::dmrd_bytes delivery::readdress(rendition& r, const stream& s, const wire::dmrd& burst)
{
    wire::dmrd_bytes datagram = burst.to_55_bytes();
    wire::set_slot(datagram, r.to.slot);
    if (!r.new_addresses)
        return datagram;
    wire::set_destination(datagram, r.to.talkgroup);
    if (s.sent_source != s.call.source)
        wire::set_source(datagram, s.sent_source);
    if (!r.encoded)
        encode(r, s);
    if (burst.frame() == dmr::frame_type::data_sync)
        r.link_control.write_whole(burst.data(), payload_of(datagram));
    else if (const auto which = fragment_of(burst.frame(), burst.bits() & 0x0F);
             which && s.link_control.addresses())
        r.link_control.write_fragment(*which, payload_of(datagram));
    return datagram;
}

void delivery::encode(rendition& r, const stream& s)
{
    r.link_control = readdressing{link_control_for(s, r.to.talkgroup)};
    r.encoded = true;
}

void delivery::close(const stream& s, const target& t)
{
    // As last sent: what the talker said himself where nothing is changed.
    const bool changed = t.destination != s.received_destination() || s.sent_source != s.call.source;
    const dmr::link_control lc =
        !changed && s.link_control.own() ? *s.link_control.own() : link_control_for(s, t.destination);
    const auto payload = dmr::lc_burst(lc, dmr::data_type::terminator_with_lc, s.colour_code());
    const wire::dmrd_header header{.sequence = static_cast<std::uint8_t>(s.last_sequence + 1),
                                   .source = s.sent_source,
                                   .destination = t.destination,
                                   .id = t.rewrite_id ? t.slot->owner->id : s.origin,
                                   .slot = t.slot->which,
                                   .call = s.call.call,
                                   .frame = dmr::frame_type::data_sync,
                                   .detail = static_cast<std::uint8_t>(dmr::data_type::terminator_with_lc),
                                   .stream = s.id};
    ++counters_.terminators;
    egress_.send(std::span{&t.path, 1}, wire::write_dmrd(header, payload));
}

void delivery::send_data(std::span<const target> targets, const wire::dmrd& burst)
{
    const wire::dmrd_bytes whole = burst.to_55_bytes();
    std::size_t alike = 0; // targets that get it as it is
    for (const target& t : targets) {
        // Voice goes first; and a repeater that has gone and come again is not the one that was chosen.
        if (t.slot->generation != t.generation || t.slot->phase == slot_phase::active)
            continue;
        ++counters_.data_forwarded;
        if (!t.rewrite_id && t.slot->which == burst.slot()) {
            to_[alike++] = t.path;
            continue;
        }
        wire::dmrd_bytes datagram = whole;
        wire::set_slot(datagram, t.slot->which);
        if (t.rewrite_id)
            wire::set_repeater_id(datagram, t.slot->owner->id);
        egress_.send(std::span{&t.path, 1}, datagram);
    }
    if (alike != 0)
        egress_.send(std::span{to_}.first(alike), whole);
}

}
