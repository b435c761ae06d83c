// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/refusal_book.hpp"

#include "hblink/core/link.hpp"
#include "hblink/core/session.hpp"
#include "hblink/core/trunk.hpp"
#include "hblink/observe/remedy.hpp"

#include <iterator>

namespace hblink::observe {
namespace {

// Replaces the text by the beginning of another one; no character of UTF-8 is cut in two.
void assign_cut(std::string& to, std::string_view text)
{
    if (text.size() > refusal_book::longest_text) {
        std::size_t end = refusal_book::longest_text;
        while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80)
            --end;
        text = text.substr(0, end);
    }
    to = text;
}

}

std::size_t refusal_book::key_hash::operator()(const key& k) const noexcept
{
    const std::size_t where = hash_value(wire::endpoint{k.address, 0});
    const std::uint64_t rest =
        std::uint64_t{k.id.value()} << 16 | std::uint64_t{k.reason} << 8 | static_cast<std::uint8_t>(k.what);
    const std::uint64_t peer = std::uint64_t{k.peer} << 24 |
                               std::uint64_t{static_cast<std::uint8_t>(k.from)} << 56 |
                               std::uint64_t{k.unit} << 63;
    std::uint64_t mixed = (where ^ rest ^ peer) * 0x9E37'79B9'7F4A'7C15;
    mixed ^= mixed >> 32;
    return mixed * 0x9E37'79B9'7F4A'7C15;
}

std::vector<const refusal*> refusal_book::all() const
{
    std::vector<const refusal*> found;
    found.reserve(entries_.size());
    for_each([&](const refusal& r) { found.push_back(&r); });
    return found;
}

refusal& refusal_book::note(const key& k, core::time_point now)
{
    const auto found = by_key_.find(k);
    if (found != by_key_.end()) {
        entries_.splice(entries_.begin(), entries_, found->second);
    } else if (entries_.size() < most) {
        entries_.emplace_front().key = k;
        entries_.front().what.place = static_cast<std::uint32_t>(entries_.size() - 1);
        places_.push_back(&entries_.front().what);
        by_key_.emplace(k, entries_.begin());
    } else {
        // Its memory is used again, so that a flood of refusals allocates little.
        entries_.splice(entries_.begin(), entries_, std::prev(entries_.end()));
        entry& oldest = entries_.front();
        by_key_.erase(oldest.key);
        ++pushed_out_;
        oldest.key = k;
        oldest.what.count = 0;
        by_key_.emplace(k, entries_.begin());
    }
    refusal& r = entries_.front().what;
    if (r.count++ == 0)
        r.first = now;
    r.last = now;
    r.changed = ++refused_;
    r.what = k.what;
    r.from = k.from;
    r.id = k.id;
    r.address = k.address;
    return r;
}

void refusal_book::on(const core::login_refused& e, core::time_point now)
{
    refusal& r = note({.address = e.path.remote.address,
                       .id = e.id,
                       .what = refusal::subject::login,
                       .reason = static_cast<std::uint8_t>(e.reason)},
                      now);
    r.reason = to_string(e.reason);
    r.remedy = remedy(e.reason);
    assign_cut(r.callsign, e.callsign);
    assign_cut(r.rule, e.rule);
    assign_cut(r.text, e.rule_text);
    r.name.clear();
    r.call = {};
    r.slot = dmr::slot::one;
}

void refusal_book::on(const core::call_refused& e, core::time_point now)
{
    if (e.reason == core::drop_reason::echo)
        return; // what the server itself sends there: nobody is refused anything
    key k{.address = e.connection.path.remote.address,
          .id = e.connection.id,
          .what = refusal::subject::call,
          .reason = static_cast<std::uint8_t>(e.reason),
          .from = e.connection.kind,
          .unit = e.call.call == dmr::call_type::unit};
    std::string_view name;
    if (const core::link* const l = core::link_of(e.connection); l != nullptr) {
        k.peer = static_cast<std::uint32_t>(l->number);
        name = l->settings.name;
    } else if (const core::trunk* const t = core::trunk_of(e.connection); t != nullptr) {
        k.peer = static_cast<std::uint32_t>(t->number);
        name = t->settings.name;
    }
    refusal& r = note(k, now);
    r.reason = to_string(e.reason);
    r.remedy = remedy(e.reason, e.connection.kind);
    assign_cut(r.callsign, core::callsign_of(e.connection));
    assign_cut(r.name, name);
    r.rule.clear();
    r.text.clear();
    r.call = e.call;
    r.slot = e.slot;
}

// Whoever sends them from wherever: strangers cannot push out anything but each other.
void refusal_book::on(const core::trunk_frame_refused& e, core::time_point now)
{
    refusal& r = note({.address = {},
                       .id = e.trunk.id,
                       .what = refusal::subject::frame,
                       .reason = static_cast<std::uint8_t>(e.reason),
                       .from = core::connection_kind::trunk,
                       .peer = static_cast<std::uint32_t>(e.trunk.number)},
                      now);
    r.address = e.path.remote.address;
    r.reason = to_string(e.reason);
    r.remedy = remedy(e.reason);
    r.callsign.clear();
    assign_cut(r.name, e.trunk.settings.name);
    r.rule.clear();
    r.text.clear();
    const bool unit = e.reason == core::frame_refusal::unit_call;
    r.call = {{}, e.talkgroup, unit ? dmr::call_type::unit : dmr::call_type::group};
    r.slot = dmr::slot::one;
}

}
