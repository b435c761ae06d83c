// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/router.hpp"
#include "hblink/net/peers.hpp"
#include "hblink/task/task_group.hpp"

#include <boost/asio/io_context.hpp>

#include <algorithm>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/core_world.hpp"
#include "unit/net/loopback.hpp"

namespace hblink::test {

// What became of links and trunks, a line each.
class peer_sink final : public core::event_sink
{
public:
    using core::event_sink::on;
    void on(const core::link_connecting&, core::time_point) override { lines.emplace_back("connecting"); }
    void on(const core::link_connected&, core::time_point) override { lines.emplace_back("connected"); }
    void on(const core::link_disconnected& e, core::time_point) override
    {
        lines.push_back("disconnected " + std::string{to_string(e.reason)});
    }
    void on(const core::link_failed& e, core::time_point) override
    {
        lines.push_back("failed " + std::string{to_string(e.reason)});
        details.emplace_back(e.detail);
    }
    void on(const core::trunk_opened&, core::time_point) override { lines.emplace_back("opened"); }
    void on(const core::trunk_closed&, core::time_point) override { lines.emplace_back("closed"); }
    void on(const core::trunk_peer_found& e, core::time_point) override
    {
        lines.push_back("peer " + e.trunk.path.remote.address.to_string() + (e.before ? " anew" : ""));
    }
    void on(const core::trunk_failed& e, core::time_point) override
    {
        lines.push_back("failed " + std::string{to_string(e.reason)});
        details.emplace_back(e.detail);
    }
    void on(const core::trunk_frame_refused&, core::time_point) override
    {
        if (breaks)
            throw std::runtime_error{"a defect"};
        lines.emplace_back("frame refused");
    }

    bool has(const std::string& line) const
    {
        return std::find(lines.begin(), lines.end(), line) != lines.end();
    }

    std::vector<std::string> lines;
    std::vector<std::string> details;
    bool breaks{false};
};

// The tasks of links and trunks with a router, real sockets on loopback, and a name service in the test's
// hand. It is asked on another thread: change it before the tasks run.
struct peers_world
{
    asio::io_context io{1};
    net::network network;
    peer_sink events;
    seeded_random random{1};
    net::udp_socket other{io.get_executor(), core::port_id{0}, at("127.0.0.9"), net::families::one};
    config::settings settings{open_settings()};
    net::lookup look_up{[](const std::string&) { return net::resolved{{at("127.0.0.9").address}, {}}; }};
    core::duration ask_again{std::chrono::hours{1}};
    std::vector<wire::endpoint> bound;
    std::vector<std::string> faults;
    std::unique_ptr<core::router> router;
    std::unique_ptr<net::peers> peers;
    task::task_group group{io.get_executor()};

    ~peers_world() { stop(); }

    config::link_settings& add_link()
    {
        config::link_settings& l = settings.links.emplace_back();
        l.name = "upstream";
        l.address = "master.example";
        l.port = other.local_endpoint().port;
        l.radio_id = dmr::repeater_id{312000};
        l.passphrase = "secret";
        return l;
    }
    config::trunk_settings& add_trunk()
    {
        config::trunk_settings& t = settings.trunks.emplace_back();
        t.name = "neighbour";
        t.network_id = 3129;
        t.local_address = at("127.0.0.8").address;
        t.local_port = a_free_port();
        t.target_address = "peer.example";
        t.target_port = other.local_endpoint().port;
        t.passphrase = "secret";
        t.talkgroup_slots[dmr::talkgroup{91}] = dmr::slot::two;
        return t;
    }
    std::uint16_t a_free_port()
    {
        return net::udp_socket{io.get_executor(), core::port_id{0}, at("127.0.0.8"), net::families::one}
            .local_endpoint()
            .port;
    }

    void start()
    {
        router = std::make_unique<core::router>(settings, network, events, random);
        net::peer_surroundings around{
            .router = *router,
            .net = network,
            .on_fault = [this](const core::path&, const std::exception& e) { faults.emplace_back(e.what()); },
            .bound = [this] { return bound; },
            .look_up = look_up,
            .ask_again = ask_again};
        peers = std::make_unique<net::peers>(io.get_executor(), std::move(around));
        group.spawn("peers", [this] { return peers->run(); });
    }
    // As on SIGTERM: all tasks end.
    void stop()
    {
        group.cancel();
        until([this] { return group.running() == 0; });
    }
    void reload()
    {
        router->reload(settings, std::chrono::steady_clock::now());
        peers->reconcile();
    }

    // Lets the tasks run until something has happened; a test that fails runs into its time limit.
    void until(const std::function<bool()>& happened)
    {
        while (!happened()) {
            io.restart();
            io.run_one_for(std::chrono::milliseconds{10});
        }
    }
    void until_told(const std::string& line)
    {
        until([&] { return events.has(line); });
    }
    // The next datagram that comes to the other side.
    arrived next()
    {
        until([this] {
            for (const auto& r : other.receive())
                came_.push_back({r.path, {r.datagram.begin(), r.datagram.end()}});
            return !came_.empty();
        });
        const arrived first = came_.front();
        came_.erase(came_.begin());
        return first;
    }
    template <class Bytes>
    void answer(const arrived& a, const Bytes& bytes)
    {
        send(other, to(a.path.remote), to_datagram(bytes));
    }
    // The other side is a master that believes everything; the link is up then.
    void accept_login()
    {
        const dmr::repeater_id id = settings.links.at(0).radio_id;
        answer(next(), wire::write_challenge(wire::salt{}));
        answer(next(), wire::write_acknowledgement(id)); // RPTK
        answer(next(), wire::write_acknowledgement(id)); // RPTC
        until_told("connected");
    }

private:
    std::vector<arrived> came_;
};

inline bool is(const arrived& a, std::string_view tag) { return sent{a.path, a.datagram}.is(tag); }

}
