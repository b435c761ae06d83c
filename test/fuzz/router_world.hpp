// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/core/router.hpp"
#include "hblink/wire/digest.hpp"

#include <array>
#include <bitset>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "support/core_world.hpp"

// The router among a few repeaters and strangers, and a second opinion on all that it sends and reports.
namespace hblink::fuzz {

// Ids that a script may use: the last ones are a link's of our own, a blacklisted one, the health check's and
// none. Each has an endpoint of its own place; two share an address, one is IPv6.
inline constexpr std::array<std::uint32_t, 12> ids{3120001, 3120002, 3120003, 3120004, 3120005,     3120006,
                                                   3120007, 3120008, 3129999, 3120666, 0xFFFF'FFFF, 0};
inline constexpr std::size_t people = ids.size();

// What differs between two worlds.
struct world_choices
{
    bool trust{false};
    bool callsigns_need_passphrase{true};
    bool exempt{false};
    bool rewrite{false};
    bool unit_calls{false};
    bool data{false};
    bool echo_and_limit{false}; // the echo service runs, and calls are limited in length
};

// Of the echo service, among what a script says.
inline constexpr std::uint32_t parrot_talkgroup = 9;
inline constexpr std::uint32_t parrot_radio = 1004;

// All properties are checked as things happen; what does not hold ends the program.
class router_world final : private core::egress, private core::event_sink
{
public:
    explicit router_world(const world_choices&);

    static core::path path_of(std::size_t person);
    std::optional<wire::salt> last_salt(std::size_t place, std::size_t person) const
    {
        return salts_[place][person];
    }
    wire::digest answer(const wire::salt& salt, std::string_view passphrase)
    {
        return sha256_.challenge_answer(salt, passphrase);
    }

    // A datagram from that person's place.
    void receive(std::size_t place, wire::bytes);
    // Time passes as the server's periodic tasks see it.
    void pass(core::duration);
    // Nobody says anything for so long that everything must be gone.
    void end_in_silence();

private:
    using everyone = std::bitset<people>;
    // The datagram in hand, and what has come of it.
    struct arrival
    {
        const core::path* from{};
        wire::bytes datagram;
        std::optional<wire::client_message> message;
        std::optional<wire::endpoint> owner; // of the session that has the message's id
        bool from_a_session{false};          // of any id
        unsigned replies{};
    };
    struct delivery
    {
        wire::endpoint to;
        dmr::repeater_id id;
        core::channel where; // slot, and talkgroup or called radio
    };
    struct running // a slot's stream that has started and not ended
    {
        bool active{false};
        bool dismissed{false}; // tx: it ended here, and may go on elsewhere
        bool echo{false};      // rx: it is recorded. tx: it is played
        core::channel network; // rx: what the network calls it
        everyone listeners;    // rx: who asked for the talkgroup when it began
        everyone rewritten;    // rx: of them, those who are sent their own id
    };
    struct ear // what somebody hears on one slot
    {
        dmr::stream_id stream;
        core::time_point last;
        bool ended{true};
    };
    struct told // how often strangers behind one address were answered
    {
        unsigned challenges{};
        unsigned refusals{};
    };

    void send(std::span<const core::path* const>, wire::bytes) override;
    void send_persistently(const core::path&, wire::bytes) override;
    void on(const core::repeater_authenticated&, core::time_point) override;
    void on(const core::repeater_connected&, core::time_point) override;
    void on(const core::repeater_disconnected&, core::time_point) override;
    void on(const core::options_applied&, core::time_point) override;
    void on(const core::stream_started&, core::time_point) override;
    void on(const core::stream_ended&, core::time_point) override;
    void on(const core::call_refused&, core::time_point) override;
    void on(const core::stranger_refused&, core::time_point) override;

    void voice_goes_out(std::span<const core::path* const>, wire::bytes);
    bool is_passed_on(const wire::dmrd& out) const;
    void passed_on(const wire::dmrd& out);
    void closing_goes_out(const core::path&, const wire::dmrd&);
    void played_goes_out(const core::path&, const wire::dmrd&);
    void listen(const core::connection&, const core::slot_state&, const wire::dmrd&);
    void play_echo();
    void check_data_delivery(const core::connection& from, const wire::dmrd&, const delivery&);
    void answer_goes_out(const core::path&, wire::bytes);
    void refusal_goes_out(const core::path&, wire::bytes);
    void count_answer(const core::path&, bool refusal);
    void receive_reached(const core::stream_started&);
    void send_reached(const core::stream_started&);
    void check_deliveries();
    void check_delivery(const core::connection&, const core::slot_state& origin, const running&);
    void check_delivery(const core::connection&, const core::slot_state&, const core::connection& from,
                        const running&);
    void check_everything();
    void check_session(const core::session&);
    void check_slot(const core::session&, const core::slot_state&);

    template <class F>
    void for_each_session(F f)
    {
        router_.for_each_session(f);
    }
    const core::slot_state* origin_of(core::stream_serial);
    running& at(const core::connection&, const core::slot_state&);

    world_choices choices_;
    static constexpr core::time_point start{std::chrono::seconds{1000}};
    core::time_point now_{start};
    core::time_point next_second_{start + std::chrono::seconds{1}};
    core::time_point next_echo_{start};
    core::time_point next_repeaters_{start + std::chrono::seconds{30}};
    test::seeded_random random_{1};
    wire::sha256 sha256_;
    core::router router_;

    std::optional<arrival> arrival_;
    std::vector<delivery> deliveries_;
    std::array<std::array<std::optional<wire::salt>, people>, people> salts_{}; // by place and id
    std::array<std::array<running, 2>, people> running_{};
    std::array<std::array<ear, 2>, people> ears_{};
    bool playing_{false};
    everyone shown_;
    std::array<told, people> told_{}; // by the first place of an address
    std::uint64_t starts_{};
    std::uint64_t ends_{};
};

// The place of an id among `ids`.
std::size_t person_of(dmr::repeater_id);

}
