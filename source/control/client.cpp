// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/control/client.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <string_view>

#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace hblink::control {
namespace {

class connection
{
public:
    explicit connection(std::chrono::milliseconds patience)
        : socket_{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)}, patience_{patience}
    {}
    ~connection()
    {
        if (socket_ >= 0)
            ::close(socket_);
    }
    connection(const connection&) = delete;
    connection& operator=(const connection&) = delete;

    // What went wrong, or 0.
    int open(const std::filesystem::path& path)
    {
        sockaddr_un a{};
        a.sun_family = AF_UNIX;
        if (socket_ < 0)
            return errno;
        if (path.native().size() >= sizeof a.sun_path)
            return ENAMETOOLONG;
        std::memcpy(a.sun_path, path.c_str(), path.native().size());
        const int result = ::connect(socket_, reinterpret_cast<const sockaddr*>(&a), sizeof a);
        return result == 0 ? 0 : errno; // EAGAIN: so many are waiting already
    }

    void send(std::string_view text)
    {
        while (!text.empty()) {
            wait_for(POLLOUT);
            const auto sent = ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (sent > 0)
                text.remove_prefix(static_cast<std::size_t>(sent));
            else if (errno == EPIPE)
                return; // the server may have said why
            else if (errno != EAGAIN && errno != EINTR)
                throw no_server{std::string{"cannot ask: "} + std::strerror(errno)};
        }
    }

    std::string receive_line()
    {
        std::string line;
        std::array<char, 65536> buffer;
        for (;;) {
            wait_for(POLLIN);
            const auto n = ::recv(socket_, buffer.data(), buffer.size(), 0);
            if (n < 0 && (errno == EAGAIN || errno == EINTR))
                continue;
            if (n <= 0)
                throw no_server{"the connection ended before the whole answer had come"};
            const std::string_view came{buffer.data(), static_cast<std::size_t>(n)};
            const auto end = came.find('\n');
            line += came.substr(0, end);
            if (end != came.npos)
                return line;
            if (line.size() > largest_answer)
                throw no_server{"the answer has no end"};
        }
    }

private:
    void wait_for(short what) const
    {
        pollfd ready{socket_, what, 0};
        const int n = ::poll(&ready, 1, static_cast<int>(patience_.count()));
        if (n == 0)
            throw no_server{"no answer within " + std::to_string(patience_.count()) + " ms"};
        if (n < 0 && errno != EINTR)
            throw no_server{std::string{"cannot wait: "} + std::strerror(errno)};
    }

    int socket_;
    std::chrono::milliseconds patience_;
};

std::string explain(int error)
{
    if (error == ENOENT)
        return "not there";
    if (error == ECONNREFUSED)
        return "left over, nobody answers";
    if (error == EACCES)
        return "not allowed; try as root, or as a member of the server's group";
    return std::strerror(error);
}

}

std::string ask(const std::vector<std::filesystem::path>& places, const request& r,
                std::chrono::milliseconds patience)
{
    std::string tried;
    for (const auto& place : places) {
        connection c{patience};
        if (const int error = c.open(place); error != 0) {
            tried += "\n  " + place.native() + ": " + explain(error);
            continue;
        }
        c.send(write_request(r) + '\n');
        return c.receive_line();
    }
    throw no_server{"no server answers:" + (tried.empty() ? " no place to look for it" : tried)};
}

}
