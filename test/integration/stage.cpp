// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/stage.hpp"

#include <poll.h>

namespace hblink::test {

namespace {

constexpr int between_ticks = 20; // ms

}

participant::participant(stage& s) : stage_{s} { stage_.participants_.push_back(this); }

participant::~participant() { std::erase(stage_.participants_, this); }

bool stage::wait_until(const std::function<bool()>& condition, std::chrono::milliseconds limit)
{
    const auto deadline = std::chrono::steady_clock::now() + limit;
    while (!condition()) {
        if (std::chrono::steady_clock::now() >= deadline)
            return false;
        play_once();
    }
    return true;
}

void stage::play_once()
{
    std::vector<pollfd> waiting;
    std::vector<participant*> who;
    for (participant* const p : participants_) {
        if (const int descriptor = p->descriptor(); descriptor >= 0) {
            waiting.push_back({descriptor, POLLIN, 0});
            who.push_back(p);
        }
    }
    ::poll(waiting.data(), waiting.size(), between_ticks);
    for (std::size_t i = 0; i < who.size(); ++i)
        if (waiting[i].revents != 0)
            who[i]->on_readable();
    for (participant* const p : participants_)
        p->tick();
}

}
