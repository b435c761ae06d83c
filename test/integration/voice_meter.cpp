// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/voice_meter.hpp"

#include "hblink/net/socket_address.hpp"
#include "hblink/sim/client.hpp"
#include "hblink/sim/transmission.hpp"
#include "hblink/wire/digest.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <deque>
#include <system_error>
#include <utility>

#include <poll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

namespace hblink::test {

namespace {

using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr std::uint32_t first_talkgroup = 3120;
constexpr std::uint32_t first_id = 3'140'001;

// What the kernel stamps datagrams with.
double wall_clock()
{
    timespec t{};
    ::clock_gettime(CLOCK_REALTIME, &t);
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

// A repeater: a socket and a client.
class radio
{
public:
    radio(const wire::endpoint& server, std::uint32_t number, std::uint32_t talkgroup, std::string passphrase,
          wire::sha256& sha)
        : client{profile(number, talkgroup, std::move(passphrase)), sha},
          socket{::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)}
    {
        net::socket_address to{};
        const socklen_t length = net::fill(to, server, AF_INET);
        const int yes = 1;
        if (socket < 0 || ::connect(socket, reinterpret_cast<const sockaddr*>(&to), length) != 0 ||
            ::setsockopt(socket, SOL_SOCKET, SO_TIMESTAMPNS, &yes, sizeof yes) != 0)
            throw std::system_error{errno, std::generic_category(), "socket"};
    }
    ~radio() { ::close(socket); }
    radio(const radio&) = delete;
    radio& operator=(const radio&) = delete;

    void say(wire::bytes b) const
    {
        if (!b.empty())
            ::send(socket, b.data(), b.size(), 0);
    }

    // Calls f(burst, when it came) for each burst that has come.
    template <class F>
    void hear(F f)
    {
        std::array<std::byte, 512> data;
        alignas(cmsghdr) std::array<std::byte, 128> control;
        for (;;) {
            iovec where{data.data(), data.size()};
            msghdr m{};
            m.msg_iov = &where;
            m.msg_iovlen = 1;
            m.msg_control = control.data();
            m.msg_controllen = control.size();
            const ssize_t n = ::recvmsg(socket, &m, 0);
            if (n < 0)
                return;
            const wire::bytes b = wire::bytes{data}.first(static_cast<std::size_t>(n));
            const auto outcome = client.receive(b, clock::now());
            say(outcome.reply);
            if (outcome.voice)
                f(b, stamp_of(m));
        }
    }

    sim::client client;
    int socket;

private:
    static sim::client_profile profile(std::uint32_t number, std::uint32_t talkgroup, std::string passphrase)
    {
        sim::client_profile p;
        p.id = dmr::repeater_id{first_id + number};
        p.passphrase = std::move(passphrase);
        p.options = "TS2=" + std::to_string(talkgroup) + ';';
        p.station.callsign = "N0CALL";
        return p;
    }

    static double stamp_of(msghdr& m)
    {
        for (cmsghdr* c = CMSG_FIRSTHDR(&m); c != nullptr; c = CMSG_NXTHDR(&m, c))
            if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_TIMESTAMPNS) {
                timespec t{};
                std::memcpy(&t, CMSG_DATA(c), sizeof t);
                return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
            }
        return wall_clock();
    }
};

struct sent_burst
{
    wire::dmrd_bytes burst;
    double at;
    voice_meter::time when;
};

}

struct voice_meter::call
{
    call(const wire::endpoint& server, std::uint32_t number, std::string passphrase)
        : talker{server, 2 * number, first_talkgroup + number, passphrase, sha},
          listener{server, 2 * number + 1, first_talkgroup + number, passphrase, sha},
          voice{{talker.client.id(), dmr::radio_id{1'000'000 + number}, first_talkgroup + number,
                 dmr::slot::two, dmr::stream_id{0x1000 + number}},
                10'000} // superframes: an hour
    {}

    wire::sha256 sha;
    radio talker;
    radio listener;
    sim::transmission voice;
    std::size_t next{0};
    std::deque<sent_burst> under_way;
};

voice_meter::voice_meter(const wire::endpoint& server, std::size_t calls, std::string passphrase)
{
    for (std::uint32_t i = 0; i < calls; ++i)
        calls_.push_back(std::make_unique<call>(server, i, passphrase));
    thread_ = std::thread{[this] { run(); }};
}

voice_meter::~voice_meter() { stop(); }

const voice_meter::all_figures& voice_meter::stop()
{
    stop_ = true;
    if (thread_.joinable())
        thread_.join();
    return figures_;
}

void voice_meter::listen(call& c)
{
    c.talker.hear([](wire::bytes, double) {});
    c.listener.hear([&](wire::bytes b, double came) {
        const auto found = std::find_if(c.under_way.begin(), c.under_way.end(), [&](const sent_burst& s) {
            return std::equal(b.begin(), b.end(), s.burst.begin(), s.burst.end());
        });
        if (found == c.under_way.end()) {
            ++figures_[static_cast<std::size_t>(time_.load())].changed;
            return;
        }
        for (auto s = c.under_way.begin(); s != found; ++s) // overtaken is lost, too
            ++figures_[static_cast<std::size_t>(s->when)].lost;
        figures_[static_cast<std::size_t>(found->when)].delays.push_back(came - found->at);
        c.under_way.erase(c.under_way.begin(), found + 1);
    });
}

void voice_meter::keep_alive()
{
    for (const auto& c : calls_)
        for (radio* const r : {&c->talker, &c->listener})
            r->say(r->client.tick(clock::now()));
}

bool voice_meter::log_in()
{
    for (const auto& c : calls_)
        for (radio* const r : {&c->talker, &c->listener})
            r->say(r->client.start(clock::now()));
    const auto connected = [](const auto& c) {
        return c->talker.client.connected() && c->listener.client.connected();
    };
    while (!stop_ && !std::all_of(calls_.begin(), calls_.end(), connected)) {
        ::poll(nullptr, 0, 5);
        for (const auto& c : calls_)
            listen(*c);
        keep_alive();
    }
    return !stop_;
}

void voice_meter::run()
{
    if (!log_in())
        return;
    talk();
    // What is under way gets a moment.
    const auto end = clock::now() + 2s;
    const auto done = [](const auto& c) { return c->under_way.empty(); };
    while (clock::now() < end && !std::all_of(calls_.begin(), calls_.end(), done)) {
        ::poll(nullptr, 0, 5);
        for (const auto& c : calls_)
            listen(*c);
    }
    for (const auto& c : calls_)
        for (const sent_burst& s : c->under_way)
            ++figures_[static_cast<std::size_t>(s.when)].lost;
}

// The calls take turns, so that the bursts come evenly.
void voice_meter::talk()
{
    std::vector<pollfd> sockets;
    for (const auto& c : calls_)
        for (const radio* const r : {&c->talker, &c->listener})
            sockets.push_back({r->socket, POLLIN, 0});
    const auto start = clock::now();
    const auto step = std::chrono::nanoseconds{sim::burst_period} / calls_.size();
    for (std::size_t i = 0; !stop_; ++i) {
        const auto due = start + i * step;
        for (auto now = clock::now(); now < due; now = clock::now()) {
            const auto wait = std::chrono::ceil<std::chrono::milliseconds>(due - now);
            ::poll(sockets.data(), sockets.size(), static_cast<int>(wait.count()));
            for (const auto& c : calls_)
                listen(*c);
        }
        call& c = *calls_[i % calls_.size()];
        const time when = time_;
        c.under_way.push_back({c.voice.burst(c.next++), wall_clock(), when});
        c.talker.say(c.under_way.back().burst);
        ++figures_[static_cast<std::size_t>(when)].sent;
        if (i % 100 == 0)
            keep_alive();
        talking_ = true;
    }
}

}
