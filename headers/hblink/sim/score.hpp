// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"
#include "hblink/sim/client.hpp"
#include "hblink/sim/population.hpp"
#include "hblink/wire/homebrew.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <unordered_map>
#include <vector>

namespace hblink::sim {

// How long bursts were under way, in steps of a millisecond.
class delays
{
public:
    void add(std::chrono::nanoseconds delay) noexcept;
    // The delay that this share (0..1) of all bursts did not exceed.
    std::chrono::milliseconds percentile(double share) const noexcept;
    std::chrono::nanoseconds longest() const noexcept { return longest_; }

private:
    std::array<std::uint64_t, 2001> counts_{}; // the last one: longer
    std::uint64_t total_{0};
    std::chrono::nanoseconds longest_{0};
};

// Who should have heard what, and who did. A burst is awaited by every other member of its talkgroup that has
// been logged in since the call began: who connects during a call joins with the next one (spec routing.md).
class score
{
public:
    // A jitter buffer's length: what comes later is not heard (spec real-clients.md).
    static constexpr std::chrono::milliseconds jitter_buffer{360};
    // How long after its end a call is waited for.
    static constexpr std::chrono::seconds patience{5};

    struct totals
    {
        std::uint64_t calls{0};
        std::uint64_t sent{0};       // bursts that really went to the server
        std::uint64_t expected{0};   // deliveries that should follow from them
        std::uint64_t heard{0};      // deliveries that did
        std::uint64_t lost{0};       // those that will not come any more
        std::uint64_t late{0};       // of the heard ones: after jitter_buffer
        std::uint64_t reordered{0};  // of the heard ones: after a burst that was sent later
        std::uint64_t unexpected{0}; // twice, altered, at its own talker, on another talkgroup
        std::uint64_t foreign{0};    // streams that are not ours
    };

    explicit score(const population&);

    void logged_in(std::size_t repeater, bool yes); // whenever that changes

    // A call's life. `bursts`: how many it may have at most.
    void begin(dmr::stream_id, std::size_t talker, std::size_t bursts);
    // A burst went to the server: as it must arrive at those who have the network's words for their
    // talkgroup, and at those who have their own.
    void sent(dmr::stream_id, std::size_t index, const wire::dmrd_bytes& network,
              const wire::dmrd_bytes& local, time_point now);
    void sent(dmr::stream_id stream, std::size_t index, const wire::dmrd_bytes& b, time_point now)
    {
        sent(stream, index, b, b, now);
    }
    void end(dmr::stream_id, time_point now);

    void heard(std::size_t repeater, const wire::dmrd&, time_point now);

    void settle(time_point now); // closes the accounts of calls that ended `patience` ago
    void settle_all();           // of all calls

    const totals& result() const noexcept { return totals_; }
    const sim::delays& delays() const noexcept { return delays_; }

private:
    using members = std::vector<std::uint64_t>; // a bit for each member of a talkgroup

    struct burst
    {
        std::array<wire::dmrd_bytes, 2> bytes; // in the network's words and in a repeater's own
        time_point at;
        std::uint32_t order{}; // 1, 2, ... as sent
        members awaited;
        members heard;
    };
    struct call
    {
        std::size_t talkgroup{};
        std::size_t talker{};
        members listeners;
        std::vector<std::optional<burst>> bursts; // nothing: not sent
        std::size_t newest{0};
        std::uint32_t order{0};
        std::vector<std::uint32_t> latest_order; // heard by each member
        std::optional<time_point> ended;
    };

    burst* find(call&, const wire::dmrd&) const;
    void close(const call&);

    population population_;
    std::vector<members> present_; // by talkgroup
    std::unordered_map<dmr::stream_id, call> calls_;
    totals totals_;
    sim::delays delays_;
};

}
