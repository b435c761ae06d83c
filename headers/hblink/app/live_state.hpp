// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/last_heard.hpp"
#include "hblink/app/live_marks.hpp"
#include "hblink/app/live_rows.hpp"
#include "hblink/app/live_section.hpp"
#include "hblink/app/page_figures.hpp"
#include "hblink/app/recent_events.hpp"
#include "hblink/app/talkgroups_mentioned.hpp"
#include "hblink/app/today.hpp"
#include "hblink/core/events.hpp"
#include "hblink/core/router.hpp"
#include "hblink/observe/refusal_book.hpp"
#include "hblink/web/live.hpp"

#include <boost/unordered/unordered_flat_map.hpp>
#include <boost/unordered/unordered_flat_set.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace hblink::app {

// The number of a call on the page says what it is, also when it is over.
constexpr std::uint64_t number_of(std::uint64_t serial, bool data, bool unit) noexcept
{
    return serial << 2 | std::uint64_t{data} << 1 | std::uint64_t{unit};
}
constexpr bool is_unit_call(std::uint64_t number) noexcept { return (number & 1) != 0; }
// A connected repeater that others have been told of.
inline bool is_shown(const core::session& s) noexcept
{
    return s.shown && s.state == core::session_state::connected;
}

// Whom the live state asks. The references must outlive it.
struct live_sources
{
    const core::router& router;
    const observe::refusal_book& refusals;
    std::function<std::string(std::uint32_t radio)> name_of_radio{};                    // may be empty
    std::function<std::string(dmr::slot, std::uint32_t talkgroup)> name_of_talkgroup{}; // may be empty
    std::string version{};
    midnight_before midnight{local_midnight};
    std::function<core::time_point()> now{[] { return std::chrono::steady_clock::now(); }};
};

// What the live page shows (docs/live.md). Events only mark which rows have changed, and only while somebody
// looks; a flush turns the marks into texts from what is true then, once for each view. What the core forgets
// is kept here: who was heard last, what happened lately, today's counts.
class live_state final : public core::event_sink, public web::live_source
{
public:
    using clock = std::chrono::steady_clock;
    static constexpr std::size_t most_calls = 20'000;      // in progress, that are shown
    static constexpr std::size_t most_samples = 120;       // ten minutes
    static constexpr std::size_t calls_of_a_trend = 16;    // whose loss is remembered for each repeater
    static constexpr std::size_t most_refusals_told = 200; // each time that refusals are looked at
    static constexpr std::size_t diff_size = 64 * 1024;    // bytes; a longer one becomes several
    static constexpr std::size_t piece_size = 12 * 1024;   // bytes of a part of the full state

    live_state(live_sources, const moment& start);

    // --- Events: nothing for each packet ---------------------------------------------------------------
    using core::event_sink::on;
    void on(const core::repeater_authenticated&, core::time_point) override;
    void on(const core::repeater_connected&, core::time_point) override;
    void on(const core::repeater_keep_alive&, core::time_point) override;
    void on(const core::repeater_disconnected&, core::time_point) override;
    void on(const core::options_applied&, core::time_point) override;
    void on(const core::options_deferred&, core::time_point) override;
    void on(const core::stream_started&, core::time_point) override;
    void on(const core::stream_updated&, core::time_point) override;
    void on(const core::stream_ended&, core::time_point) override;
    void on(const core::hang_time_expired&, core::time_point) override;
    void on(const core::data_call_started&, core::time_point) override;
    void on(const core::data_call_ended&, core::time_point) override;
    void on(const core::talker_heard&, core::time_point) override;
    void on(const core::link_connecting&, core::time_point) override;
    void on(const core::link_connected&, core::time_point) override;
    void on(const core::link_disconnected&, core::time_point) override;
    void on(const core::link_failed&, core::time_point) override;
    void on(const core::trunk_opened&, core::time_point) override;
    void on(const core::trunk_closed&, core::time_point) override;
    void on(const core::trunk_peer_found&, core::time_point) override;
    void on(const core::trunk_failed&, core::time_point) override;

    // --- Time ------------------------------------------------------------------------------------------

    // Every 2 s: what changes without an event (counters of links and trunks, refusals, the day).
    void look(const moment&);
    void set_health(std::string row);
    void add_sample(const page_sample&);
    void set_sockets(std::vector<page_socket>);
    // Names or settings are others now: every browser begins anew (it sees a gap in the numbers).
    void begin_anew();

    // Writes what has changed, until `enough()` says that it took long enough. True: it is all written and
    // published.
    template <class Enough>
    bool flush(web::live_audience& to, core::time_point now, Enough enough)
    {
        if (!flushing_ && !begin_flush(to, now))
            return true;
        while (flush_one(to, now))
            if (enough())
                return false;
        return true;
    }

    // --- Asking ----------------------------------------------------------------------------------------

    std::string begin(web::view) override;
    bool next(web::view, cursor&, std::string& out) override;

    // The rows of one section from a place on: f(key, text) for some of them. Answers where to go on;
    // nothing: that was the end. Fewer than 100 us.
    std::optional<std::uint64_t> some_rows(web::view, section, std::uint64_t place,
                                           const std::function<void(std::string_view, std::string)>& f);
    // One row; nothing: there is none for this view.
    std::optional<std::string> row(web::view, section, std::uint64_t id);

    // All of them, the newest first: of `heard` and `events` only.
    std::vector<std::uint64_t> newest_first(web::view, section) const;
    std::string key_of(section, std::uint64_t id) const;
    // Of all talkgroups that rows have mentioned, also those without a name: ids of `names`.
    const std::vector<std::uint64_t>& mentioned() const noexcept { return talkgroups_.all(); }

    std::int64_t started_ms() const { return ms_of(started_.wall); }
    std::int64_t time_ms() const { return ms(sources_.now()); }
    std::uint64_t number(web::view v) const noexcept { return number_[index_of(v)]; }
    std::int64_t ms(core::time_point t) const { return ms_of(at_.wall_of(t)); }
    std::uint64_t voice_packets() const noexcept { return voice_packets_; } // of calls that have ended
    std::uint64_t voice_lost() const noexcept { return voice_lost_; }
    std::uint64_t restarts() const noexcept { return restarts_; }      // how often begin_anew() was necessary
    std::size_t calls_shown() const noexcept { return calls_.size(); } // at most most_calls
    std::uint64_t calls_not_shown() const noexcept { return calls_not_shown_; }

    // --- What outlives the server ----------------------------------------------------------------------

    // With unit calls, and without: each remembers its own newest call of a radio.
    static constexpr std::size_t tables_of_heard = 2;
    const last_heard& heard(std::size_t table) const noexcept { return heard_[table]; }
    void restore(std::size_t table, heard_call);
    today_counts& today() noexcept { return today_; }
    std::uint64_t changes_to_keep() const noexcept { return changes_to_keep_; } // grows

private:
    struct running_call : shown_call
    {
        std::array<std::optional<last_heard::place>, tables_of_heard> heard;
    };
    struct trend
    {
        std::array<float, calls_of_a_trend> loss{};
        std::size_t calls{};
    };
    // What is to be published in one view.
    struct draft
    {
        std::array<std::string, sections> set;
        std::array<std::string, sections> gone;
        std::size_t size{};
    };
    enum class presence : std::uint8_t
    {
        row,
        none,
        secret // this view must not even know that it is not there
    };
    struct ended_call
    {
        std::size_t table{};
        last_heard::place place{};
        std::int64_t at_ms{};
        std::uint64_t identity{}; // of the connection
    };
    // The names that rows ask for.
    class names_of final : public live_names
    {
    public:
        explicit names_of(live_state& s) : state_{s} {}
        std::string user(std::uint32_t radio) const override;
        void mention(dmr::slot, std::uint32_t talkgroup) override;

    private:
        live_state& state_;
    };

    static constexpr std::size_t index_of(web::view v) noexcept { return static_cast<std::size_t>(v); }
    static constexpr std::size_t index_of(section s) noexcept { return static_cast<std::size_t>(s); }

    void mark(section, std::uint64_t id);
    void mark(const core::slot_state&);
    void mark_peer(const core::connection&);
    void mark_heard(std::size_t table, last_heard::place);
    void mark_heard_of_moved();
    recent_event event_of(observe::log_event, const core::connection&, core::time_point now,
                          std::string_view reason) const;
    void note_event(recent_event);
    void note_operation(observe::log_event, const core::connection&, core::time_point, bool warning,
                        std::string_view reason = {}, std::string_view remedy = {});
    void note_call(observe::log_event, const running_call&, core::time_point,
                   std::optional<double> length = {}, std::string_view reason = {});
    void begin_call(std::uint64_t number, running_call, core::time_point now);
    void note_heard(std::uint64_t number, running_call&, core::time_point now);
    void end_call(std::uint64_t number, core::time_point now, double length_s, heard_end,
                  std::optional<heard_quality>);
    void came_or_went(const core::connection&);
    void lose_calls_of(const core::connection&, core::time_point now);
    void remember_loss(const core::connection&, const core::quality_summary&);
    void start_day(core::time_point now);
    void look_at_peers();
    void look_at_refusals();

    bool begin_flush(web::live_audience&, core::time_point now);
    bool flush_one(web::live_audience&, core::time_point now);
    void take_gone_heard();
    bool watched(web::view v) const noexcept { return watched_[index_of(v)] || begun_[index_of(v)]; }
    bool watched() const noexcept { return watched(web::view::open_to_all) || watched(web::view::full); }
    void write_change(web::live_audience&, section, std::uint64_t id, core::time_point now);
    void publish(web::live_audience&, web::view, core::time_point now);
    void publish_all(web::live_audience&, core::time_point now);

    const core::slot_state* slot_of(std::uint64_t id) const;
    const config::http_settings& http() const noexcept { return sources_.router.settings().http; }
    live_hiding hiding(web::view v) const noexcept { return hiding_of(v, http()); }
    std::size_t table_of(web::view v) const noexcept { return hiding(v).unit_calls ? 1 : 0; }
    presence write_row(json_text&, section, std::uint64_t id, web::view, row_context&);
    void write_server(json_text&, const row_context&) const;
    void write_heard(json_text&, const heard_call&, row_context&) const;
    void write_socket(json_text&, const page_socket&, row_context&) const;
    std::optional<std::uint64_t> some_ids(section, std::uint64_t place, web::view,
                                          std::vector<std::uint64_t>& ids) const;
    std::optional<std::uint64_t> some_peers(section, std::uint64_t place,
                                            std::vector<std::uint64_t>& ids) const;
    std::optional<std::uint64_t> some_slots(std::uint64_t place, std::vector<std::uint64_t>& ids) const;

    live_sources sources_;
    moment at_; // what time it is on both clocks; changed only when the wall clock was set
    moment started_;
    std::array<live_marks, sections> marks_;
    std::vector<std::pair<std::size_t, std::string>> heard_gone_; // table and key
    std::array<std::uint64_t, web::views> number_{};
    std::array<std::optional<core::time_point>, web::views> watched_{}; // when somebody was seen last
    std::array<bool, web::views> begun_{}; // somebody has begun since the last flush

    std::vector<ended_call> ended_now_; // at ended_at_
    core::time_point ended_at_{};
    boost::unordered_flat_set<std::uint64_t> moved_; // connections that came or went: their heard rows change

    bool flushing_{false};
    std::size_t work_section_{};
    std::vector<std::uint64_t> work_;
    std::size_t work_next_{};
    std::array<draft, web::views> drafts_;

    std::map<std::uint64_t, running_call> calls_; // by number: see number_of()
    boost::unordered_flat_map<const core::data_call*, std::uint64_t> data_calls_;
    std::uint64_t last_data_call_{};
    std::array<last_heard, tables_of_heard> heard_;
    recent_events events_;
    today_counts today_;
    boost::unordered_flat_map<std::uint32_t, trend> trends_; // by repeater
    talkgroups_mentioned talkgroups_;
    std::deque<std::string> samples_;
    std::uint64_t last_sample_{};
    std::string health_;
    std::vector<page_socket> sockets_;
    std::map<std::pair<int, std::uint32_t>, std::uint64_t>
        peer_figures_;                                         // kind and number: a sum of all that counts
    std::vector<std::uint64_t> refusals_told_;                 // by place: refusal::changed
    std::array<std::vector<bool>, web::views> refusals_shown_; // by place
    std::uint64_t voice_packets_{};
    std::uint64_t voice_lost_{};
    std::uint64_t calls_not_shown_{};
    std::uint64_t restarts_{};
    std::uint64_t changes_to_keep_{};
};

}
