// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/address.hpp"

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace hblink::test {

// Calls at the pace of real ones, each with one listener, in a thread of their own. How long the server takes
// is told by the kernel's time stamps: from the sending to the arrival at the listener's socket, so it does
// not matter when this program gets to read it.
class voice_meter
{
public:
    enum class time : std::uint8_t
    {
        unmeasured,
        calm,
        disturbed
    };
    struct figures
    {
        std::size_t sent{}; // bursts
        std::size_t lost{};
        std::size_t changed{};      // what came and was not sent
        std::vector<double> delays; // seconds
    };
    using all_figures = std::array<figures, 3>; // by time

    // Logs in; the calls begin when everybody is in.
    voice_meter(const wire::endpoint& server, std::size_t calls, std::string passphrase);
    ~voice_meter();
    voice_meter(const voice_meter&) = delete;
    voice_meter& operator=(const voice_meter&) = delete;

    bool talking() const { return talking_; }
    void now_is(time t) { time_ = t; }

    // Ends the calls and waits for what is still under way.
    const all_figures& stop();

private:
    struct call;

    void run();
    bool log_in();
    void talk();
    void listen(call&);
    void keep_alive();

    std::vector<std::unique_ptr<call>> calls_;
    all_figures figures_;
    std::atomic<time> time_{time::unmeasured};
    std::atomic<bool> talking_{false};
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

}
