// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/web/observer.hpp"

#include <array>
#include <chrono>
#include <string>

namespace hblink::web {

// Keeps clients from filling the log: tells the observer at once, then once in a while how often.
class reports
{
public:
    using time_point = std::chrono::steady_clock::time_point;
    using duration = std::chrono::steady_clock::duration;

    reports(web::observer& o, duration between) noexcept : observer_{o}, between_{between} {}

    void full(std::size_t limit, const wire::endpoint& who, time_point now);
    void accept_failed(const boost::system::error_code&, time_point now);
    void trouble(web::trouble, const wire::endpoint& who, time_point now);
    void fault(const std::string& path, const std::string& what, time_point now);

    // Tells what has been kept back long enough. To be called every now and then.
    void tell(time_point now);

private:
    struct tally
    {
        std::uint64_t times{};
        time_point next{}; // not before
        bool due(time_point now) const noexcept { return times != 0 && now >= next; }
    };
    std::uint64_t take(tally&, time_point now) const noexcept;

    web::observer& observer_;
    duration between_;
    tally full_;
    std::size_t limit_{};
    wire::endpoint last_full_;
    tally accept_failed_;
    boost::system::error_code last_error_;
    std::array<tally, troubles> troubles_{};
    std::array<wire::endpoint, troubles> last_trouble_{};
    tally faults_;
    std::string path_; // of the last fault
    std::string what_;
};

}
