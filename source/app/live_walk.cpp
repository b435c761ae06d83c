// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/live_state.hpp"
#include "hblink/observe/line.hpp"

#include <algorithm>
#include <utility>

// All that there is to be seen, a little at a time: for a browser that has just come, and for the API.
namespace hblink::app {
namespace {

constexpr std::uint64_t slots_of_links = std::uint64_t{1}
                                         << 40; // where they begin in the walk over the slots
constexpr std::size_t rows_in_a_step = 4;
constexpr std::size_t sessions_in_a_step = 32; // when only their slots are looked at
constexpr std::chrono::microseconds slice{60};

}

// --- Which rows there are --------------------------------------------------------------------------

std::optional<std::uint64_t> live_state::some_peers(section s, std::uint64_t place,
                                                    std::vector<std::uint64_t>& ids) const
{
    const auto add = [&](const core::connection& c) {
        if (c.number_of_kind >= place)
            ids.push_back(c.number_of_kind);
    };
    if (s == section::links)
        sources_.router.for_each_link(add);
    else
        sources_.router.for_each_trunk(add);
    std::sort(ids.begin(), ids.end());
    if (ids.size() <= rows_in_a_step)
        return std::nullopt;
    ids.resize(rows_in_a_step);
    return ids.back() + 1;
}

std::optional<std::uint64_t> live_state::some_slots(std::uint64_t place,
                                                    std::vector<std::uint64_t>& ids) const
{
    const auto add = [&](const core::connection& c) {
        for (const std::size_t i : {0U, 1U})
            if (!is_idle(c.slots[i]))
                ids.push_back(c.identity() << 1 | i);
    };
    if (place < slots_of_links) {
        const auto next =
            sources_.router.for_some_sessions(place, sessions_in_a_step, [&](const core::session& s) {
                if (is_shown(s))
                    add(s);
            });
        return next ? *next : slots_of_links;
    }
    std::vector<std::uint64_t> links;
    const auto next = some_peers(section::links, place - slots_of_links, links);
    for (const std::uint64_t l : links)
        if (const core::link* const found = sources_.router.find(core::link_id(l)); found != nullptr)
            add(*found);
    return next ? std::optional{*next + slots_of_links} : std::nullopt;
}

std::optional<std::uint64_t> live_state::some_ids(section s, std::uint64_t place, web::view v,
                                                  std::vector<std::uint64_t>& ids) const
{
    // Of a table whose rows are numbered from 0 on.
    const auto some_of = [&](std::size_t size, auto id_of) -> std::optional<std::uint64_t> {
        for (std::size_t i = 0; i < rows_in_a_step && place < size; ++i)
            ids.push_back(id_of(place++));
        return place < size ? std::optional{place} : std::nullopt;
    };
    switch (s) {
    case section::server:
    case section::today:
    case section::health:
        ids.push_back(0);
        return std::nullopt;
    case section::repeaters:
        return sources_.router.for_some_sessions(place, rows_in_a_step, [&](const core::session& r) {
            if (is_shown(r))
                ids.push_back(r.number_of_kind);
        });
    case section::links:
    case section::trunks:
        return some_peers(s, place, ids);
    case section::slots:
        return some_slots(place, ids);
    case section::calls: {
        auto next = calls_.lower_bound(place);
        for (std::size_t i = 0; i < rows_in_a_step && next != calls_.end(); ++i, ++next)
            ids.push_back(next->first);
        return next != calls_.end() ? std::optional{next->first} : std::nullopt;
    }
    case section::heard:
        return some_of(heard_[table_of(v)].size(),
                       [table = table_of(v)](std::uint64_t p) { return p << 1 | table; });
    case section::events: {
        const recent_event* next = events_.from(place);
        for (std::size_t i = 0; i < rows_in_a_step && next != nullptr; ++i) {
            ids.push_back(next->serial << 1 | std::uint64_t{next->is_unit()});
            next = events_.from(next->serial + 1);
        }
        return next != nullptr ? std::optional{next->serial} : std::nullopt;
    }
    case section::refusals:
        return some_of(sources_.refusals.size(), [](std::uint64_t p) { return p; });
    case section::samples:
        return some_of(samples_.size(),
                       [first = last_sample_ + 1 - samples_.size()](std::uint64_t p) { return first + p; });
    case section::sockets:
        return some_of(sockets_.size(), [](std::uint64_t p) { return p; });
    case section::names:
        return some_of(talkgroups_.all().size(), [this](std::uint64_t p) { return talkgroups_.all()[p]; });
    }
    return std::nullopt;
}

std::optional<std::uint64_t>
live_state::some_rows(web::view v, section s, std::uint64_t place,
                      const std::function<void(std::string_view, std::string)>& f)
{
    std::vector<std::uint64_t> ids;
    const auto next = some_ids(s, place, v, ids);
    for (const std::uint64_t id : ids)
        if (auto text = row(v, s, id))
            f(key_of(s, id), std::move(*text));
    return next;
}

std::optional<std::string> live_state::row(web::view v, section s, std::uint64_t id)
{
    names_of names{*this};
    row_context context{.at = at_, .hiding = hiding(v), .names = names};
    json_text to;
    if (write_row(to, s, id, v, context) != presence::row)
        return std::nullopt;
    return to.take();
}

std::vector<std::uint64_t> live_state::newest_first(web::view v, section s) const
{
    std::vector<std::uint64_t> ids;
    if (s == section::heard) {
        for (const last_heard::place p : heard_[table_of(v)].by_age())
            ids.push_back(std::uint64_t{p} << 1 | table_of(v));
    } else {
        for (auto* e = events_.from(0); e != nullptr; e = events_.from(e->serial + 1))
            ids.push_back(e->serial << 1 | std::uint64_t{e->is_unit()});
    }
    std::reverse(ids.begin(), ids.end());
    return ids;
}

// --- For a browser ---------------------------------------------------------------------------------

std::string live_state::begin(web::view v)
{
    begun_[index_of(v)] = true;
    json_text to;
    to.begin_object().member("type", "begin").member("protocol", 1);
    to.member("n", number(v)).member("time_ms", ms(sources_.now()));
    to.member("view", v == web::view::full ? "full" : "public").end_object();
    return to.take();
}

bool live_state::next(web::view v, cursor& at, std::string& out)
{
    const auto began = clock::now();
    out.clear();
    while (at.section < sections) {
        const auto s = static_cast<section>(at.section);
        const auto next = some_rows(v, s, at.place, [&](std::string_view key, std::string text) {
            if (out.empty())
                out.append(R"({"type":"rows","set":{")").append(to_string(s)).append("\":{");
            else
                out += ',';
            observe::append_quoted(out, key);
            out.append(":").append(text);
        });
        at.place = next.value_or(0);
        at.section += next ? 0 : 1;
        if ((!next && !out.empty()) || out.size() >= piece_size || clock::now() - began >= slice)
            break;
    }
    if (!out.empty()) {
        out += "}}}";
        return true;
    }
    if (at.section < sections)
        return true;
    if (at.section == sections) {
        out = R"({"type":"complete"})";
        ++at.section;
    }
    return false;
}

}
