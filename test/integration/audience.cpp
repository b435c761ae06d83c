// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/audience.hpp"

#include <array>
#include <cerrno>
#include <chrono>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/websocket_frames.hpp"

namespace hblink::test {

namespace {

constexpr std::size_t handshake = 200; // bytes of its answer, more or less

}

audience::audience(const wire::endpoint& http, std::size_t browsers)
    : http_{http}, browsers_(browsers), thread_{[this] { run(); }}
{}

audience::~audience()
{
    stop_ = true;
    thread_.join();
    for (const browser& b : browsers_)
        ::close(b.socket);
}

void audience::open(browser& b) const
{
    b.socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in a{};
    a.sin_family = AF_INET;
    a.sin_port = htons(http_.port);
    a.sin_addr.s_addr = htonl(http_.address.to_v4());
    const std::string request = upgrade("/api/v1/live");
    if (::connect(b.socket, reinterpret_cast<const sockaddr*>(&a), sizeof a) == 0)
        ::send(b.socket, request.data(), request.size(), MSG_NOSIGNAL);
}

void audience::hear(browser& b)
{
    std::array<char, 65536> bytes;
    const ssize_t n = ::recv(b.socket, bytes.data(), bytes.size(), MSG_DONTWAIT);
    if (n == 0 || (n < 0 && errno != EAGAIN)) {
        ++gone_;
        ::close(b.socket);
        b.socket = -1;
        return;
    }
    if (n < 0)
        return;
    b.heard += static_cast<std::uint64_t>(n);
    bytes_ += static_cast<std::uint64_t>(n);
    if (!b.listens && b.heard > handshake) {
        b.listens = true;
        ++listening_;
    }
    if (n == 2 && bytes[0] == '\x89') { // a ping, alone
        const std::string pong = browser_frame(0x8A, "");
        ::send(b.socket, pong.data(), pong.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    }
}

void audience::run()
{
    ::setpriority(PRIO_PROCESS, static_cast<id_t>(::gettid()), 19); // Linux: of this thread
    const int all = ::epoll_create1(EPOLL_CLOEXEC);
    for (std::size_t i = 0; i < browsers_.size() && !stop_; ++i) {
        open(browsers_[i]);
        epoll_event e{};
        e.events = EPOLLIN;
        e.data.u64 = i;
        ::epoll_ctl(all, EPOLL_CTL_ADD, browsers_[i].socket, &e);
    }
    std::array<epoll_event, 64> found;
    while (!stop_) {
        const int n = ::epoll_wait(all, found.data(), static_cast<int>(found.size()), 50);
        for (int i = 0; i < n; ++i)
            hear(browsers_[found[static_cast<std::size_t>(i)].data.u64]);
    }
    ::close(all);
}

}
