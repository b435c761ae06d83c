// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/heard_file.hpp"
#include "hblink/app/live_state.hpp"
#include "hblink/app/names.hpp"
#include "hblink/app/page_figures.hpp"
#include "hblink/observe/page_log.hpp"
#include "hblink/task/task_group.hpp"
#include "hblink/task/worker.hpp"
#include "hblink/web/live.hpp"

#include <boost/asio/awaitable.hpp>

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace hblink::app {

// Whom the page asks. The references must outlive it.
struct page_sources
{
    const core::router& router;
    const observe::refusal_book& refusals;
    const app::names& names;
    task::worker& files;
    observe::log& log;
    std::filesystem::path state_directory;
    std::function<page_figures()> figures;
    std::function<std::vector<page_socket>()> sockets;
};

// The live page: its state, when that is looked at, and what of it is kept over a restart.
class page
{
public:
    static constexpr std::chrono::milliseconds flush_period{250};
    static constexpr std::chrono::seconds look_period{2};
    static constexpr std::chrono::seconds sample_period{5};
    static constexpr std::chrono::seconds save_period{60};

    explicit page(page_sources);

    core::event_sink& listener() noexcept { return state_; }
    live_state& state() noexcept { return state_; }
    // Who gets the differences from now on. Must outlive the page's tasks.
    void show_to(web::live_audience& a) noexcept { audience_ = &a; }

    // What was kept by the server before. Blocks the thread; before anybody can log in.
    void restore();
    void start(task::task_group&);
    // Other settings are in force, or all of a reload has been done.
    void begin_anew() { state_.begin_anew(); }
    // Keeps what has changed since the last time. At the stop, after the tasks have ended.
    asio::awaitable<void> save(std::chrono::steady_clock::duration patience);

private:
    asio::awaitable<void> flush();
    asio::awaitable<void> save_regularly();
    page_figures figures() const; // when the sources have any
    void look();
    void take_sample();
    void follow_names();

    page_sources sources_;
    observe::page_log lines_;
    live_state state_;
    web::live_audience* audience_;
    std::filesystem::path file_;
    std::uint64_t saved_{0}; // live_state::changes_to_keep
    bool failed_{false};     // to save it, the last time
    std::optional<page_figures> looked_;
    core::time_point looked_at_{};
    std::optional<page_figures> sampled_;
    core::time_point sampled_at_{};
    std::shared_ptr<const config::user_directory> users_;
    std::shared_ptr<const config::talkgroup_names> talkgroups_;
};

}
