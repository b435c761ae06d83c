// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

#include "integration/stage.hpp"

namespace hblink::test {

// The reading end of a pipe that a program writes to.
class outlet final : public participant
{
public:
    explicit outlet(stage& s) : participant{s} {}
    ~outlet() override { close(); }

    int open(); // answers the writing end, for the program
    void close();
    void pause() { paused_ = true; } // nobody reads
    void resume() { paused_ = false; }
    void shrink() const; // a page is all that fits in

    int descriptor() const override { return paused_ ? -1 : reader_; }
    void on_readable() override;

    const std::string& text() const { return text_; }
    bool ended() const { return reader_ < 0; } // nobody holds the other end any more

private:
    int reader_{-1};
    bool paused_{false};
    std::string text_;
};

// A child process. It does not outlive this object, nor the test program.
class program
{
public:
    // `environment`: "NAME=value", beside what the test program has.
    program(stage&, std::vector<std::string> command, const std::vector<std::string>& environment = {});
    ~program();
    program(const program&) = delete;
    program& operator=(const program&) = delete;

    pid_t pid() const { return pid_; }
    void signal(int number) const;
    bool running() const { return !life_.ended(); }

    // The exit status once it has ended; 128 and the signal when a signal ended it; -1 when it does not end.
    int wait();

    outlet out;
    outlet err;

private:
    stage& stage_;
    outlet life_; // nothing is written to it: it ends with the process
    pid_t pid_{-1};
    std::optional<int> status_;
};

// Runs a program to its end.
struct outcome
{
    int status{};
    std::string out;
    std::string err;
};
outcome run(std::vector<std::string> command);

}
