// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/events.hpp"
#include "hblink/core/stream.hpp"
#include "hblink/core/time.hpp"
#include "hblink/core/user_cache.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/dmr/link_control.hpp"
#include "hblink/wire/homebrew.hpp"

#include <optional>

namespace hblink::core {

// What DMRA or DMRG says: a block of a talker's alias, or his position.
struct talker_block
{
    dmr::radio_id radio;
    dmr::flco opcode{};
    wire::bytes data; // of the link control's seven bytes those that came
};

// The body of DMRA and DMRG in the layouts that are in the field; `sender` tells those with its id in front
// from the one without (spec real-clients.md). Nothing: an unknown type, or a position with bytes missing.
std::optional<talker_block> read_talker_alias(wire::bytes body, dmr::repeater_id sender) noexcept;
std::optional<talker_block> read_position(wire::bytes body, dmr::repeater_id sender) noexcept;

// Reads along what the bursts of a call say of the call and of its talker: link control, alias, position.
// Never changes them (spec routing.md, "Talker alias and position").
class talker_reader
{
public:
    talker_reader(event_sink& e, user_cache& u) : events_{e}, users_{u} {}

    void read(stream& s, const wire::dmrd& burst, time_point now)
    {
        if (burst.is_voice_sync())
            return; // no room for anything beside voice and sync
        s.last_colour.keep(burst);
        if (const auto which = fragment_of(burst.frame(), burst.bits() & 0x0F)) {
            const auto lc = s.link_control.read_fragment(*which, dmr::read_fragment(burst.payload()));
            if (lc) [[unlikely]]
                take(s, *lc, now);
        } else if (burst.frame() == dmr::frame_type::data_sync) {
            read_header(s, burst, now);
        }
    }

    // A block that came beside the voice of this call.
    void take(stream&, const talker_block&, time_point now);

private:
    void read_header(stream&, const wire::dmrd&, time_point now);
    void take(stream&, const dmr::link_control&, time_point now);
    void hold_against_call(stream&, const dmr::link_control&, time_point now);
    void doubt(stream&, link_control_doubt, const std::optional<dmr::link_control>&, time_point now);
    void tell(stream&, time_point now);

    event_sink& events_;
    user_cache& users_;
};

}
