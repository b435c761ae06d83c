// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/disturber.hpp"

#include <array>
#include <chrono>
#include <cstring>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include "support/websocket_frames.hpp"

namespace hblink::test {

namespace {

using clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int between_steps = 2; // ms

// A socket that never waits.
class client
{
public:
    explicit client(const wire::endpoint& to, int receive_buffer = 0)
        : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)}
    {
        if (receive_buffer != 0)
            ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        sockaddr_in a{};
        a.sin_family = AF_INET;
        a.sin_port = htons(to.port);
        a.sin_addr.s_addr = htonl(to.address.to_v4());
        static_cast<void>(::connect(socket_, reinterpret_cast<const sockaddr*>(&a), sizeof a));
    }
    explicit client(const std::filesystem::path& to)
        : socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)}
    {
        sockaddr_un a{};
        a.sun_family = AF_UNIX;
        to.native().copy(a.sun_path, sizeof a.sun_path - 1);
        static_cast<void>(::connect(socket_, reinterpret_cast<const sockaddr*>(&a), sizeof a));
    }
    ~client()
    {
        if (socket_ >= 0)
            ::close(socket_);
    }
    client(client&& other) noexcept : socket_{std::exchange(other.socket_, -1)} {}
    client& operator=(client&& other) noexcept
    {
        std::swap(socket_, other.socket_);
        return *this;
    }

    // False: it is over, or has not begun.
    bool say(std::string_view words) const
    {
        const ssize_t n = ::send(socket_, words.data(), words.size(), MSG_NOSIGNAL);
        return n >= 0 || errno == EAGAIN || errno == ENOTCONN;
    }
    // False: the other one has closed.
    bool listen() const
    {
        std::array<char, 16384> words;
        const ssize_t n = ::recv(socket_, words.data(), words.size(), 0);
        return n > 0 || (n < 0 && (errno == EAGAIN || errno == ENOTCONN));
    }

private:
    int socket_;
};

struct nuisance
{
    virtual ~nuisance() = default;
    virtual void step() = 0;
};

// Browsers as no browser is: they do not read, say nonsense, say too much, or go in the middle.
struct odd_browsers final : nuisance
{
    explicit odd_browsers(const wire::endpoint& server) : to{server} {}
    void step() override
    {
        if (clients.size() >= 50)
            clients.pop_front();
        const std::string request =
            upgrade("/api/v1/live", next % 5 == 0 ? "Origin: http://evil.example\r\n" : "");
        clients.emplace_back(to, 1024);
        clients.back().say(next % 7 == 0 ? request.substr(0, request.size() / 2) : request);
        const client& one = clients[++next % clients.size()];
        switch (next % 4) {
        case 0:
            one.say("\x81\x02hi"); // not masked
            break;
        case 1:
            one.say(std::string(2000, '\xFF'));
            break;
        case 2:
            for (int i = 0; i < 100; ++i)
                one.say(browser_frame(0x89, ""));
            break;
        default: // and never reads
            break;
        }
    }
    wire::endpoint to;
    std::deque<client> clients;
    std::size_t next{};
};

// Headers in drops, on many connections.
struct slow_ones final : nuisance
{
    explicit slow_ones(const wire::endpoint& e) : to{e} {}
    void step() override
    {
        if (clients.size() < 200) {
            clients.emplace_back(to);
            return;
        }
        for (int i = 0; i < 5; ++i) {
            client& c = clients[next++ % clients.size()];
            if (!c.say(next < 2 * clients.size() ? "GET / HTTP/1.1\r\nX: " : "x"))
                c = client{to};
        }
    }
    wire::endpoint to;
    std::vector<client> clients;
    std::size_t next{};
};

// Five thousand connections that say nothing, and then more and more new ones.
struct crowd final : nuisance
{
    explicit crowd(const wire::endpoint& e) : to{e} {}
    void step() override
    {
        if (clock::now() < begin) // the others come first: they find no place later
            return;
        for (int i = 0; i < 5; ++i) {
            if (clients.size() >= 5000)
                clients.pop_front();
            clients.emplace_back(to);
        }
    }
    wire::endpoint to;
    clock::time_point begin{clock::now() + 1s};
    std::deque<client> clients;
};

// A header without end.
struct long_header final : nuisance
{
    explicit long_header(const wire::endpoint& e) : to{e}, one{e} { one.say("GET / HTTP/1.1\r\nX: "); }
    void step() override
    {
        if (!one.say(words)) {
            one = client{to};
            words = "GET / HTTP/1.1\r\nX: " + std::string(1 << 16, 'x');
        }
    }
    wire::endpoint to;
    client one;
    std::string words{"GET / HTTP/1.1\r\nX: " + std::string(1 << 16, 'x')};
};

// Thousands of requests without waiting for an answer; `deaf` ones do not even read the answers.
struct hasty_ones final : nuisance
{
    hasty_ones(const wire::endpoint& e, std::size_t number, const char* path, bool is_deaf) : deaf{is_deaf}
    {
        for (int i = 0; i < 1000; ++i)
            words += "GET " + std::string{path} + " HTTP/1.1\r\nHost: a\r\n\r\n";
        for (std::size_t i = 0; i < number; ++i)
            clients.emplace_back(e, is_deaf ? 2048 : 0);
    }
    void step() override
    {
        const client& c = clients[next++ % clients.size()];
        c.say(words);
        if (!deaf)
            c.listen();
    }
    bool deaf;
    std::string words;
    std::vector<client> clients;
    std::size_t next{};
};

// What is no HTTP, again and again.
struct babblers final : nuisance
{
    explicit babblers(const wire::endpoint& e) : to{e} {}
    void step() override
    {
        constexpr std::array<std::string_view, 4> words{"\x16\x03\x01\x02\x01\x01\x01\xFC", "GET /\r\n",
                                                        "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n",
                                                        "\xFF\xFF\xFF\xFF"};
        if (clients.size() >= 16)
            clients.pop_front();
        clients.emplace_back(to);
        for (const client& c : clients)
            c.say(words[next++ % words.size()]);
    }
    wire::endpoint to;
    std::deque<client> clients;
    std::size_t next{};
};

// On the control socket: silence, noise, and ever new ones.
struct meddlers final : nuisance
{
    explicit meddlers(std::filesystem::path p) : to{std::move(p)} {}
    void step() override
    {
        if (clients.size() >= 100)
            clients.pop_front();
        clients.emplace_back(to);
        clients[next++ % clients.size()].say("\x01{[garbage\n{\"command\": 17}\n");
    }
    std::filesystem::path to;
    std::deque<client> clients;
    std::size_t next{};
};

}

disturber::disturber(places p) : places_{std::move(p)}, thread_{[this] { run(); }} {}

disturber::~disturber()
{
    stop_ = true;
    thread_.join();
}

void disturber::run()
{
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 19); // Linux: of this thread
    std::vector<std::unique_ptr<nuisance>> all;
    all.push_back(std::make_unique<slow_ones>(places_.http));
    all.push_back(std::make_unique<long_header>(places_.http));
    all.push_back(std::make_unique<hasty_ones>(places_.http, 8, "/healthz", false));
    all.push_back(std::make_unique<hasty_ones>(places_.http, 8, "/metrics", false));
    all.push_back(std::make_unique<hasty_ones>(places_.http, 50, "/metrics", true));
    all.push_back(std::make_unique<babblers>(places_.http));
    all.push_back(std::make_unique<crowd>(places_.http));
    all.push_back(std::make_unique<odd_browsers>(places_.http));
    all.push_back(std::make_unique<meddlers>(places_.control));
    while (!stop_) {
        for (const auto& one : all)
            one->step();
        ::poll(nullptr, 0, between_steps);
    }
}

}
