// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/control/socket_file.hpp"

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace hblink::control {
namespace {

constexpr mode_t mode = 0660; // the server's user and group (spec config.md, "control")
constexpr int waiting_connections = 16;

[[noreturn]] void fail(int error) { throw std::system_error{error, std::generic_category()}; }

class descriptor
{
public:
    explicit descriptor(int d) : value_{d}
    {
        if (d < 0)
            fail(errno);
    }
    ~descriptor()
    {
        if (value_ >= 0)
            ::close(value_);
    }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;

    int get() const noexcept { return value_; }
    int release() noexcept { return std::exchange(value_, -1); }

private:
    int value_;
};

int new_socket() { return ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0); }

sockaddr_un address_of(const std::filesystem::path& path)
{
    sockaddr_un a{};
    a.sun_family = AF_UNIX;
    if (path.empty() || path.native().size() >= sizeof a.sun_path)
        fail(ENAMETOOLONG);
    std::memcpy(a.sun_path, path.c_str(), path.native().size());
    return a;
}

int bind_to(int s, const sockaddr_un& a)
{
    return ::bind(s, reinterpret_cast<const sockaddr*>(&a), sizeof a);
}

// A socket that nobody listens at: its server has gone without removing it.
bool is_left_over(const std::filesystem::path& path, const sockaddr_un& a)
{
    struct stat status
    {};
    if (::lstat(path.c_str(), &status) != 0 || !S_ISSOCK(status.st_mode))
        return false;
    const descriptor probe{new_socket()};
    return ::connect(probe.get(), reinterpret_cast<const sockaddr*>(&a), sizeof a) != 0 &&
           errno == ECONNREFUSED;
}

}

socket_file::socket_file(const std::filesystem::path& path) : path_{path} { make(); }

void socket_file::make()
{
    const sockaddr_un a = address_of(path_);
    // Two servers that start at once must not take each other's file, which does not answer yet, for one that
    // is left over.
    const auto folder = path_.has_parent_path() ? path_.parent_path() : std::filesystem::path{"."};
    const descriptor lock{::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)};
    if (::flock(lock.get(), LOCK_EX | LOCK_NB) != 0)
        fail(errno == EWOULDBLOCK ? EADDRINUSE : errno);

    descriptor s{new_socket()};
    if (bind_to(s.get(), a) != 0) {
        if (errno != EADDRINUSE)
            fail(errno);
        if (!is_left_over(path_, a))
            fail(EADDRINUSE);
        if (::unlink(path_.c_str()) != 0 || bind_to(s.get(), a) != 0)
            fail(errno);
    }
    // Nobody can connect before listen().
    struct stat status
    {};
    if (::chmod(path_.c_str(), mode) != 0 || ::lstat(path_.c_str(), &status) != 0 ||
        ::listen(s.get(), waiting_connections) != 0) {
        const int error = errno;
        ::unlink(path_.c_str());
        fail(error);
    }
    device_ = status.st_dev;
    inode_ = status.st_ino;
    descriptor_ = s.release();
}

socket_file::~socket_file()
{
    struct stat status
    {};
    if (::lstat(path_.c_str(), &status) == 0 && status.st_dev == device_ && status.st_ino == inode_)
        ::unlink(path_.c_str());
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

int socket_file::release() noexcept { return std::exchange(descriptor_, -1); }

}
