// SPDX-License-Identifier: GPL-3.0-or-later
#include "occurrence.hpp"

#include "roster.hpp"

namespace hblink::simulation {

const char* name_of(kind k) noexcept
{
    switch (k) {
    case kind::login_refused:
        return "login_refused";
    case kind::rule_skipped:
        return "rule_skipped";
    case kind::authenticated:
        return "authenticated";
    case kind::connected:
        return "connected";
    case kind::keep_alive:
        return "keep_alive";
    case kind::disconnected:
        return "disconnected";
    case kind::options_applied:
        return "options_applied";
    case kind::options_deferred:
        return "options_deferred";
    case kind::rx_started:
        return "rx_started";
    case kind::tx_started:
        return "tx_started";
    case kind::stream_updated:
        return "stream_updated";
    case kind::rx_ended:
        return "rx_ended";
    case kind::tx_ended:
        return "tx_ended";
    case kind::hang_time_expired:
        return "hang_time_expired";
    case kind::call_refused:
        return "call_refused";
    case kind::data_started:
        return "data_started";
    case kind::data_ended:
        return "data_ended";
    case kind::datagram_refused:
        return "datagram_refused";
    case kind::stranger_refused:
        return "stranger_refused";
    }
    return "?";
}

namespace {

// The reason in the core's words, if there is one.
std::string reason_of(const occurrence& o)
{
    switch (o.what) {
    case kind::login_refused:
        return std::string{to_string(static_cast<core::refusal_reason>(o.reason))};
    case kind::disconnected:
        return std::string{to_string(static_cast<core::disconnect_reason>(o.reason))};
    case kind::rx_ended:
    case kind::tx_ended:
        return std::string{to_string(static_cast<core::end_reason>(o.reason))};
    case kind::call_refused:
        return std::string{to_string(static_cast<core::drop_reason>(o.reason))};
    case kind::stranger_refused:
        return std::string{to_string(static_cast<core::stranger_reason>(o.reason))};
    default:
        return std::to_string(o.reason);
    }
}

}

std::string to_string(const occurrence& o)
{
    std::string text = name_of(o.what);
    text += " repeater " + std::to_string(o.repeater) + " slot " + std::to_string(o.slot + 1);
    text += " reason " + reason_of(o) + " stream " + std::to_string(o.stream);
    text += " source " + std::to_string(o.source) + " destination " + std::to_string(o.destination);
    return text + " numbers " + std::to_string(o.first) + " " + std::to_string(o.second);
}

std::string to_string(const reply& r)
{
    constexpr const char* names[] = {"RPTACK", "challenge", "MSTNAK", "MSTPONG"};
    return std::string{names[static_cast<std::size_t>(r.what)]} + " " + std::to_string(r.id) + " to " +
           path_of(r.host, r.port).remote.to_string();
}

}
