// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/events.hpp"
#include "hblink/core/histogram.hpp"

#include <array>
#include <cstddef>
#include <cstdint>

namespace hblink::observe {

// One number for each value of an enumeration that begins at 0; `Last` is its last value.
template <class Enum, Enum Last>
class counts_by
{
public:
    static constexpr std::size_t size = static_cast<std::size_t>(Last) + 1;

    constexpr void add(Enum e) noexcept
    {
        if (const auto i = static_cast<std::size_t>(e); i < size)
            ++counts_[i];
    }
    constexpr std::uint64_t operator[](Enum e) const noexcept { return counts_[static_cast<std::size_t>(e)]; }

private:
    std::array<std::uint64_t, size> counts_{};
};

enum class stream_kind : std::uint8_t
{
    group,
    unit,
    broadcast, // a unit call to a radio that was not heard lately: it goes to all who take part
    data,
    echo // recorded by the echo service
};
std::string_view to_string(stream_kind) noexcept;

// What the events say that no counter of the core does, since the start.
struct event_counts
{
    counts_by<core::refusal_reason, core::refusal_reason::login_unfinished> refused_logins;
    counts_by<core::disconnect_reason, core::disconnect_reason::blocked> disconnects;
    counts_by<core::stranger_reason, core::stranger_reason::not_connected> strangers;
    std::uint64_t keep_alives_missed{}; // checks at which a repeater had been silent for too long
    std::uint64_t options_applied{};
    std::uint64_t options_deferred{};
    std::uint64_t rules_skipped{};

    counts_by<stream_kind, stream_kind::echo> streams;                      // started, that come in
    counts_by<core::end_reason, core::end_reason::fast_terminator> ends;    // of those, without data
    counts_by<core::drop_reason, core::drop_reason::no_room> refused_calls; // once for each stream
    std::uint64_t targets{};        // slots that a stream went to when it started or later
    std::uint64_t targets_busy{};   // slots that would have got it when it started, but were in use
    std::uint64_t echo_playbacks{}; // started
    std::uint64_t talkers_heard{};
    counts_by<core::link_control_doubt, core::link_control_doubt::alias> doubts; // once for each call

    // One value for each voice stream that came in, when it has ended.
    core::histogram stream_seconds{0.5, 1, 2, 5, 10, 20, 30, 60, 120, 180, 300, 600};
    core::histogram loss_ratio{0, 0.001, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5}; // lost of those sent
    core::histogram jitter_seconds{0.001, 0.002, 0.005, 0.01, 0.02, 0.03, 0.06, 0.1, 0.2, 0.5}; // mean
};

// Counts events for Prometheus. Allocates nothing, and formats nothing: metrics_text.hpp does.
class metrics final : public core::event_sink
{
public:
    using core::event_sink::on;

    void on(const core::login_refused& e, core::time_point) override { counts_.refused_logins.add(e.reason); }
    void on(const core::rule_skipped&, core::time_point) override { ++counts_.rules_skipped; }
    void on(const core::repeater_keep_alive&, core::time_point) override;
    void on(const core::repeater_disconnected& e, core::time_point) override
    {
        counts_.disconnects.add(e.reason);
    }
    void on(const core::options_applied&, core::time_point) override { ++counts_.options_applied; }
    void on(const core::options_deferred&, core::time_point) override { ++counts_.options_deferred; }
    void on(const core::stream_started&, core::time_point) override;
    void on(const core::stream_ended&, core::time_point) override;
    void on(const core::call_refused& e, core::time_point) override { counts_.refused_calls.add(e.reason); }
    void on(const core::data_call_started&, core::time_point) override
    {
        counts_.streams.add(stream_kind::data);
    }
    void on(const core::talker_heard&, core::time_point) override { ++counts_.talkers_heard; }
    void on(const core::link_control_doubted& e, core::time_point) override { counts_.doubts.add(e.doubt); }
    void on(const core::stranger_refused& e, core::time_point) override { counts_.strangers.add(e.reason); }

    const event_counts& counts() const noexcept { return counts_; }

private:
    event_counts counts_;
};

}
