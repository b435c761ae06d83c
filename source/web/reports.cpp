// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/reports.hpp"

#include <utility>

namespace hblink::web {

std::uint64_t reports::take(tally& t, time_point now) const noexcept
{
    t.next = now + between_;
    return std::exchange(t.times, 0);
}

void reports::full(std::size_t limit, const wire::endpoint& who, time_point now)
{
    ++full_.times;
    limit_ = limit;
    last_full_ = who;
    tell(now);
}

void reports::accept_failed(const boost::system::error_code& error, time_point now)
{
    ++accept_failed_.times;
    last_error_ = error;
    tell(now);
}

void reports::trouble(web::trouble what, const wire::endpoint& who, time_point now)
{
    const auto i = static_cast<std::size_t>(what);
    ++troubles_[i].times;
    last_trouble_[i] = who;
    tell(now);
}

void reports::fault(const std::string& path, const std::string& what, time_point now)
{
    ++faults_.times;
    path_ = path;
    what_ = what;
    tell(now);
}

void reports::tell(time_point now)
{
    if (full_.due(now))
        observer_.on_full(limit_, take(full_, now), last_full_);
    if (accept_failed_.due(now))
        observer_.on_accept_failed(last_error_, take(accept_failed_, now));
    for (std::size_t i = 0; i < troubles; ++i)
        if (troubles_[i].due(now))
            observer_.on_trouble(web::trouble(i), take(troubles_[i], now), last_trouble_[i]);
    if (faults_.due(now))
        observer_.on_fault(path_, what_, take(faults_, now));
}

}
