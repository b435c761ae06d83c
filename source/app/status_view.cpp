// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/status_view.hpp"

#include "hblink/app/duration.hpp"
#include "hblink/app/table.hpp"
#include "hblink/app/terminal.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <iterator>
#include <string_view>
#include <utility>

namespace hblink::app {
namespace {

namespace json = boost::json;

constexpr std::size_t refusals_in_a_full_status = 5;

const json::value* find(const json::object& o, std::string_view name)
{
    return o.if_contains({name.data(), name.size()});
}

// Whatever it is, as text; "" when it is missing or null.
std::string text(const json::object& o, std::string_view name)
{
    const json::value* const v = find(o, name);
    if (v == nullptr || v->is_null())
        return {};
    if (const json::string* const s = v->if_string())
        return {s->data(), s->size()};
    return json::serialize(*v);
}

double number(const json::object& o, std::string_view name)
{
    const json::value* const v = find(o, name);
    return v != nullptr && v->is_number() ? v->to_number<double>() : 0.0;
}

// "1.3", or "" when it was not measured.
std::string rounded(const json::object& o, std::string_view name, int digits = 1)
{
    const json::value* const v = find(o, name);
    if (v == nullptr || !v->is_number())
        return {};
    std::array<char, 64> buffer{};
    std::snprintf(buffer.data(), buffer.size(), "%.*f", digits, v->to_number<double>());
    return buffer.data();
}

std::string seconds(const json::object& o, std::string_view name)
{
    const double s = std::clamp(number(o, name), 0.0, 1e12);
    return in_words(std::chrono::seconds{static_cast<std::int64_t>(s)});
}

const json::object& inner(const json::object& o, std::string_view name)
{
    static const json::object none;
    const json::value* const v = find(o, name);
    return v != nullptr && v->is_object() ? v->get_object() : none;
}

// The objects of a list, in the order of their number `key`.
std::vector<const json::object*> list(const json::object& o, std::string_view name, std::string_view key = {})
{
    std::vector<const json::object*> found;
    const json::value* const v = find(o, name);
    if (v != nullptr && v->is_array())
        for (const json::value& entry : v->get_array())
            if (entry.is_object())
                found.push_back(&entry.get_object());
    if (!key.empty())
        std::stable_sort(found.begin(), found.end(), [&](const json::object* a, const json::object* b) {
            return number(*a, key) < number(*b, key);
        });
    return found;
}

std::string talkgroups(const json::object& repeater, const char* slot)
{
    const json::object& sets = inner(repeater, "talkgroups");
    const json::value* const v = find(sets, slot);
    if (v == nullptr)
        return {};
    if (!v->is_array())
        return "all";
    std::string all;
    for (const json::value& entry : v->get_array())
        if (const json::string* const s = entry.if_string())
            all.append(all.empty() ? "" : ",").append(s->data(), s->size());
    return all.empty() ? "none" : all;
}

std::string called(const json::object& call)
{
    const bool group = text(call, "kind") == "group";
    return (group ? "TG " : "to ") + text(call, "destination");
}

std::string plural(std::size_t n, const char* one, const char* many)
{
    return std::to_string(n) + ' ' + (n == 1 ? one : many);
}

// --- The tables ------------------------------------------------------------------------------------

// Whose call it is.
std::string owner_of(const json::object& call)
{
    for (const char* const kind : {"link", "trunk"})
        if (find(call, kind) != nullptr)
            return std::string{kind} + ' ' + text(call, kind);
    return text(call, "callsign");
}

table calls_of(const json::object& status)
{
    table t{{{"Repeater", true},
             {"Callsign"},
             {"Slot", true, 4},
             {"From", true},
             {"Who"},
             {"For"},
             {"Since"},
             {"Targets", true},
             {"Loss %", true},
             {"BER %", true},
             {"RSSI", true}}};
    for (const json::object* const c : list(status, "calls", "repeater")) {
        const json::object& q = inner(*c, "quality");
        const bool echo = text(*c, "echo") == "true";
        const std::string name = text(*c, "source_name");
        const std::string who = name.empty() ? text(*c, "alias") : name;
        t.add({text(*c, "repeater"), owner_of(*c), text(*c, "slot"), text(*c, "source"), who, called(*c),
               seconds(*c, "since_s"), echo ? "echo" : text(*c, "targets"), rounded(q, "loss_percent"),
               rounded(q, "ber_percent"), rounded(q, "rssi_dbm", 0)});
    }
    return t;
}

std::string sum_of(const json::object& counts)
{
    double all = 0;
    for (const auto& [name, value] : counts)
        all += value.is_number() ? value.to_number<double>() : 0.0;
    return all == 0 ? std::string{} : std::to_string(static_cast<std::uint64_t>(std::clamp(all, 0.0, 1e15)));
}

table links_of(const json::object& status)
{
    table t{{{"Name"},
             {"Id", true},
             {"State"},
             {"For"},
             {"Last failure", false, 12},
             {"Next in"},
             {"Slot 1"},
             {"Slot 2"},
             {"Received", true},
             {"Refused", true},
             {"Loss %", true},
             {"Peer"},
             {"What to do"}}};
    for (const json::object* const l : list(status, "links")) {
        const auto time = [&](const char* name) {
            return text(*l, name).empty() ? std::string{} : seconds(*l, name);
        };
        t.add({text(*l, "name"), text(*l, "id"), text(*l, "state"), time("since_s"), text(*l, "last_failure"),
               time("next_attempt_s"), talkgroups(*l, "slot1"), talkgroups(*l, "slot2"), text(*l, "received"),
               sum_of(inner(*l, "refused")), rounded(inner(*l, "quality"), "loss_percent"), text(*l, "peer"),
               text(*l, "remedy")});
    }
    return t;
}

// "bad_hmac 3": what came and was not taken.
std::string refused_frames(const json::object& trunk)
{
    std::string all;
    for (const auto& [name, value] : inner(trunk, "refused"))
        if (value.is_number() && value.to_number<double>() > 0)
            ((((all += all.empty() ? "" : ", ") += std::string_view{name}) += ' ')) += json::serialize(value);
    return all;
}

table trunks_of(const json::object& status)
{
    table t{{{"Name"},
             {"Network", true},
             {"State"},
             {"Streams", true},
             {"Sent", true},
             {"Received", true},
             {"Heard"},
             {"Refused"},
             {"Loss %", true},
             {"Peer"},
             {"Address"}}};
    for (const json::object* const l : list(status, "trunks"))
        t.add({text(*l, "name"), text(*l, "id"), text(*l, "state"), text(*l, "streams"), text(*l, "sent"),
               text(*l, "received"),
               text(*l, "last_received_s").empty() ? "never" : seconds(*l, "last_received_s"),
               refused_frames(*l), rounded(inner(*l, "quality"), "loss_percent"), text(*l, "peer"),
               text(*l, "address")});
    return t;
}

table repeaters_of(const json::object& status)
{
    table t{{{"Id", true},
             {"Callsign"},
             {"Type"},
             {"Connected"},
             {"Heard"},
             {"Slot 1"},
             {"Slot 2"},
             {"Loss %", true},
             {"Rule"},
             {"Address"},
             {"Location"},
             {"Package"}}};
    for (const json::object* const r : list(status, "repeaters", "id"))
        t.add({text(*r, "id"), text(*r, "callsign"), text(*r, "type"), seconds(*r, "connected_s"),
               seconds(*r, "last_heard_s"), talkgroups(*r, "slot1"), talkgroups(*r, "slot2"),
               rounded(inner(*r, "quality"), "loss_percent"), text(*r, "rule"), text(*r, "address"),
               text(*r, "location"), text(*r, "package")});
    return t;
}

table blocks_of(const json::object& status)
{
    table t{{{"Who"}, {"For"}, {"Reason"}}};
    for (const json::object* const b : list(status, "blocks")) {
        const bool ends = !text(*b, "until").empty();
        const std::string id = text(*b, "id");
        t.add({id.empty() ? text(*b, "callsign") : id, ends ? seconds(*b, "left_s") : "ever",
               text(*b, "reason")});
    }
    return t;
}

// What a refusal is about.
std::string subject_of(const json::object& refusal)
{
    const std::string what = text(refusal, "what");
    const std::string rule = text(refusal, "rule");
    if (what == "login")
        return rule.empty() ? "" : "rule " + rule;
    if (what == "call")
        return "slot " + text(refusal, "slot") + ' ' + called(refusal);
    return text(refusal, "destination").empty() ? "" : called(refusal);
}

table refusals_of(const json::object& status, std::size_t most)
{
    table t{{{"Last"},
             {"Count", true},
             {"Id", true},
             {"Callsign"},
             {"Address"},
             {"Refused"},
             {"Reason", false, 16},
             {"About"},
             {"What to do"}}};
    for (const json::object* const r : list(status, "refusals")) {
        if (t.rows() == most)
            break;
        t.add({text(*r, "last_at"), text(*r, "count"), text(*r, "id"), owner_of(*r), text(*r, "address"),
               text(*r, "what"), text(*r, "reason"), subject_of(*r), text(*r, "remedy")});
    }
    return t;
}

// --- The page --------------------------------------------------------------------------------------

class page
{
public:
    explicit page(const status_view_options& o) : options_{o} {}

    void add(std::string_view line) { lines_.push_back(fit(printable(line))); }

    // At most `room` rows of it. Tables without rows are left out.
    void add(const char* title, const table& t, std::size_t room = static_cast<std::size_t>(-1))
    {
        if (t.rows() == 0)
            return;
        lines_.emplace_back();
        add(title);
        auto all = t.lines(options_.columns);
        const std::size_t shown = std::min(t.rows(), room);
        std::move(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(shown) + 1,
                  std::back_inserter(lines_));
        if (shown < t.rows())
            add("and " + std::to_string(t.rows() - shown) + " more");
    }

    std::size_t size() const noexcept { return lines_.size(); }
    std::vector<std::string> take() { return std::move(lines_); }

private:
    std::string fit(std::string line) const
    {
        return options_.columns == 0 ? line : cut(line, options_.columns);
    }

    status_view_options options_;
    std::vector<std::string> lines_;
};

// "2 of 3 links up, 1 trunk, ", or "".
std::string peers_in_words(const json::object& counts)
{
    const auto count = [&](const char* name) { return static_cast<std::size_t>(number(counts, name)); };
    std::string words;
    if (count("links") != 0)
        words +=
            std::to_string(count("links_up")) + " of " + plural(count("links"), "link", "links") + " up, ";
    if (count("trunks") != 0)
        words += plural(count("trunks"), "trunk", "trunks") + ", ";
    return words;
}

void add_server(page& to, const json::object& status)
{
    const json::object& server = inner(status, "server");
    const json::object& counts = inner(status, "counts");
    std::string first = "hblinkd " + text(server, "version") + ", up " + seconds(server, "uptime_s");
    std::string_view before = ", on ";
    if (const json::value* const listeners = find(status, "listeners");
        listeners != nullptr && listeners->is_array())
        for (const json::value& l : listeners->get_array())
            if (const json::string* const s = l.if_string())
                first.append(std::exchange(before, " ")).append(s->data(), s->size());
    to.add(first);
    const auto count = [&](const char* name) { return static_cast<std::size_t>(number(counts, name)); };
    std::string second = plural(count("repeaters"), "repeater", "repeaters") + ", " +
                         plural(count("calls"), "call", "calls") + " now, " + peers_in_words(counts) +
                         plural(count("blocks"), "block", "blocks") + ", " +
                         plural(count("refusals"), "kind of refusal", "kinds of refusals");
    if (count("refusals") != 0)
        second += " (hblinkd status --refusals)";
    to.add(second);
    if (const json::object& reload = inner(server, "last_reload"); !reload.empty())
        to.add("configuration read again at " + text(reload, "at") +
               (text(reload, "good") == "true" ? "" : "; it had errors, the old one stays"));
}

}

std::vector<std::string> view_status(const json::object& status, const status_view_options& options)
{
    constexpr std::size_t no_limit = static_cast<std::size_t>(-1);
    page to{options};
    if (options.refusals_only) {
        const table refusals = refusals_of(status, no_limit);
        if (refusals.rows() == 0)
            to.add("Nobody was refused since the server started.");
        to.add("Refused, the last seen first", refusals,
               options.rows == 0 ? no_limit : std::max<std::size_t>(options.rows, 6) - 4);
        return to.take();
    }
    add_server(to, status);
    to.add("Talking now", calls_of(status));
    to.add("Links", links_of(status));
    to.add("Trunks", trunks_of(status));
    // The repeaters get what the other tables leave.
    page rest{options};
    rest.add("Blocked", blocks_of(status));
    rest.add("Refused lately", refusals_of(status, refusals_in_a_full_status));
    const std::size_t taken = to.size() + rest.size() + 4;
    const std::size_t room = options.rows == 0 ? no_limit : std::max(options.rows, taken + 3) - taken;
    to.add("Repeaters", repeaters_of(status), room);
    auto lines = to.take();
    auto last = rest.take();
    std::move(last.begin(), last.end(), std::back_inserter(lines));
    return lines;
}

}
