// SPDX-License-Identifier: GPL-3.0-or-later
// The model's half of spec routing.md, "RPTO: options".
#include <algorithm>
#include <chrono>

#include "model.hpp"

namespace hblink::simulation {

using namespace std::chrono_literals;

namespace {

constexpr std::uint32_t options_per_minute = 30;

}

void model::options(const sender& from, std::uint32_t id, const wish& w)
{
    member* const m = speak(from, id);
    if (m == nullptr)
        return;
    m->last_wish = w;
    if (now_ - m->wishes_since >= 1min) {
        m->wishes_since = now_;
        m->wishes = 0;
    }
    if (++m->wishes <= options_per_minute) {
        forget(waiting_, place_of(*m));
        apply(*m);
    } else if (!m->wish_waits) {
        m->wish_waits = true;
        waiting_.push_back(place_of(*m));
        report(kind::options_deferred, *m);
    }
    answer_with(answer::acknowledgement, from, id);
}

// "Not mentioned: the access rule's set. Mentioned, rule `trust`: the request as is. Mentioned, no trust:
// request and rule's set" (spec routing.md).
void model::apply(member& m)
{
    m.wish_waits = false;
    const std::uint32_t place = place_of(m);
    const membership rule = roster_.membership_of(place);
    std::array<ranges, 2> granted = roster_.talkgroups_of(rule);
    for (const std::size_t slot : {0U, 1U})
        if (const auto& wanted = m.last_wish.talkgroups[slot])
            granted[slot] = rule == membership::trusted ? *wanted : common(*wanted, granted[slot]);
    unsubscribe(place);
    subscribe(place, granted);
    const bool trusted = rule == membership::trusted;
    m.unit_calls =
        trusted ? m.last_wish.unit_calls.value_or(roster_.takes_part(rule)) : roster_.takes_part(rule);
    m.source = trusted ? m.last_wish.source.value_or(0) : 0;
    m.to_network.clear();
    m.to_local.clear();
    if (trusted)
        translate(m);
    report(kind::options_applied, m, 0, m.last_wish.bad_entries);
}

void model::subscribe(std::uint32_t place, const std::array<ranges, 2>& granted)
{
    members_[place].talkgroups = granted;
    for (const std::size_t slot : {0U, 1U})
        for (std::uint32_t rank = 0; rank < popular_talkgroups; ++rank)
            if (admits(granted[slot], popular(rank)))
                subscribers_[slot][rank].push_back(place);
}

void model::unsubscribe(std::uint32_t place)
{
    member& m = members_[place];
    for (const std::size_t slot : {0U, 1U}) {
        for (std::uint32_t rank = 0; rank < popular_talkgroups; ++rank)
            if (admits(m.talkgroups[slot], popular(rank)))
                forget(subscribers_[slot][rank], place);
        m.talkgroups[slot].clear();
    }
}

// --- Translation -----------------------------------------------------------------------------------------

// "An exact entry beats a range; among equals the first wins; the loser of a collision on either side is
// dropped": each talkgroup by itself.
void model::translate(member& m)
{
    for (const bool exact : {true, false})
        for (const remap& r : m.last_wish.remaps) {
            if ((r.network.first == r.network.last) != exact)
                continue;
            for (std::uint32_t t = r.network.first; t <= r.network.last; ++t) {
                const channel network{r.network_slot, t};
                const channel local{r.local_slot, r.local.value_or(t)};
                if (m.to_local.contains(network) || m.to_network.contains(local))
                    continue;
                m.to_local[network] = local;
                m.to_network[local] = network;
            }
        }
}

channel model::in_network_words(std::uint32_t place, const channel& local) const
{
    const member& m = members_[place];
    const auto found = m.to_network.find(local);
    return found == m.to_network.end() ? local : found->second;
}

channel model::in_own_words(std::uint32_t place, const channel& network) const
{
    const member& m = members_[place];
    const auto found = m.to_local.find(network);
    return found == m.to_local.end() ? network : found->second;
}

// "If it misses inbound but is a key of outbound."
bool model::is_network_side(const member& m, const channel& keyed) const
{
    return !m.to_network.contains(keyed) && m.to_local.contains(keyed);
}

}
