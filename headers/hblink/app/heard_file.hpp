// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/last_heard.hpp"
#include "hblink/app/live_state.hpp"
#include "hblink/app/today.hpp"

#include <array>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::app {

// What of the live page outlives the server: last-heard.json in the state directory.
struct kept_page
{
    std::array<std::vector<heard_call>, live_state::tables_of_heard> heard; // the one heard longest ago first
    today_counts today;
};

std::string write_kept(const kept_page&);
// Calls that were in progress have ended: their connection is lost. Throws std::exception with one sentence.
kept_page read_kept(std::string_view text);

// At the start. Blocks the thread.
struct loaded_page
{
    std::optional<kept_page> kept; // nothing: there is no file, or trouble
    std::string trouble;           // "" = none
    bool moved{false};             // it was broken, and is called last-heard.json.broken now
};
loaded_page load_kept(const std::filesystem::path&);

inline std::filesystem::path heard_file_in(const std::filesystem::path& state_directory)
{
    return state_directory / "last-heard.json";
}

}
