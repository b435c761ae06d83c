// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/address.hpp"

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <thread>
#include <vector>

namespace hblink::test {

// Strangers who send at a steady rate, each from an address of its own, and count what they are answered. On
// a thread of its own, because the test goes on meanwhile.
class flooder
{
public:
    static constexpr std::size_t longest = 600;
    using buffer = std::span<std::byte, longest>;
    // Writes the datagram of this number, and answers its length. Called on the flooder's thread.
    using writer = std::function<std::size_t(std::uint64_t number, buffer)>;

    struct plan
    {
        wire::endpoint server; // on IPv4 loopback
        writer write;
        std::uint32_t sources{1}; // addresses, from 127.64.0.1 on, by turns
        double per_second{};
        std::chrono::milliseconds length{};
    };
    struct figures
    {
        std::uint64_t sent{};
        double seconds{};                   // that it took
        std::uint64_t challenges{};         // RPTACK
        std::uint64_t refusals{};           // MSTNAK
        std::uint64_t others{};             // nothing else is an answer to a stranger
        std::uint32_t most_challenges{};    // to one source
        std::uint32_t most_refusals{};      // to one source
        std::uint32_t answers_overlooked{}; // the kernel had no room for them
    };

    explicit flooder(plan); // begins
    ~flooder();
    flooder(const flooder&) = delete;
    flooder& operator=(const flooder&) = delete;

    bool finished() const { return finished_; }
    const figures& result() const { return figures_; } // once it is finished

private:
    struct batch;
    struct answers
    {
        std::uint32_t challenges{};
        std::uint32_t refusals{};
    };

    void run();
    void send(batch&, std::size_t datagrams);
    bool read_answers(batch&);
    void count(std::uint32_t source, std::span<const std::byte> answer);

    plan plan_;
    int socket_;
    std::vector<answers> answered_; // by source
    figures figures_;
    std::atomic<bool> stop_{false};
    std::atomic<bool> finished_{false};
    std::thread thread_;
};

}
