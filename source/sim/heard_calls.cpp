// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/heard_calls.hpp"

#include <boost/json/object.hpp>

#include <iomanip>
#include <sstream>

namespace hblink::sim {

namespace {

std::string seconds(std::chrono::duration<double> d)
{
    std::ostringstream out;
    out << std::fixed << std::setprecision(1) << d.count() << " s";
    return out.str();
}

}

call_target call_target::of(const wire::dmrd& d) noexcept { return {d.call(), d.slot(), d.destination()}; }

std::string to_string(const call_target& t)
{
    return (t.call == dmr::call_type::group ? "talkgroup " : "radio ") + std::to_string(t.destination) +
           ", timeslot " + std::to_string(dmr::number_of(t.slot));
}

void heard_calls::on(const wire::dmrd& d, time_point now)
{
    ++counters_of(call_target::of(d)).bursts;
    auto found = calls_.find(d.stream());
    if (found == calls_.end()) {
        if (calls_.size() == most_at_once)
            return;
        begin(d, now);
        found = calls_.find(d.stream());
    } else {
        count_gap(found->second, d.sequence());
    }
    call& c = found->second;
    c.last = now;
    ++c.bursts;
    if (d.is_terminator() && !c.ended) {
        c.ended = true;
        end(c, true);
    }
}

void heard_calls::refuse(const wire::dmrd& d) { ++counters_of(call_target::of(d)).refused; }

void heard_calls::tick(time_point now)
{
    for (auto i = calls_.begin(); i != calls_.end();) {
        if (now - i->second.last < silence) {
            ++i;
            continue;
        }
        if (!i->second.ended)
            end(i->second, false);
        i = calls_.erase(i);
    }
}

heard_calls::counters heard_calls::total() const
{
    counters sum = others_;
    for (const auto& [target, c] : by_target_) {
        sum.calls += c.calls;
        sum.bursts += c.bursts;
        sum.missing += c.missing;
        sum.out_of_order += c.out_of_order;
        sum.unfinished += c.unfinished;
        sum.refused += c.refused;
    }
    return sum;
}

heard_calls::counters& heard_calls::counters_of(const call_target& t)
{
    if (const auto found = by_target_.find(t); found != by_target_.end())
        return found->second;
    return by_target_.size() == most_targets ? others_ : by_target_[t];
}

void heard_calls::begin(const wire::dmrd& d, time_point now)
{
    call c;
    c.target = call_target::of(d);
    c.source = d.source();
    c.repeater = d.id();
    c.first = now;
    c.sequence = d.sequence();
    calls_.emplace(d.stream(), c);
    ++counters_of(c.target).calls;
    tell_("hears " + std::to_string(c.source.value()) + " on " + to_string(c.target) + " (repeater id " +
          std::to_string(c.repeater.value()) + ')');
}

// Sequence numbers run from 0 to 255 and begin again.
void heard_calls::count_gap(call& c, std::uint8_t sequence)
{
    const auto ahead = static_cast<std::uint8_t>(sequence - c.sequence);
    if (ahead == 0 || ahead >= 128) {
        ++counters_of(c.target).out_of_order;
        return;
    }
    c.missing += ahead - 1U;
    counters_of(c.target).missing += ahead - 1U;
    c.sequence = sequence;
}

void heard_calls::end(const call& c, bool terminated)
{
    if (!terminated)
        ++counters_of(c.target).unfinished;
    tell_("heard " + std::to_string(c.source.value()) + " on " + to_string(c.target) + ": " +
          seconds(c.last - c.first) + ", " + std::to_string(c.bursts) + " bursts, " +
          std::to_string(c.missing) + " missing" + (terminated ? "" : ", no terminator"));
}

std::string heard_calls::to_table() const
{
    if (by_target_.empty())
        return {};
    std::ostringstream out;
    const auto line = [&out](const std::string& name, const auto&... values) {
        out << "  " << std::left << std::setw(32) << name << std::right;
        ((out << std::setw(10) << values), ...);
        out << '\n';
    };
    const auto figures = [&line](const std::string& name, const counters& c) {
        line(name, c.calls, c.bursts, c.missing, c.unfinished, c.refused);
    };
    line("heard", "calls", "bursts", "missing", "unended", "refused");
    for (const auto& [target, c] : by_target_)
        figures(to_string(target), c);
    if (others_.bursts + others_.refused > 0)
        figures("others", others_);
    return out.str();
}

boost::json::array heard_calls::to_json() const
{
    boost::json::array all;
    for (const auto& [target, c] : by_target_)
        all.push_back(boost::json::object{{"call", target.call == dmr::call_type::group ? "group" : "unit"},
                                          {"slot", dmr::number_of(target.slot)},
                                          {"destination", target.destination},
                                          {"calls", c.calls},
                                          {"bursts", c.bursts},
                                          {"missing", c.missing},
                                          {"out_of_order", c.out_of_order},
                                          {"unfinished", c.unfinished},
                                          {"refused", c.refused}});
    return all;
}

}
