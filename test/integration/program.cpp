// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/program.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace hblink::test {

namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error{errno, std::generic_category(), what}; }

std::vector<char*> as_arguments(std::vector<std::string>& words)
{
    std::vector<char*> pointers;
    pointers.reserve(words.size() + 1);
    for (std::string& w : words)
        pointers.push_back(w.data());
    pointers.push_back(nullptr);
    return pointers;
}

// With the variables of the test program; those given come last in `environ`, and count.
std::vector<std::string> whole_environment(const std::vector<std::string>& given)
{
    std::vector<std::string> all;
    for (char** v = environ; *v != nullptr; ++v) {
        const std::string variable{*v};
        const std::string name = variable.substr(0, variable.find('=') + 1);
        bool replaced = false;
        for (const std::string& g : given)
            replaced = replaced || g.starts_with(name);
        if (!replaced)
            all.push_back(variable);
    }
    all.insert(all.end(), given.begin(), given.end());
    return all;
}

}

// --- outlet ----------------------------------------------------------------------------------------

int outlet::open()
{
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0)
        fail("pipe");
    reader_ = ends[0];
    return ends[1];
}

void outlet::close()
{
    if (reader_ >= 0)
        ::close(reader_);
    reader_ = -1;
}

void outlet::shrink() const
{
    if (::fcntl(reader_, F_SETPIPE_SZ, 1) < 0)
        fail("F_SETPIPE_SZ");
}

void outlet::on_readable()
{
    std::array<char, 65536> buffer;
    const auto n = ::read(reader_, buffer.data(), buffer.size());
    if (n > 0)
        text_.append(buffer.data(), static_cast<std::size_t>(n));
    else if (n == 0 || errno != EINTR)
        close();
}

// --- program ---------------------------------------------------------------------------------------

program::program(stage& s, std::vector<std::string> command, const std::vector<std::string>& environment)
    : out{s}, err{s}, stage_{s}, life_{s}
{
    std::vector<std::string> variables = whole_environment(environment);
    const auto arguments = as_arguments(command);
    const auto variable_pointers = as_arguments(variables);
    const int out_end = out.open();
    const int err_end = err.open();
    const int life_end = life_.open();
    const pid_t parent = ::getpid();
    pid_ = ::fork();
    if (pid_ < 0)
        fail("fork");
    if (pid_ == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL); // when the test program is killed, too
        if (::getppid() != parent)
            ::_exit(127);
        ::dup2(out_end, STDOUT_FILENO);
        ::dup2(err_end, STDERR_FILENO);
        ::fcntl(life_end, F_SETFD, 0); // stays open in the program
        ::execvpe(arguments[0], arguments.data(), variable_pointers.data());
        ::_exit(127);
    }
    for (const int end : {out_end, err_end, life_end})
        ::close(end);
}

program::~program()
{
    if (status_)
        return;
    ::kill(pid_, SIGKILL);
    ::waitpid(pid_, nullptr, 0);
}

void program::signal(int number) const
{
    if (::kill(pid_, number) != 0)
        fail("kill");
}

int program::wait()
{
    if (status_)
        return *status_;
    // What it has written is read to the end, unless nobody is to read it.
    const auto ended = [this] {
        return life_.ended() && (out.descriptor() < 0 || out.ended()) &&
               (err.descriptor() < 0 || err.ended());
    };
    if (!stage_.wait_until(ended))
        return -1;
    int status = 0;
    if (::waitpid(pid_, &status, 0) != pid_)
        fail("waitpid");
    status_ = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    return *status_;
}

outcome run(std::vector<std::string> command)
{
    stage s;
    program p{s, std::move(command)};
    const int status = p.wait();
    return {status, p.out.text(), p.err.text()};
}

}
