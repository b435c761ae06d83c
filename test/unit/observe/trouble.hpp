// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cerrno>
#include <string>
#include <system_error>

#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

#include "support/temporary.hpp"

namespace hblink::test {

// While this lives, the process can make no file larger than `bytes`: a full disk.
class file_size_limit
{
public:
    explicit file_size_limit(rlim_t bytes)
    {
        before_handler_ = ::signal(SIGXFSZ, SIG_IGN); // the write fails instead (EFBIG)
        ::getrlimit(RLIMIT_FSIZE, &before_);
        const rlimit limited{bytes, before_.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limited);
    }
    ~file_size_limit()
    {
        ::setrlimit(RLIMIT_FSIZE, &before_);
        ::signal(SIGXFSZ, before_handler_);
    }
    file_size_limit(const file_size_limit&) = delete;
    file_size_limit& operator=(const file_size_limit&) = delete;

private:
    rlimit before_{};
    sighandler_t before_handler_{};
};

// A pipe that stands in for stdout.
class pipe
{
public:
    pipe()
    {
        if (::pipe2(ends_.data(), O_CLOEXEC) != 0)
            throw std::system_error{errno, std::generic_category(), "pipe"};
    }
    ~pipe()
    {
        close_reader();
        close_writer();
    }
    pipe(const pipe&) = delete;
    pipe& operator=(const pipe&) = delete;

    int writer() const { return ends_[1]; }
    void close_reader() { close(ends_[0]); }
    void close_writer() { close(ends_[1]); }

    // Fills the pipe, so that the next write has to wait; returns how many bytes that took.
    std::size_t fill()
    {
        const int flags = ::fcntl(ends_[1], F_GETFL);
        ::fcntl(ends_[1], F_SETFL, flags | O_NONBLOCK);
        std::size_t sum = 0;
        const std::string newlines(4096, '\n');
        for (ssize_t n; (n = ::write(ends_[1], newlines.data(), newlines.size())) > 0;)
            sum += static_cast<std::size_t>(n);
        ::fcntl(ends_[1], F_SETFL, flags);
        return sum;
    }

    // Waits for something to read; "" at the end.
    std::string read_some()
    {
        std::array<char, 65536> buffer;
        const auto n = ::read(ends_[0], buffer.data(), buffer.size());
        return n > 0 ? std::string{buffer.data(), static_cast<std::size_t>(n)} : std::string{};
    }

    // Reads until `wanted` has come, or the end.
    std::string read_until(std::string_view wanted)
    {
        std::string all;
        while (all.find(wanted) == all.npos) {
            const auto some = read_some();
            if (some.empty())
                break;
            all += some;
        }
        return all;
    }

    // Reads until the rest of the line that has `wanted` has come, too.
    std::string read_line_with(std::string_view wanted)
    {
        std::string all = read_until(wanted);
        if (all.find('\n', all.find(wanted)) == all.npos)
            all += read_until("\n");
        return all;
    }

    // What is left, after the writer was closed.
    std::string read_rest() { return read_until("\xFF\xFF no such text"); }

private:
    static void close(int& end)
    {
        if (end >= 0)
            ::close(end);
        end = -1;
    }

    std::array<int, 2> ends_{-1, -1};
};

}
