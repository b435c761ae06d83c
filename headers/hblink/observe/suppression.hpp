// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/connection.hpp"
#include "hblink/core/time.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/observe/log_event.hpp"
#include "hblink/wire/address.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>

namespace hblink::observe {

// Keeps a stranger, or a repeater gone mad, from filling the log: so many lines a minute for each kind of
// event and each source, and for each kind from all the sources together. Sources share the places of a
// table of fixed size, so nothing that arrives can make it grow.
class suppression
{
public:
    static constexpr core::duration window = std::chrono::seconds{60};
    static constexpr unsigned lines_per_stranger = 5;
    static constexpr unsigned lines_per_repeater = 30;
    static constexpr unsigned lines_per_peer = 600;     // a link or trunk: the calls of a whole network
    static constexpr unsigned lines_of_strangers = 200; // of one kind, from all of them together
    static constexpr std::size_t places = 16384;

    explicit suppression(std::uint64_t secret); // decides which sources share a place

    // May this line be written? Strangers are told apart by IPv4 address or IPv6 /64.
    bool admit(log_event, const wire::address& stranger, core::time_point now);
    bool admit(log_event, dmr::repeater_id, core::time_point now);
    // Of a repeater, link or trunk.
    bool admit(log_event, const core::connection&, core::time_point now);

    // Calls f(log_event, number of lines suppressed) for each kind that had any since the last call.
    template <class F>
    void take_suppressed(F f)
    {
        for (std::size_t i = 0; i < log_events; ++i)
            if (const auto n = suppressed_[i]; n != 0) {
                suppressed_[i] = 0;
                f(log_event(i), n);
            }
    }

private:
    struct place
    {
        core::time_point began{};
        unsigned lines{0};
    };

    place& place_of(log_event, std::uint64_t source) noexcept;
    static bool admit(place&, unsigned most, core::time_point now) noexcept;

    std::uint64_t secret_;
    std::unique_ptr<std::array<place, places>> by_source_;
    std::array<place, log_events> by_kind_{};
    std::array<std::uint64_t, log_events> suppressed_{};
};

}
