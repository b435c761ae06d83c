// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/reload_report.hpp"
#include "hblink/config/settings.hpp"
#include "hblink/core/router.hpp"
#include "hblink/observe/server_log.hpp"
#include "hblink/task/asio.hpp"
#include "hblink/task/worker.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

namespace hblink::app {

// Takes over a changed configuration file while the server runs, all of it or nothing (spec config.md,
// "Reload").
class reload
{
public:
    // `started` is the configuration that the server started with. The references must outlive this.
    reload(std::filesystem::path configuration, const config::settings& started, core::router&,
           observe::server_log, task::worker& files, asio::any_io_executor);

    // Called with the new settings when they are in force in the core: who else has settings takes them from
    // there.
    void on_change(std::function<void(const config::settings&)> f) { others_.push_back(std::move(f)); }

    // Reads the file and takes it over. One after the other: who comes while one is under way waits for it,
    // and reads the file once more. `by` says on whose wish, for the log.
    asio::awaitable<reload_report> run(std::string_view by);

    std::optional<reload_mark> last() const noexcept { return last_; } // nothing: never
    std::uint64_t taken() const noexcept { return taken_; }
    std::uint64_t refused() const noexcept { return refused_; }

private:
    asio::awaitable<reload_report> read_and_take(std::string_view by);
    asio::awaitable<std::size_t> take(config::settings);
    void tell(const reload_report&, std::string_view by);

    std::filesystem::path configuration_;
    config::settings started_;
    core::router& router_;
    observe::server_log lines_;
    task::worker& files_;
    std::vector<std::function<void(const config::settings&)>> others_;
    asio::steady_timer free_; // never expires: cancelled when the next one may begin
    bool busy_{false};
    std::optional<reload_mark> last_;
    std::uint64_t taken_{};
    std::uint64_t refused_{};
};

}
