// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/flooder.hpp"

#include "hblink/net/socket_address.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <system_error>
#include <utility>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace hblink::test {

namespace {

using clock = std::chrono::steady_clock;

constexpr std::uint32_t first_source = 0x7F40'0001; // 127.64.0.1
constexpr std::size_t most = 64;                    // datagrams a system call
constexpr int buffer_size = 16 << 20;
constexpr int between_bursts = 1;     // ms
constexpr int after_the_last = 300;   // ms without an answer
constexpr double most_behind = 0.005; // s: what was missed before is not made up for

// Any address of 127.0.0.0/8 is ours.
int open_socket()
{
    const int s = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (s < 0)
        throw std::system_error{errno, std::generic_category(), "socket"};
    const int yes = 1;
    for (const int name : {SO_RCVBUFFORCE, SO_SNDBUFFORCE, SO_RCVBUF, SO_SNDBUF})
        ::setsockopt(s, SOL_SOCKET, name, &buffer_size, sizeof buffer_size);
    ::setsockopt(s, SOL_SOCKET, SO_RXQ_OVFL, &yes, sizeof yes);
    ::setsockopt(s, IPPROTO_IP, IP_PKTINFO, &yes, sizeof yes);
    return s;
}

template <class Data>
Data data_of(const cmsghdr& c)
{
    Data d;
    std::memcpy(&d, CMSG_DATA(&c), sizeof d);
    return d;
}

}

// What sendmmsg and recvmmsg are given.
struct flooder::batch
{
    std::array<mmsghdr, most> messages{};
    std::array<iovec, most> vectors{};
    std::array<std::array<std::byte, longest>, most> data{};
    alignas(cmsghdr) std::array<std::array<std::byte, 64>, most> controls{};

    msghdr& prepare(std::size_t i, std::size_t length)
    {
        vectors[i] = {data[i].data(), length};
        msghdr& m = messages[i].msg_hdr;
        m = {};
        m.msg_iov = &vectors[i];
        m.msg_iovlen = 1;
        m.msg_control = controls[i].data();
        m.msg_controllen = controls[i].size();
        return m;
    }

    void leave_from(std::size_t i, std::uint32_t address)
    {
        msghdr& m = messages[i].msg_hdr;
        m.msg_controllen = CMSG_SPACE(sizeof(in_pktinfo));
        cmsghdr* const c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = IPPROTO_IP;
        c->cmsg_type = IP_PKTINFO;
        c->cmsg_len = CMSG_LEN(sizeof(in_pktinfo));
        in_pktinfo info{};
        info.ipi_spec_dst.s_addr = htonl(address);
        std::memcpy(CMSG_DATA(c), &info, sizeof info);
    }
};

flooder::flooder(plan p)
    : plan_{std::move(p)}, socket_{open_socket()}, answered_(plan_.sources), thread_{[this] { run(); }}
{}

flooder::~flooder()
{
    stop_ = true;
    thread_.join();
    ::close(socket_);
}

void flooder::run()
{
    const auto sending = std::make_unique<batch>();
    const auto reading = std::make_unique<batch>();
    pollfd readable{socket_, POLLIN, 0};
    const auto start = clock::now();
    const auto elapsed = [start] { return std::chrono::duration<double>(clock::now() - start).count(); };
    double forgone = 0; // datagrams
    while (clock::now() - start < plan_.length && !stop_) {
        const double due = plan_.per_second * elapsed() - forgone - static_cast<double>(figures_.sent);
        const double behind = std::max(0.0, due - plan_.per_second * most_behind);
        forgone += behind;
        send(*sending, static_cast<std::size_t>(due - behind));
        while (read_answers(*reading)) {
        }
        ::poll(&readable, 1, between_bursts);
    }
    figures_.seconds = elapsed();
    while (!stop_ && ::poll(&readable, 1, after_the_last) > 0)
        read_answers(*reading);
    for (const auto& a : answered_) {
        figures_.most_challenges = std::max(figures_.most_challenges, a.challenges);
        figures_.most_refusals = std::max(figures_.most_refusals, a.refusals);
    }
    finished_ = true;
}

void flooder::send(batch& b, std::size_t datagrams)
{
    net::socket_address to{};
    const socklen_t length = net::fill(to, plan_.server, AF_INET);
    while (datagrams > 0) {
        const std::size_t count = std::min(datagrams, most);
        for (std::size_t i = 0; i < count; ++i) {
            const std::uint64_t number = figures_.sent + i;
            msghdr& m = b.prepare(i, plan_.write(number, b.data[i]));
            m.msg_name = &to;
            m.msg_namelen = length;
            b.leave_from(i, first_source + static_cast<std::uint32_t>(number % plan_.sources));
        }
        const int sent = ::sendmmsg(socket_, b.messages.data(), static_cast<unsigned>(count), 0);
        if (sent <= 0)
            return; // the rest is due the next time
        figures_.sent += static_cast<std::uint64_t>(sent);
        datagrams -= static_cast<std::size_t>(sent);
    }
}

// True: there may be more.
bool flooder::read_answers(batch& b)
{
    for (std::size_t i = 0; i < most; ++i)
        b.prepare(i, longest);
    const int came = ::recvmmsg(socket_, b.messages.data(), most, MSG_DONTWAIT, nullptr);
    for (std::size_t i = 0; i < static_cast<std::size_t>(std::max(came, 0)); ++i) {
        msghdr& m = b.messages[i].msg_hdr;
        std::uint32_t source = 0;
        for (cmsghdr* c = CMSG_FIRSTHDR(&m); c != nullptr; c = CMSG_NXTHDR(&m, c)) {
            if (c->cmsg_level == IPPROTO_IP && c->cmsg_type == IP_PKTINFO)
                source = ntohl(data_of<in_pktinfo>(*c).ipi_addr.s_addr) - first_source;
            else if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_RXQ_OVFL)
                figures_.answers_overlooked = data_of<std::uint32_t>(*c);
        }
        count(source, std::span{b.data[i]}.first(b.messages[i].msg_len));
    }
    return came == static_cast<int>(most);
}

void flooder::count(std::uint32_t source, std::span<const std::byte> answer)
{
    const auto begins_with = [answer](const char* tag) {
        return answer.size() > 6 && std::memcmp(answer.data(), tag, 6) == 0;
    };
    if (source >= plan_.sources) {
        ++figures_.others;
    } else if (begins_with("RPTACK")) {
        ++figures_.challenges;
        ++answered_[source].challenges;
    } else if (begins_with("MSTNAK")) {
        ++figures_.refusals;
        ++answered_[source].refusals;
    } else {
        ++figures_.others;
    }
}

}
