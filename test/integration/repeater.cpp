// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/repeater.hpp"

#include "hblink/net/socket_address.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <system_error>
#include <utility>

#include <unistd.h>

namespace hblink::test {

namespace {

using clock = std::chrono::steady_clock;

[[noreturn]] void fail(const char* what) { throw std::system_error{errno, std::generic_category(), what}; }

wire::address loopback_of(sa_family_t family)
{
    return at(family == AF_INET ? "127.0.0.1" : "::1", 0).address;
}

sim::client_profile profile(std::uint32_t id, std::string_view pass, std::string_view options)
{
    sim::client_profile p;
    p.id = dmr::repeater_id{id};
    p.passphrase = pass;
    p.options = options;
    p.station.callsign = "N0CALL";
    p.station.software_id = "test";
    p.station.package_id = "MMDVM";
    return p;
}

}

bool is(wire::bytes b, std::string_view tag)
{
    const auto same = [](char a, std::byte c) { return static_cast<std::byte>(a) == c; };
    return b.size() >= tag.size() && std::equal(tag.begin(), tag.end(), b.begin(), same);
}

// --- udp_client ------------------------------------------------------------------------------------

udp_client::udp_client(stage& s, const wire::endpoint& server, wire::address own)
    : participant{s},
      stage_{s},
      server_{server},
      family_{server.address.is_v4() ? sa_family_t{AF_INET} : sa_family_t{AF_INET6}},
      socket_{::socket(family_, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)}
{
    if (socket_ < 0)
        fail("socket");
    const int wanted = 1 << 20; // bytes
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &wanted, sizeof wanted);
    net::socket_address local{};
    const wire::endpoint here{own.is_unspecified() ? loopback_of(family_) : own, 0};
    const socklen_t length = net::fill(local, here, family_);
    if (::bind(socket_, reinterpret_cast<const sockaddr*>(&local), length) != 0) {
        ::close(socket_);
        fail("bind");
    }
}

udp_client::~udp_client() { ::close(socket_); }

wire::endpoint udp_client::local() const
{
    net::socket_address mine{};
    socklen_t length = sizeof mine;
    ::getsockname(socket_, reinterpret_cast<sockaddr*>(&mine), &length);
    return net::read(mine);
}

void udp_client::send(wire::bytes b) const
{
    net::socket_address to{};
    const socklen_t length = net::fill(to, server_, family_);
    if (::sendto(socket_, b.data(), b.size(), 0, reinterpret_cast<const sockaddr*>(&to), length) < 0)
        fail("sendto");
}

void udp_client::on_readable()
{
    std::array<std::byte, 2048> buffer;
    for (;;) {
        net::socket_address from{};
        socklen_t length = sizeof from;
        const auto n =
            ::recvfrom(socket_, buffer.data(), buffer.size(), 0, reinterpret_cast<sockaddr*>(&from), &length);
        if (n < 0)
            return;
        const auto b = wire::bytes{buffer}.first(static_cast<std::size_t>(n));
        if (net::read(from) != server_) {
            ++strays;
            continue;
        }
        empty += b.empty() ? 1u : 0u;
        received.emplace_back(b.begin(), b.end());
        on_datagram(b);
    }
}

bool udp_client::has_received(std::size_t n)
{
    return stage_.wait_until([&] { return received.size() >= n; });
}

// --- repeater --------------------------------------------------------------------------------------

repeater::repeater(stage& s, std::uint32_t id, const wire::endpoint& server, std::string_view pass,
                   std::string_view options, wire::address own)
    : udp_client{s, server, own}, client_{profile(id, pass, options), sha_}
{}

void repeater::start() { say(client_.start(now())); }

bool repeater::log_in()
{
    start();
    return stage_.wait_until([this] { return client_.connected(); });
}

bool repeater::has_heard(std::size_t bursts)
{
    return stage_.wait_until([&] { return heard.size() >= bursts; });
}

std::size_t repeater::farewells() const
{
    const auto expected = wire::write_server_goodbye(client_.id());
    return static_cast<std::size_t>(
        std::count(received.begin(), received.end(), datagram{expected.begin(), expected.end()}));
}

void repeater::tick() { say(client_.tick(now())); }

void repeater::say(const datagram& d)
{
    if (!d.empty())
        send(d);
}

void repeater::on_datagram(wire::bytes b)
{
    const auto outcome = client_.receive(b, now());
    if (outcome.voice)
        heard.emplace_back(b.begin(), b.end());
    say(outcome.reply);
}

// --- Calls -----------------------------------------------------------------------------------------

group_call::group_call(const repeater& r, std::uint32_t talkgroup, std::uint32_t stream,
                       std::size_t superframes)
    : voice_{{r.client().id(), dmr::radio_id{r.id() + 7}, talkgroup, dmr::slot::two, dmr::stream_id{stream}},
             superframes}
{}

datagram group_call::burst(std::size_t index) const
{
    const auto b = voice_.burst(index);
    return {b.begin(), b.end()};
}

std::vector<datagram> group_call::all() const
{
    std::vector<datagram> bursts;
    for (std::size_t i = 0; i < voice_.bursts(); ++i)
        bursts.push_back(burst(i));
    return bursts;
}

long_call::long_call(stage& s, const repeater& talker, std::uint32_t talkgroup, std::uint32_t stream)
    : participant{s},
      stage_{s},
      talker_{talker},
      call_{talker, talkgroup, stream, 10'000}, // superframes: an hour
      begin_{clock::now()}
{}

void long_call::tick()
{
    while (begin_ + said_.size() * sim::burst_period <= clock::now()) {
        said_.push_back(call_.burst(said_.size()));
        talker_.send(said_.back());
    }
}

bool long_call::is_heard_now_by(const repeater& listener)
{
    const std::size_t said_before = said_.size();
    return stage_.wait_until([&] {
        return said_.size() > said_before && !listener.heard.empty() &&
               std::find(said_.begin() + static_cast<std::ptrdiff_t>(said_before), said_.end(),
                         listener.heard.back()) != said_.end();
    });
}

bool is_heard(repeater& talker, std::uint32_t talkgroup, std::uint32_t stream,
              const std::vector<repeater*>& listeners)
{
    const auto bursts = group_call{talker, talkgroup, stream}.all();
    std::vector<std::size_t> before;
    before.reserve(listeners.size());
    for (const repeater* const l : listeners)
        before.push_back(l->heard.size());
    for (const datagram& b : bursts)
        talker.send(b);
    for (std::size_t i = 0; i < listeners.size(); ++i) {
        auto& heard = listeners[i]->heard;
        if (!listeners[i]->has_heard(before[i] + bursts.size()))
            return false;
        const std::vector<datagram> new_ones{heard.begin() + static_cast<std::ptrdiff_t>(before[i]),
                                             heard.end()};
        if (new_ones != bursts)
            return false;
    }
    return true;
}

}
