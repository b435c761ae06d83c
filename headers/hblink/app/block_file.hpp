// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/status_parts.hpp"
#include "hblink/core/block_list.hpp"
#include "hblink/task/asio.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::app {

// Where the operator's blocks outlive the server: blocks.json in the state directory (spec config.md).
class block_file
{
public:
    explicit block_file(std::filesystem::path);
    const std::filesystem::path& path() const noexcept { return path_; }

    struct content
    {
        std::vector<core::block> blocks; // those that are not over
        std::string trouble;             // "" = none; a file that is missing is none
        bool moved{false};               // it was broken, and is called blocks.json.broken now
    };
    // At the start. Blocks the thread.
    content load(const moment&) const;

    // Writes all blocks, whole or not at all, on a thread of its own; answers what went wrong, "" = nothing.
    // Waits for at most five seconds, and may be cancelled: what hangs in a dead disk is left to itself. The
    // list must outlive it.
    asio::awaitable<std::string> save(const core::block_list&);

private:
    struct writing;

    std::filesystem::path path_;
    std::shared_ptr<writing> last_; // the last one; null: none yet
};

inline std::filesystem::path block_file_in(const std::filesystem::path& state_directory)
{
    return state_directory / "blocks.json";
}

// The text of the file. Until when a block holds stands in it as Unix time in seconds.
std::string write_blocks(const std::vector<core::block>&, const moment&);
// The blocks of a text that are not over. Throws std::runtime_error with one sentence.
std::vector<core::block> read_blocks(std::string_view text, const moment&);

}
