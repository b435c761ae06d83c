// SPDX-License-Identifier: GPL-3.0-or-later
// bench_instructions: what callgrind counts (instructions.py), from the datagram that the kernel hands over
// to the ones that it is given. Only net::reception::drain is counted, so all sockets are real, and what goes
// on around it costs nothing. Of the codec bench::repeat is counted.
//
//   bench_instructions packet FAN_OUT BATCH COUNT             frames of a running call, BATCH at a time
//   bench_instructions stream-start SUBSCRIBERS REPEATERS COUNT
//   bench_instructions packet-to-link COUNT | packet-to-trunk COUNT | packet-from-trunk COUNT
//   bench_instructions ping COUNT
//   bench_instructions codec OPERATION COUNT
//   bench_instructions codec-operations               their names
#include "hblink/core/router.hpp"
#include "hblink/net/network.hpp"
#include "hblink/net/receive.hpp"
#include "hblink/net/udp_socket.hpp"
#include "hblink/wire/digest.hpp"
#include "hblink/wire/station.hpp"

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <iostream>
#include <stdexcept>
#include <string>
#include <vector>

#include "bench/codec_operations.hpp"
#include "support/linked_world.hpp"

using namespace hblink;

namespace hblink::bench {

// What is counted of a trunk's frames: from the datagram on.
[[gnu::noinline]] void take_from_trunk(core::router& r, const core::path& from, wire::bytes frame,
                                       core::time_point now)
{
    r.on_trunk_datagram(core::trunk_id{1}, from, frame, now);
}

}

namespace {

using monotonic = std::chrono::steady_clock;

constexpr std::uint32_t talkgroup = 91;

class deaf_sink final : public core::event_sink
{};

// A server and its repeaters, which share one socket: each has an address of its own.
class air
{
public:
    explicit air(config::settings settings = trusting())
        : router_{std::move(settings), network_, sink_, random_},
          server_{network_.listen(io_.get_executor(), {wire::address::v4(0), 0}, net::families::one)},
          client_{io_.get_executor(), core::port_id{0}, {wire::address::v4(0), 0}, net::families::one}
    {}

    void log_in(std::uint32_t repeater, const std::string& options)
    {
        const dmr::repeater_id id{repeater};
        wire::station_report station;
        station.callsign = "N0CALL";
        const auto challenge = ask(repeater, wire::write_login_request(id));
        wire::salt salt{};
        std::copy_n(challenge.begin() + 6, salt.size(), salt.begin());
        ask(repeater, wire::write_challenge_answer(id, sha256_.challenge_answer(salt, "secret")));
        ask(repeater, wire::write_description(id, station));
        ask(repeater, wire::write_options(id, options));
    }

    void send(std::uint32_t repeater, wire::bytes datagram)
    {
        const core::path to{core::port_id{0},
                            address_of(repeater),
                            {wire::address::v4(0x7F00'0001), server_.local_endpoint().port}};
        if (client_.try_send(to, datagram) != net::udp_socket::outcome::sent)
            throw std::runtime_error{"cannot send"};
    }

    // What is counted.
    void serve() { reception_.drain(); }

    // Throws away what the repeaters have heard.
    void empty()
    {
        while (!client_.receive().empty())
            ;
    }

    // As if that much time had passed, for streams and slots.
    void let_slots_rest() { router_.check_streams(monotonic::now() + std::chrono::seconds{30}); }

    const core::counters& counters() const { return router_.counters(); }
    core::router& router() { return router_; }
    // Where links and trunks lead: a socket of the repeaters, as they have it.
    core::path way_out() const
    {
        return {core::port_id{0}, {}, {wire::address::v4(0x7F00'0001), client_.local_endpoint().port}};
    }

    static config::settings trusting()
    {
        config::settings s = test::open_settings();
        auto rule = test::rule_of("default", "secret");
        rule->trust = true; // so that it may translate
        s.access.fallback = rule;
        s.access.prepare();
        return s;
    }

private:
    static wire::address address_of(std::uint32_t repeater)
    {
        return wire::address::v4(0x7F10'0000 + repeater);
    }

    std::vector<std::byte> ask(std::uint32_t repeater, wire::bytes datagram)
    {
        send(repeater, datagram);
        serve();
        const auto answers = client_.receive();
        if (answers.size() != 1)
            throw std::runtime_error{"no answer"};
        return {answers[0].datagram.begin(), answers[0].datagram.end()};
    }

    boost::asio::io_context io_{1};
    net::network network_;
    deaf_sink sink_;
    test::seeded_random random_{1};
    core::router router_;
    net::udp_socket& server_;
    net::reception reception_{server_, network_, router_, [](const core::path&, const std::exception& e) {
                                  throw std::runtime_error{e.what()};
                              }};
    net::udp_socket client_;
    wire::sha256 sha256_;
};

// A burst of repeater 1, whose calls have different stream ids.
wire::dmrd_bytes burst(std::uint32_t call, std::size_t place)
{
    const std::array<std::byte, dmr::burst_size> silence{};
    wire::dmrd_header h{};
    h.sequence = static_cast<std::uint8_t>(place);
    h.source = dmr::radio_id{3120001};
    h.destination = talkgroup;
    h.id = dmr::repeater_id{1};
    h.slot = dmr::slot::two;
    h.frame = place == 0 ? dmr::frame_type::data_sync
                         : (place % 6 == 1 ? dmr::frame_type::voice_sync : dmr::frame_type::voice);
    h.detail = static_cast<std::uint8_t>(place == 0 ? 1 : (place - 1) % 6);
    h.stream = dmr::stream_id{call};
    return wire::write_dmrd(h, silence);
}

// Repeater 1 talks to those after it; the others of `repeaters` listen to other talkgroups.
void fill(air& a, std::uint32_t listeners, std::uint32_t repeaters)
{
    for (std::uint32_t r = 1; r <= repeaters; ++r)
        a.log_in(r, "TS2=" + std::to_string(r <= listeners + 1 ? talkgroup : 1000 + r));
}

// Repeater 1 talks to listeners who all have other words for the talkgroup, and share them or not.
void fill_translated(air& a, std::uint32_t listeners, bool share)
{
    a.log_in(1, "TS2=" + std::to_string(talkgroup));
    for (std::uint32_t r = 2; r <= listeners + 1; ++r)
        a.log_in(r, "TS2=" + std::to_string(talkgroup) + ":1:" + std::to_string(share ? 9 : 1000 + r));
}

void expect(std::uint64_t is, std::uint64_t shall_be)
{
    if (is != shall_be)
        throw std::runtime_error{"forwarded " + std::to_string(is) + " instead of " +
                                 std::to_string(shall_be)};
}

void talk(air& a, std::size_t count)
{
    for (std::size_t place = 0; place <= count; ++place) {
        a.send(1, burst(1, place));
        a.serve();
        a.empty();
    }
}

enum class wording
{
    everybodys,
    others_shared,
    others_of_their_own
};

void packets(wording w, std::uint32_t fan_out, std::size_t batch, std::size_t count)
{
    air a;
    if (w == wording::everybodys)
        fill(a, fan_out, fan_out + 1);
    else
        fill_translated(a, fan_out, w == wording::others_shared);
    a.send(1, burst(1, 0));
    a.serve();
    for (std::size_t place = 1; place <= count;) {
        for (std::size_t i = 0; i < batch; ++i)
            a.send(1, burst(1, place++));
        a.serve();
        a.empty();
    }
    expect(a.counters().forwarded, (count + 1) * fan_out);
}

// Repeater 1 talks, and nobody hears it but the other end of a link.
void packets_to_link(std::size_t count)
{
    config::settings s = air::trusting();
    s.links = {test::link_called("North", 901)};
    air a{s};
    fill(a, 0, 1);
    core::router& r = a.router();
    const core::link_id link{1};
    r.open_link(link, a.way_out(), monotonic::now());
    r.on_link_datagram(link, a.way_out(), wire::write_challenge({}), monotonic::now());
    for (int i = 0; i < 3; ++i)
        r.on_link_datagram(link, a.way_out(), wire::write_acknowledgement(dmr::repeater_id{901}),
                           monotonic::now());
    a.empty();
    talk(a, count);
    expect(a.counters().forwarded, count + 1);
}

config::settings with_trunk()
{
    config::settings s = air::trusting();
    s.trunks = {test::trunk_called("Core", 262, {{talkgroup, 2}})};
    return s;
}

void open_trunk(air& a)
{
    a.router().open_trunk(core::trunk_id{1}, core::port_id{0}, monotonic::now());
    a.router().resolve_trunk(core::trunk_id{1}, a.way_out().remote, monotonic::now());
}

// ... but the other end of a trunk.
void packets_to_trunk(std::size_t count)
{
    air a{with_trunk()};
    fill(a, 0, 1);
    open_trunk(a);
    talk(a, count);
    expect(a.counters().forwarded, count + 1);
}

// Frames of a trunk for nobody: what is counted is the frame itself.
void packets_from_trunk(std::size_t count)
{
    air a{with_trunk()};
    open_trunk(a);
    auto now = monotonic::now();
    for (std::size_t place = 0; place <= count; ++place) {
        const auto dmrd = burst(1, place);
        const auto frame = test::linked_world::frame_of({dmrd.begin(), dmrd.end()});
        bench::take_from_trunk(a.router(), a.way_out(), frame, now);
        now += std::chrono::milliseconds{60};
    }
    expect(a.counters().bursts, count + 1);
}

void stream_starts(std::uint32_t subscribers, std::uint32_t repeaters, std::uint32_t count)
{
    air a;
    fill(a, subscribers, repeaters);
    for (std::uint32_t call = 1; call <= count; ++call) {
        a.send(1, burst(call, 0));
        a.serve();
        a.empty();
        a.let_slots_rest();
        a.let_slots_rest(); // the stream ends, then the hang time
    }
    expect(a.counters().forwarded, std::uint64_t{count} * subscribers);
    expect(a.counters().streams, count);
}

void pings(std::size_t count)
{
    air a;
    fill(a, 0, 1);
    for (std::size_t i = 0; i < count; ++i) {
        a.send(1, wire::write_keep_alive(dmr::repeater_id{1}));
        a.serve();
        a.empty();
    }
}

void codec(const std::string& name, std::size_t count)
{
    for (const bench::codec_operation& operation : bench::codec_operations())
        if (operation.name == name)
            return bench::repeat(operation, count);
    throw std::invalid_argument{"the codec has no operation \"" + name + "\""};
}

void run(const std::vector<std::string>& asked)
{
    const auto number = [&](std::size_t i) { return static_cast<std::uint32_t>(std::stoul(asked.at(i))); };
    if (asked.at(0) == "packet")
        packets(wording::everybodys, number(1), number(2), number(3));
    else if (asked.at(0) == "packet-translated-alike")
        packets(wording::others_shared, number(1), number(2), number(3));
    else if (asked.at(0) == "packet-translated")
        packets(wording::others_of_their_own, number(1), number(2), number(3));
    else if (asked.at(0) == "stream-start")
        stream_starts(number(1), number(2), number(3));
    else if (asked.at(0) == "packet-to-link")
        packets_to_link(number(1));
    else if (asked.at(0) == "packet-to-trunk")
        packets_to_trunk(number(1));
    else if (asked.at(0) == "packet-from-trunk")
        packets_from_trunk(number(1));
    else if (asked.at(0) == "ping")
        pings(number(1));
    else if (asked.at(0) == "codec")
        codec(asked.at(1), number(2));
    else if (asked.at(0) == "codec-operations")
        for (const bench::codec_operation& operation : bench::codec_operations())
            std::cout << operation.name << '\n';
    else
        throw std::invalid_argument{"there is no case \"" + asked.at(0) + "\""};
}

}

int main(int argc, char** argv)
{
    try {
        run({argv + 1, argv + argc});
        return 0;
    } catch (const std::exception& e) {
        std::cerr << "bench_instructions: " << e.what() << '\n';
        return 1;
    }
}
