// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/egress.hpp"
#include "hblink/net/network_counters.hpp"
#include "hblink/net/socket_address.hpp"
#include "hblink/task/asio.hpp"
#include "hblink/wire/address.hpp"
#include "hblink/wire/homebrew.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/udp.hpp>

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include <sys/socket.h>

namespace hblink::net {

enum class families : std::uint8_t
{
    one, // IPv4, or IPv6 only
    both // an IPv6 socket that serves IPv4 too
};

// One UDP socket that knows by which of our addresses each datagram came, and sends from the address that
// it is told. Receives and sends many datagrams with one system call; never blocks.
class udp_socket
{
public:
    // Opens and binds; a port of 0 takes any. Throws boost::system::system_error.
    udp_socket(asio::any_io_executor, core::port_id, const wire::endpoint& bind_to, families);
    udp_socket(const udp_socket&) = delete;
    udp_socket& operator=(const udp_socket&) = delete;

    core::port_id port() const noexcept { return port_; }
    wire::endpoint local_endpoint() const;                          // as bound
    std::size_t receive_buffer() const;                             // bytes that the kernel has granted
    asio::ip::udp::socket& readiness() noexcept { return socket_; } // to wait for datagrams

    // The datagrams that one system call brings. Valid until the next call.
    struct received
    {
        core::path path;
        wire::bytes datagram;
    };
    static constexpr std::size_t most_received = 32;
    static constexpr std::size_t longest_datagram = 512; // more than any message has: the rest is cut off
    // None when none is waiting, or after an error, which is counted.
    std::span<const received> receive();

    // How long ago the datagram that was read last came to this machine. Nothing: the kernel does not tell.
    std::optional<std::chrono::nanoseconds> since_last_arrival() noexcept;

    // Sends one datagram to those of the targets that belong to this port. What the kernel does not take is
    // dropped and counted. Answers how many belong to it.
    std::size_t send(std::span<const core::path* const> targets, wire::bytes datagram);

    // Sends each of those that belong to this port its own datagram.
    std::size_t send(std::span<const core::outgoing>);

    // Sends to one target, and tells what became of it.
    enum class outcome : std::uint8_t
    {
        sent,
        later, // the kernel has no room now
        failed // it will not go: no route, an address that is gone
    };
    outcome try_send(const core::path& target, wire::bytes datagram);

    const network_counters& counters() const noexcept { return counters_; }

private:
    static constexpr std::size_t most_sent = 64;
    static constexpr std::size_t control_size = 64; // for packet info and the count of drops

    using control = std::array<std::byte, control_size>;
    // Writes the packet info that makes a datagram leave from `local`; answers its length, 0 for none.
    std::size_t write_source(control&, const wire::address& local) const noexcept;
    void read_control(msghdr&, core::path&);
    void prepare_receiving() noexcept;
    void count_send_error(int error) noexcept;

    core::port_id port_;
    sa_family_t family_;
    bool names_source_; // bound to the wildcard address: packet info is needed
    asio::ip::udp::socket socket_;
    network_counters counters_;
    std::uint32_t last_overflow_{}; // SO_RXQ_OVFL, as the kernel counts it

    struct inbox
    {
        std::array<mmsghdr, most_received> messages{};
        std::array<iovec, most_received> buffers{};
        std::array<socket_address, most_received> from{};
        alignas(cmsghdr) std::array<control, most_received> controls{};
        std::array<std::array<std::byte, longest_datagram>, most_received> datagrams{};
        std::array<received, most_received> came{};
        std::size_t count{most_received}; // headers that the kernel has written to
    };
    struct outbox
    {
        std::array<mmsghdr, most_sent> messages{};
        std::array<socket_address, most_sent> to{};
        alignas(cmsghdr) std::array<control, most_sent> controls{};
        std::array<iovec, most_sent> datagrams{};
    };
    void prepare(outbox&, bool one_datagram) noexcept;
    // `path_of(item, place)` answers a target, and sees to the datagram of that place.
    template <class Item, class F>
    std::size_t send_through(outbox&, std::span<const Item>, F path_of);
    void hand_over(outbox&, std::size_t count);

    inbox in_;
    outbox alike_; // all messages have the first datagram
    outbox own_;   // each has its own
};

}
