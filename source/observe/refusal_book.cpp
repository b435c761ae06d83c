// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/refusal_book.hpp"

#include "hblink/core/session.hpp"
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
    std::uint64_t mixed = (where ^ rest) * 0x9E37'79B9'7F4A'7C15;
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
    r.what = k.what;
    r.id = k.id;
    r.address = k.address;
    return r;
}

void refusal_book::on(const core::login_refused& e, core::time_point now)
{
    refusal& r = note(
        {e.path.remote.address, e.id, refusal::subject::login, static_cast<std::uint8_t>(e.reason)}, now);
    r.reason = to_string(e.reason);
    r.remedy = remedy(e.reason);
    assign_cut(r.callsign, e.callsign);
    assign_cut(r.rule, e.rule);
    assign_cut(r.text, e.rule_text);
    r.call = {};
    r.slot = dmr::slot::one;
}

void refusal_book::on(const core::call_refused& e, core::time_point now)
{
    if (e.reason == core::drop_reason::echo)
        return; // what the server itself sends there: nobody is refused anything
    const core::session* const s = core::repeater_of(e.connection);
    refusal& r = note({e.connection.path.remote.address, e.connection.id, refusal::subject::call,
                       static_cast<std::uint8_t>(e.reason)},
                      now);
    r.reason = to_string(e.reason);
    r.remedy = remedy(e.reason);
    assign_cut(r.callsign, s != nullptr ? s->station.callsign() : std::string_view{});
    r.rule.clear();
    r.text.clear();
    r.call = e.call;
    r.slot = e.slot;
}

}
