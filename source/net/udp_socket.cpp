// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/udp_socket.hpp"

#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <ctime>

#include <linux/sockios.h>
#include <netinet/in.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace hblink::net {
namespace {

// Bytes; the kernel may grant less (net.core.rmem_max, net.core.wmem_max). The larger one for receiving is
// what a flood, or a moment without a processor, may pile up before a burst is lost.
constexpr int receive_buffer_size = 16 << 20;
constexpr int send_buffer_size = 4 << 20;

void set(asio::ip::udp::socket& s, int level, int name, int value, bool required)
{
    if (::setsockopt(s.native_handle(), level, name, &value, sizeof value) != 0 && required)
        throw boost::system::system_error{errno, boost::system::system_category(), "setsockopt"};
}

// As much as the kernel lets us have: root may exceed the limit that others have.
void enlarge(asio::ip::udp::socket& s, int forced, int name, int size)
{
    if (::setsockopt(s.native_handle(), SOL_SOCKET, forced, &size, sizeof size) != 0)
        set(s, SOL_SOCKET, name, size, false);
}

}

udp_socket::udp_socket(asio::any_io_executor executor, core::port_id port, const wire::endpoint& bind_to,
                       families f)
    : port_{port},
      family_{bind_to.address.is_v4() ? sa_family_t{AF_INET} : sa_family_t{AF_INET6}},
      names_source_{bind_to.address.is_unspecified()},
      socket_{executor}
{
    socket_.open(family_ == AF_INET ? asio::ip::udp::v4() : asio::ip::udp::v6());
    socket_.non_blocking(true);
    if (family_ == AF_INET6)
        set(socket_, IPPROTO_IPV6, IPV6_V6ONLY, f == families::both ? 0 : 1, true);
    if (names_source_ && family_ == AF_INET)
        set(socket_, IPPROTO_IP, IP_PKTINFO, 1, true);
    if (names_source_ && family_ == AF_INET6)
        set(socket_, IPPROTO_IPV6, IPV6_RECVPKTINFO, 1, true);
    set(socket_, SOL_SOCKET, SO_RXQ_OVFL, 1, false);
    // Never in fragments: the largest message has 302 bytes. That spares the kernel an identification for
    // each datagram, which costs it some percent of the whole; and nobody can talk it into a smaller path
    // MTU.
    if (family_ == AF_INET)
        set(socket_, IPPROTO_IP, IP_MTU_DISCOVER, IP_PMTUDISC_PROBE, false);
    enlarge(socket_, SO_RCVBUFFORCE, SO_RCVBUF, receive_buffer_size);
    enlarge(socket_, SO_SNDBUFFORCE, SO_SNDBUF, send_buffer_size);

    socket_address local{};
    const socklen_t length = fill(local, bind_to, family_);
    if (::bind(socket_.native_handle(), reinterpret_cast<const sockaddr*>(&local), length) != 0)
        throw boost::system::system_error{errno, boost::system::system_category(), "bind"};
    // So that the kernel notes when datagrams come: it does from the first time that it is asked.
    timespec never{};
    ::ioctl(socket_.native_handle(), SIOCGSTAMPNS, &never);
    prepare_receiving();
    prepare(alike_, true);
    prepare(own_, false);
}

wire::endpoint udp_socket::local_endpoint() const
{
    socket_address local{};
    socklen_t length = sizeof local;
    auto& mutable_socket = const_cast<asio::ip::udp::socket&>(socket_); // native_handle() is not const
    ::getsockname(mutable_socket.native_handle(), reinterpret_cast<sockaddr*>(&local), &length);
    return read(local);
}

std::size_t udp_socket::receive_buffer() const
{
    int doubled = 0; // the kernel counts its own needs, too (socket(7))
    socklen_t length = sizeof doubled;
    auto& mutable_socket = const_cast<asio::ip::udp::socket&>(socket_);
    ::getsockopt(mutable_socket.native_handle(), SOL_SOCKET, SO_RCVBUF, &doubled, &length);
    return static_cast<std::size_t>(doubled) / 2;
}

// --- Receiving -------------------------------------------------------------------------------------

void udp_socket::prepare_receiving() noexcept
{
    for (std::size_t i = 0; i < most_received; ++i) {
        in_.buffers[i] = {in_.datagrams[i].data(), longest_datagram};
        msghdr& header = in_.messages[i].msg_hdr;
        header.msg_name = &in_.from[i];
        header.msg_iov = &in_.buffers[i];
        header.msg_iovlen = 1;
        header.msg_control = in_.controls[i].data();
    }
}

std::span<const udp_socket::received> udp_socket::receive()
{
    for (std::size_t i = 0; i < in_.count; ++i) { // the kernel has written the lengths of what came last time
        in_.messages[i].msg_hdr.msg_namelen = sizeof(socket_address);
        in_.messages[i].msg_hdr.msg_controllen = control_size;
    }
    in_.count = 0;
    const int came =
        ::recvmmsg(socket_.native_handle(), in_.messages.data(), most_received, MSG_DONTWAIT, nullptr);
    if (came < 0) {
        if (errno != EAGAIN && errno != EINTR)
            ++counters_.receive_errors;
        return {};
    }
    in_.count = static_cast<std::size_t>(came);
    for (std::size_t i = 0; i < in_.count; ++i) {
        received& r = in_.came[i];
        r.path = {port_, {}, read(in_.from[i])};
        r.datagram = std::span{in_.datagrams[i]}.first(in_.messages[i].msg_len);
        read_control(in_.messages[i].msg_hdr, r.path);
    }
    counters_.received += in_.count;
    return std::span{in_.came}.first(in_.count);
}

std::optional<std::chrono::nanoseconds> udp_socket::since_last_arrival() noexcept
{
    timespec came{};
    timespec now{};
    if (::ioctl(socket_.native_handle(), SIOCGSTAMPNS, &came) != 0 ||
        ::clock_gettime(CLOCK_REALTIME, &now) != 0)
        return std::nullopt;
    const auto since =
        std::chrono::seconds{now.tv_sec - came.tv_sec} + std::chrono::nanoseconds{now.tv_nsec - came.tv_nsec};
    if (since < since.zero()) // the clock was set back meanwhile
        return std::nullopt;
    return since;
}

// Which of our addresses the datagram came to, and how many the kernel has dropped so far.
void udp_socket::read_control(msghdr& header, core::path& path)
{
    for (cmsghdr* c = CMSG_FIRSTHDR(&header); c != nullptr; c = CMSG_NXTHDR(&header, c)) {
        if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO) {
            in_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(c), sizeof info);
            path.local = read(info.ipi_addr);
        } else if (c->cmsg_level == IPPROTO_IPV6 && c->cmsg_type == IPV6_PKTINFO) {
            in6_pktinfo info{};
            std::memcpy(&info, CMSG_DATA(c), sizeof info);
            path.local = read(info.ipi6_addr, static_cast<std::uint32_t>(info.ipi6_ifindex));
        } else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_RXQ_OVFL) {
            std::uint32_t overflow{};
            std::memcpy(&overflow, CMSG_DATA(c), sizeof overflow);
            counters_.kernel_drops += overflow - last_overflow_; // it wraps around
            last_overflow_ = overflow;
        }
    }
}

// --- Sending ---------------------------------------------------------------------------------------

std::size_t udp_socket::write_source(control& to, const wire::address& local) const noexcept
{
    if (!names_source_ || local.is_unspecified())
        return 0;
    auto* const c = reinterpret_cast<cmsghdr*>(to.data());
    if (family_ == AF_INET) {
        in_pktinfo info{};
        info.ipi_spec_dst.s_addr = htonl(local.to_v4());
        c->cmsg_level = IPPROTO_IP;
        c->cmsg_type = IP_PKTINFO;
        c->cmsg_len = CMSG_LEN(sizeof info);
        std::memcpy(CMSG_DATA(c), &info, sizeof info);
        return CMSG_SPACE(sizeof info);
    }
    in6_pktinfo info{};
    std::copy(local.bytes().begin(), local.bytes().end(), info.ipi6_addr.s6_addr);
    info.ipi6_ifindex = local.scope(); // zero unless the address is link-local
    c->cmsg_level = IPPROTO_IPV6;
    c->cmsg_type = IPV6_PKTINFO;
    c->cmsg_len = CMSG_LEN(sizeof info);
    std::memcpy(CMSG_DATA(c), &info, sizeof info);
    return CMSG_SPACE(sizeof info);
}

void udp_socket::prepare(outbox& out, bool one_datagram) noexcept
{
    for (std::size_t i = 0; i < most_sent; ++i) {
        msghdr& header = out.messages[i].msg_hdr;
        header.msg_name = &out.to[i];
        header.msg_namelen = fill(out.to[i], {}, family_);
        header.msg_iov = &out.datagrams[one_datagram ? 0 : i];
        header.msg_iovlen = 1;
        out.datagrams[i].iov_len = wire::dmrd_size;
    }
}

template <class Item, class F>
std::size_t udp_socket::send_through(outbox& out, std::span<const Item> items, F path_of)
{
    const sa_family_t family = family_;
    const wire::address* leaves_from =
        nullptr; // the next target's datagram often leaves from the same address
    void* source = nullptr;
    std::size_t source_length = 0;
    std::size_t count = 0;
    std::size_t handed_over = 0;
    for (const Item& item : items) {
        const core::path* const target = path_of(item, out.datagrams[count]);
        if (target->port != port_)
            continue;
        if (leaves_from == nullptr || *leaves_from != target->local) {
            source_length = write_source(out.controls[count], target->local);
            source = source_length != 0 ? out.controls[count].data() : nullptr;
            leaves_from = &target->local;
        }
        refill(out.to[count], target->remote, family);
        out.messages[count].msg_hdr.msg_control = source;
        out.messages[count].msg_hdr.msg_controllen = source_length;
        if (++count == most_sent) {
            hand_over(out, count);
            handed_over += count;
            count = 0;
            leaves_from = nullptr; // its control data will be overwritten
        }
    }
    hand_over(out, count);
    return handed_over + count;
}

std::size_t udp_socket::send(std::span<const core::path* const> targets, wire::bytes datagram)
{
    alike_.datagrams[0] = {const_cast<std::byte*>(datagram.data()), datagram.size()};
    return send_through(alike_, targets, [](const core::path* target, iovec&) { return target; });
}

std::size_t udp_socket::send(std::span<const core::outgoing> bursts)
{
    return send_through(own_, bursts, [](const core::outgoing& burst, iovec& datagram) {
        datagram.iov_base = const_cast<std::byte*>(burst.datagram);
        return burst.to;
    });
}

void udp_socket::hand_over(outbox& out, std::size_t count)
{
    for (std::size_t done = 0; done < count;) {
        const int sent = ::sendmmsg(socket_.native_handle(), &out.messages[done],
                                    static_cast<unsigned>(count - done), MSG_DONTWAIT);
        if (sent > 0) {
            done += static_cast<std::size_t>(sent);
            counters_.sent += static_cast<std::uint64_t>(sent);
        } else if (errno != EINTR) {
            count_send_error(errno); // of the first one; the others get their chance
            ++done;
        }
    }
}

udp_socket::outcome udp_socket::try_send(const core::path& target, wire::bytes datagram)
{
    const network_counters before = counters_;
    const core::path* const one = &target;
    send(std::span{&one, 1}, datagram);
    if (counters_.sent != before.sent)
        return outcome::sent;
    return counters_.send_errors != before.send_errors ? outcome::failed : outcome::later;
}

void udp_socket::count_send_error(int error) noexcept
{
    if (error == EAGAIN)
        ++counters_.would_block;
    else if (error == ENOBUFS || error == ENOMEM)
        ++counters_.no_buffers;
    else
        ++counters_.send_errors;
}

}
