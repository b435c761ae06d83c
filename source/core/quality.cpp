// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/quality.hpp"

namespace hblink::core {
namespace {

constexpr std::uint64_t bits_of_voice =
    141; // that a count of bit errors is out of: what the vocoder protects

double ratio(std::uint64_t part, std::uint64_t whole) noexcept
{
    return static_cast<double>(part) / static_cast<double>(whole);
}

}

// --- Sums ------------------------------------------------------------------------------------------

std::optional<duration> quality_summary::mean_jitter() const noexcept
{
    if (timed_packets == 0)
        return std::nullopt;
    return jitter / static_cast<duration::rep>(timed_packets);
}

std::optional<double> quality_summary::bit_error_percent() const noexcept
{
    if (voice_bursts == 0)
        return std::nullopt;
    // A count beyond the bits there are is nonsense of the sender.
    return std::min(100.0, 100.0 * ratio(bit_errors, voice_bursts * bits_of_voice));
}

std::optional<double> quality_summary::mean_rssi() const noexcept
{
    if (rssi_bursts == 0)
        return std::nullopt;
    return -ratio(rssi_below, rssi_bursts);
}

std::optional<int> quality_summary::lowest_rssi() const noexcept
{
    if (rssi_lowest == 0)
        return std::nullopt;
    return -int{rssi_lowest};
}

void quality_summary::add(const quality_summary& s) noexcept
{
    packets += s.packets;
    lost += s.lost;
    out_of_order += s.out_of_order;
    duplicates += s.duplicates;
    restarts += s.restarts;
    longest_loss = std::max(longest_loss, s.longest_loss);
    longest_gap = std::max(longest_gap, s.longest_gap);
    timed_packets += s.timed_packets;
    jitter += s.jitter;
    longest_jitter = std::max(longest_jitter, s.longest_jitter);
    voice_bursts += s.voice_bursts;
    bit_errors += s.bit_errors;
    rssi_bursts += s.rssi_bursts;
    rssi_below += s.rssi_below;
    rssi_lowest = std::max(rssi_lowest, s.rssi_lowest);
}

// --- One transmission ------------------------------------------------------------------------------

quality_summary quality::summary() const noexcept
{
    quality_summary s = sums_;
    s.timed_packets = s.packets - untimed_;
    const duration longest = shortest_ + duration{static_cast<duration::rep>(span_)};
    s.longest_jitter = std::max(interval - shortest_, longest - interval);
    if (s.timed_packets != 0)
        s.longest_gap = std::max(s.longest_gap, longest);
    return s;
}

void quality::time(duration gap, int missing) noexcept
{
    const duration due = gap - missing * interval;
    const duration longest = std::max(due, shortest_ + duration{static_cast<duration::rep>(span_)});
    shortest_ = std::min(due, shortest_);
    span_ = static_cast<std::uint64_t>((longest - shortest_).count());
    sums_.jitter += std::chrono::abs(due - interval);
}

void quality::arrived_irregularly(std::uint8_t sequence, time_point now) noexcept
{
    int ahead = static_cast<std::uint8_t>(sequence - next_); // of the expected number, or behind it
    if (ahead > 127)
        ahead -= 256;
    const bool first = sums_.packets == 0;
    const duration gap = first ? duration::zero() : now - last_;
    sums_.longest_gap = std::max(sums_.longest_gap, gap);
    if (first) {
        ++untimed_;
    } else if (ahead == -1) {
        ++sums_.duplicates;
        // Some clients never change the number: what comes when the next one is due is that, for the clock.
        if (gap < interval / 2) {
            ++untimed_;
            return;
        }
        time(gap, 0);
    } else if (ahead < 0 && ahead >= -latest - 1) {
        ++sums_.out_of_order;
        ++untimed_;
        if (sums_.lost != 0)
            --sums_.lost; // it was taken for lost when the later one came
        return;
    } else if (ahead >= 0 && ahead <= farthest) {
        const auto missing = static_cast<std::uint64_t>(ahead);
        sums_.lost += missing;
        sums_.longest_loss = std::max(sums_.longest_loss, missing);
        time(gap, ahead);
    } else {
        ++sums_.restarts;
        ++untimed_;
    }
    next_ = static_cast<std::uint8_t>(sequence + 1);
    last_ = now;
}

}
