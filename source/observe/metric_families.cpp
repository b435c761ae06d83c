// SPDX-License-Identifier: GPL-3.0-or-later
// The list of all metrics. A new one is a row here and a row in docs/metrics.md; a test compares them.
#include "hblink/observe/metrics_text.hpp"

#include <algorithm>
#include <array>
#include <cstddef>

namespace hblink::observe {
namespace {

using core::drop_reason;
using enum metric_type;

// --- Samples that are more than one number ------------------------------------------------------------

template <class Enum, Enum Last>
void each(sample_writer& out, const counts_by<Enum, Last>& counts)
{
    for (std::size_t i = 0; i < counts.size; ++i)
        out.value(to_string(Enum(i)), counts[Enum(i)]);
}

void bursts_dropped(sample_writer& out, const measurements& m)
{
    for (std::size_t i = 0; i < core::drop_reasons; ++i)
        out.value(to_string(drop_reason(i)), m.core.dropped[i]);
}

// Never below zero, whatever was counted where.
std::uint64_t without(std::uint64_t all, std::uint64_t some) { return all > some ? all - some : 0; }

void datagrams_handled(sample_writer& out, const measurements& m)
{
    const core::counters& c = m.core;
    const auto bursts =
        without(c.bursts, c.peer_bursts) + c.dropped[static_cast<std::size_t>(drop_reason::not_connected)];
    const auto others = bursts + c.strangers + c.malformed + c.unknown + c.quiet;
    out.value("burst", bursts);
    out.value("session", without(without(c.datagrams, c.peer_datagrams), others));
    out.value("peer", c.peer_datagrams);
    out.value("stranger", c.strangers);
    out.value("malformed", c.malformed);
    out.value("unknown", c.unknown);
    out.value("quiet", c.quiet);
}

// In the order of wire::client_message.
constexpr std::array<std::string_view, std::tuple_size_v<message_counts>> message_names{
    "DMRD", "RPTPING", "RPTL", "RPTK", "RPTC", "RPTO", "RPTCL", "DMRA", "DMRG"};

// Bursts of voice are not counted where they are read, which is for speed: they are what is left.
void messages(sample_writer& out, const measurements& m)
{
    std::uint64_t others = m.core.malformed + m.core.unknown + m.core.quiet + m.core.peer_datagrams;
    for (std::size_t i = 1; i < m.messages.size(); ++i)
        others += m.messages[i];
    out.value(message_names[0], without(m.core.datagrams, others));
    for (std::size_t i = 1; i < m.messages.size(); ++i)
        out.value(message_names[i], m.messages[i]);
}

void datagrams_unsent(sample_writer& out, const measurements& m)
{
    out.value("would_block", m.network.would_block);
    out.value("no_buffers", m.network.no_buffers);
    out.value("error", m.network.send_errors);
}

void sessions(sample_writer& out, const measurements& m)
{
    out.value("configuring", without(m.occupied.sessions, m.occupied.connected));
    out.value("connected", m.occupied.connected);
}

void repeaters(sample_writer& out, const measurements& m)
{
    for (std::size_t i = 0; i < m.occupied.by_type.size(); ++i)
        out.value(to_string(config::connection_type(i)), m.occupied.by_type[i]);
}

void browsers_refused(sample_writer& out, const measurements& m)
{
    for (std::size_t i = 0; i < m.http.browsers_refused.size(); ++i)
        out.value(http_figures::reasons[i], m.http.browsers_refused[i]);
}

void http_answers(sample_writer& out, const measurements& m)
{
    for (std::size_t i = 0; i < m.http.answers.size(); ++i)
        out.value(http_figures::classes[i], m.http.answers[i]);
}

void names(sample_writer& out, const measurements& m)
{
    out.value("users", m.names.users);
    out.value("talkgroups", m.names.talkgroups);
}

void reloads(sample_writer& out, const measurements& m)
{
    out.value("applied", m.reload.applied);
    out.value("rejected", m.reload.rejected);
}

void link_failures(sample_writer& out, const measurements& m)
{
    for (const link_figures& l : m.links)
        for (std::size_t i = 0; i < core::link_failures; ++i)
            out.value(l.name, to_string(core::link_failure(i)), l.counts.failures[i]);
}

void link_datagrams_received(sample_writer& out, const measurements& m)
{
    for (const link_figures& l : m.links) {
        const core::link_counters& c = l.counts;
        out.value(l.name, "good", without(c.received, c.looped + c.too_fast));
        out.value(l.name, "looped", c.looped);
        out.value(l.name, "too_fast", c.too_fast);
        out.value(l.name, "not_up", c.not_up);
        out.value(l.name, "wrong_source", c.wrong_source);
        out.value(l.name, "unknown", c.unknown);
    }
}

void trunk_frames_received(sample_writer& out, const measurements& m)
{
    for (const trunk_figures& t : m.trunks) {
        const core::trunk_counters& c = t.counts;
        out.value(t.name, "good", without(c.received, c.looped + c.too_fast));
        out.value(t.name, "looped", c.looped);
        out.value(t.name, "too_fast", c.too_fast);
        for (std::size_t i = 0; i < core::frame_refusals; ++i)
            out.value(t.name, to_string(core::frame_refusal(i)), c.refused[i]);
    }
}

// Of all links or trunks one number each.
template <class Figures, class F>
void for_each_name(sample_writer& out, const std::vector<Figures>& all, F f)
{
    for (const Figures& one : all)
        out.value(one.name, static_cast<std::uint64_t>(f(one)));
}

// The trunk that carries most.
std::size_t most_trunk_streams(const measurements& m)
{
    std::size_t most = 0;
    for (const trunk_figures& t : m.trunks)
        most = std::max(most, t.streams);
    return most;
}

// All tables and queues that are counted in entries, so that one rule watches over all of them.
template <class F>
void each_table(const measurements& m, F f)
{
    f("sessions", fill{m.occupied.sessions, m.max_repeaters});
    f("users", fill{m.occupied.users, core::user_cache::usual_most});
    f("echo_tapes", fill{m.occupied.echo_tapes, core::echo::most_tapes});
    f("trunk_streams", fill{most_trunk_streams(m), core::trunk::most_streams});
    f("heard_streams", fill{m.occupied.heard_streams, core::heard_streams::most});
    f("waiting_room", m.network.waiting_room);
    f("log_queue", m.log_queue);
    f("http_connections", m.http.connections);
    f("browsers", m.http.browsers);
    f("page_calls", m.http.page_calls);
    f("control_connections", m.control.connections);
    f("refusals", m.control.refusals);
    f("blocks", m.blocks);
}

void table_entries(sample_writer& out, const measurements& m)
{
    each_table(m, [&](std::string_view name, const fill& f) { out.value(name, f.entries); });
}

void table_limits(sample_writer& out, const measurements& m)
{
    each_table(m, [&](std::string_view name, const fill& f) { out.value(name, f.limit); });
}

// --- The list ------------------------------------------------------------------------------------------

using writer = sample_writer&;
using figures = const measurements&;

constexpr metric_family families[] = {
    // The server
    {"hblinkd_build_info", gauge, "version", "Always 1; the label tells the version of the program.",
     [](writer o, figures m) { o.value(m.version, 1); }},
    {"hblinkd_ready", gauge, "", "1 when the server is ready, as /readyz says; else 0.",
     [](writer o, figures m) { o.value(std::uint64_t{m.ready}); }},
    {"hblinkd_listeners_bound", gauge, "", "Addresses that the server listens on for repeaters.",
     [](writer o, figures m) { o.value(m.listeners.entries); }},
    {"hblinkd_listeners_configured", gauge, "", "Addresses that the configuration wants it to listen on.",
     [](writer o, figures m) { o.value(m.listeners.limit); }},
    {"hblinkd_config_reloads_total", counter, "outcome",
     "Configurations that were read again (SIGHUP, reload).", reloads},
    {"hblinkd_config_last_reload_rejected", gauge, "",
     "1 when the last configuration that was read again had errors and is not in force; else 0.",
     [](writer o, figures m) { o.value(std::uint64_t{m.reload.last_rejected}); }},
    {"hblinkd_names", gauge, "list", "Radio ids and talkgroups whose names are known from files.", names},
    {"hblinkd_names_failures_total", counter, "", "Times that a file of names could not be read.",
     [](writer o, figures m) { o.value(m.names.failures); }},
    {"hblinkd_event_loop_lag_seconds", histogram, "",
     "How late a timer of 250 ms fires: how long all else has kept the server's thread.",
     [](writer o, figures m) { o.value(m.loop_lag); }},
    {"hblinkd_log_lines_lost_total", counter, "", "Log lines that could not be written, of both outputs.",
     [](writer o, figures m) { o.value(m.log_lines_lost); }},

    // Datagrams
    {"hblinkd_datagrams_received_total", counter, "", "Datagrams that were read from the listeners.",
     [](writer o, figures m) { o.value(m.network.received); }},
    {"hblinkd_datagrams_dropped_by_kernel_total", counter, "",
     "Datagrams that the kernel dropped because the server did not read them in time.",
     [](writer o, figures m) { o.value(m.network.kernel_drops); }},
    {"hblinkd_receive_errors_total", counter, "", "Calls to read datagrams that failed.",
     [](writer o, figures m) { o.value(m.network.receive_errors); }},
    {"hblinkd_datagrams_handled_total", counter, "outcome",
     "Datagrams by what they were: bursts and session messages of repeaters, what links and trunks brought "
     "(peer), messages of strangers, and what was not understood or does not concern the server.",
     datagrams_handled},
    {"hblinkd_messages_total", counter, "message",
     "Datagrams that were understood, by message, whoever sent them.", messages},
    {"hblinkd_datagram_faults_total", counter, "",
     "Datagrams whose handling failed unexpectedly: a defect of the program.",
     [](writer o, figures m) { o.value(m.network.faults); }},
    {"hblinkd_datagrams_sent_total", counter, "", "Datagrams that the kernel took to send.",
     [](writer o, figures m) { o.value(m.network.sent); }},
    {"hblinkd_datagrams_unsent_total", counter, "reason",
     "Datagrams that the kernel did not take, and that are lost.", datagrams_unsent},
    {"hblinkd_forwarding_delay_seconds", histogram, "",
     "From the arrival of a burst at the machine to the end of its sending to all targets; a sample of at "
     "most 64 bursts a second, each the last of those that were waiting.",
     [](writer o, figures m) { o.value(m.forwarding_delay); }},

    // Sessions
    {"hblinkd_sessions", gauge, "state",
     "Sessions now. Configuring: the passphrase is proven, the description has not come.", sessions},
    {"hblinkd_repeaters", gauge, "type", "Repeaters, hotspots and networks that are connected now.",
     repeaters},
    {"hblinkd_logins_total", counter, "", "Logins that were completed.",
     [](writer o, figures m) { o.value(m.core.logins); }},
    {"hblinkd_logins_refused_total", counter, "reason", "Logins that were refused.",
     [](writer o, figures m) { each(o, m.events.refused_logins); }},
    {"hblinkd_login_challenges_total", counter, "", "Login requests that were answered with a challenge.",
     [](writer o, figures m) { o.value(m.core.challenges); }},
    {"hblinkd_login_digests_total", counter, "", "Digests that were computed to check answers to challenges.",
     [](writer o, figures m) { o.value(m.core.digests); }},
    {"hblinkd_rules_skipped_total", counter, "",
     "Logins at which an access rule named the callsign, but another passphrase was proven.",
     [](writer o, figures m) { o.value(m.events.rules_skipped); }},
    {"hblinkd_disconnects_total", counter, "reason", "Connected repeaters that went.",
     [](writer o, figures m) { each(o, m.events.disconnects); }},
    {"hblinkd_keep_alives_missed_total", counter, "",
     "Checks at which a repeater had been silent for too long.",
     [](writer o, figures m) { o.value(m.events.keep_alives_missed); }},
    {"hblinkd_options_applied_total", counter, "",
     "Times that a repeater's talkgroups were settled, at its wish or by a new configuration.",
     [](writer o, figures m) { o.value(m.events.options_applied); }},
    {"hblinkd_options_deferred_total", counter, "",
     "Minutes in which a repeater sent more options than limits.options_per_minute.",
     [](writer o, figures m) { o.value(m.events.options_deferred); }},
    {"hblinkd_strangers_refused_total", counter, "reason",
     "Messages for a session that does not exist or is another sender's.",
     [](writer o, figures m) { each(o, m.events.strangers); }},
    {"hblinkd_strangers_turned_away_total", counter, "",
     "Datagrams of strangers that were dropped because too many were waiting.",
     [](writer o, figures m) { o.value(m.network.turned_away); }},
    {"hblinkd_replies_withheld_total", counter, "",
     "Answers to strangers that limits.replies_per_second held back.",
     [](writer o, figures m) { o.value(m.core.replies_withheld); }},

    // Calls
    {"hblinkd_streams", gauge, "", "Voice streams that come in now.",
     [](writer o, figures m) { o.value(m.occupied.streams); }},
    {"hblinkd_data_calls", gauge, "", "Data calls that come in now.",
     [](writer o, figures m) { o.value(m.occupied.data_calls); }},
    {"hblinkd_slots_in_use", gauge, "", "Timeslots that carry a stream or are kept for an answer to it.",
     [](writer o, figures m) { o.value(m.occupied.slots_in_use); }},
    {"hblinkd_streams_started_total", counter, "kind",
     "Streams and data calls that have come in, of repeaters, links and trunks. Broadcast: a private call to "
     "a radio that was not "
     "heard lately. Echo: one for the echo service.",
     [](writer o, figures m) { each(o, m.events.streams); }},
    {"hblinkd_streams_ended_total", counter, "reason", "Voice streams that came in and have ended.",
     [](writer o, figures m) { each(o, m.events.ends); }},
    {"hblinkd_calls_refused_total", counter, "reason",
     "Calls that were refused, one for each stream however long it was.",
     [](writer o, figures m) { each(o, m.events.refused_calls); }},
    {"hblinkd_stream_targets_total", counter, "", "Timeslots that a stream was sent to.",
     [](writer o, figures m) { o.value(m.events.targets); }},
    {"hblinkd_stream_targets_busy_total", counter, "",
     "Timeslots that were in use when a stream began that would have gone there.",
     [](writer o, figures m) { o.value(m.events.targets_busy); }},
    {"hblinkd_late_entries_total", counter, "",
     "Targets that a running stream got back when their slot was free again.",
     [](writer o, figures m) { o.value(m.core.late_entries); }},
    {"hblinkd_echo_playbacks_total", counter, "", "Recordings that the echo service has begun to play back.",
     [](writer o, figures m) { o.value(m.events.echo_playbacks); }},
    {"hblinkd_talkers_heard_total", counter, "", "Talker aliases and positions that became known in a call.",
     [](writer o, figures m) { o.value(m.events.talkers_heard); }},
    {"hblinkd_link_control_doubts_total", counter, "doubt",
     "Calls in which what the radio says inside the voice does not fit.",
     [](writer o, figures m) { each(o, m.events.doubts); }},
    {"hblinkd_stream_duration_seconds", histogram, "",
     "Length of the voice streams that came in, from the first frame to the last one.",
     [](writer o, figures m) { o.value(m.events.stream_seconds); }},
    {"hblinkd_stream_loss_ratio", histogram, "",
     "Part of a voice stream that was lost on the way to the server, 0 to 1.",
     [](writer o, figures m) { o.value(m.events.loss_ratio); }},
    {"hblinkd_stream_jitter_seconds", histogram, "",
     "How unevenly the frames of a voice stream arrived, on average over the stream.",
     [](writer o, figures m) { o.value(m.events.jitter_seconds); }},

    // Bursts
    {"hblinkd_bursts_received_total", counter, "",
     "Bursts (DMRD) of repeaters, links and trunks, voice and data.",
     [](writer o, figures m) { o.value(m.core.bursts); }},
    {"hblinkd_bursts_forwarded_total", counter, "",
     "Bursts of voice handed to the network, one for each target.",
     [](writer o, figures m) { o.value(m.core.forwarded); }},
    {"hblinkd_bursts_dropped_total", counter, "reason", "Bursts that were not carried.", bursts_dropped},
    {"hblinkd_data_bursts_received_total", counter, "",
     "Bursts of data calls of repeaters, links and trunks.",
     [](writer o, figures m) { o.value(m.core.data_bursts); }},
    {"hblinkd_data_bursts_forwarded_total", counter, "",
     "Bursts of data handed to the network, one for each target.",
     [](writer o, figures m) { o.value(m.core.data_forwarded); }},
    {"hblinkd_echo_bursts_sent_total", counter, "", "Bursts that the echo service has played back.",
     [](writer o, figures m) { o.value(m.core.echo_bursts); }},
    {"hblinkd_terminators_sent_total", counter, "",
     "Terminators sent for streams that the server itself ended.",
     [](writer o, figures m) { o.value(m.core.terminators); }},

    // Links and trunks
    {"hblinkd_link_up", gauge, "link", "1 when the outbound link is up; else 0.",
     [](writer o, figures m) { for_each_name(o, m.links, [](const auto& l) { return l.up; }); }},
    {"hblinkd_link_attempts_total", counter, "link", "Attempts of the link to log in.",
     [](writer o, figures m) { for_each_name(o, m.links, [](const auto& l) { return l.counts.attempts; }); }},
    {"hblinkd_link_logins_total", counter, "link", "Times that the link came up.",
     [](writer o, figures m) { for_each_name(o, m.links, [](const auto& l) { return l.counts.logins; }); }},
    {"hblinkd_link_failures_total", counter, "link",
     "Attempts of the link that failed, and times that it went down.", link_failures, "reason"},
    {"hblinkd_link_datagrams_received_total", counter, "link",
     "Datagrams at the socket of the link, without the answers to its login and its pings. Good: bursts that "
     "were taken. Not_up: bursts before it was up. Unknown: no message of a server.",
     link_datagrams_received, "outcome"},
    {"hblinkd_trunk_ready", gauge, "trunk",
     "1 when the socket of the trunk is bound and the address of its peer is known; else 0. It says nothing "
     "of the peer.",
     [](writer o, figures m) { for_each_name(o, m.trunks, [](const auto& t) { return t.has_peer; }); }},
    {"hblinkd_trunk_streams", gauge, "trunk", "Streams that the trunk carries now, both ways.",
     [](writer o, figures m) { for_each_name(o, m.trunks, [](const auto& t) { return t.streams; }); }},
    {"hblinkd_trunk_frames_received_total", counter, "trunk",
     "Frames at the socket of the trunk. Good: those that were taken.", trunk_frames_received, "outcome"},
    {"hblinkd_trunk_frames_sent_total", counter, "trunk", "Frames that were sent over the trunk.",
     [](writer o, figures m) { for_each_name(o, m.trunks, [](const auto& t) { return t.counts.sent; }); }},
    {"hblinkd_trunk_no_room_total", counter, "trunk",
     "Frames that came in, and streams that should have gone out, when the trunk carried as many as it can.",
     [](writer o, figures m) { for_each_name(o, m.trunks, [](const auto& t) { return t.counts.no_room; }); }},
    {"hblinkd_heard_streams_not_remembered_total", counter, "",
     "Streams that the loop protection could not remember because its table was full.",
     [](writer o, figures m) { o.value(m.occupied.heard_streams_not_remembered); }},

    // Tables and queues
    {"hblinkd_table_entries", gauge, "table", "How full the server's tables and queues are.", table_entries},
    {"hblinkd_table_limit", gauge, "table", "How full they may become; 0 for what is switched off.",
     table_limits},
    {"hblinkd_subscription_keys", gauge, "", "Keys of the index from talkgroups to repeaters.",
     [](writer o, figures m) { o.value(m.occupied.subscription_keys); }},
    {"hblinkd_users_pushed_out_total", counter, "",
     "Radios that were forgotten early because the table of radios was full.",
     [](writer o, figures m) { o.value(m.occupied.users_pushed_out); }},
    {"hblinkd_refused_streams_forgotten_total", counter, "",
     "Refused streams that were forgotten early because a repeater sent too many at once.",
     [](writer o, figures m) { o.value(m.core.refused_streams_forgotten); }},

    // The event feed
    {"hblinkd_feed_connected", gauge, "", "1 when the dashboard is connected to the event feed; else 0.",
     [](writer o, figures m) { o.value(std::uint64_t{m.feed.connected}); }},
    {"hblinkd_feed_connects_total", counter, "", "Connections to the dashboard.",
     [](writer o, figures m) { o.value(m.feed.connects); }},
    {"hblinkd_feed_failures_total", counter, "", "Attempts to connect to the dashboard that failed.",
     [](writer o, figures m) { o.value(m.feed.failures); }},
    {"hblinkd_feed_overflows_total", counter, "",
     "Connections to the dashboard that were given up because it did not read.",
     [](writer o, figures m) { o.value(m.feed.overflows); }},
    {"hblinkd_feed_snapshots_total", counter, "", "Times that the dashboard was told all that is.",
     [](writer o, figures m) { o.value(m.feed.snapshots); }},
    {"hblinkd_feed_events_total", counter, "", "Events that were sent to the dashboard.",
     [](writer o, figures m) { o.value(m.feed.events); }},
    {"hblinkd_feed_events_dropped_total", counter, "",
     "Events that the dashboard did not get because its connection overflowed or broke.",
     [](writer o, figures m) { o.value(m.feed.dropped); }},
    {"hblinkd_feed_data_events_hidden_total", counter, "",
     "Events of data calls that the dashboard was spared.",
     [](writer o, figures m) { o.value(m.feed.hidden); }},
    {"hblinkd_feed_sent_bytes_total", counter, "", "Bytes that were sent to the dashboard.",
     [](writer o, figures m) { o.value(m.feed.bytes); }},
    {"hblinkd_feed_queue_bytes", gauge, "", "Bytes that wait to be sent to the dashboard.",
     [](writer o, figures m) { o.value(m.feed.queue.entries); }},
    {"hblinkd_feed_queue_limit_bytes", gauge, "",
     "Bytes at which the connection to the dashboard is given up.",
     [](writer o, figures m) { o.value(m.feed.queue.limit); }},

    // HTTP and commands
    {"hblinkd_http_connections_accepted_total", counter, "", "HTTP connections that were accepted.",
     [](writer o, figures m) { o.value(m.http.accepted); }},
    {"hblinkd_http_connections_refused_total", counter, "",
     "HTTP connections that were turned away because there were too many.",
     [](writer o, figures m) { o.value(m.http.refused); }},
    {"hblinkd_http_answers_total", counter, "class", "Answers to HTTP requests, by class of their status.",
     http_answers},
    {"hblinkd_http_timeouts_total", counter, "",
     "HTTP connections that were closed because the client was too slow.",
     [](writer o, figures m) { o.value(m.http.timeouts); }},
    {"hblinkd_http_malformed_total", counter, "", "HTTP requests that were not understood.",
     [](writer o, figures m) { o.value(m.http.malformed); }},
    {"hblinkd_http_unauthorized_total", counter, "", "HTTP requests without the token that they need.",
     [](writer o, figures m) { o.value(m.http.unauthorized); }},
    {"hblinkd_http_faults_total", counter, "",
     "HTTP requests whose handling failed unexpectedly: a defect of the program.",
     [](writer o, figures m) { o.value(m.http.faults); }},
    {"hblinkd_http_accept_failures_total", counter, "",
     "HTTP connections that could not be accepted, mostly for want of a file descriptor.",
     [](writer o, figures m) { o.value(m.http.accept_failures); }},
    {"hblinkd_http_sent_bytes_total", counter, "", "Bytes that were sent in answers to HTTP requests.",
     [](writer o, figures m) { o.value(m.http.bytes); }},
    {"hblinkd_browsers_accepted_total", counter, "", "Browsers that opened the live page.",
     [](writer o, figures m) { o.value(m.http.browsers_accepted); }},
    {"hblinkd_browsers_refused_total", counter, "reason",
     "Browsers that were not let in to the live page's messages.", browsers_refused},
    {"hblinkd_browsers_dropped_total", counter, "",
     "Browsers that were cut off because they did not take what the live page sent.",
     [](writer o, figures m) { o.value(m.http.browsers_dropped); }},
    {"hblinkd_browsers_silent_total", counter, "",
     "Browsers that went without a word: asleep, or out of reach.",
     [](writer o, figures m) { o.value(m.http.browsers_silent); }},
    {"hblinkd_live_messages_total", counter, "",
     "Messages of the live page, each for all browsers of its view.",
     [](writer o, figures m) { o.value(m.http.live_messages); }},
    {"hblinkd_live_sent_bytes_total", counter, "", "Bytes of the live page's messages that were sent.",
     [](writer o, figures m) { o.value(m.http.live_bytes); }},
    {"hblinkd_live_restarts_total", counter, "",
     "Times when all browsers got the whole state anew: the settings, the names or the clock had changed, or "
     "more "
     "had changed at once than is remembered.",
     [](writer o, figures m) { o.value(m.http.live_restarts); }},
    {"hblinkd_page_calls_not_shown_total", counter, "",
     "Calls that the live page does not show because too many go on at once. They are carried all the same.",
     [](writer o, figures m) { o.value(m.http.calls_not_shown); }},
    {"hblinkd_control_requests_total", counter, "", "Commands that came by the control socket.",
     [](writer o, figures m) { o.value(m.control.requests); }},
    {"hblinkd_control_failures_total", counter, "",
     "Commands by the control socket that failed or were not understood.",
     [](writer o, figures m) { o.value(m.control.failed); }},
    {"hblinkd_control_connections_refused_total", counter, "",
     "Connections to the control socket that were closed unanswered: too many, too slow, or nonsense.",
     [](writer o, figures m) { o.value(m.control.refused); }},

    // The process, by the names that Prometheus' libraries use
    {"process_cpu_seconds_total", counter, "", "Processor time that the process has used.",
     [](writer o, figures m) { o.value(m.process.cpu_seconds); }},
    {"process_resident_memory_bytes", gauge, "", "Memory of the process that is in RAM.",
     [](writer o, figures m) { o.value(m.process.resident_bytes); }},
    {"process_virtual_memory_bytes", gauge, "", "Address space of the process.",
     [](writer o, figures m) { o.value(m.process.virtual_bytes); }},
    {"process_open_fds", gauge, "", "File descriptors that are open.",
     [](writer o, figures m) { o.value(m.process.open_descriptors); }},
    {"process_max_fds", gauge, "", "File descriptors that may be open.",
     [](writer o, figures m) { o.value(m.process.most_descriptors); }},
    {"process_start_time_seconds", gauge, "", "When the process began, in seconds since 1970.",
     [](writer o, figures m) { o.value(m.process.start_time); }},
};

}

std::span<const metric_family> metric_families() noexcept { return families; }

}
