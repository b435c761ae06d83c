// SPDX-License-Identifier: GPL-3.0-or-later
// The simplest possible relay, the measure of what this machine allows: wait until the socket is readable,
// drain it, and send each datagram to the fixed addresses of its talkgroup. It knows no sessions, no slots
// and no streams.
//
//   bench_relay PORT FIRST_TALKGROUP < FILE
//
// FILE has a line for each talkgroup from FIRST_TALKGROUP on: the addresses and ports of its listeners,
// "127.16.0.1 40001 127.16.0.2 40001 ...".
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <sstream>
#include <string>
#include <vector>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using listeners = std::vector<sockaddr_in>;

[[noreturn]] void fail(const char* what)
{
    std::perror(what);
    std::exit(1);
}

std::vector<listeners> read_talkgroups(std::istream& in)
{
    std::vector<listeners> talkgroups;
    for (std::string line; std::getline(in, line);) {
        listeners& l = talkgroups.emplace_back();
        std::istringstream words{line};
        std::string address;
        for (std::uint16_t port{}; words >> address >> port;) {
            sockaddr_in to{};
            to.sin_family = AF_INET;
            to.sin_port = htons(port);
            if (::inet_pton(AF_INET, address.c_str(), &to.sin_addr) != 1)
                fail("inet_pton");
            l.push_back(to);
        }
    }
    return talkgroups;
}

int open_socket(std::uint16_t port)
{
    const int s = ::socket(AF_INET, SOCK_DGRAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (s < 0)
        fail("socket");
    const int size = 16 << 20;
    if (::setsockopt(s, SOL_SOCKET, SO_RCVBUFFORCE, &size, sizeof size) != 0)
        ::setsockopt(s, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
    if (::setsockopt(s, SOL_SOCKET, SO_SNDBUFFORCE, &size, sizeof size) != 0)
        ::setsockopt(s, SOL_SOCKET, SO_SNDBUF, &size, sizeof size);
    sockaddr_in at{};
    at.sin_family = AF_INET;
    at.sin_port = htons(port);
    if (::bind(s, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0)
        fail("bind");
    return s;
}

void drain(int s, const std::vector<listeners>& talkgroups, std::size_t first_talkgroup)
{
    std::array<unsigned char, 512> datagram;
    for (;;) {
        const ssize_t size = ::recvfrom(s, datagram.data(), datagram.size(), 0, nullptr, nullptr);
        if (size < 0)
            return;
        const auto talkgroup =
            static_cast<std::size_t>(datagram[8] << 16 | datagram[9] << 8 | datagram[10]) - first_talkgroup;
        if (size < 11 || talkgroup >= talkgroups.size())
            continue;
        for (const sockaddr_in& to : talkgroups[talkgroup])
            ::sendto(s, datagram.data(), static_cast<std::size_t>(size), 0,
                     reinterpret_cast<const sockaddr*>(&to), sizeof to);
    }
}

}

int main(int argc, char** argv)
{
    if (argc != 3) {
        std::cerr << "usage: bench_relay PORT FIRST_TALKGROUP < FILE\n";
        return 2;
    }
    const auto talkgroups = read_talkgroups(std::cin);
    const int s = open_socket(static_cast<std::uint16_t>(std::atoi(argv[1])));
    const auto first_talkgroup = static_cast<std::size_t>(std::atoi(argv[2]));
    std::cout << "ready" << std::endl;
    for (pollfd waiting{s, POLLIN, 0};;) {
        if (::poll(&waiting, 1, -1) < 0 && errno != EINTR)
            fail("poll");
        drain(s, talkgroups, first_talkgroup);
    }
}
