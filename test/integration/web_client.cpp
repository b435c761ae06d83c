// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/web_client.hpp"

#include <array>
#include <cerrno>
#include <cstdlib>
#include <system_error>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hblink::test {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error{errno, std::generic_category(), what}; }

sockaddr_in loopback(std::uint16_t port)
{
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    a.sin_port = htons(port);
    return a;
}

}

// Connecting on loopback does not wait, and the request fits into the socket's buffer.
web_request::web_request(stage& s, std::uint16_t port, std::string_view path)
    : participant{s}, socket_{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)}
{
    const sockaddr_in a = loopback(port);
    if (::connect(socket_, reinterpret_cast<const sockaddr*>(&a), sizeof a) != 0) {
        over_ = true;
        return;
    }
    const std::string text =
        "GET " + std::string{path} + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    if (::send(socket_, text.data(), text.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(text.size()))
        fail("send");
}

web_request::~web_request() { ::close(socket_); }

void web_request::on_readable()
{
    std::array<char, 65536> buffer;
    const auto n = ::recv(socket_, buffer.data(), buffer.size(), MSG_DONTWAIT);
    if (n > 0)
        came_.append(buffer.data(), static_cast<std::size_t>(n));
    else if (n == 0 || errno != EAGAIN)
        over_ = true;
}

int web_request::status() const { return came_.starts_with("HTTP/1.1 ") ? std::atoi(came_.c_str() + 9) : 0; }

std::string web_request::body() const
{
    const auto end = came_.find("\r\n\r\n");
    return end == std::string::npos ? "" : came_.substr(end + 4);
}

std::optional<web_answer> get(stage& s, std::uint16_t port, std::string_view path)
{
    const web_request r{s, port, path};
    if (!s.wait_until([&] { return r.over(); }) || r.status() == 0)
        return std::nullopt;
    return web_answer{r.status(), r.body()};
}

std::uint16_t free_tcp_port()
{
    const int s = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in a = loopback(0);
    socklen_t length = sizeof a;
    if (::bind(s, reinterpret_cast<const sockaddr*>(&a), sizeof a) != 0 ||
        ::getsockname(s, reinterpret_cast<sockaddr*>(&a), &length) != 0)
        fail("bind");
    ::close(s);
    return ntohs(a.sin_port);
}

}
