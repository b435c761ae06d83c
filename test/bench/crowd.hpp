// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"
#include "hblink/wire/homebrew.hpp"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include <netinet/in.h>
#include <sys/socket.h>

namespace hblink::bench {

using bench_clock = std::chrono::steady_clock;

// Thousands of repeaters on IPv4 loopback, as cheap as possible, so that the server is what is measured: each
// has an address of its own, all share a few sockets, and one thread asks these again and again.
class crowd
{
public:
    static constexpr std::uint32_t first_id = 3120001;

    explicit crowd(std::size_t repeaters); // throws std::runtime_error
    ~crowd();
    crowd(const crowd&) = delete;
    crowd& operator=(const crowd&) = delete;

    std::size_t size() const noexcept { return repeaters_; }
    static dmr::repeater_id id_of(std::size_t repeater) noexcept
    {
        return dmr::repeater_id{first_id + static_cast<std::uint32_t>(repeater)};
    }
    // "127.16.0.1 40001"
    std::string address_of(std::size_t repeater) const;

    // Sends from the repeater's own address; in batches: flush() before waiting for an answer.
    void send(std::size_t repeater, std::uint16_t port, wire::bytes datagram);
    void flush();

    // Takes what has come to any repeater; answers how many datagrams that were.
    using handler = std::function<void(std::size_t repeater, wire::bytes)>;
    std::size_t receive(const handler&);

    // The same for DMRD of which only the first bytes matter: f(wire::bytes of 28 bytes).
    template <class F>
    std::size_t listen(F&& f)
    {
        std::size_t all = 0;
        for (inbox& in : sockets_)
            for (std::size_t came = most; came == most; all += came) {
                came = take(in, false);
                for (std::size_t i = 0; i < came; ++i)
                    f(wire::bytes{in.data[i]}.first(28));
            }
        return all;
    }

private:
    static constexpr std::size_t most = 64;
    static constexpr std::size_t longest = 64;
    static constexpr std::size_t socket_count = 4;

    struct inbox
    {
        int fd{-1};
        std::uint16_t port{};
        std::array<mmsghdr, most> headers{};
        std::array<iovec, most> where{};
        std::array<std::array<std::byte, longest>, most> data{};
        alignas(cmsghdr) std::array<std::array<std::byte, 64>, most> controls{};
    };
    struct outbox
    {
        std::array<mmsghdr, most> headers{};
        std::array<iovec, most> where{};
        std::array<std::array<std::byte, 512>, most> data{};
        alignas(cmsghdr) std::array<std::array<std::byte, CMSG_SPACE(sizeof(in_pktinfo))>, most> controls{};
        std::array<sockaddr_in, most> to{};
        std::size_t count{};
        inbox* from{};
    };

    static void open(inbox&);
    static std::size_t take(inbox&, bool with_address);

    std::size_t repeaters_;
    std::vector<inbox> sockets_;
    outbox out_;
};

// Logs repeaters [from, to) in, as quickly as the server can, at most 64 at a time; asks for the options
// that `options` names for each, unless they are empty. `description` is an RPTC, whose id is replaced.
// Throws std::runtime_error when it does not succeed within a minute. Answers the time until the last one was
// connected; the options come after it.
struct login
{
    std::uint16_t port{};
    std::string passphrase;
    std::vector<std::byte> description;
    std::function<std::string(std::size_t repeater)> options;
};
bench_clock::duration log_in(crowd&, std::size_t from, std::size_t to, const login&);

// One ping from each, and waits for the answers.
void ping(crowd&, std::uint16_t port);

}
