// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/block_file.hpp"
#include "hblink/app/reload_report.hpp"
#include "hblink/app/status.hpp"
#include "hblink/config/diagnostic.hpp"
#include "hblink/control/operations.hpp"
#include "hblink/core/router.hpp"
#include "hblink/observe/asynchronous_log.hpp"
#include "hblink/observe/control_log.hpp"

#include <functional>
#include <string>
#include <vector>

namespace hblink::app {

// Does what the operator's commands ask for.
class operations final : public control::operations
{
public:
    using reload_function = std::function<asio::awaitable<reload_report>()>;

    // The references must outlive it, and so must what the sources refer to. `state_directory` has the file
    // with the blocks.
    operations(core::router&, observe::asynchronous_log&, status_sources,
               const std::filesystem::path& state_directory, reload_function);

    // Blocks again whom the file says, before anybody can log in. The log tells what is wrong with it.
    void restore_blocks();

    asio::awaitable<control::answer> execute(const control::request&) override;

private:
    asio::awaitable<control::answer> status(const control::status_request&);
    asio::awaitable<control::answer> kick(const control::kick_request&);
    asio::awaitable<control::answer> block(const control::block_request&);
    asio::awaitable<control::answer> unblock(const control::unblock_request&);
    asio::awaitable<control::answer> reload();
    asio::awaitable<control::answer> set_levels(const control::log_level_request&);
    asio::awaitable<std::string> save();

    core::router& router_;
    observe::asynchronous_log& log_;
    observe::control_log lines_;
    status_sources sources_;
    block_file file_;
    reload_function reload_;
};

}
