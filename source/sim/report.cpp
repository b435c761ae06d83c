// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/report.hpp"

#include <boost/json.hpp>

#include <cmath>
#include <iomanip>
#include <sstream>
#include <string_view>

namespace hblink::sim {

namespace {

// Not more digits than a clock has: 1.234.
double rounded(double value) noexcept { return std::round(value * 1000) / 1000; }

template <class Value>
void row(std::ostream& out, std::string_view name, const Value& value, std::string_view remark = {})
{
    out << "  " << std::left << std::setw(20) << name << std::right << std::setw(12) << value;
    if (!remark.empty())
        out << "  " << remark;
    out << '\n';
}

void explain(std::ostream& out, const summary& s)
{
    for (const auto& [state, count] : s.not_logged_in)
        out << count << (count == 1 ? " repeater is" : " repeaters are")
            << " not logged in: " << to_string(state)
            << (state == client_state::silent ? " (is the passphrase right, and are the ids allowed?)" : "")
            << ".\n";
    if (s.calls_wanted > 0 && s.totals.calls == 0)
        out << "No call was made: the run was too short, or nobody was there to talk to.\n";
    if (s.totals.lost > 0)
        out << s.totals.lost << " deliveries are missing.\n";
    if (s.own_drops > 0)
        out << "The simulator itself was too slow for " << s.own_drops
            << " datagrams (own_drops); raise net.core.rmem_max or simulate less.\n";
    if (s.totals.unexpected > 0)
        out << s.totals.unexpected << " deliveries came twice, altered, or to somebody they are not for.\n";
}

}

bool summary::passed() const noexcept
{
    return logged_in == repeaters && totals.lost == 0 && totals.unexpected == 0 &&
           (calls_wanted == 0 || totals.calls > 0);
}

std::string to_table(const summary& s)
{
    std::ostringstream out;
    out << std::fixed << std::setprecision(1);
    row(out, "repeaters", s.repeaters);
    row(out, "logged in", s.logged_in);
    row(out, "calls", s.totals.calls);
    row(out, "bursts sent", s.totals.sent);
    row(out, "lost on purpose", s.dropped_on_purpose, "bursts that were not sent (--loss)");
    row(out, "expected", s.totals.expected, "deliveries");
    row(out, "heard", s.totals.heard);
    row(out, "lost", s.totals.lost);
    row(out, "late", s.totals.late, "heard, but after more than 360 ms");
    row(out, "reordered", s.totals.reordered);
    row(out, "unexpected", s.totals.unexpected);
    row(out, "foreign", s.totals.foreign, "voice of others");
    row(out, "own drops", s.own_drops);
    row(out, "not sent", s.send_failures, "the kernel would not take them");
    row(out, "half within", s.half_within.count(), "ms");
    row(out, "99 % within", s.nearly_all_within.count(), "ms");
    row(out, "longest delay", s.longest.count(), "ms");
    row(out, "seconds", s.seconds);
    explain(out, s);
    out << (s.passed() ? "passed" : "FAILED") << '\n';
    return out.str();
}

std::string to_json(const summary& s)
{
    const boost::json::object o{{"repeaters", s.repeaters},
                                {"logged_in", s.logged_in},
                                {"logins", s.logins},
                                {"refusals", s.refusals},
                                {"farewells", s.farewells},
                                {"calls", s.totals.calls},
                                {"sent", s.totals.sent},
                                {"lost_on_purpose", s.dropped_on_purpose},
                                {"expected", s.totals.expected},
                                {"heard", s.totals.heard},
                                {"lost", s.totals.lost},
                                {"late", s.totals.late},
                                {"reordered", s.totals.reordered},
                                {"unexpected", s.totals.unexpected},
                                {"foreign", s.totals.foreign},
                                {"own_drops", s.own_drops},
                                {"send_failures", s.send_failures},
                                {"delay_ms_p50", s.half_within.count()},
                                {"delay_ms_p99", s.nearly_all_within.count()},
                                {"delay_ms_max", rounded(s.longest.count())},
                                {"seconds", rounded(s.seconds)},
                                {"passed", s.passed()}};
    return boost::json::serialize(o) + '\n';
}

}
