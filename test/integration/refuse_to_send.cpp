// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded before the server's own libraries: a kernel that has no room for certain datagrams. On loopback the
// real one always has.
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include <dlfcn.h>
#include <sys/socket.h>

namespace {

bool is_refused(const mmsghdr& message)
{
    static const char* const tag = std::getenv("HBLINK_TEST_REFUSED");
    static int times = std::atoi(std::getenv("HBLINK_TEST_REFUSED_TIMES"));
    const iovec& data = *message.msg_hdr.msg_iov;
    const std::size_t length = std::strlen(tag);
    return data.iov_len >= length && std::memcmp(data.iov_base, tag, length) == 0 && times-- > 0;
}

}

extern "C" int sendmmsg(int socket, mmsghdr* messages, unsigned count, int flags)
{
    using function = int (*)(int, mmsghdr*, unsigned, int);
    static const auto real = reinterpret_cast<function>(::dlsym(RTLD_NEXT, "sendmmsg"));
    if (count > 0 && is_refused(messages[0])) {
        errno = EAGAIN;
        return -1;
    }
    return real(socket, messages, count, flags);
}
