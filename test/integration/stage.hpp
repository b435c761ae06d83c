// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <vector>

namespace hblink::test {

class stage;

// Somebody who takes part in a test and may have something to read: a repeater's socket, a program's stdout.
class participant
{
public:
    explicit participant(stage& s);
    virtual ~participant();
    participant(const participant&) = delete;
    participant& operator=(const participant&) = delete;

    virtual int descriptor() const = 0; // negative: nothing to read now
    virtual void on_readable() = 0;
    virtual void tick() {} // every now and then

private:
    stage& stage_;
};

// Where a test is played: lets everybody read what has come, until something has happened. Nobody sleeps.
class stage
{
public:
    // Long enough for a busy machine and a sanitizer; only a test that fails waits so long.
    static constexpr std::chrono::seconds patience{30};

    // True as soon as the condition holds; false when it does not hold in time.
    bool wait_until(const std::function<bool()>& condition, std::chrono::milliseconds limit = patience);

private:
    friend class participant;
    void play_once();

    std::vector<participant*> participants_;
};

}
