// SPDX-License-Identifier: GPL-3.0-or-later
#include "crowd.hpp"

#include "hblink/wire/digest.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <stdexcept>
#include <system_error>

#include <arpa/inet.h>
#include <unistd.h>

namespace hblink::bench {
namespace {

constexpr std::uint32_t first_address = 0x7F10'0001; // 127.16.0.1
constexpr int buffer = 64 << 20;                     // a whole window of the largest fan-out

[[noreturn]] void fail(const char* what) { throw std::system_error{errno, std::system_category(), what}; }

void enlarge(int fd, int forced, int ordinary)
{
    if (::setsockopt(fd, SOL_SOCKET, forced, &buffer, sizeof buffer) != 0)
        ::setsockopt(fd, SOL_SOCKET, ordinary, &buffer, sizeof buffer);
}

}

crowd::crowd(std::size_t repeaters) : repeaters_{repeaters}, sockets_(socket_count)
{
    for (inbox& in : sockets_)
        open(in);
    for (std::size_t i = 0; i < most; ++i) {
        msghdr& m = out_.headers[i].msg_hdr;
        m.msg_name = &out_.to[i];
        m.msg_namelen = sizeof out_.to[i];
        m.msg_iov = &out_.where[i];
        m.msg_iovlen = 1;
        m.msg_control = out_.controls[i].data();
        m.msg_controllen = out_.controls[i].size();
        auto* const c = reinterpret_cast<cmsghdr*>(out_.controls[i].data());
        c->cmsg_level = IPPROTO_IP;
        c->cmsg_type = IP_PKTINFO;
        c->cmsg_len = CMSG_LEN(sizeof(in_pktinfo));
    }
}

crowd::~crowd()
{
    for (inbox& in : sockets_)
        if (in.fd >= 0)
            ::close(in.fd);
}

void crowd::open(inbox& in)
{
    in.fd = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (in.fd < 0)
        fail("socket");
    enlarge(in.fd, SO_RCVBUFFORCE, SO_RCVBUF);
    enlarge(in.fd, SO_SNDBUFFORCE, SO_SNDBUF);
    const int on = 1;
    ::setsockopt(in.fd, IPPROTO_IP, IP_PKTINFO, &on, sizeof on);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    if (::bind(in.fd, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0)
        fail("bind");
    socklen_t length = sizeof at;
    ::getsockname(in.fd, reinterpret_cast<sockaddr*>(&at), &length);
    in.port = ntohs(at.sin_port);
    for (std::size_t i = 0; i < most; ++i) {
        in.where[i] = {in.data[i].data(), longest};
        in.headers[i].msg_hdr.msg_iov = &in.where[i];
        in.headers[i].msg_hdr.msg_iovlen = 1;
    }
}

std::string crowd::address_of(std::size_t repeater) const
{
    const in_addr a{htonl(first_address + static_cast<std::uint32_t>(repeater))};
    std::array<char, INET_ADDRSTRLEN> text{};
    ::inet_ntop(AF_INET, &a, text.data(), text.size());
    return std::string{text.data()} + " " + std::to_string(sockets_[repeater % socket_count].port);
}

void crowd::send(std::size_t repeater, std::uint16_t port, wire::bytes datagram)
{
    inbox& from = sockets_[repeater % socket_count];
    if (out_.count == most || (out_.count > 0 && out_.from != &from))
        flush();
    out_.from = &from;
    const std::size_t i = out_.count++;
    const std::size_t size = std::min(datagram.size(), out_.data[i].size());
    std::copy_n(datagram.begin(), size, out_.data[i].begin());
    out_.where[i] = {out_.data[i].data(), size};
    out_.to[i].sin_family = AF_INET;
    out_.to[i].sin_port = htons(port);
    out_.to[i].sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    in_pktinfo source{};
    source.ipi_spec_dst.s_addr = htonl(first_address + static_cast<std::uint32_t>(repeater));
    std::memcpy(CMSG_DATA(reinterpret_cast<cmsghdr*>(out_.controls[i].data())), &source, sizeof source);
}

void crowd::flush()
{
    for (std::size_t done = 0; done < out_.count;) {
        const int sent =
            ::sendmmsg(out_.from->fd, &out_.headers[done], static_cast<unsigned>(out_.count - done), 0);
        if (sent < 0 && errno != EAGAIN && errno != EINTR && errno != ENOBUFS)
            fail("sendmmsg");
        done += sent > 0 ? static_cast<std::size_t>(sent) : 0;
    }
    out_.count = 0;
}

std::size_t crowd::take(inbox& in, bool with_address)
{
    if (with_address)
        for (std::size_t i = 0; i < most; ++i) {
            in.headers[i].msg_hdr.msg_control = in.controls[i].data();
            in.headers[i].msg_hdr.msg_controllen = in.controls[i].size();
        }
    const int came = ::recvmmsg(in.fd, in.headers.data(), most, MSG_DONTWAIT, nullptr);
    if (with_address)
        for (auto& h : in.headers)
            h.msg_hdr.msg_control = nullptr;
    return came > 0 ? static_cast<std::size_t>(came) : 0;
}

std::size_t crowd::receive(const handler& f)
{
    std::size_t all = 0;
    for (inbox& in : sockets_) {
        const std::size_t came = take(in, true);
        for (std::size_t i = 0; i < came; ++i) {
            in_pktinfo to{};
            std::memcpy(&to, CMSG_DATA(reinterpret_cast<cmsghdr*>(in.controls[i].data())), sizeof to);
            const std::size_t size = std::min<std::size_t>(in.headers[i].msg_len, longest);
            f(ntohl(to.ipi_addr.s_addr) - first_address, wire::bytes{in.data[i]}.first(size));
        }
        all += came;
    }
    for (inbox& in : sockets_)
        for (auto& h : in.headers)
            h.msg_hdr.msg_controllen = 0;
    return all;
}

// --- Logging in ------------------------------------------------------------------------------------

namespace {

constexpr std::size_t at_once = 64;
constexpr std::chrono::seconds patience{60};

// Bytes 4-7 of an RPTC.
void write_id(std::span<std::byte> description, dmr::repeater_id id)
{
    for (std::size_t i = 0; i < 4; ++i)
        description[4 + i] = static_cast<std::byte>(id.value() >> (24 - 8 * i));
}

enum class stage : std::uint8_t
{
    challenge,
    digest,
    description,
    connected
};

class logging_in
{
public:
    logging_in(crowd& c, std::size_t from, std::size_t to, const login& l)
        : crowd_{c}, login_{l}, next_{from}, end_{to}, left_{to - from}, stages_(to)
    {}

    void run()
    {
        const auto until = bench_clock::now() + patience;
        while (next_ < end_ && under_way_ < at_once)
            begin();
        crowd_.flush();
        while (left_ > 0) {
            crowd_.receive([&](std::size_t repeater, wire::bytes answer) { on_answer(repeater, answer); });
            crowd_.flush();
            if (bench_clock::now() > until)
                throw std::runtime_error{std::to_string(left_) + " repeaters cannot log in"};
        }
    }

private:
    void begin()
    {
        ++under_way_;
        crowd_.send(next_, login_.port, wire::write_login_request(crowd::id_of(next_)));
        ++next_;
    }

    void on_answer(std::size_t repeater, wire::bytes answer)
    {
        if (answer.size() != 10 || answer[0] != std::byte{'R'})
            throw std::runtime_error{"the server refused repeater " + std::to_string(repeater)};
        stage& s = stages_.at(repeater);
        if (s == stage::challenge) {
            wire::salt salt{};
            std::copy_n(answer.begin() + 6, salt.size(), salt.begin());
            const wire::digest d = sha256_.challenge_answer(salt, login_.passphrase);
            crowd_.send(repeater, login_.port, wire::write_challenge_answer(crowd::id_of(repeater), d));
            s = stage::digest;
        } else if (s == stage::digest) {
            std::vector<std::byte> description = login_.description;
            write_id(description, crowd::id_of(repeater));
            crowd_.send(repeater, login_.port, description);
            s = stage::description;
        } else if (s == stage::description) {
            s = stage::connected;
            --under_way_;
            --left_;
            if (next_ < end_)
                begin();
        }
    }

    crowd& crowd_;
    const login& login_;
    std::size_t next_;
    std::size_t end_;
    std::size_t left_;
    std::size_t under_way_{};
    std::vector<stage> stages_;
    wire::sha256 sha256_;
};

// Sends one message of each repeater, and waits for an answer to each.
template <class Write>
void exchange(crowd& c, std::size_t from, std::size_t to, std::uint16_t port, Write&& write)
{
    const auto until = bench_clock::now() + patience;
    std::size_t answered = from;
    for (std::size_t next = from; answered < to;) {
        for (; next < to && next - answered < at_once; ++next)
            c.send(next, port, write(next));
        c.flush();
        answered += c.receive([](std::size_t, wire::bytes) {});
        if (bench_clock::now() > until)
            throw std::runtime_error{"the server does not answer"};
    }
}

}

bench_clock::duration log_in(crowd& c, std::size_t from, std::size_t to, const login& l)
{
    const auto start = bench_clock::now();
    logging_in{c, from, to, l}.run();
    const auto took = bench_clock::now() - start;
    if (l.options)
        exchange(c, from, to, l.port,
                 [&](std::size_t r) { return wire::write_options(crowd::id_of(r), l.options(r)); });
    return took;
}

void ping(crowd& c, std::uint16_t port)
{
    exchange(c, 0, c.size(), port, [](std::size_t r) { return wire::write_keep_alive(crowd::id_of(r)); });
}

}
