// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/score.hpp"

#include <algorithm>
#include <bit>
#include <span>
#include <utility>

namespace hblink::sim {

namespace {

using members = std::vector<std::uint64_t>;

bool has(const members& m, std::size_t place) noexcept { return (m[place / 64] >> (place % 64) & 1) != 0; }
void add(members& m, std::size_t place) noexcept { m[place / 64] |= std::uint64_t{1} << (place % 64); }
void remove(members& m, std::size_t place) noexcept { m[place / 64] &= ~(std::uint64_t{1} << (place % 64)); }

std::size_t count(const members& m) noexcept
{
    std::size_t n = 0;
    for (const std::uint64_t word : m)
        n += static_cast<std::size_t>(std::popcount(word));
    return n;
}

// All of a DMRD but the repeater id, which a server may rewrite, and the two bytes of reception quality.
bool same_burst(wire::bytes a, wire::bytes b) noexcept
{
    const auto equal = [&](std::size_t begin, std::size_t end) {
        return std::equal(a.begin() + static_cast<std::ptrdiff_t>(begin),
                          a.begin() + static_cast<std::ptrdiff_t>(end),
                          b.begin() + static_cast<std::ptrdiff_t>(begin));
    };
    return equal(0, 11) && equal(15, wire::dmrd_least);
}

}

void delays::add(std::chrono::nanoseconds delay) noexcept
{
    const auto whole = std::chrono::duration_cast<std::chrono::milliseconds>(delay).count();
    ++counts_[std::min(static_cast<std::size_t>(std::max<std::int64_t>(whole, 0)), counts_.size() - 1)];
    ++total_;
    longest_ = std::max(longest_, delay);
}

std::chrono::milliseconds delays::percentile(double share) const noexcept
{
    std::uint64_t seen = 0;
    for (std::size_t i = 0; i < counts_.size(); ++i) {
        seen += counts_[i];
        if (seen > 0 && static_cast<double>(seen) >= share * static_cast<double>(total_))
            return std::chrono::milliseconds{i};
    }
    return {};
}

score::score(const population& p) : population_{p}
{
    for (std::size_t t = 0; t < p.talkgroups(); ++t)
        present_.emplace_back((p.members(t) + 63) / 64);
}

void score::logged_in(std::size_t repeater, bool yes)
{
    members& m = present_[population_.talkgroup_of(repeater)];
    if (yes)
        add(m, population_.place_of(repeater));
    else
        remove(m, population_.place_of(repeater));
}

void score::begin(dmr::stream_id stream, std::size_t talker, std::size_t bursts)
{
    call c;
    c.talkgroup = population_.talkgroup_of(talker);
    c.talker = talker;
    c.listeners = present_[c.talkgroup];
    remove(c.listeners, population_.place_of(talker));
    c.bursts.resize(bursts);
    c.latest_order.resize(population_.members(c.talkgroup));
    if (calls_.insert_or_assign(stream, std::move(c)).second)
        ++totals_.calls;
}

void score::sent(dmr::stream_id stream, std::size_t index, const wire::dmrd_bytes& network,
                 const wire::dmrd_bytes& local, time_point now)
{
    const auto found = calls_.find(stream);
    if (found == calls_.end() || index >= found->second.bursts.size())
        return;
    call& c = found->second;
    for (std::size_t i = 0; i < c.listeners.size(); ++i)
        c.listeners[i] &= present_[c.talkgroup][i];
    c.newest = std::max(c.newest, index);
    c.bursts[index] = burst{{network, local}, now, ++c.order, c.listeners, members(c.listeners.size())};
    ++totals_.sent;
    totals_.expected += count(c.listeners);
}

void score::end(dmr::stream_id stream, time_point now)
{
    const auto found = calls_.find(stream);
    if (found != calls_.end())
        found->second.ended = now;
}

void score::heard(std::size_t repeater, const wire::dmrd& d, time_point now)
{
    const auto found = calls_.find(d.stream());
    if (found == calls_.end()) {
        ++totals_.foreign;
        return;
    }
    call& c = found->second;
    burst* const b = find(c, d);
    // A server ends a stream whose terminator it did not get with one of its own (spec real-clients.md).
    if (d.is_terminator() && (b == nullptr || !wire::dmrd{b->bytes[0]}.is_terminator()))
        return;
    const std::size_t place = population_.place_of(repeater);
    const bool ours = b != nullptr && population_.talkgroup_of(repeater) == c.talkgroup &&
                      repeater != c.talker &&
                      same_burst(b->bytes[population_.has_own_words(repeater) ? 1 : 0], d.datagram()) &&
                      !has(b->heard, place);
    if (!ours) {
        ++totals_.unexpected;
        return;
    }
    add(b->heard, place);
    if (!has(b->awaited, place)) // logged in since
        return;
    ++totals_.heard;
    delays_.add(now - b->at);
    if (now - b->at > jitter_buffer)
        ++totals_.late;
    if (b->order < c.latest_order[place])
        ++totals_.reordered;
    c.latest_order[place] = std::max(c.latest_order[place], b->order);
}

void score::settle(time_point now)
{
    for (auto i = calls_.begin(); i != calls_.end();) {
        if (i->second.ended && now - *i->second.ended >= patience) {
            close(i->second);
            i = calls_.erase(i);
        } else {
            ++i;
        }
    }
}

void score::settle_all()
{
    for (const auto& [stream, c] : calls_)
        close(c);
    calls_.clear();
}

// The sequence number has eight bits: the newest burst that was sent with it is meant.
score::burst* score::find(call& c, const wire::dmrd& d) const
{
    const std::size_t back = static_cast<std::uint8_t>(c.newest - d.sequence());
    for (std::size_t age = back; age <= c.newest; age += 256)
        if (auto& b = c.bursts[c.newest - age])
            return &*b;
    return nullptr;
}

void score::close(const call& c)
{
    for (const auto& b : c.bursts) {
        if (!b)
            continue;
        for (std::size_t i = 0; i < b->awaited.size(); ++i)
            totals_.lost += static_cast<std::uint64_t>(std::popcount(b->awaited[i] & ~b->heard[i]));
    }
}

}
