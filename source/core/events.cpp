// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/events.hpp"

namespace hblink::core {

std::string_view to_string(refusal_reason r) noexcept
{
    switch (r) {
    case refusal_reason::id_reserved:
        return "id_reserved";
    case refusal_reason::server_full:
        return "server_full";
    case refusal_reason::blacklisted:
        return "blacklisted";
    case refusal_reason::blocked:
        return "blocked";
    case refusal_reason::no_rule:
        return "no_rule";
    case refusal_reason::wrong_passphrase:
        return "wrong_passphrase";
    case refusal_reason::already_connected:
        return "already_connected";
    case refusal_reason::too_many_guesses:
        return "too_many_guesses";
    case refusal_reason::rule_not_proven:
        return "rule_not_proven";
    case refusal_reason::login_unfinished:
        return "login_unfinished";
    }
    return "unknown";
}

std::string_view to_string(disconnect_reason r) noexcept
{
    switch (r) {
    case disconnect_reason::goodbye:
        return "goodbye";
    case disconnect_reason::timeout:
        return "timeout";
    case disconnect_reason::reconnect_different_port:
        return "reconnect_different_port";
    case disconnect_reason::not_allowed:
        return "not_allowed";
    case disconnect_reason::kicked:
        return "kicked";
    case disconnect_reason::blocked:
        return "blocked";
    }
    return "unknown";
}

std::string_view to_string(stranger_reason r) noexcept
{
    switch (r) {
    case stranger_reason::no_session:
        return "no_session";
    case stranger_reason::other_endpoint:
        return "connected_from_elsewhere";
    case stranger_reason::not_connected:
        return "login_unfinished";
    }
    return "unknown";
}

std::string_view to_string(end_reason r) noexcept
{
    switch (r) {
    case end_reason::terminator:
        return "terminator";
    case end_reason::timeout:
        return "timeout";
    case end_reason::fast_terminator:
        return "fast_terminator";
    }
    return "unknown";
}

std::string_view to_string(drop_reason r) noexcept
{
    switch (r) {
    case drop_reason::contention:
        return "contention";
    case drop_reason::hang_time:
        return "hang_time";
    case drop_reason::not_permitted:
        return "not_permitted";
    case drop_reason::echo:
        return "echo";
    case drop_reason::not_connected:
        return "not_connected";
    case drop_reason::changed_call:
        return "changed_call";
    case drop_reason::network_side:
        return "network_side";
    case drop_reason::unit_calls_off:
        return "unit_calls_off";
    case drop_reason::looped:
        return "looped";
    case drop_reason::too_fast:
        return "too_fast";
    case drop_reason::no_room:
        return "no_room";
    case drop_reason::too_long:
        return "too_long";
    }
    return "unknown";
}

std::string_view to_string(link_control_doubt d) noexcept
{
    switch (d) {
    case link_control_doubt::unreadable:
        return "unreadable";
    case link_control_doubt::impossible:
        return "impossible";
    case link_control_doubt::contradicts:
        return "contradicts";
    case link_control_doubt::alias:
        return "alias";
    }
    return "unknown";
}

std::string_view to_string(link_failure f) noexcept
{
    switch (f) {
    case link_failure::no_address:
        return "no_address";
    case link_failure::no_socket:
        return "no_socket";
    case link_failure::itself:
        return "itself";
    case link_failure::no_answer:
        return "no_answer";
    case link_failure::refused:
        return "refused";
    case link_failure::closed:
        return "closed";
    case link_failure::pongs_missed:
        return "pongs_missed";
    case link_failure::removed:
        return "removed";
    case link_failure::shutdown:
        return "shutdown";
    }
    return "unknown";
}

std::string_view to_string(trunk_failure f) noexcept
{
    switch (f) {
    case trunk_failure::no_socket:
        return "no_socket";
    case trunk_failure::no_address:
        return "no_address";
    case trunk_failure::itself:
        return "itself";
    }
    return "unknown";
}

std::string_view to_string(frame_refusal r) noexcept
{
    switch (r) {
    case frame_refusal::wrong_size:
        return "wrong_size";
    case frame_refusal::wrong_source:
        return "wrong_source";
    case frame_refusal::bad_hmac:
        return "bad_hmac";
    case frame_refusal::unmapped:
        return "unmapped";
    case frame_refusal::unit_call:
        return "unit_call";
    }
    return "unknown";
}

}
