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

std::string_view remedy(core::drop_reason r, core::connection_kind from) noexcept
{
    const bool repeater = from == core::connection_kind::repeater;
    switch (r) {
    case core::drop_reason::not_permitted:
        return repeater ? "add the talkgroup to the slot in the repeater's options, and in its access rule"
                        : "add the talkgroup to the slot in the options of this connection in "
                          "outbound_connections, if it is to be heard here";
    case core::drop_reason::network_side:
        return "the repeater's options give this talkgroup another number on its side: key local_talkgroup "
               "on local_slot";
    case core::drop_reason::unit_calls_off:
        return repeater ? "set default_unit_calls in the repeater's access rule, or trust and UNIT=true in "
                          "its options, if it is to take part in private calls"
                        : "set unit_calls_enabled in this connection of outbound_connections, if private "
                          "calls are "
                          "to come by it";
    case core::drop_reason::too_long:
        return "the rest of the transmission is not carried; global.max_call_seconds is the limit";
    case core::drop_reason::contention:
        return repeater ? "wait until the slot is free, then transmit again"
                        : "the other server sends two calls on one slot of the link: tell its operator";
    case core::drop_reason::hang_time:
        return "wait until the slot is free, then transmit again";
    case core::drop_reason::looped:
        return "two networks are connected in two ways: take this talkgroup out of one of them";
    case core::drop_reason::too_fast:
        return "the other server sends more than 25 packets a second in one call: tell its operator";
    case core::drop_reason::no_room:
    case core::drop_reason::echo:
    case core::drop_reason::not_connected:
    case core::drop_reason::changed_call:
        break;
    }
    return "";
}

std::string_view remedy(core::link_failure why) noexcept
{
    switch (why) {
    case core::link_failure::no_address:
        return "check address in this connection of outbound_connections, and whether this machine can look "
               "up names";
    case core::link_failure::no_socket:
        return "check the network of this machine, and whether it has a way to the other server";
    case core::link_failure::itself:
        return "the address is one of this server itself: correct address and port";
    case core::link_failure::no_answer:
        return "check address and port, whether the other server runs, and whether a firewall or router "
               "holds back UDP";
    case core::link_failure::refused:
        return "check radio_id and passphrase, and ask the operator of the other server whether this id may "
               "log in";
    case core::link_failure::closed:
        return "the other server has ended the connection, perhaps for a restart: if it goes on, ask its "
               "operator";
    case core::link_failure::pongs_missed:
        return "the other server, or the way to it, is down";
    case core::link_failure::removed:
    case core::link_failure::shutdown:
        break;
    }
    return "";
}

std::string_view remedy(core::trunk_failure why) noexcept
{
    switch (why) {
    case core::trunk_failure::no_socket:
        return "check local_address and local_port of this trunk: another program may have the port (ss "
               "-ulpn shows it), or no interface the address";
    case core::trunk_failure::no_address:
        return "check target_address of this trunk, and whether this machine can look up names";
    case core::trunk_failure::itself:
        return "the peer's address is one of this server itself: correct target_address and target_port";
    }
    return "";
}

std::string_view remedy(core::frame_refusal r) noexcept
{
    switch (r) {
    case core::frame_refusal::wrong_size:
        return "this is no OpenBridge: if it comes from the peer, its side of the trunk is of another kind";
    case core::frame_refusal::wrong_source:
        return "if this is the peer: it sends from another address or port than target_address and "
               "target_port say, or a router changes its port";
    case core::frame_refusal::bad_hmac:
        return "the peer has another passphrase, or cuts it to 20 bytes as hblink3, FreeDMR and ADN do: use "
               "the same one of at most 20 bytes on both sides";
    case core::frame_refusal::unmapped:
        return "add the talkgroup to talkgroup_slots of this trunk, if it is to be heard here";
    case core::frame_refusal::unit_call:
        return "private calls do not go over trunks";
    }
    return "";
}

}
