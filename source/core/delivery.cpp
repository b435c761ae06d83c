// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/delivery.hpp"

#include "hblink/core/trunk.hpp"
#include "hblink/dmr/full_link_control.hpp"

#include <algorithm>
#include <cstring>
#include <tuple>

namespace hblink::core {
namespace {

constexpr std::array<std::byte, dmr::burst_size> no_voice{};
constexpr std::size_t payload_at = 20; // in a DMRD
constexpr std::uint8_t slot_two = 0x80;

std::span<std::byte, dmr::burst_size> payload_of(wire::dmrd_bytes& datagram)
{
    return std::span{datagram}.subspan<payload_at, dmr::burst_size>();
}

// The trunk that a target is; null: a repeater or a link.
trunk* carrier_of(const target& t) noexcept { return trunk_of(*t.slot->owner); }

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

}

void delivery::reserve(std::size_t targets)
{
    if (to_.size() < targets) {
        to_.resize(targets);
        own_.resize(targets);
    }
}

void delivery::arrange(stream& s)
{
    reserve(s.targets.size());
    s.renditions.clear();
    s.renditions.push_back({.to = s.received, .end = s.targets.size(), .link_control = {}, .datagram = {}});
    const bool other_source = s.sent_source != s.call.source;
    if (s.in_other_words || other_source)
        arrange_changed(s, other_source);
}

// Those that get what was received come first, then those of each other channel together.
void delivery::arrange_changed(stream& s, bool other_source)
{
    // A trunk has no slots: what it is sent is on slot one.
    const auto channel_of = [](const target& t) {
        return channel{carrier_of(t) == nullptr ? t.slot->which : dmr::slot::one, t.destination};
    };
    const auto changed = std::partition(s.targets.begin(), s.targets.end(), [&](const target& t) {
        return !other_source && carrier_of(t) == nullptr && channel_of(t) == s.received;
    });
    s.renditions.front().end = static_cast<std::size_t>(changed - s.targets.begin());
    const auto key = [](const target& t) {
        return std::tuple{carrier_of(t) != nullptr, t.slot->which, t.destination};
    };
    std::sort(changed, s.targets.end(), [&](const target& a, const target& b) { return key(a) < key(b); });
    for (auto t = changed; t != s.targets.end(); ++t) {
        const channel to = channel_of(*t);
        trunk* const carrier = carrier_of(*t);
        if (t == changed || carrier != nullptr || !(s.renditions.back().to == to)) {
            rendition& r = s.renditions.emplace_back();
            r.to = to;
            r.trunk = carrier;
            r.new_addresses = other_source || to.talkgroup != s.received.talkgroup;
            r.datagram = wire::write_dmrd({.sequence = 0,
                                           .source = s.sent_source,
                                           .destination = to.talkgroup,
                                           .id = carrier != nullptr ? carrier->sender(s.origin) : s.origin,
                                           .slot = to.slot,
                                           .call = s.call.call,
                                           .frame = dmr::frame_type::voice,
                                           .detail = 0,
                                           .stream = s.id},
                                          no_voice);
        }
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
    if (s.renditions.size() > 1)
        send_changed(s, burst, datagram, now);
}

void delivery::send_changed(stream& s, const wire::dmrd& burst, wire::bytes datagram, time_point now)
{
    const burst_parts parts = take_apart(s, burst, datagram);
    std::size_t count = 0;
    const target* t = s.targets.data() + s.renditions.front().end;
    for (auto r = s.renditions.begin() + 1; r != s.renditions.end(); ++r) {
        readdress(*r, s, parts);
        for (const target* const end = s.targets.data() + r->end; t != end; ++t) {
            if (t->slot->serial != s.serial)
                continue;
            t->slot->last_frame = now;
            ++counters_.forwarded;
            if (r->trunk != nullptr) [[unlikely]]
                send_signed(*t, *r->trunk, r->datagram);
            else if (t->rewrite_id) [[unlikely]]
                send_rewritten(*t, r->datagram);
            else
                own_[count++] = {t->path, r->datagram.data()};
        }
    }
    if (count != 0)
        egress_.send(std::span{own_}.first(count));
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

void delivery::send_signed(const target& to, trunk& over, wire::bytes datagram)
{
    ++over.counts.sent;
    egress_.send(std::span{&to.path, 1}, over.signed_frame(datagram));
}

// `datagram` is the burst, 55 bytes of it.
delivery::burst_parts delivery::take_apart(const stream& s, const wire::dmrd& burst, wire::bytes datagram)
{
    burst_parts p;
    p.sequence = burst.sequence();
    p.bits = static_cast<std::uint8_t>(burst.bits() & ~slot_two);
    // A changed source is passed.
    const dmr::radio_id source = s.sent_source == s.call.source ? burst.source() : s.sent_source;
    p.source = {std::byte(source.value() >> 16), std::byte(source.value() >> 8 & 0xFF),
                std::byte(source.value() & 0xFF)};
    std::copy_n(datagram.begin() + payload_at, p.rest.size(), p.rest.begin());
    const auto which = fragment_of(burst.frame(), burst.bits() & 0x0F);
    if (which && s.link_control.addresses())
        p.fragment = static_cast<int>(*which);
    if (burst.frame() == dmr::frame_type::data_sync)
        p.whole = burst.data();
    return p;
}

void delivery::readdress(rendition& r, const stream& s, const burst_parts& burst)
{
    wire::dmrd_bytes& to = r.datagram;
    to[4] = std::byte{burst.sequence};
    to[15] = std::byte(burst.bits | (r.to.slot == dmr::slot::two ? slot_two : 0));
    std::memcpy(&to[5], burst.source.data(), burst.source.size());
    std::memcpy(&to[payload_at], burst.rest.data(), burst.rest.size());
    if (!r.new_addresses)
        return;
    if (!r.encoded) [[unlikely]]
        encode(r, s);
    if (burst.fragment >= 0)
        r.link_control.write_fragment(static_cast<std::size_t>(burst.fragment), payload_of(to));
    else if (burst.whole)
        r.link_control.write_whole(*burst.whole, payload_of(to));
}

void delivery::encode(rendition& r, const stream& s)
{
    r.link_control = readdressing{link_control_for(s, r.to.talkgroup)};
    r.encoded = true;
}

void delivery::close(const stream& s, const target& t)
{
    // As last sent: what the talker said himself where nothing is changed.
    const bool changed = t.destination != s.received.talkgroup || s.sent_source != s.call.source;
    const dmr::link_control lc =
        !changed && s.link_control.own() ? *s.link_control.own() : link_control_for(s, t.destination);
    const auto payload = dmr::lc_burst(lc, dmr::data_type::terminator_with_lc, s.colour_code());
    trunk* const over = carrier_of(t);
    const wire::dmrd_header header{.sequence = static_cast<std::uint8_t>(s.last_sequence + 1),
                                   .source = s.sent_source,
                                   .destination = t.destination,
                                   .id = over != nullptr ? over->sender(s.origin)
                                         : t.rewrite_id  ? t.slot->owner->id
                                                         : s.origin,
                                   .slot = over != nullptr ? dmr::slot::one : t.slot->which,
                                   .call = s.call.call,
                                   .frame = dmr::frame_type::data_sync,
                                   .detail = static_cast<std::uint8_t>(dmr::data_type::terminator_with_lc),
                                   .stream = s.id};
    ++counters_.terminators;
    if (over != nullptr)
        return send_signed(t, *over, wire::write_dmrd(header, payload));
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
        if (trunk* const over = carrier_of(t); over != nullptr) {
            wire::dmrd_bytes datagram = whole;
            wire::set_slot(datagram, dmr::slot::one);
            wire::set_repeater_id(datagram, over->sender(burst.id()));
            send_signed(t, *over, datagram);
            continue;
        }
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
