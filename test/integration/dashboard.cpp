// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/dashboard.hpp"

#include "hblink/net/socket_address.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <string>
#include <system_error>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace hblink::test {

namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error{errno, std::generic_category(), what}; }

int bind_unix(const std::filesystem::path& path)
{
    std::filesystem::remove(path);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, path.c_str(), sizeof address.sun_path - 1);
    const int s = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (::bind(s, reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        fail("bind");
    return s;
}

int bind_tcp(const wire::endpoint& at)
{
    const auto family = at.address.is_v4() ? sa_family_t{AF_INET} : sa_family_t{AF_INET6};
    net::socket_address address{};
    const socklen_t length = net::fill(address, at, family);
    const int s = ::socket(family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    const int yes = 1;
    ::setsockopt(s, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (::bind(s, reinterpret_cast<const sockaddr*>(&address), length) != 0)
        fail("bind");
    return s;
}

}

// --- A connection ----------------------------------------------------------------------------------

void listening_dashboard::line::on_readable()
{
    std::array<char, 65536> bytes;
    while (socket_ >= 0) {
        const auto n = ::read(socket_, bytes.data(), bytes.size());
        if (n > 0)
            dashboard_.page.read({bytes.data(), static_cast<std::size_t>(n)});
        else if (n == 0 || errno != EAGAIN)
            return dashboard_.hung_up();
        else
            return;
    }
}

void listening_dashboard::line::close()
{
    if (socket_ >= 0)
        ::close(socket_);
    socket_ = -1;
}

void listening_dashboard::line::say(std::string_view bytes) const
{
    if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) != static_cast<ssize_t>(bytes.size()))
        fail("send");
}

// --- The dashboard ---------------------------------------------------------------------------------

listening_dashboard::listening_dashboard(stage& s, const std::filesystem::path& unix_socket)
    : participant{s}, stage_{s}, bound_{[unix_socket] { return bind_unix(unix_socket); }}
{
    listen();
}

listening_dashboard::listening_dashboard(stage& s, std::string_view address, std::uint16_t port)
    : participant{s}, stage_{s}, bound_{[at = wire::endpoint{wire::parse_address(address).value(), port}] {
          return bind_tcp(at);
      }}
{
    listen();
}

listening_dashboard::~listening_dashboard() { close(); }

void listening_dashboard::listen()
{
    listener_ = bound_();
    if (::listen(listener_, 16) != 0)
        fail("listen");
}

void listening_dashboard::close()
{
    if (listener_ >= 0)
        ::close(listener_);
    listener_ = -1;
    for (line& l : lines_)
        l.close();
}

void listening_dashboard::listen_again()
{
    page = {};
    listen();
}

void listening_dashboard::on_readable()
{
    const int s = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC | SOCK_NONBLOCK);
    if (s < 0)
        return;
    for (line& l : lines_) // the server may have closed one just now
        l.on_readable();
    if (open() != 0)
        throw std::runtime_error{"a second connection beside the first one"};
    page.accept();
    lines_.emplace_back(*this, s).say(dashboard::sync_request());
}

void listening_dashboard::hung_up()
{
    for (line& l : lines_)
        l.close();
}

void listening_dashboard::say(std::string_view bytes) { lines_.back().say(bytes); }

std::size_t listening_dashboard::open() const
{
    return static_cast<std::size_t>(
        std::count_if(lines_.begin(), lines_.end(), [](const line& l) { return l.is_open(); }));
}

bool listening_dashboard::sees(const std::function<bool(const dashboard&)>& what)
{
    return stage_.wait_until([&] { return what(page); });
}

bool listening_dashboard::has_been_connected(std::size_t times)
{
    return stage_.wait_until([&] { return connections() >= times; });
}

}
