// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/page_figures.hpp"
#include "hblink/config/settings.hpp"
#include "hblink/wire/address.hpp"

#include <string>
#include <vector>

namespace hblink::app {

// What listens where, and how those things are that the network does not need for voice.
struct socket_states
{
    const config::settings& settings;
    std::vector<wire::endpoint> bound;
    std::size_t listeners_wanted{};
    bool feed_connected{false};
    bool control_bound{false};
    bool http_bound{false};
    std::size_t users{};
    std::size_t talkgroups{};
    std::uint64_t names_failures{};
    std::uint64_t log_lines_lost{};
    bool reload_refused{false}; // the last one
};

std::vector<page_socket> describe(const socket_states&);

}
