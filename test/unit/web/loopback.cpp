// SPDX-License-Identifier: GPL-3.0-or-later
#include "unit/web/loopback.hpp"

#include <boost/asio/bind_cancellation_slot.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <stdexcept>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hblink::test {

using namespace std::chrono_literals;

// --- The client ------------------------------------------------------------------------------------

visitor::visitor(const wire::endpoint& server, int receive_buffer)
    : socket_{::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)}
{
    if (socket_ < 0)
        throw std::system_error{errno, std::generic_category(), "socket"};
    if (receive_buffer != 0)
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(server.port);
    to.sin_addr.s_addr = htonl(server.address.to_v4());
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&to), sizeof to) != 0 && errno != EINPROGRESS)
        throw std::system_error{errno, std::generic_category(), "connect"};
}

visitor::~visitor()
{
    if (socket_ >= 0)
        ::close(socket_);
}

void visitor::say(std::string_view words)
{
    unsent_ += words;
    pump();
}

void visitor::finish() { ::shutdown(socket_, SHUT_WR); }

void visitor::reset()
{
    const linger at_once{1, 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_LINGER, &at_once, sizeof at_once);
    ::close(std::exchange(socket_, -1));
    ended_ = true;
}

void visitor::pump()
{
    if (socket_ < 0)
        return;
    while (!unsent_.empty()) {
        const ssize_t n = ::send(socket_, unsent_.data(), unsent_.size(), MSG_NOSIGNAL);
        if (n <= 0)
            break;
        unsent_.erase(0, static_cast<std::size_t>(n));
    }
    std::array<char, 16384> piece;
    while (reads_ && !ended_) {
        const ssize_t n = ::recv(socket_, piece.data(), piece.size(), 0);
        if (n > 0) {
            heard_.append(piece.data(), static_cast<std::size_t>(n));
            continue;
        }
        ended_ = n == 0 || (errno != EAGAIN && errno != ENOTCONN);
        break;
    }
}

// --- What it hears ---------------------------------------------------------------------------------

namespace {

// The body in chunks at the beginning of `rest`, which is taken; nothing when it is not complete.
std::optional<std::string> take_chunks(std::string_view& rest)
{
    std::string body;
    std::string_view left = rest;
    for (;;) {
        const std::size_t line = left.find("\r\n");
        std::size_t size = 0;
        if (line == left.npos ||
            std::from_chars(left.data(), left.data() + line, size, 16).ec != std::errc{} ||
            left.size() < line + 2 + size + 2)
            return std::nullopt;
        body += left.substr(line + 2, size);
        left.remove_prefix(line + 2 + size + 2);
        if (size == 0) {
            rest = left;
            return body;
        }
    }
}

answer header_in(std::string_view text)
{
    answer a;
    BOOST_REQUIRE(text.starts_with("HTTP/1.1 "));
    std::from_chars(text.data() + 9, text.data() + 12, a.status);
    text.remove_prefix(text.find("\r\n") + 2);
    while (!text.empty()) {
        const std::size_t end = text.find("\r\n");
        const std::string_view line = text.substr(0, end);
        std::string name{line.substr(0, line.find(": "))};
        for (char& c : name)
            c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        a.fields[name] = line.substr(line.find(": ") + 2);
        text.remove_prefix(end + 2);
    }
    return a;
}

}

std::vector<answer> answers_in(std::string_view heard, bool to_head)
{
    std::vector<answer> found;
    for (std::size_t end; (end = heard.find("\r\n\r\n")) != heard.npos;) {
        answer a = header_in(heard.substr(0, end + 2));
        std::string_view rest = heard.substr(end + 4);
        const auto length = a.fields.find("content-length");
        if (to_head) {
        } else if (a.fields.contains("transfer-encoding")) {
            auto body = take_chunks(rest);
            if (!body)
                break;
            a.body = std::move(*body);
        } else if (length != a.fields.end()) {
            const std::size_t size = std::stoul(length->second);
            if (rest.size() < size)
                break;
            a.body = rest.substr(0, size);
            rest.remove_prefix(size);
        } else {
            a.body = rest;
            rest = {};
        }
        found.push_back(std::move(a));
        heard = rest;
    }
    return found;
}

std::size_t raise_open_files()
{
    rlimit r{};
    ::getrlimit(RLIMIT_NOFILE, &r);
    r.rlim_cur = r.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &r);
    return static_cast<std::size_t>(r.rlim_cur);
}

// --- The server ------------------------------------------------------------------------------------

namespace {

asio::awaitable<web::response> answer_in_pieces()
{
    web::response r;
    r.body = std::make_shared<const std::string>("begin ");
    r.next_piece = [left = 64]() mutable -> asio::awaitable<std::string> {
        co_return left-- > 0 ? std::string(16384, 'p') : std::string{};
    };
    co_return r;
}

asio::awaitable<web::response> never()
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer t{executor, asio::steady_timer::time_point::max()};
    co_await t.async_wait(asio::use_awaitable);
    co_return web::text(200, "");
}

void furnish(web::server& s)
{
    const auto plain = [&s](std::string path, std::function<web::response(const web::request&)> f) {
        s.serve(std::move(path), [f = std::move(f)](const web::request& r) -> asio::awaitable<web::response> {
            co_return f(r);
        });
    };
    const auto big = std::make_shared<const std::string>(1 << 20, 'b');
    plain("/hello", [](const web::request& r) { return web::text(200, "hello " + r.query); });
    plain("/who", [](const web::request& r) { return web::text(200, r.client.to_string()); });
    plain("/broken", [](const web::request&) -> web::response { throw std::runtime_error{"as asked"}; });
    plain("/secret", [&s](const web::request& r) {
        return s.authorized(r) ? web::text(200, "sesame") : web::text(401, "");
    });
    plain("/big", [big](const web::request&) {
        web::response r;
        r.body = big;
        return r;
    });
    s.serve("/long", [](const web::request&) { return answer_in_pieces(); });
    s.serve("/never", [](const web::request&) { return never(); });
}

}

house::house() = default;
house::~house() { close(); }

config::http_settings house::anywhere()
{
    config::http_settings s;
    s.port = 0;
    s.max_connections = 20;
    return s;
}

web::patience house::quick()
{
    web::patience p;
    p.header = p.idle = p.answer = p.farewell = p.no_descriptor = 20ms;
    p.look = 5ms;
    return p;
}

web::patience house::patient()
{
    web::patience p;
    p.header = p.idle = p.answer = p.farewell = p.browser_silence = p.pong = 1h;
    p.look = 5ms;
    return p;
}

bool house::open(config::http_settings settings, web::patience p)
{
    server.emplace(io.get_executor(), std::move(settings), told, p);
    furnish(*server);
    if (source != nullptr)
        server->show_live(*source);
    if (!server->listen())
        return false;
    ended_ = false;
    asio::co_spawn(io, server->run(),
                   asio::bind_cancellation_slot(stop_.slot(), [this](std::exception_ptr) { ended_ = true; }));
    return true;
}

void house::close()
{
    stop_.emit(asio::cancellation_type::terminal);
    BOOST_TEST(until([&] { return ended_; }));
    io.restart();
    io.poll();
    BOOST_TEST(io.stopped()); // no work is left
}

visitor& house::visit(int receive_buffer)
{
    return visitors.emplace_back(server->local_endpoint(), receive_buffer);
}

bool house::until(const std::function<bool()>& condition)
{
    const auto limit = std::chrono::steady_clock::now() + 60s;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > limit)
            return false;
        io.restart();
        io.run_for(1ms);
        for (visitor& v : visitors)
            v.pump();
    }
    return true;
}

std::vector<answer> house::ask(std::string_view requests, std::size_t answers)
{
    visitor& v = visit();
    v.say(requests);
    const bool head = requests.starts_with("HEAD");
    until([&] { return v.ended() || answers_in(v.heard(), head).size() >= answers; });
    return answers_in(v.heard(), head);
}

std::size_t house::trouble(web::trouble t) const
{
    const auto found = told.trouble.find(t);
    return found == told.trouble.end() ? 0 : found->second.size();
}

}
