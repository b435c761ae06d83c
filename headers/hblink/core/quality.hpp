// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/time.hpp"
#include "hblink/dmr/burst.hpp"
#include "hblink/wire/homebrew.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace hblink::core {

// How well a transmission came in, as sums: they can be added up, and are divided only when somebody asks
// (spec routing.md, "Quality").
struct quality_summary
{
    std::uint64_t packets{};
    std::uint64_t lost{};         // sequence numbers that were left out and did not come later
    std::uint64_t out_of_order{}; // came after one with a later sequence number
    std::uint64_t duplicates{};   // had the sequence number of the one before
    std::uint64_t restarts{};     // the sequence number jumped so far that no loss explains it
    std::uint64_t longest_loss{}; // sequence numbers left out in a row, even if some of them came later
    duration longest_gap{};       // time without a packet, after the first one

    // Jitter: how far an arrival is from where the one before puts it, 60 ms for each sequence number.
    std::uint64_t timed_packets{};
    duration jitter{}; // of all of those
    duration longest_jitter{};

    // What the repeater's receiver says (bytes 53 and 54 of a DMRD).
    std::uint64_t voice_bursts{}; // with a count of bit errors
    std::uint64_t rssi_bursts{};  // with a field strength
    std::uint64_t bit_errors{};   // of 141 in each voice burst
    std::uint64_t rssi_below{};   // sum of the field strengths, in -dBm
    std::uint8_t rssi_lowest{};   // in -dBm, so the weakest has the largest number; 0 = none

    // Nothing: there was nothing to measure it by.
    std::optional<duration> mean_jitter() const noexcept;
    std::optional<double> bit_error_percent() const noexcept; // 0..100
    std::optional<double> mean_rssi() const noexcept;         // dBm, negative
    std::optional<int> lowest_rssi() const noexcept;          // dBm, negative

    void add(const quality_summary&) noexcept;
};

// Of all the streams that a repeater has sent.
struct quality_totals
{
    std::uint64_t streams{};
    quality_summary sum;

    void add(const quality_summary& s) noexcept
    {
        ++streams;
        sum.add(s);
    }
};

// Measures one transmission while it comes in. It sees each burst, so it is cheap for the usual one: that has
// the next sequence number, and comes neither earlier nor later than all others before it.
class quality
{
public:
    // A sequence number this many before the expected one, or fewer, came late (1 s); this many after it, or
    // fewer, and those between are lost (3 s, by then the stream has ended). Any other one is a restart of
    // the sender's counting.
    static constexpr int latest = 16;
    static constexpr int farthest = 50;

    void count(const wire::dmrd& burst, time_point now) noexcept
    {
        arrived(burst.sequence(), now);
        const wire::bytes d = burst.datagram();
        if (d.size() >= wire::dmrd_size) [[likely]]
            received(burst.frame() == dmr::frame_type::voice || burst.is_voice_sync(),
                     std::to_integer<std::uint8_t>(d[53]), std::to_integer<std::uint8_t>(d[54]));
    }

    void arrived(std::uint8_t sequence, time_point now) noexcept
    {
        const duration gap = now - last_;
        const auto above_shortest = static_cast<std::uint64_t>((gap - shortest_).count());
        if (sequence != next_ || above_shortest > span_) [[unlikely]] {
            arrived_irregularly(sequence, now);
        } else {
            ++next_;
            last_ = now;
            sums_.jitter += std::max(gap - interval, interval - gap);
        }
        ++sums_.packets;
    }

    // `rssi` in -dBm, 0 = not known.
    void received(bool voice, std::uint8_t bit_errors, std::uint8_t rssi) noexcept
    {
        if (voice) [[likely]] {
            sums_.bit_errors += bit_errors;
            ++sums_.voice_bursts;
        }
        if (rssi != 0) {
            sums_.rssi_below += rssi;
            ++sums_.rssi_bursts;
            sums_.rssi_lowest = std::max(sums_.rssi_lowest, rssi);
        }
    }

    quality_summary summary() const noexcept;
    std::uint64_t packets() const noexcept { return sums_.packets; }

private:
    static constexpr duration interval = std::chrono::milliseconds{60}; // of bursts (ETSI TS 102 361-1, 4.2)

    void arrived_irregularly(std::uint8_t sequence, time_point now) noexcept;
    void time(duration gap, int missing) noexcept;

    quality_summary sums_;
    time_point last_{duration::max() / 2}; // far from any time before the first packet
    duration shortest_{interval};          // of all gaps, less 60 ms for each packet that is missing in them
    std::uint64_t span_{};    // from there to the longest one, in ticks; so one comparison finds a record
    std::uint64_t untimed_{}; // packets that say nothing of the jitter
    std::uint8_t next_{};     // the sequence number that should come
};

}
