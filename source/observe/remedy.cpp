// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/remedy.hpp"

namespace hblink::observe {

std::string_view remedy(core::refusal_reason r) noexcept
{
    switch (r) {
    case core::refusal_reason::id_reserved:
        return "one of the server's own outbound_connections uses this id: give the repeater or the "
               "connection another one";
    case core::refusal_reason::server_full:
        return "raise limits.max_repeaters if the machine can carry more";
    case core::refusal_reason::blacklisted:
        return "change blacklist.patterns if this station is to be let in";
    case core::refusal_reason::blocked:
        return "hblinkd unblock takes it back, hblinkd status lists who is blocked";
    case core::refusal_reason::no_rule:
        return "add a pattern with this id, or a default, to repeater_configurations if this station is to "
               "be let in";
    case core::refusal_reason::wrong_passphrase:
        return "check Password in the hotspot's DMR network settings: it must be the passphrase of this "
               "rule, or of the rule that names its callsign";
    case core::refusal_reason::already_connected:
        return "this id is connected with another passphrase: if two stations have the same id, give one "
               "another id; if the passphrase was changed, wait until the old session is lost";
    case core::refusal_reason::too_many_guesses:
        return "too many wrong passwords came from this address lately: it is heard again in a few seconds; "
               "for many clients behind one address see limits.exempt";
    case core::refusal_reason::rule_not_proven:
        return "check Password in the hotspot's DMR network settings: it must be the passphrase of the rule "
               "that names this callsign";
    case core::refusal_reason::login_unfinished:
        return "the passphrase is right but no description (RPTC) came: check that the server's answers get "
               "through the hotspot's router";
    }
    return "";
}

std::string_view remedy(core::drop_reason r) noexcept
{
    switch (r) {
    case core::drop_reason::not_permitted:
        return "add the talkgroup to the slot in the repeater's options, and in its access rule";
    case core::drop_reason::network_side:
        return "the repeater's options give this talkgroup another number on its side: key local_talkgroup "
               "on local_slot";
    case core::drop_reason::unit_calls_off:
        return "set default_unit_calls in the repeater's access rule, or trust and UNIT=true in its options, "
               "if it is to take part in private calls";
    case core::drop_reason::too_long:
        return "the rest of the transmission is not carried; global.max_call_seconds is the limit";
    case core::drop_reason::contention:
    case core::drop_reason::hang_time:
        return "wait until the slot is free, then transmit again";
    default:
        return "";
    }
}

}
