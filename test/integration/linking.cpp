// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/linking.hpp"

#include "hblink/net/socket_address.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string>
#include <system_error>
#include <variant>

#include <unistd.h>

namespace hblink::test {

namespace json = boost::json;

namespace {

json::array& list(json::object& c, const char* key)
{
    return (c.contains(key) ? c[key] : c[key] = json::array{}).as_array();
}

json::string_view view(std::string_view s) { return {s.data(), s.size()}; }

// Each needs a name of its own.
std::string next_name(json::object& c, const char* key)
{
    return "neighbour " + std::to_string(list(c, key).size() + 1);
}

}

json::object& add_link(json::object& c, std::string_view address, std::uint16_t port,
                       std::string_view options)
{
    c["global"].as_object()["ping_time"] = 1;
    json::object link{{"name", next_name(c, "outbound_connections")},
                      {"address", view(address)},
                      {"port", port},
                      {"radio_id", link_radio_id},
                      {"passphrase", view(passphrase)},
                      {"options", view(options)}};
    return list(c, "outbound_connections").emplace_back(std::move(link)).as_object();
}

json::object& add_trunk(json::object& c, std::uint16_t local_port, std::string_view target,
                        std::uint16_t target_port, std::uint32_t network_id)
{
    json::object trunk{{"name", next_name(c, "openbridge_connections")},
                       {"network_id", network_id},
                       {"local_address", "127.0.0.1"},
                       {"local_port", local_port},
                       {"target_address", view(target)},
                       {"target_port", target_port},
                       {"passphrase", view(passphrase)},
                       {"talkgroup_slots", {{"91", 2}, {"92", 2}}}};
    return list(c, "openbridge_connections").emplace_back(std::move(trunk)).as_object();
}

datagram told_by(const datagram& burst)
{
    datagram told = burst; // cut, not put together: that g++ 12 takes for an overflow when it optimises
    told.resize(53);
    told.erase(told.begin() + 11, told.begin() + 15);
    told.erase(told.begin(), told.begin() + 4);
    return told;
}

bool comes_across(repeater& talker, std::uint32_t talkgroup, std::uint32_t stream,
                  const std::vector<repeater*>& listeners, const manner& how)
{
    auto said = group_call{talker, talkgroup, stream}.all();
    said.resize(said.size() - how.without_last);
    for (datagram& burst : said)
        burst.resize(how.size);
    std::vector<std::size_t> before;
    for (const repeater* const l : listeners)
        before.push_back(l->heard.size());
    for (const datagram& burst : said)
        talker.send(burst);
    for (std::size_t i = 0; i < listeners.size(); ++i) {
        const auto& heard = listeners[i]->heard;
        if (!listeners[i]->has_heard(before[i] + said.size()))
            return false;
        const auto same = [](const datagram& a, const datagram& b) { return told_by(a) == told_by(b); };
        if (!std::equal(heard.begin() + static_cast<std::ptrdiff_t>(before[i]), heard.end(), said.begin(),
                        said.end(), same))
            return false;
    }
    return true;
}

bool comes_across_soon(stage& s, repeater& talker, std::uint32_t talkgroup, std::uint32_t first_stream,
                       const std::vector<repeater*>& listeners)
{
    for (std::uint32_t i = 0; i < 100; ++i) {
        const auto said = group_call{talker, talkgroup, first_stream + i}.all();
        for (const datagram& burst : said)
            talker.send(burst);
        const auto hears_it = [&](const repeater* l) {
            return !l->heard.empty() && told_by(l->heard.back()) == told_by(said.back());
        };
        if (s.wait_until([&] { return std::all_of(listeners.begin(), listeners.end(), hears_it); },
                         std::chrono::milliseconds{300}))
            return true;
    }
    return false;
}

// --- other_side ------------------------------------------------------------------------------------

other_side::other_side(stage& s, std::uint16_t port)
    : participant{s}, stage_{s}, socket_{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)}
{
    net::socket_address local{};
    const socklen_t length = net::fill(local, at("127.0.0.1", port), AF_INET);
    if (::bind(socket_, &local.any, length) != 0)
        throw std::system_error{errno, std::generic_category(), "bind"};
}

other_side::~other_side() { ::close(socket_); }

std::uint16_t other_side::port() const
{
    net::socket_address mine{};
    socklen_t length = sizeof mine;
    ::getsockname(socket_, &mine.any, &length);
    return net::read(mine).port;
}

void other_side::on_readable()
{
    std::array<std::byte, 2048> buffer;
    for (;;) {
        net::socket_address from{};
        socklen_t length = sizeof from;
        const auto n = ::recvfrom(socket_, buffer.data(), buffer.size(), 0, &from.any, &length);
        if (n < 0)
            return;
        const auto b = wire::bytes{buffer}.first(static_cast<std::size_t>(n));
        peer = net::read(from);
        received.emplace_back(b.begin(), b.end());
        on_datagram(b);
    }
}

void other_side::send(wire::bytes b) const { send(b, peer); }

void other_side::send(wire::bytes b, const wire::endpoint& to) const
{
    net::socket_address address{};
    const socklen_t length = net::fill(address, to, AF_INET);
    ::sendto(socket_, b.data(), b.size(), 0, &address.any, length);
}

std::size_t other_side::count(std::string_view tag) const
{
    return static_cast<std::size_t>(
        std::count_if(received.begin(), received.end(), [&](const datagram& d) { return is(d, tag); }));
}

bool other_side::has_received(std::string_view tag, std::size_t times)
{
    return stage_.wait_until([&] { return count(tag) >= times; });
}

// --- master ----------------------------------------------------------------------------------------

void master::on_datagram(wire::bytes b)
{
    const dmr::repeater_id id{link_radio_id};
    if (is(b, "DMRD") || !answers({b.begin(), b.end()}))
        return;
    if (refuses)
        send(wire::write_refusal(id));
    else if (is(b, "RPTPING"))
        send(wire::write_pong(id));
    else if (is(b, "RPTL"))
        send(wire::write_challenge(wire::salt{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}}));
    else if (!is(b, "RPTCL"))
        send(wire::write_acknowledgement(id));
}

// --- trunk_end -------------------------------------------------------------------------------------

datagram trunk_end::signed_frame(const datagram& burst)
{
    wire::openbridge_bytes frame{};
    std::copy_n(burst.begin(), 53, frame.begin());
    seal_.sign(frame);
    return {frame.begin(), frame.end()};
}

std::vector<datagram> trunk_end::heard()
{
    std::vector<datagram> good;
    for (const datagram& d : received)
        if (seal_.is_genuine(d))
            good.push_back(d);
    return good;
}

}
