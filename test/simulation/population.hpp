// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/digest.hpp"

#include <array>
#include <cstdint>
#include <vector>

#include "dice.hpp"
#include "judged_server.hpp"
#include "roster.hpp"
#include "schedule.hpp"

namespace hblink::simulation {

// Where a client is in its life, as it sees it itself.
enum class stage : std::uint8_t
{
    away,       // switched off
    greeting,   // RPTL is sent
    proving,    // RPTK is sent
    describing, // RPTC is sent
    asking,     // RPTO is sent
    running,
    resting // after MSTNAK: 10 s of silence (spec real-clients.md)
};

// A repeater or hotspot: what it knows, and nothing that only the server knows.
struct client
{
    stage at{stage::away};
    bool prefers_one_stream_id{false}; // some programs always send the same
    std::uint16_t port{62031};
    std::uint32_t timer{}; // of its appointments, the one with this number counts
    std::uint32_t last_stream{};
    time_point deaf_until; // its connection is cut: nothing arrives, in either direction
    time_point last_pong;
    wish wants;
    proof answer;
    std::int64_t salt_minute{};
    std::uint32_t salt{};
    std::uint16_t salt_port{};
};

// All repeaters as real clients are: they log in, keep alive, vanish, come back, change their mind and
// their port (spec real-clients.md, "Behaviour"). Datagrams are lost in both directions.
class population
{
public:
    population(const roster&, judged_server&, schedule&, dice&);

    // Everybody comes.
    void open();
    void on_timer(const appointment&);
    // Something happens to somebody.
    void churn();
    // A client logs in from the start while the server still knows it.
    void log_in_again(std::uint32_t place);
    // Half of them say goodbye, the others just vanish.
    void close();

    // Somebody who believes to be logged in.
    bool is_running(std::uint32_t place) const { return clients_[place].at == stage::running; }
    // Some go on sending while they log in.
    bool transmits(std::uint32_t place) const
    {
        return clients_[place].at != stage::away && clients_[place].at != stage::resting;
    }
    client& at(std::uint32_t place) { return clients_[place]; }
    std::uint32_t size() const { return static_cast<std::uint32_t>(clients_.size()); }
    sender endpoint(std::uint32_t place) const { return {roster::host_of(place), clients_[place].port}; }
    // Whether a datagram of this client is lost on its way.
    bool loses(std::uint32_t place);
    // To be called after each datagram of this client: it gets the answers, or loses them too.
    void take_answers(std::uint32_t place);

    std::uint64_t outages() const { return outages_; }
    std::uint64_t departures() const { return departures_; }
    std::uint64_t moves() const { return moves_; }

private:
    void take_answer(std::uint32_t place, const reply&);
    void check_salt(std::uint32_t place, const reply&);
    void proceed(std::uint32_t place, stage);
    void set_timer(std::uint32_t place, core::duration);
    void send_what_is_due(std::uint32_t place);
    void send_once(std::uint32_t place);
    void prove(client&, std::uint32_t place);
    void keep_alive(std::uint32_t place);
    void rest(std::uint32_t place);
    void depart(std::uint32_t place);
    void change_port(client&);
    void ask_again(std::uint32_t place, unsigned times);

    const roster& roster_;
    judged_server& server_;
    schedule& schedule_;
    dice& dice_;
    std::vector<client> clients_;
    wire::sha256 sha256_;
    std::uint64_t outages_{};
    std::uint64_t departures_{};
    std::uint64_t moves_{};
};

}
