// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/peer_log.hpp"

#include "hblink/observe/compact.hpp"
#include "hblink/observe/event_fields.hpp"
#include "hblink/observe/remedy.hpp"

#include <string>
#include <utility>

namespace hblink::observe {
namespace {

using config::log_level;
using core::link_failure;

// So many are kept at most: a table of what was removed long ago is begun anew.
constexpr std::size_t most_notes = 2 * config::most_trunks;
static_assert(most_notes >= config::most_links);

// As it stands in the configuration.
std::string host_and_port(const std::string& host, std::uint16_t port)
{
    const bool v6 = host.find(':') != host.npos;
    return (v6 ? '[' + host + ']' : host) + ':' + std::to_string(port);
}

void add_link(fields& f, const core::link& l, const std::string& peer)
{
    f.push_back({"link", l.settings.name});
    f.push_back({"radio_id", l.settings.radio_id});
    f.push_back({"peer", peer});
}

void add_trunk(fields& f, const core::trunk& t)
{
    f.push_back({"trunk", t.settings.name});
    f.push_back({"network_id", t.settings.network_id});
}

// Not asked for by our own operator.
bool is_trouble(link_failure why) noexcept
{
    return why != link_failure::removed && why != link_failure::shutdown;
}

// The attempt got as far as to have an address.
bool has_address(link_failure why) noexcept
{
    return why == link_failure::no_answer || why == link_failure::refused || why == link_failure::closed ||
           why == link_failure::pongs_missed;
}

log_level level_of(core::frame_refusal r) noexcept
{
    switch (r) {
    case core::frame_refusal::wrong_source:
    case core::frame_refusal::bad_hmac:
    case core::frame_refusal::unmapped:
        return log_level::warning;
    case core::frame_refusal::wrong_size: // the internet sends such things to every port
    case core::frame_refusal::unit_call:
        break;
    }
    return log_level::info;
}

}

// --- Links -----------------------------------------------------------------------------------------

void peer_log::on(const core::link_connecting& e)
{
    const auto level = e.link.attempts == 0 ? log_level::info : log_level::debug;
    if (!log_.enabled(level))
        return;
    const std::string peer = host_and_port(e.link.settings.address, e.link.settings.port);
    fields f;
    add_link(f, e.link, peer);
    f.push_back({"attempt", e.link.attempts + 1});
    log_.write(level, log_event::link_connecting, f);
}

void peer_log::on(const core::link_connected& e)
{
    link_failures_.erase(static_cast<std::uint32_t>(e.link.number));
    const std::string peer = host_and_port(e.link.settings.address, e.link.settings.port);
    const std::string address = e.link.path.remote.to_string();
    const std::string slot1 = compact(e.link.talkgroups[0]);
    const std::string slot2 = compact(e.link.talkgroups[1]);
    fields f;
    add_link(f, e.link, peer);
    f.push_back({"address", address});
    f.push_back({"slot1", slot1});
    f.push_back({"slot2", slot2});
    if (e.link.unit_calls)
        f.push_back({"unit_calls", true});
    log_.write(log_level::info, log_event::link_up, f);
}

void peer_log::on(const core::link_disconnected& e)
{
    const bool trouble = is_trouble(e.reason);
    const std::string peer = host_and_port(e.link.settings.address, e.link.settings.port);
    const std::string address = e.link.path.remote.to_string();
    fields f;
    add_link(f, e.link, peer);
    f.push_back({"address", address});
    f.push_back({"reason", to_string(e.reason)});
    f.push_back({"up_s", in_seconds(e.was_up)});
    if (trouble)
        f.push_back({"next_attempt_s", in_seconds(e.link.pause)});
    add_text(f, "remedy", remedy(e.reason));
    log_.write(trouble ? log_level::warning : log_level::info, log_event::link_down, f);
}

// The first failure, one for another reason than before, and then now and then.
bool peer_log::is_news(const core::link_failed& e)
{
    if (link_failures_.size() >= most_notes)
        link_failures_.clear();
    const auto [before, first] =
        link_failures_.try_emplace(static_cast<std::uint32_t>(e.link.number), e.reason);
    const bool news = first || before->second != e.reason || e.link.attempts % attempts_between_warnings == 0;
    before->second = e.reason;
    return news;
}

void peer_log::on(const core::link_failed& e)
{
    const std::string peer = host_and_port(e.link.settings.address, e.link.settings.port);
    if (!is_trouble(e.reason)) {
        link_failures_.erase(static_cast<std::uint32_t>(e.link.number));
        fields f;
        add_link(f, e.link, peer);
        f.push_back({"reason", to_string(e.reason)});
        return log_.write(log_level::info, log_event::link_down, f);
    }
    const auto level = is_news(e) ? log_level::warning : log_level::debug;
    if (!log_.enabled(level))
        return;
    const std::string address = has_address(e.reason) ? e.link.path.remote.to_string() : "";
    fields f;
    add_link(f, e.link, peer);
    add_text(f, "address", address);
    f.push_back({"reason", to_string(e.reason)});
    add_text(f, "error", e.detail);
    f.push_back({"attempt", e.link.attempts});
    f.push_back({"next_attempt_s", in_seconds(e.link.pause)});
    add_text(f, "remedy", remedy(e.reason));
    log_.write(level, log_event::link_failed, f);
}

// --- Trunks ----------------------------------------------------------------------------------------

peer_log::trunk_notes& peer_log::notes_of(const core::trunk& t)
{
    if (trunks_.size() >= most_notes)
        trunks_.clear();
    return trunks_[static_cast<std::uint32_t>(t.number)];
}

// Counts it, and says whether it is time for another line of it.
bool peer_log::is_due(told& t, core::time_point now) noexcept
{
    ++t.since;
    if (t.at && now - *t.at < between_warnings)
        return false;
    t.at = now;
    return true;
}

void peer_log::on(const core::trunk_opened& e)
{
    const core::trunk& t = e.trunk;
    const std::string peer = host_and_port(t.settings.target_address, t.settings.target_port);
    const std::string address = wire::endpoint{t.settings.local_address, t.settings.local_port}.to_string();
    fields f;
    add_trunk(f, t);
    f.push_back({"address", address});
    f.push_back({"peer", peer});
    f.push_back({"talkgroups", t.settings.talkgroup_slots.size()});
    log_.write(log_level::info, log_event::trunk_open, f);
}

void peer_log::on(const core::trunk_closed& e)
{
    trunks_.erase(static_cast<std::uint32_t>(e.trunk.number));
    fields f;
    add_trunk(f, e.trunk);
    f.push_back({"reason", "removed"});
    log_.write(log_level::info, log_event::trunk_closed, f);
}

void peer_log::on(const core::trunk_peer_found& e)
{
    const core::trunk& t = e.trunk;
    notes_of(t).failures = {};
    const std::string peer = host_and_port(t.settings.target_address, t.settings.target_port);
    const std::string address = t.path.remote.to_string();
    const std::string before = e.before ? e.before->to_string() : "";
    fields f;
    add_trunk(f, t);
    f.push_back({"peer", peer});
    f.push_back({"address", address});
    add_text(f, "before", before);
    log_.write(log_level::info, log_event::trunk_peer, f);
}

void peer_log::on(const core::trunk_failed& e, core::time_point now)
{
    const core::trunk& t = e.trunk;
    const bool due = is_due(notes_of(t).failures[static_cast<std::size_t>(e.reason)], now);
    const auto level = due ? log_level::warning : log_level::debug;
    if (!log_.enabled(level))
        return;
    const std::string peer = host_and_port(t.settings.target_address, t.settings.target_port);
    const std::string address = wire::endpoint{t.settings.local_address, t.settings.local_port}.to_string();
    fields f;
    add_trunk(f, t);
    f.push_back({"address", address});
    f.push_back({"peer", peer});
    f.push_back({"reason", to_string(e.reason)});
    add_text(f, "error", e.detail);
    add_text(f, "remedy", remedy(e.reason));
    f.push_back({"action", t.has_peer() ? "the address known so far stays in use" : "tried again"});
    log_.write(level, log_event::trunk_failed, f);
}

void peer_log::on(const core::trunk_frame_refused& e, core::time_point now)
{
    told& t = notes_of(e.trunk).refusals[static_cast<std::size_t>(e.reason)];
    const auto level = level_of(e.reason);
    if (!is_due(t, now) || !log_.enabled(level))
        return;
    const std::string address = e.path.remote.to_string();
    const bool elsewhere = e.reason == core::frame_refusal::wrong_source && e.trunk.peer_known;
    const std::string expected = elsewhere ? e.trunk.path.remote.to_string() : "";
    fields f;
    add_trunk(f, e.trunk);
    f.push_back({"address", address});
    f.push_back({"reason", to_string(e.reason)});
    f.push_back({"frames", std::exchange(t.since, 0)});
    add_text(f, "expected", expected);
    if (e.reason == core::frame_refusal::wrong_size)
        f.push_back({"size", e.size});
    if (e.reason == core::frame_refusal::unmapped)
        f.push_back({"talkgroup", e.talkgroup});
    if (e.reason == core::frame_refusal::unit_call)
        f.push_back({"called", e.talkgroup});
    add_text(f, "remedy", remedy(e.reason));
    log_.write(level, log_event::trunk_frames_refused, f);
}

}
