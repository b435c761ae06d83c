// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/link.hpp"
#include "hblink/core/session.hpp"
#include "hblink/core/slot_state.hpp"
#include "hblink/core/stream.hpp"
#include "hblink/core/time.hpp"
#include "hblink/core/trunk.hpp"
#include "hblink/dmr/link_control.hpp"
#include "hblink/dmr/position.hpp"
#include "hblink/wire/homebrew.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

// What happened: one type for each thing that a listener (log, metrics, feed, page) may want to know.
// References and views in an event live as long as the call that hands it over.
namespace hblink::core {

// --- Sessions --------------------------------------------------------------------------------------

enum class refusal_reason : std::uint8_t
{
    id_reserved,       // the id is that of one of our own outbound links
    server_full,       // limits.max_repeaters sessions
    blacklisted,       // a blacklist rule names the id or the callsign
    blocked,           // the operator has blocked the id or the callsign
    no_rule,           // no access rule and no default lets this id in
    wrong_passphrase,  // the digest fits no passphrase that this id may prove
    already_connected, // the id is connected, and the digest proves another passphrase than that session's
    too_many_guesses,  // so many wrong answers came from this address that this one was not looked at
    rule_not_proven,   // RPTC: rules match, but their passphrases were not the one proven
    login_unfinished   // no RPTC within limits.login_seconds
};
std::string_view to_string(refusal_reason) noexcept;

struct login_refused
{
    dmr::repeater_id id;
    const core::path& path;
    std::string_view callsign{}; // "" before RPTC
    refusal_reason reason{};
    std::string_view rule{};      // the rule that decided, or ""
    std::string_view rule_text{}; // the blacklist rule's reason, or ""
};

// RPTC: a rule would match by callsign, but its passphrase is not the one that was proven.
struct rule_skipped
{
    const core::session& session;
    std::string_view rule;
};

struct repeater_authenticated // RPTK was good; the description is still to come
{
    const core::session& session;
};

struct repeater_connected // RPTC was accepted; again for each later RPTC
{
    const core::session& session;
    bool again{false}; // it was connected already: a retransmission or a new description
};

// The count of missed keep-alives changed: it grew, or went back to zero.
struct repeater_keep_alive
{
    const core::session& session;
    duration silent_for{};
};

enum class disconnect_reason : std::uint8_t
{
    goodbye,                  // RPTCL
    timeout,                  // max_missed keep-alives, or a shown session that never finished a new login
    reconnect_different_port, // a login from another endpoint took its place
    not_allowed,              // the callsign of a later RPTC, or a new configuration, forbids it
    kicked,                   // by the operator; it may log in again
    blocked                   // by the operator; it may not
};
std::string_view to_string(disconnect_reason) noexcept;

struct repeater_disconnected // only of sessions that were reported as connected
{
    const core::session& session;
    disconnect_reason reason{};
    std::string_view operators_text{}; // kicked, blocked: why, in the operator's words; may be ""
};

// RPTO, or a rule that changed under it. The session has what is in force now: talkgroups, translation,
// source_override, unit_calls.
struct options_applied
{
    const core::session& session;
    std::string_view text;
    std::array<dmr::talkgroup_set, 2> rejected;             // asked for, but not in the rule
    std::span<const std::string_view> bad_entries;          // not understood, skipped
    std::span<const std::string_view> unknown_keys;         // of other networks, ignored
    std::span<const std::string_view> untrusted_keys;       // SRC, UNIT: known, but they need `trust`
    std::span<const std::string_view> translations_ignored; // entries: their remap needs `trust`
    std::span<const std::string_view> translations_lost; // entries: a talkgroup of theirs was taken already
    std::span<const std::string_view> cut; // beyond limits.talkgroups_per_slot or translations_per_repeater
};

struct options_deferred // more than limits.options_per_minute; the last one is applied later
{
    const core::session& session;
};

// --- Streams ---------------------------------------------------------------------------------------

enum class end_reason : std::uint8_t
{
    terminator,
    timeout,
    fast_terminator
};
std::string_view to_string(end_reason) noexcept;

// A repeater, a link or a trunk began to send a stream, or the server to send one to it.
struct stream_started
{
    const core::connection& connection; // whose slot it is
    const slot_state& slot;             // the stream and its addressing, in that repeater's words
    unsigned targets{};                 // rx: connections that it goes to
    unsigned busy{};                    // rx: those that would get it, but are busy
    bool broadcast{false};              // rx: a unit call that goes to all who take part
    bool echo{false};                   // rx: it is recorded, to be played back. tx: it is played back
};

// A repeater goes on sending a voice stream: at each 60th burst of it that does not end it.
struct stream_updated
{
    const core::connection& connection;
    const slot_state& slot;
    std::uint64_t packets{};
};
inline constexpr std::uint64_t packets_between_updates = 60;

struct stream_ended
{
    const core::connection& connection;
    const slot_state& slot;
    end_reason reason{};
    duration length{};            // from the first frame to the last one
    std::uint64_t packets{};      // accepted, or sent there
    const core::stream* stream{}; // rx: its quality, and what it told of its talker; else null
};

// A call's talker alias is complete, or its position is known, from the voice or from DMRA and DMRG.
struct talker_heard
{
    const core::connection& connection;
    const slot_state& slot; // the call
    std::string_view alias; // UTF-8; "" = not known
    std::optional<dmr::position> position;
};

enum class link_control_doubt : std::uint8_t
{
    unreadable,  // a voice header's error codes do not fit: the call has the usual options
    impossible,  // it is no link control of such a call
    contradicts, // its addresses are not those of the datagram: the datagram's count
    alias        // a whole talker alias without one character that could be read
};
inline constexpr std::size_t link_control_doubts = 4;
std::string_view to_string(link_control_doubt) noexcept;

struct link_control_doubted // once for each call and doubt
{
    const core::connection& connection;
    const slot_state& slot;
    link_control_doubt doubt{};
    std::optional<dmr::link_control> link_control; // nothing: unreadable
};

struct hang_time_expired // the slot is free again
{
    const core::connection& connection;
    const slot_state& slot; // still as it was
};

struct data_call_started
{
    const core::connection& connection;
    const slot_state& slot; // its phase tells whether voice is on it, too
    const data_call& data;
};

struct data_call_ended // it has been silent, or has turned into voice, or its repeater has gone
{
    const core::connection& connection;
    const slot_state& slot;
    const data_call& data;
};

enum class drop_reason : std::uint8_t
{
    contention,     // another stream has the slot
    hang_time,      // the slot is kept for the conversation that it just carried
    not_permitted,  // the talkgroup is not in the repeater's set for the slot
    network_side,   // the repeater declared an alias for this talkgroup, and keyed the network's number
    unit_calls_off, // a unit call from a repeater that takes no part in them
    too_long,       // the transmission was longer than global.max_call_seconds
    echo,           // the stream that the server is sending to this slot
    not_connected,  // a DMRD between RPTK and RPTC
    changed_call,   // destination or call type is not that of the stream's first frame
    looped,         // a stream from another network that came by another way already
    too_fast,       // a stream from another network that brings more than 25 packets a second
    no_room         // a stream from a trunk that carries trunk::most_streams
};
inline constexpr std::size_t drop_reasons = 12;
std::string_view to_string(drop_reason) noexcept;

// A transmission was refused; told once for each (repeater, slot, stream).
struct call_refused
{
    const core::connection& connection;
    dmr::slot slot{};
    dmr::stream_id id;
    addressing call;
    drop_reason reason{};
    const slot_state& holder; // contention, hang_time: what has the slot
    channel local;            // network_side: what the repeater itself calls that talkgroup
};

// --- Links and trunks ------------------------------------------------------------------------------

struct link_connecting // an attempt begins
{
    const core::link& link;
};

struct link_connected
{
    const core::link& link;
};

struct link_disconnected // it was up
{
    const core::link& link;
    link_failure reason{};
    duration was_up{};
};

struct link_failed // an attempt has ended without it being up; the next one is after link::pause
{
    const core::link& link;
    link_failure reason{};
    std::string_view detail; // no_address, no_socket: what the system says; else ""
};

struct trunk_opened // its socket is bound: says nothing of the peer
{
    const core::trunk& trunk;
};

struct trunk_closed // removed from the configuration
{
    const core::trunk& trunk;
};

struct trunk_peer_found // its name was resolved for the first time, or to another address than before
{
    const core::trunk& trunk;
    std::optional<wire::endpoint> before;
};

enum class trunk_failure : std::uint8_t
{
    no_socket,  // it cannot be bound
    no_address, // the peer's name could not be resolved; an address that was known goes on being used
    itself      // the peer is this server
};
inline constexpr std::size_t trunk_failures = 3;
std::string_view to_string(trunk_failure) noexcept;

struct trunk_failed // tried again later
{
    const core::trunk& trunk;
    trunk_failure reason{};
    std::string_view detail; // what the system says
};

struct trunk_frame_refused // each one
{
    const core::trunk& trunk;
    const core::path& path; // where it came from
    frame_refusal reason{};
    std::size_t size{};        // of the datagram
    std::uint32_t talkgroup{}; // unmapped, unit_call: the number that was called
};

// --- Strangers and nonsense ------------------------------------------------------------------------

struct datagram_refused // not understood, or too short
{
    const core::path& path;
    wire::bytes datagram;
    wire::message_error error{};
};

enum class stranger_reason : std::uint8_t
{
    no_session,     // the id has none
    other_endpoint, // the id's session is another endpoint's
    not_connected   // its own session, but its login is not complete
};
std::string_view to_string(stranger_reason) noexcept;

// A message for a session that its sender does not own, or that does not exist: "log in again".
struct stranger_refused
{
    const core::path& path;
    dmr::repeater_id id;
    std::string_view message; // "DMRD", "RPTPING", ...
    stranger_reason reason{};
    bool answered{false}; // with MSTNAK; it may be withheld (spec hbp.md, "Answers to strangers")
};

// The listener of all that. Called on the core's thread, between two datagrams; must not block.
class event_sink
{
public:
    virtual void on(const login_refused&, time_point) {}
    virtual void on(const rule_skipped&, time_point) {}
    virtual void on(const repeater_authenticated&, time_point) {}
    virtual void on(const repeater_connected&, time_point) {}
    virtual void on(const repeater_keep_alive&, time_point) {}
    virtual void on(const repeater_disconnected&, time_point) {}
    virtual void on(const options_applied&, time_point) {}
    virtual void on(const options_deferred&, time_point) {}
    virtual void on(const stream_started&, time_point) {}
    virtual void on(const stream_updated&, time_point) {}
    virtual void on(const stream_ended&, time_point) {}
    virtual void on(const hang_time_expired&, time_point) {}
    virtual void on(const call_refused&, time_point) {}
    virtual void on(const data_call_started&, time_point) {}
    virtual void on(const data_call_ended&, time_point) {}
    virtual void on(const talker_heard&, time_point) {}
    virtual void on(const link_control_doubted&, time_point) {}
    virtual void on(const link_connecting&, time_point) {}
    virtual void on(const link_connected&, time_point) {}
    virtual void on(const link_disconnected&, time_point) {}
    virtual void on(const link_failed&, time_point) {}
    virtual void on(const trunk_opened&, time_point) {}
    virtual void on(const trunk_closed&, time_point) {}
    virtual void on(const trunk_peer_found&, time_point) {}
    virtual void on(const trunk_failed&, time_point) {}
    virtual void on(const trunk_frame_refused&, time_point) {}
    virtual void on(const datagram_refused&, time_point) {}
    virtual void on(const stranger_refused&, time_point) {}

protected:
    ~event_sink() = default;
};

}
