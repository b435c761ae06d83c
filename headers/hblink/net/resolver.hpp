// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/task/asio.hpp"
#include "hblink/task/worker.hpp"
#include "hblink/wire/address.hpp"

#include <boost/asio/awaitable.hpp>

#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace hblink::net {

enum class address_family : std::uint8_t
{
    any,
    v4,
    v6
};

// The addresses of a name, in the order in which they should be tried; none, and why.
struct resolved
{
    static constexpr std::size_t most = 16;

    std::vector<wire::address> addresses;
    std::string trouble;
};

// Asks for the addresses of a name. May take as long as it likes: it is called on a thread of its own.
using lookup = std::function<resolved(const std::string& name)>;

// Asks the system, as its administrator has set it up: files, DNS.
resolved look_up(const std::string& name);

// Addresses for one link or trunk. Each has its own, with its own thread: a DNS server that does not answer
// for one delays no other. To be used on the executor's thread, one question at a time.
class resolver
{
public:
    // How long an answer is waited for. A question that hangs longer keeps its thread; the next one waits
    // for it, so that there are never more of them.
    static constexpr std::chrono::seconds patience{30};

    explicit resolver(lookup f) : look_up_{std::move(f)} {}

    // The addresses of that family, at most resolved::most. An address in digits is answered at once, without
    // a thread.
    asio::awaitable<resolved> resolve(std::string name, address_family,
                                      std::chrono::steady_clock::duration limit = patience);

private:
    asio::awaitable<resolved> ask(std::string name, std::chrono::steady_clock::duration limit);

    lookup look_up_;
    std::optional<task::worker> thread_; // from the first name on
};

}
