// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/trunk.hpp"

#include <algorithm>

namespace hblink::core {

trunk::trunk(trunk_id n, config::trunk_settings s)
    : connection{connection_kind::trunk}, number{n}, settings{std::move(s)}, seal_{settings.passphrase}
{
    id = dmr::repeater_id{settings.network_id};
    number_of_kind = static_cast<std::uint32_t>(number);
    relays = true;
    own_slots();
    for (const auto& [talkgroup, slot] : settings.talkgroup_slots)
        slot_of_talkgroup_.emplace(talkgroup.value(), slot);
}

wire::openbridge_bytes trunk::signed_frame(wire::bytes dmrd)
{
    wire::openbridge_bytes frame;
    std::copy_n(dmrd.begin(), wire::dmrd_least, frame.begin());
    seal_.sign(frame);
    return frame;
}

bool trunk::is_genuine(wire::bytes frame) { return seal_.is_genuine(frame); }

slot_state* trunk::take_place(dmr::slot which)
{
    if (free_.empty()) {
        if (places_.size() == most_streams)
            return nullptr;
        free_.reserve(places_.size() + 1); // so that give_back never allocates
        free_.push_back(&places_.emplace_back());
    }
    slot_state& place = *free_.back();
    free_.pop_back();
    place.owner = this;
    place.which = which;
    return &place;
}

void trunk::give_back(slot_state& place) noexcept
{
    if (const auto found = incoming_.find(place.id.value());
        found != incoming_.end() && found->second == &place)
        incoming_.erase(found);
    ++place.generation; // who still refers to it finds it void
    free_.push_back(&place);
}

slot_state* trunk::incoming(dmr::stream_id stream) noexcept
{
    const auto found = incoming_.find(stream.value());
    return found == incoming_.end() ? nullptr : found->second;
}

void trunk::note_incoming(dmr::stream_id stream, slot_state& place) { incoming_[stream.value()] = &place; }

}
