// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/transport.hpp"

#include "hblink/task/as_result.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <optional>
#include <string>
#include <utility>

#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

namespace hblink::sim {

using asio::ip::udp;

namespace {

constexpr std::size_t repeaters_at_a_socket = 250;   // so that one fan-out fits into its buffer
constexpr std::uint32_t first_address = 0x7F10'0001; // 127.16.0.1
constexpr int wanted_buffer = 16 * 1024 * 1024;
constexpr std::size_t datagrams_in_batch = 64;
constexpr int batches_in_drain = 4; // then timers and signals have their turn
constexpr std::size_t longest_datagram = 512;

std::size_t sockets_for(bool by_address, std::size_t repeaters)
{
    return by_address ? (repeaters + repeaters_at_a_socket - 1) / repeaters_at_a_socket : repeaters;
}

// A port for each repeater is a file descriptor for each repeater.
void allow_sockets(std::size_t wanted)
{
    rlimit limit{};
    constexpr rlim_t others = 64;
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur >= wanted + others)
        return;
    limit.rlim_cur =
        limit.rlim_max == RLIM_INFINITY ? wanted + others : std::min<rlim_t>(limit.rlim_max, wanted + others);
    ::setrlimit(RLIMIT_NOFILE, &limit); // when this fails, opening the sockets says so
}

void set(udp::socket& s, int level, int option, int value)
{
    if (::setsockopt(s.native_handle(), level, option, &value, sizeof value) != 0)
        throw boost::system::system_error{errno, boost::system::system_category(), "setsockopt"};
}

// As large as we are allowed: beyond the system's limit with CAP_NET_ADMIN only.
void enlarge_buffers(udp::socket& s)
{
    const auto raise = [&](int forced, int ordinary) {
        const int value = wanted_buffer;
        if (::setsockopt(s.native_handle(), SOL_SOCKET, forced, &value, sizeof value) != 0)
            ::setsockopt(s.native_handle(), SOL_SOCKET, ordinary, &value, sizeof value);
    };
    raise(SO_RCVBUFFORCE, SO_RCVBUF);
    raise(SO_SNDBUFFORCE, SO_SNDBUF);
}

udp::socket open_socket(const asio::any_io_executor& executor, const udp::endpoint& server, bool by_address)
{
    udp::socket s{executor};
    s.open(server.protocol());
    s.non_blocking(true);
    enlarge_buffers(s);
    set(s, SOL_SOCKET, SO_RXQ_OVFL, 1);
    if (by_address) {
        set(s, IPPROTO_IP, IP_PKTINFO, 1);
        s.bind(udp::endpoint{udp::v4(), 0});
    } else {
        s.connect(server);
    }
    return s;
}

// Copied out, because control data is not aligned for its type.
template <class Data>
Data control_data(const cmsghdr& c) noexcept
{
    Data d;
    std::memcpy(&d, CMSG_DATA(&c), sizeof d);
    return d;
}

struct arrival
{
    std::optional<std::uint32_t> address; // of ours, host order
    std::optional<std::uint32_t> drops;   // of this socket so far
};

arrival read_control(msghdr& m) noexcept
{
    arrival a;
    for (cmsghdr* c = CMSG_FIRSTHDR(&m); c != nullptr; c = CMSG_NXTHDR(&m, c)) {
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO)
            a.address = ntohl(control_data<in_pktinfo>(*c).ipi_addr.s_addr);
        else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_RXQ_OVFL)
            a.drops = control_data<std::uint32_t>(*c);
    }
    return a;
}

}

struct transport::outlet
{
    udp::socket socket;
    std::uint32_t drops{0};
};

// What recvmmsg fills.
struct transport::batch
{
    struct place
    {
        std::array<std::byte, longest_datagram> data;
        alignas(cmsghdr) std::array<std::byte, 128> control;
        udp::endpoint from;
        iovec where;
    };
    std::array<place, datagrams_in_batch> places;
    std::array<mmsghdr, datagrams_in_batch> headers;

    void make_ready() noexcept
    {
        for (std::size_t i = 0; i < places.size(); ++i) {
            place& p = places[i];
            p.where = {p.data.data(), p.data.size()};
            msghdr& m = headers[i].msg_hdr;
            m = {};
            m.msg_name = p.from.data();
            m.msg_namelen = static_cast<socklen_t>(p.from.capacity());
            m.msg_iov = &p.where;
            m.msg_iovlen = 1;
            m.msg_control = p.control.data();
            m.msg_controllen = p.control.size();
        }
    }
};

transport::transport(asio::any_io_executor executor, const udp::endpoint& server, std::size_t repeaters)
    : server_{server},
      repeaters_{repeaters},
      by_address_{server.address().is_v4() && server.address().is_loopback()},
      batch_{std::make_unique<batch>()}
{
    const std::size_t sockets = sockets_for(by_address_, repeaters);
    allow_sockets(sockets);
    outlets_.reserve(sockets);
    for (std::size_t i = 0; i < sockets; ++i)
        outlets_.push_back(outlet{open_socket(executor, server, by_address_)});
}

transport::~transport() = default;

void transport::receive(task::task_group& group, handler h)
{
    handler_ = std::move(h);
    for (std::size_t i = 0; i < outlets_.size(); ++i)
        group.spawn("receive", [this, i] { return receive_at(i); });
}

bool transport::send(std::size_t repeater, wire::bytes bytes) noexcept
{
    outlet& o = outlets_[repeater % outlets_.size()];
    iovec where{const_cast<std::byte*>(bytes.data()), bytes.size()};
    msghdr m{};
    m.msg_iov = &where;
    m.msg_iovlen = 1;
    alignas(cmsghdr) std::array<unsigned char, CMSG_SPACE(sizeof(in_pktinfo))> control{};
    if (by_address_) {
        m.msg_name = server_.data();
        m.msg_namelen = static_cast<socklen_t>(server_.size());
        m.msg_control = control.data();
        m.msg_controllen = control.size();
        cmsghdr* const c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = IPPROTO_IP;
        c->cmsg_type = IP_PKTINFO;
        c->cmsg_len = CMSG_LEN(sizeof(in_pktinfo));
        in_pktinfo info{};
        info.ipi_spec_dst.s_addr = htonl(first_address + static_cast<std::uint32_t>(repeater));
        std::memcpy(CMSG_DATA(c), &info, sizeof info);
    }
    const bool sent = ::sendmsg(o.socket.native_handle(), &m, MSG_NOSIGNAL) >= 0;
    send_failures_ += sent ? 0u : 1u;
    return sent;
}

std::uint64_t transport::own_drops() const noexcept
{
    std::uint64_t sum = 0;
    for (const outlet& o : outlets_)
        sum += o.drops;
    return sum;
}

asio::awaitable<void> transport::receive_at(std::size_t outlet_index)
{
    udp::socket& socket = outlets_[outlet_index].socket;
    for (;;) {
        auto [error] = co_await socket.async_wait(udp::socket::wait_read, task::as_result);
        if (error)
            co_return; // cancelled
        drain(outlet_index);
    }
}

void transport::drain(std::size_t outlet_index)
{
    outlet& o = outlets_[outlet_index];
    for (int round = 0; round < batches_in_drain; ++round) {
        batch_->make_ready();
        const int n = ::recvmmsg(o.socket.native_handle(), batch_->headers.data(),
                                 static_cast<unsigned>(datagrams_in_batch), MSG_DONTWAIT, nullptr);
        if (n < 0 && (errno == EAGAIN || errno == EINTR))
            return;
        const time_point now = std::chrono::steady_clock::now();
        for (std::size_t i = 0; i < static_cast<std::size_t>(std::max(n, 0)); ++i) {
            batch::place& p = batch_->places[i];
            mmsghdr& header = batch_->headers[i];
            const arrival a = read_control(header.msg_hdr);
            o.drops = a.drops.value_or(o.drops);
            p.from.resize(header.msg_hdr.msg_namelen);
            const std::size_t repeater =
                by_address_ ? std::size_t{a.address.value_or(0) - first_address} : outlet_index;
            if (p.from != server_ || repeater >= repeaters_ || repeater % outlets_.size() != outlet_index) {
                ++strangers_;
                continue;
            }
            handler_(repeater, wire::bytes{p.data}.first(header.msg_len), now);
        }
        if (n >= 0 && static_cast<std::size_t>(n) < datagrams_in_batch)
            return;
    }
}

}
