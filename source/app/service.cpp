// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/service.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <utility>

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

namespace hblink::app {
namespace {

constexpr std::chrono::seconds between_attempts{1};

std::uint64_t number_in(const char* text) noexcept
{
    if (text == nullptr)
        return 0;
    std::uint64_t n = 0;
    const char* const end = text + std::strlen(text);
    const auto [stop, error] = std::from_chars(text, end, n);
    return error == std::errc{} && stop == end ? n : 0;
}

// The message has one assignment a line.
std::string one_line(std::string_view text)
{
    std::string line{text};
    std::replace_if(
        line.begin(), line.end(), [](char c) { return static_cast<unsigned char>(c) < ' '; }, ' ');
    return line;
}

}

service::service(observe::log& log)
    : service{log, [](const char* name) { return std::getenv(name); }, ::getpid()}
{}

service::service(observe::log& log, const environment& variable, pid_t own) : lines_{log}
{
    const char* const socket = variable("NOTIFY_SOCKET");
    if (socket == nullptr || *socket == '\0')
        return;
    open(socket);
    // Another process is meant: the variables were inherited from one that is watched.
    const char* const watched = variable("WATCHDOG_PID");
    if (watched != nullptr && number_in(watched) != static_cast<std::uint64_t>(own))
        return;
    constexpr std::uint64_t longest = 24ULL * 3600 * 1'000'000;
    patience_ = std::chrono::microseconds{std::min(number_in(variable("WATCHDOG_USEC")), longest)};
}

service::~service()
{
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

// "/path", or "@name" in the abstract name space, where the first byte is NUL and no NUL ends the name.
void service::open(const std::string& socket)
{
    socket_ = socket;
    sockaddr_un to{};
    to.sun_family = AF_UNIX;
    const bool abstract = socket_.front() == '@';
    if ((socket_.front() != '/' && !abstract) || socket_.size() < 2 || socket_.size() >= sizeof to.sun_path)
        return fail("NOTIFY_SOCKET is neither a path nor an abstract name");
    std::copy(socket_.begin(), socket_.end(), to.sun_path);
    if (abstract)
        to.sun_path[0] = '\0';
    const auto length =
        static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + socket_.size() + (abstract ? 0 : 1));
    descriptor_ = ::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    if (descriptor_ >= 0 && ::connect(descriptor_, reinterpret_cast<const sockaddr*>(&to), length) == 0)
        return;
    fail(std::strerror(errno));
    if (descriptor_ >= 0)
        ::close(descriptor_);
    descriptor_ = -1;
}

void service::fail(std::string_view error)
{
    if (!std::exchange(failed_, true))
        lines_.service_notification_failed(socket_, error);
}

// --- Telling ---------------------------------------------------------------------------------------

void service::ready(std::string_view status) { tell("READY=1", status); }

void service::status(std::string_view text) { tell({}, text); }

void service::reloading(std::chrono::microseconds monotonic)
{
    tell("RELOADING=1\nMONOTONIC_USEC=" + std::to_string(monotonic.count()), {});
}

void service::stopping() { tell("STOPPING=1", {}); }

// A later state makes up for an earlier one that there was no room for.
void service::tell(std::string state, std::string_view status)
{
    if (!is_wanted())
        return;
    if (!state.empty())
        untold_state_ = std::move(state);
    if (!status.empty())
        untold_status_ = "STATUS=" + one_line(status);
    send_untold();
}

void service::send_untold()
{
    const bool both = !untold_state_.empty() && !untold_status_.empty();
    if (!send(untold_state_ + (both ? "\n" : "") + untold_status_))
        return;
    untold_state_.clear();
    untold_status_.clear();
}

bool service::send(const std::string& message)
{
    if (::send(descriptor_, message.data(), message.size(), MSG_NOSIGNAL) >= 0)
        return true;
    if (errno == EAGAIN || errno == EWOULDBLOCK || errno == ENOBUFS || errno == EINTR)
        return false; // systemd is busy: there is a next time
    fail(std::strerror(errno));
    return true; // nothing is gained by another attempt
}

std::chrono::microseconds service::until_next_sign() const noexcept
{
    constexpr std::chrono::microseconds at_least{1000};
    const auto half = patience_.count() == 0 ? std::chrono::microseconds{between_attempts} : patience_ / 2;
    const bool all_told = untold_state_.empty() && untold_status_.empty();
    return std::max(at_least, all_told ? half : std::min<std::chrono::microseconds>(half, between_attempts));
}

void service::give_sign_of_life()
{
    if (!untold_state_.empty() || !untold_status_.empty())
        send_untold();
    if (patience_.count() != 0)
        send("WATCHDOG=1");
}

std::chrono::microseconds monotonic_now() noexcept
{
    timespec t{};
    ::clock_gettime(CLOCK_MONOTONIC, &t);
    return std::chrono::seconds{t.tv_sec} +
           std::chrono::duration_cast<std::chrono::microseconds>(std::chrono::nanoseconds{t.tv_nsec});
}

}
