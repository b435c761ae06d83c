// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/live_state.hpp"
#include "hblink/web/message.hpp"
#include "hblink/web/view.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace hblink::app {

// Whom the API asks. The references must outlive its answers.
struct api_sources
{
    live_state& state;
    std::function<web::view(const web::request&)> view_of;
    std::function<asio::awaitable<std::vector<std::string>>()> status; // docs/status-json.md, in pieces
};

// What a query asks for (docs/api.md).
struct api_query
{
    static constexpr std::size_t most_filters = 8;
    static constexpr std::size_t longest_value = 64;

    std::size_t limit{static_cast<std::size_t>(-1)};
    std::vector<std::pair<std::string, std::string>> filters; // member and value

    // Is there a member of that name with that value, anywhere in the row?
    bool admits(std::string_view row) const;
};
// Nothing: it cannot be understood.
std::optional<api_query> read_api_query(std::string_view query);

// The routes of /api/v1: serve(path, handler) is called for each; a path that ends with "/" stands for all
// below it.
void add_api(api_sources, const std::function<void(std::string, web::handler)>& serve);

}
