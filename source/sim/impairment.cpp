// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/impairment.hpp"

#include <algorithm>
#include <utility>

namespace hblink::sim {

bad_line::bad_line(const impairment& i, std::uint32_t seed) : impairment_{i}, random_{seed} {}

bool bad_line::happens(double share)
{
    return std::uniform_real_distribution<double>{0.0, 1.0}(random_) < share;
}

void bad_line::enter(parcel p, time_point now)
{
    const std::uint64_t order = ++counters_.entered;
    if (happens(impairment_.loss)) {
        ++counters_.lost;
        return;
    }
    if (happens(impairment_.duplication)) {
        ++counters_.duplicated;
        schedule(p, order, now);
    }
    schedule(p, order, now);
}

void bad_line::schedule(const parcel& p, std::uint64_t order, time_point now)
{
    if (under_way_.size() >= impairment_.most_under_way) {
        ++counters_.overflowed;
        return;
    }
    const auto jitter = static_cast<double>(impairment_.jitter.count());
    const std::chrono::duration<double, std::milli> swing{
        jitter * std::uniform_real_distribution<double>{-1.0, 1.0}(random_)};
    const auto late = std::chrono::duration_cast<time_point::duration>(impairment_.delay + swing);
    time_point at = now + std::max(late, time_point::duration::zero());
    if (!impairment_.reordering)
        at = std::max(at, latest_);
    latest_ = std::max(at, latest_);
    under_way_.push({at, order, p});
}

std::optional<bad_line::parcel> bad_line::take(time_point now)
{
    if (under_way_.empty() || under_way_.top().at > now)
        return {};
    const std::uint64_t order = under_way_.top().order;
    parcel p = under_way_.top().what;
    under_way_.pop();
    ++counters_.delivered;
    counters_.reordered += order < newest_delivered_ ? 1U : 0U;
    newest_delivered_ = std::max(order, newest_delivered_);
    return p;
}

std::optional<bad_line::time_point> bad_line::next_delivery() const
{
    if (under_way_.empty())
        return {};
    return under_way_.top().at;
}

}
