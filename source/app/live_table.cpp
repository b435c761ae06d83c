// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/live_state.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

// One row of any section, from what is true now.
namespace hblink::app {
namespace {

const core::connection* find(const core::router& router, core::connection_kind kind, std::uint32_t number)
{
    switch (kind) {
    case core::connection_kind::repeater: {
        const core::session* const s = router.find(dmr::repeater_id{number});
        return s != nullptr && is_shown(*s) ? s : nullptr;
    }
    case core::connection_kind::link:
        return router.find(core::link_id{number});
    case core::connection_kind::trunk:
        break;
    }
    return router.find(core::trunk_id{number});
}

}

std::string live_state::names_of::user(std::uint32_t radio) const
{
    return state_.sources_.name_of_radio ? state_.sources_.name_of_radio(radio) : std::string{};
}

void live_state::names_of::mention(dmr::slot s, std::uint32_t talkgroup)
{
    const std::uint64_t id = talkgroups_mentioned::id_of(s, talkgroup);
    if (state_.talkgroups_.add(id))
        state_.mark(section::names, id);
}

// The slot of a repeater or link that is on the page; null: it is not there, or idle.
const core::slot_state* live_state::slot_of(std::uint64_t id) const
{
    const auto kind = static_cast<core::connection_kind>(id >> 33);
    const core::connection* const c = find(sources_.router, kind, static_cast<std::uint32_t>(id >> 1));
    if (c == nullptr || is_idle(c->slots[id & 1]))
        return nullptr;
    return &c->slots[id & 1];
}

std::string live_state::key_of(section s, std::uint64_t id) const
{
    switch (s) {
    case section::server:
        return "server";
    case section::today:
        return "today";
    case section::health:
        return "now";
    case section::repeaters:
        return 'r' + std::to_string(id);
    case section::links:
        return 'l' + std::to_string(id);
    case section::trunks:
        return 't' + std::to_string(id);
    case section::slots: {
        const bool repeater = static_cast<core::connection_kind>(id >> 33) == core::connection_kind::repeater;
        return (repeater ? 'r' : 'l') + std::to_string(static_cast<std::uint32_t>(id >> 1)) + '/' +
               std::to_string(1 + (id & 1));
    }
    case section::heard:
        return heard_[id & 1][static_cast<last_heard::place>(id >> 1)].key();
    case section::events:
        return std::to_string(id >> 1);
    case section::names:
        return std::to_string(dmr::number_of(talkgroups_mentioned::slot_of(id))) + '/' +
               std::to_string(talkgroups_mentioned::talkgroup_of(id));
    case section::calls:
    case section::refusals:
    case section::samples:
    case section::sockets:
        break;
    }
    return std::to_string(id);
}

live_state::presence live_state::write_row(json_text& to, section s, std::uint64_t id, web::view v,
                                           row_context& c)
{
    const core::router& router = sources_.router;
    switch (s) {
    case section::server:
        c.hides(true); // each view has its own
        write_server(to, c);
        return presence::row;
    case section::today:
        write_today(to, today_);
        return presence::row;
    case section::health:
        to.raw(health_);
        return health_.empty() ? presence::none : presence::row;
    case section::repeaters: {
        const core::session* const r = router.find(dmr::repeater_id{static_cast<std::uint32_t>(id)});
        if (r == nullptr || !is_shown(*r))
            return presence::none;
        std::array<float, calls_of_a_trend> recent{};
        std::size_t size = 0;
        if (const auto t = trends_.find(r->number_of_kind); t != trends_.end()) {
            size = std::min(t->second.calls, calls_of_a_trend);
            for (std::size_t i = 0; i < size; ++i)
                recent[i] = t->second.loss[(t->second.calls - size + i) % calls_of_a_trend];
        }
        write_repeater(to, *r, std::span{recent}.first(size), c);
        return presence::row;
    }
    case section::links: {
        const core::link* const l = router.find(core::link_id(id));
        if (l != nullptr)
            write_link(to, *l, c);
        return l != nullptr ? presence::row : presence::none;
    }
    case section::trunks: {
        const core::trunk* const t = router.find(core::trunk_id(id));
        if (t != nullptr)
            write_trunk(to, *t, c);
        return t != nullptr ? presence::row : presence::none;
    }
    case section::calls: {
        if (is_unit_call(id) && c.hides(c.hiding.unit_calls))
            return presence::secret;
        const auto call = calls_.find(id);
        if (call == calls_.end())
            return presence::none;
        write_call(to, call->second, c);
        return presence::row;
    }
    case section::slots: {
        const core::slot_state* const slot = slot_of(id);
        if (slot == nullptr)
            return presence::none;
        shown_slot shown{.slot = slot, .call = {}, .hang_time = router.settings().timing.stream_hang_time};
        const std::uint64_t number = number_of(slot->serial, false, slot->call.call == dmr::call_type::unit);
        if (calls_.contains(number))
            shown.call = number;
        write_slot(to, shown, c);
        return presence::row;
    }
    case section::heard:
        write_heard(to, heard_[id & 1][static_cast<last_heard::place>(id >> 1)], c);
        return presence::row;
    case section::events: {
        if ((id & 1) != 0 && c.hides(c.hiding.unit_calls))
            return presence::secret;
        const recent_event* const e = events_.find(id >> 1);
        if (e != nullptr)
            write_event(to, *e, c);
        return e != nullptr ? presence::row : presence::none;
    }
    case section::refusals: {
        const observe::refusal* const r = sources_.refusals.at(static_cast<std::uint32_t>(id));
        auto& shown = refusals_shown_[index_of(v)];
        shown.resize(observe::refusal_book::most);
        if (r != nullptr && write_refusal(to, *r, c)) {
            shown[id] = true;
            return presence::row;
        }
        // What has given way to a unit call is deleted; that there is such a one is not told.
        const bool known = shown[id];
        shown[id] = false;
        return known ? presence::none : presence::secret;
    }
    case section::samples: {
        const std::uint64_t first = last_sample_ + 1 - samples_.size();
        if (id < first || id > last_sample_)
            return presence::none;
        to.raw(samples_[id - first]);
        return presence::row;
    }
    case section::sockets:
        if (id >= sockets_.size())
            return presence::none;
        write_socket(to, sockets_[id], c);
        return presence::row;
    case section::names: {
        const std::string name = sources_.name_of_talkgroup
                                     ? sources_.name_of_talkgroup(talkgroups_mentioned::slot_of(id),
                                                                  talkgroups_mentioned::talkgroup_of(id))
                                     : std::string{};
        to.value(name);
        return name.empty() ? presence::secret : presence::row;
    }
    }
    return presence::secret;
}

void live_state::write_server(json_text& to, const row_context& c) const
{
    const config::http_settings& h = http();
    const std::string& url = h.network_url;
    to.begin_object();
    to.member("version", sources_.version).member("title", h.title).member("announcement", h.announcement);
    if (url.starts_with("http://") || url.starts_with("https://")) {
        to.key("network_info").begin_object();
        to.member("text", h.network_text).member("url", url).end_object();
    }
    to.member("started_ms", ms_of(started_.wall));
    to.key("hides").begin_object();
    to.member("addresses", c.hiding.addresses).member("coordinates", c.hiding.coordinates);
    to.member("unit_calls", c.hiding.unit_calls).end_object();
    to.member("token_possible", !h.token.empty());
    to.member("max_repeaters", sources_.router.settings().limits.max_repeaters);
    to.end_object();
}

void live_state::write_heard(json_text& to, const heard_call& h, row_context& c) const
{
    const core::connection* const from = h.number != 0 ? find(sources_.router, h.from, h.number) : nullptr;
    to.begin_object();
    to.member("at_ms", h.at_ms).member("source", h.source);
    if (const std::string name = c.names.user(h.source.value()); !name.empty())
        to.member("source_name", name);
    if (!h.alias.empty())
        to.member("alias", h.alias);
    to.member("origin", from != nullptr ? app::key_of(*from) : std::string{});
    to.member("origin_name", h.origin_name).member("origin_id", h.origin);
    to.member("slot", dmr::number_of(h.local.slot)).member("destination", h.local.talkgroup);
    to.member("network_slot", dmr::number_of(h.network.slot));
    to.member("network_destination", h.network.talkgroup);
    to.member("kind", kind_of(h.call, h.broadcast)).member("data", h.data);
    if (h.call == dmr::call_type::group)
        c.names.mention(h.network.slot, h.network.talkgroup);
    if (h.translated())
        to.member("translated", true);
    to.member("active", h.in_progress != 0);
    if (h.in_progress == 0) {
        to.member("length_s", h.length_s).member("reason", to_string(h.reason));
        if (h.quality) {
            to.key("quality").begin_object();
            to.member("packets", h.quality->packets).member("loss_percent", h.quality->loss_percent);
            to.member("jitter_ms", h.quality->jitter_ms).member("ber_percent", h.quality->ber_percent);
            to.member("rssi_dbm", h.quality->rssi_dbm).end_object();
        }
    }
    to.end_object();
}

void live_state::write_socket(json_text& to, const page_socket& s, row_context& c) const
{
    to.begin_object();
    to.member("what", s.what).member("name", c.hides(c.hiding.details) ? s.short_name : s.name);
    to.member("good", s.good).member("text", s.text).end_object();
}

}
