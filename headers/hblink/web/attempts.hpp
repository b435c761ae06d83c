// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/address.hpp"

#include <chrono>
#include <cstddef>
#include <vector>

namespace hblink::web {

// How many wrong tokens an address (an IPv6 network of 64 bits) has shown: after ten it must wait, six
// seconds for each more. So a short token cannot be guessed by trying, either.
class attempts
{
public:
    using time_point = std::chrono::steady_clock::time_point;

    static constexpr unsigned at_once = 10;
    static constexpr std::chrono::seconds for_another{6};
    static constexpr std::size_t most = 1024; // addresses; then the one that may soonest go on is forgotten

    // May this address try?
    bool allowed(const wire::address&, time_point now) const noexcept;

    void wrong(const wire::address&, time_point now);

    std::size_t addresses() const noexcept { return tried_.size(); }

private:
    struct entry
    {
        wire::address who;
        time_point paid; // when all its attempts are forgotten
    };

    std::vector<entry> tried_;
};

}
