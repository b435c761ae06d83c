// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/address.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

namespace hblink::test {

// Browsers that have the live page open and read all that comes, in a thread of their own that gives way to
// the others, for as long as it exists.
class audience
{
public:
    audience(const wire::endpoint& http, std::size_t browsers);
    ~audience();
    audience(const audience&) = delete;
    audience& operator=(const audience&) = delete;

    std::size_t listening() const { return listening_; } // browsers that have got a first message
    std::size_t gone() const { return gone_; }           // that the server has closed, or never let in
    std::uint64_t bytes() const { return bytes_; }       // that all of them got

private:
    struct browser
    {
        int socket{-1};
        std::uint64_t heard{};
        bool listens{false};
    };

    void run();
    void open(browser&) const;
    void hear(browser&);

    wire::endpoint http_;
    std::vector<browser> browsers_;
    std::atomic<std::size_t> listening_{0};
    std::atomic<std::size_t> gone_{0};
    std::atomic<std::uint64_t> bytes_{0};
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

}
