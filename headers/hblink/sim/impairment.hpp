// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <queue>
#include <random>
#include <vector>

namespace hblink::sim {

// How bad a connection is, in one direction. Shares are 0..1.
struct impairment
{
    double loss{0};
    double duplication{0};
    // A datagram takes this long, and up to `jitter` more or less.
    std::chrono::milliseconds delay{0};
    std::chrono::milliseconds jitter{0};
    // Without it what was sent first arrives first, whatever the jitter: a queue, as most connections are.
    bool reordering{false};
    std::size_t most_under_way{10'000}; // what comes while so many are under way is lost
};

// One direction of a bad connection, without sockets or clock: datagrams go in, and come out later, twice, in
// another order, or not at all. The same seed and the same times give the same fate.
class bad_line
{
public:
    using time_point = std::chrono::steady_clock::time_point;

    // A datagram, and what is needed to deliver it.
    struct parcel
    {
        std::size_t destination{};
        std::vector<std::byte> datagram;
    };
    struct counters
    {
        std::uint64_t entered{};
        std::uint64_t lost{};       // by chance
        std::uint64_t duplicated{}; // one more delivery each
        std::uint64_t overflowed{}; // deliveries, because too many were under way
        std::uint64_t delivered{};
        std::uint64_t reordered{}; // delivered after one that had entered later
    };

    bad_line(const impairment&, std::uint32_t seed);

    void enter(parcel, time_point now);

    // The next one whose time has come; call until there is none.
    std::optional<parcel> take(time_point now);
    std::optional<time_point> next_delivery() const; // nothing: nothing is under way

    const counters& counted() const noexcept { return counters_; }

private:
    struct delivery
    {
        time_point at;
        std::uint64_t order{}; // of entering; what is due at the same time leaves in this order
        parcel what;
        bool operator>(const delivery& o) const noexcept { return at != o.at ? at > o.at : order > o.order; }
    };

    bool happens(double share);
    void schedule(const parcel&, std::uint64_t order, time_point now);

    impairment impairment_;
    std::mt19937 random_;
    std::priority_queue<delivery, std::vector<delivery>, std::greater<>> under_way_;
    time_point latest_{time_point::min()}; // of the deliveries planned so far
    std::uint64_t newest_delivered_{0};
    counters counters_;
};

}
