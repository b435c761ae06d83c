// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/core/data_calls.hpp"
#include "hblink/core/event_fan.hpp"
#include "hblink/core/router.hpp"
#include "hblink/dmr/full_link_control.hpp"
#include "hblink/dmr/link_control.hpp"
#include "hblink/dmr/slot_type.hpp"
#include "hblink/wire/digest.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <string_view>
#include <vector>

// The router with a network, a listener of events and a clock that are in the test's hand.
namespace hblink::test {

using namespace std::chrono_literals;

using core::time_point;
using datagram = std::vector<std::byte>;

struct sent
{
    core::path to;
    datagram bytes;

    bool is(std::string_view tag) const
    {
        return bytes.size() >= tag.size() &&
               std::equal(tag.begin(), tag.end(), bytes.begin(),
                          [](char a, std::byte b) { return static_cast<std::byte>(a) == b; });
    }
};

class recording_egress final : public core::egress
{
public:
    void send(std::span<const core::path* const> targets, wire::bytes bytes) override
    {
        for (const core::path* t : targets)
            all.push_back({*t, {bytes.begin(), bytes.end()}});
    }
    void send_persistently(const core::path& target, wire::bytes bytes) override
    {
        all.push_back({target, {bytes.begin(), bytes.end()}});
    }
    std::vector<sent> take() { return std::exchange(all, {}); }

    std::vector<sent> all;
};

// One line for each event, short enough to be compared in a test: "rx_start 1 slot 2 tg 91 src 10 targets 2".
class recording_sink final : public core::event_sink
{
public:
    void on(const core::login_refused& e, time_point) override
    {
        add("refused " + id(e.id) + " " + std::string{to_string(e.reason)} +
            (e.rule.empty() ? "" : " " + std::string{e.rule}));
    }
    void on(const core::rule_skipped& e, time_point) override
    {
        add("skipped " + id(e.session.id) + " " + std::string{e.rule});
    }
    void on(const core::repeater_authenticated& e, time_point) override
    {
        add("authenticated " + id(e.session.id));
    }
    void on(const core::repeater_connected& e, time_point) override
    {
        add("connected " + id(e.session.id) + (e.again ? " again" : ""));
    }
    void on(const core::repeater_keep_alive& e, time_point) override
    {
        add("missed " + id(e.session.id) + " " + std::to_string(e.session.missed_pings));
    }
    void on(const core::repeater_disconnected& e, time_point) override
    {
        add("disconnected " + id(e.session.id) + " " + std::string{to_string(e.reason)});
    }
    void on(const core::options_applied& e, time_point) override
    {
        add("options " + id(e.session.id) + " bad " + std::to_string(e.bad_entries.size()) + " unknown " +
            std::to_string(e.unknown_keys.size()) + " untrusted " + std::to_string(e.untrusted_keys.size()) +
            " rejected " + std::to_string(e.rejected[0].size() + e.rejected[1].size()) +
            list(" translations ignored", e.translations_ignored) + list(" lost", e.translations_lost) +
            list(" cut", e.cut));
    }
    void on(const core::options_deferred& e, time_point) override { add("deferred " + id(e.session.id)); }
    void on(const core::stream_started& e, time_point) override
    {
        const bool rx = e.slot.direction == core::stream_direction::rx;
        add((rx ? "rx_start " : "tx_start ") + call(e.connection, e.slot) +
            (rx ? " targets " + std::to_string(e.targets) + " busy " + std::to_string(e.busy) : ""));
    }
    void on(const core::stream_updated& e, time_point) override
    {
        add("update " + call(e.connection, e.slot) + " packets " + std::to_string(e.packets));
    }
    void on(const core::stream_ended& e, time_point) override
    {
        const bool rx = e.slot.direction == core::stream_direction::rx;
        add((rx ? "rx_end " : "tx_end ") + call(e.connection, e.slot) + " " +
            std::string{to_string(e.reason)});
    }
    void on(const core::hang_time_expired& e, time_point) override
    {
        add("free " + id(e.connection.id) + " slot " + std::to_string(number_of(e.slot.which)));
    }
    void on(const core::call_refused& e, time_point) override
    {
        add("call_refused " + id(e.connection.id) + " " + std::string{to_string(e.reason)});
    }
    void on(const core::data_call_started& e, time_point) override
    {
        add("data_start " + call(e.connection, e.slot.which, e.data.call));
    }
    void on(const core::data_call_ended& e, time_point) override
    {
        add("data_end " + call(e.connection, e.slot.which, e.data.call) + " packets " +
            std::to_string(e.data.packets));
    }
    void on(const core::talker_heard& e, time_point) override
    {
        add("talker " + id(e.connection.id) + " " + std::string{e.alias} + (e.position ? " position" : ""));
    }
    void on(const core::link_control_doubted& e, time_point) override
    {
        add("doubt " + id(e.connection.id) + " " + std::string{to_string(e.doubt)});
    }
    void on(const core::link_connecting& e, time_point) override
    {
        add("link_connecting " + e.link.settings.name);
    }
    void on(const core::link_connected& e, time_point) override { add("link_up " + e.link.settings.name); }
    void on(const core::link_disconnected& e, time_point) override
    {
        add("link_down " + e.link.settings.name + " " + std::string{to_string(e.reason)});
    }
    void on(const core::link_failed& e, time_point) override
    {
        add("link_failed " + e.link.settings.name + " " + std::string{to_string(e.reason)});
    }
    void on(const core::trunk_opened& e, time_point) override { add("trunk_open " + e.trunk.settings.name); }
    void on(const core::trunk_closed& e, time_point) override
    {
        add("trunk_closed " + e.trunk.settings.name);
    }
    void on(const core::trunk_peer_found& e, time_point) override
    {
        add("trunk_peer " + e.trunk.settings.name + (e.before ? " changed" : ""));
    }
    void on(const core::trunk_failed& e, time_point) override
    {
        add("trunk_failed " + e.trunk.settings.name + " " + std::string{to_string(e.reason)});
    }
    void on(const core::trunk_frame_refused& e, time_point) override
    {
        add("frame_refused " + e.trunk.settings.name + " " + std::string{to_string(e.reason)});
    }
    void on(const core::datagram_refused&, time_point) override { add("nonsense"); }
    void on(const core::stranger_refused& e, time_point) override
    {
        add("stranger " + id(e.id) + " " + std::string{e.message});
    }

    std::vector<std::string> take() { return std::exchange(lines, {}); }
    std::size_t count(std::string_view line) const
    {
        return static_cast<std::size_t>(std::count(lines.begin(), lines.end(), line));
    }
    bool has(std::string_view line) const { return count(line) > 0; }

    std::vector<std::string> lines;
    bool muted{false};

private:
    static std::string id(dmr::repeater_id i) { return std::to_string(i.value()); }
    static std::string list(std::string title, std::span<const std::string_view> words)
    {
        for (const auto word : words)
            (title += ' ') += word;
        return words.empty() ? "" : title;
    }
    static std::string call(const core::connection& s, const core::slot_state& slot)
    {
        return id(s.id) + " slot " + std::to_string(number_of(slot.which)) + " tg " +
               std::to_string(slot.call.destination) + " src " + std::to_string(slot.call.source.value());
    }
    static std::string call(const core::connection& s, dmr::slot slot, const core::addressing& c)
    {
        return id(s.id) + " slot " + std::to_string(number_of(slot)) + " to " +
               std::to_string(c.destination) + " src " + std::to_string(c.source.value());
    }
    void add(std::string line)
    {
        if (!muted)
            lines.push_back(std::move(line));
    }
};

class seeded_random final : public core::random_source
{
public:
    explicit seeded_random(std::uint64_t seed) : engine_{seed} {}
    void fill(std::span<std::byte> destination) override
    {
        for (std::byte& b : destination)
            b = static_cast<std::byte>(engine_());
    }

private:
    std::mt19937_64 engine_;
};

// A repeater as the tests see it.
struct client
{
    dmr::repeater_id id;
    core::path path;
    std::string passphrase{"secret"};
};

// A transmission of a test.
struct voice
{
    dmr::slot slot{dmr::slot::two};
    std::uint32_t talkgroup{91};
    std::uint32_t source{1001};
    std::uint32_t stream{0x1234};
    dmr::call_type call{dmr::call_type::group};
    std::uint8_t sequence{0};
};

// What the radio says of it inside the voice.
inline dmr::link_control link_control_of(const voice& v, std::uint8_t feature_set = 0,
                                         std::uint8_t options = 0)
{
    const bool group = v.call == dmr::call_type::group;
    return dmr::link_control::voice(group ? dmr::flco::group_voice : dmr::flco::unit_voice, feature_set,
                                    options, v.talkgroup, dmr::radio_id{v.source});
}

inline core::path path_of(std::uint32_t host, std::uint16_t port = 62031)
{
    return {core::port_id{0}, wire::address::v4(0xC000'0201), {wire::address::v4(host), port}};
}

inline config::settings open_settings()
{
    config::settings s;
    config::access_rule rule;
    rule.name = "default";
    rule.passphrase = std::make_shared<const std::string>("secret");
    s.access.fallback = std::make_shared<const config::access_rule>(rule);
    s.access.prepare();
    return s;
}

// An access rule of the default's kind, to be changed by the test.
inline std::shared_ptr<config::access_rule> rule_of(std::string name, std::string passphrase)
{
    auto rule = std::make_shared<config::access_rule>();
    rule->name = std::move(name);
    rule->passphrase = std::make_shared<const std::string>(std::move(passphrase));
    return rule;
}

template <class Array>
datagram to_datagram(const Array& a)
{
    return {a.begin(), a.end()};
}

class world
{
public:
    explicit world(config::settings settings = open_settings(), std::uint64_t seed = 1)
        : random{seed}, router{std::move(settings), egress, listeners, random}
    {
        listeners.add(events);
    }

    // Time passes as the server's periodic tasks see it: every second, and every timeout.repeater.
    void pass(core::duration d)
    {
        const time_point end = now + d;
        while (next_second_ <= end) {
            now = next_second_;
            next_second_ += 1s;
            router.check_streams(now);
            router.check_logins(now);
            if (now >= next_repeaters_) {
                next_repeaters_ += router.settings().timing.keep_alive_period;
                router.check_repeaters(now);
            }
        }
        now = end;
    }

    // What the server answers to a datagram.
    std::vector<sent> receive(const core::path& from, const datagram& d)
    {
        router.on_datagram(from, d, now);
        return egress.take();
    }
    template <class Array>
    std::vector<sent> receive(const core::path& from, const Array& a)
    {
        return receive(from, to_datagram(a));
    }

    std::optional<wire::salt> challenge(const client& c)
    {
        const auto answer = receive(c.path, wire::write_login_request(c.id));
        if (answer.size() != 1 || !answer[0].is("RPTACK"))
            return std::nullopt;
        wire::salt salt{};
        std::copy_n(answer[0].bytes.begin() + 6, 4, salt.begin());
        return salt;
    }
    wire::digest digest_for(const wire::salt& salt, std::string_view passphrase)
    {
        return sha256_.challenge_answer(salt, passphrase);
    }
    // RPTL and RPTK; true when the passphrase was accepted.
    bool authenticate(const client& c)
    {
        const auto salt = challenge(c);
        if (!salt)
            return false;
        const auto answer =
            receive(c.path, wire::write_challenge_answer(c.id, digest_for(*salt, c.passphrase)));
        return answer.size() == 1 && answer[0].is("RPTACK");
    }
    std::vector<sent> describe(const client& c, const wire::station_report& station)
    {
        return receive(c.path, wire::write_description(c.id, station));
    }
    static wire::station_report station(std::string callsign)
    {
        wire::station_report s;
        s.callsign = std::move(callsign);
        s.package_id = "MMDVM";
        s.software_id = "test";
        return s;
    }
    bool log_in(const client& c, const wire::station_report& s = station("N0CALL"))
    {
        if (!authenticate(c))
            return false;
        const auto answer = describe(c, s);
        return answer.size() == 1 && answer[0].is("RPTACK");
    }
    // A connected repeater with its own address.
    client connect(std::uint32_t id, const std::string& options = "",
                   const std::string& passphrase = "secret",
                   const wire::station_report& s = station("N0CALL"))
    {
        client c{dmr::repeater_id{id}, path_of(0x0A00'0000 + id), passphrase};
        if (!log_in(c, s))
            throw std::runtime_error{"repeater " + std::to_string(id) + " cannot log in"};
        if (!options.empty())
            ask(c, options);
        egress.take();
        return c;
    }
    std::vector<sent> ask(const client& c, const std::string& options)
    {
        datagram d = to_datagram(wire::write_login_request(c.id));
        d[3] = std::byte{'O'}; // RPTO instead of RPTL
        for (const char ch : options)
            d.push_back(static_cast<std::byte>(ch));
        return receive(c.path, d);
    }

    // One burst of a transmission; answers what the server sent.
    std::vector<sent> burst(const client& c, voice& v, dmr::frame_type frame, std::uint8_t detail)
    {
        std::array<std::byte, dmr::burst_size> payload{};
        payload[0] = std::byte{v.sequence};
        dmr::write_embedded_signalling({1, false, dmr::fragment_place::first}, payload);
        const bool whole = detail == 1 || detail == 2;
        if (frame == dmr::frame_type::data_sync && whole)
            payload = dmr::lc_burst(link_control_of(v), dmr::data_type{detail}, 1);
        const wire::dmrd_header h{
            v.sequence++, dmr::radio_id{v.source}, v.talkgroup, c.id, v.slot, v.call, frame,
            detail,       dmr::stream_id{v.stream}};
        return receive(c.path, wire::write_dmrd(h, payload, 3, 47));
    }
    std::vector<sent> header(const client& c, voice& v) { return burst(c, v, dmr::frame_type::data_sync, 1); }
    std::vector<sent> sync(const client& c, voice& v) { return burst(c, v, dmr::frame_type::voice_sync, 0); }
    std::vector<sent> speech(const client& c, voice& v) { return burst(c, v, dmr::frame_type::voice, 1); }
    std::vector<sent> terminator(const client& c, voice& v)
    {
        return burst(c, v, dmr::frame_type::data_sync, 2);
    }
    // Speech for that long, at the pace of the air.
    std::vector<sent> talk(const client& c, voice& v, core::duration d)
    {
        std::vector<sent> all;
        for (const time_point end = now + d; now < end; pass(60ms))
            for (auto& s : v.sequence % 6 == 1 ? sync(c, v) : speech(c, v))
                all.push_back(std::move(s));
        return all;
    }
    // A whole short call.
    void over(const client& c, voice& v, core::duration d = 300ms)
    {
        header(c, v);
        talk(c, v, d);
        terminator(c, v);
    }

    time_point now{1h};
    recording_egress egress;
    recording_sink events;
    core::event_fan listeners; // a test may add its own
    seeded_random random;
    core::router router;

private:
    time_point next_second_{now + 1s};
    time_point next_repeaters_{now + 30s};
    wire::sha256 sha256_;
};

// How many of these datagrams went to that repeater.
inline std::size_t heard_by(const client& c, const std::vector<sent>& all)
{
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const sent& s) { return s.to == c.path && s.is("DMRD"); }));
}

}
