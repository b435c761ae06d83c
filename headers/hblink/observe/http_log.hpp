// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/observe/log.hpp"
#include "hblink/wire/address.hpp"

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <system_error>

namespace hblink::observe {

// The lines about the web server. Whoever calls limits how often: `times` is how often it happened since the
// last such line.
class http_log
{
public:
    explicit http_log(observe::log& l) noexcept : log_{l} {}

    void listening(const wire::endpoint&, std::size_t max_connections);
    void listen_failed(const wire::endpoint&, const std::error_code&);
    // `wanted` connections would need more open files than the process may have.
    void limit_lowered(std::size_t wanted, std::size_t max_connections, std::size_t open_files);
    void full(std::size_t max_connections, std::uint64_t times, const wire::endpoint& last);
    void accept_failed(const std::error_code&, std::uint64_t times);
    // A client that was refused or cut off: "slow", ...; `alarming` lines are warnings.
    void trouble(std::string_view reason, std::string_view action, bool alarming, std::uint64_t times,
                 const wire::endpoint& last);
    void failed(std::string_view path, std::string_view error, std::uint64_t times); // a defect of ours

private:
    observe::log& log_;
};

}
