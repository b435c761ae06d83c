// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/live_state.hpp"
#include "hblink/observe/line.hpp"

#include <memory>
#include <utility>

// Turns marks into differences, one for each view, a little at a time (docs/live.md).
namespace hblink::app {
namespace {

using core::time_point;

// Who has gone may come back without a new beginning, but not as late as that.
constexpr core::duration leaves_after = std::chrono::seconds{10};

std::string in_quotes(std::string_view text)
{
    std::string q;
    observe::append_quoted(q, text);
    return q;
}

void append_member(std::string& to, const std::string& quoted_name)
{
    if (!to.empty())
        to += ',';
    to += quoted_name;
}

// "set":{"repeaters":{...},...}
void append_all(std::string& to, std::string_view name, const std::array<std::string, sections>& all,
                char open, char close)
{
    bool any = false;
    for (std::size_t i = 0; i < sections; ++i) {
        if (all[i].empty())
            continue;
        if (!any)
            to.append(",\"").append(name).append("\":{");
        else
            to += ',';
        any = true;
        to.append("\"").append(to_string(static_cast<section>(i))).append("\":");
        to += open;
        to.append(all[i]) += close;
    }
    if (any)
        to += '}';
}

}

bool live_state::begin_flush(web::live_audience& to, time_point now)
{
    for (const web::view v : {web::view::open_to_all, web::view::full}) {
        auto& seen = watched_[index_of(v)];
        if (to.anybody(v) || begun_[index_of(v)])
            seen = now;
        else if (seen && now - *seen > leaves_after)
            seen.reset();
        begun_[index_of(v)] = false;
    }
    if (!watched()) {
        for (live_marks& m : marks_)
            if (!m.empty())
                m = {};
        moved_.clear();
        heard_gone_.clear();
        return false;
    }
    mark_heard_of_moved();
    take_gone_heard();
    flushing_ = true;
    work_section_ = 0;
    work_ = marks_[0].take();
    work_next_ = 0;
    return true;
}

// Rows that have given way to others; some of them have come back meanwhile.
void live_state::take_gone_heard()
{
    for (const auto& [table, key] : heard_gone_)
        for (const web::view v : {web::view::open_to_all, web::view::full})
            if (watched(v) && table == table_of(v) && !heard_[table].has(key)) {
                draft& d = drafts_[index_of(v)];
                append_member(d.gone[index_of(section::heard)], in_quotes(key));
                d.size += key.size();
            }
    heard_gone_.clear();
}

// One row, or one step on. False: that was all.
bool live_state::flush_one(web::live_audience& to, time_point now)
{
    if (work_next_ < work_.size()) {
        const std::uint64_t id = work_[work_next_++];
        write_change(to, static_cast<section>(work_section_), id, now);
        for (const web::view v : {web::view::open_to_all, web::view::full})
            if (drafts_[index_of(v)].size >= diff_size)
                publish(to, v, now);
        return true;
    }
    if (++work_section_ < sections) {
        work_ = marks_[work_section_].take();
        work_next_ = 0;
        return true;
    }
    publish_all(to, now);
    work_.clear();
    flushing_ = false;
    return false;
}

void live_state::write_change(web::live_audience& to, section s, std::uint64_t id, time_point now)
{
    std::string text;
    presence is = presence::none;
    bool same = false; // as in the view before
    for (const web::view v : {web::view::open_to_all, web::view::full}) {
        if (!watched(v) || (s == section::heard && (id & 1) != table_of(v)))
            continue;
        if (!same) {
            names_of names{*this};
            row_context context{.at = at_, .hiding = hiding(v), .names = names};
            json_text row;
            is = write_row(row, s, id, v, context);
            text = row.take();
            same = !context.hid && is != presence::secret;
        }
        if (is == presence::secret)
            continue;
        const std::string key = in_quotes(key_of(s, id));
        draft& d = drafts_[index_of(v)];
        auto& gone = d.gone[index_of(s)];
        // In one message a row is either set or deleted.
        if (s == section::heard && !gone.empty() && gone.find(key) != gone.npos)
            publish(to, v, now);
        append_member(is == presence::row ? d.set[index_of(s)] : gone, key);
        if (is == presence::row)
            d.set[index_of(s)].append(":").append(text);
        d.size += key.size() + text.size() + 2;
    }
}

void live_state::publish(web::live_audience& to, web::view v, time_point now)
{
    draft d = std::exchange(drafts_[index_of(v)], {});
    if (d.size == 0)
        return;
    auto text = std::make_shared<std::string>();
    text->reserve(d.size + 500);
    json_text head;
    head.begin_object().member("type", "diff");
    head.member("n", ++number_[index_of(v)]).member("time_ms", ms(now));
    *text = head.take();
    append_all(*text, "set", d.set, '{', '}');
    append_all(*text, "del", d.gone, '[', ']');
    *text += '}';
    to.publish(v, std::move(text));
}

void live_state::publish_all(web::live_audience& to, time_point now)
{
    publish(to, web::view::open_to_all, now);
    publish(to, web::view::full, now);
}

}
