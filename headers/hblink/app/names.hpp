// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/changed_file.hpp"
#include "hblink/config/talkgroup_names.hpp"
#include "hblink/config/user_directory.hpp"
#include "hblink/observe/server_log.hpp"
#include "hblink/task/task_group.hpp"
#include "hblink/task/worker.hpp"

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace hblink::app {

// The section `users` of the configuration; empty paths: there is no such file.
struct names_files
{
    std::filesystem::path users;
    std::filesystem::path talkgroups;
};

struct names_pace
{
    std::chrono::steady_clock::duration period{std::chrono::seconds{30}}; // between two looks
    std::chrono::steady_clock::duration hangs_after{
        std::chrono::seconds{10}}; // a look so long is given up by change()
};

// How a file is read; tests hand in their own.
using file_reader = std::function<changed_file(
    const std::filesystem::path&, const std::optional<file_identity>& known, std::size_t largest)>;

// The names of radio ids and talkgroups, read from files and read again when they change. The files are
// looked at on a thread of its own, and what was known stays until new names are complete: neither a broken
// file nor a network drive that hangs disturbs anybody. All members are for the executor's thread; nothing
// here blocks.
class names
{
public:
    // Reads nothing yet: run() does.
    names(asio::any_io_executor, observe::log&, names_files, names_pace = {}, file_reader = read_if_changed);

    // Looks at once and then every 30 s, until it is cancelled, which never waits for a file.
    asio::awaitable<void> run();

    // One look. Returns at once while another one is under way.
    asio::awaitable<void> look();

    // Other files, after a reload; looks at once if run() runs. Without a path the names are forgotten.
    void change(names_files);

    // Never null. Keep the pointer for as long as you keep what it told you, and no longer.
    std::shared_ptr<const config::user_directory> users() const noexcept { return users_.data; }
    std::shared_ptr<const config::talkgroup_names> talkgroups() const noexcept { return talkgroups_.data; }

    std::uint64_t failures() const noexcept { return failures_; } // to read one of them again

    // "KA0R Dmitri"; "" when nobody is known by this id.
    std::string user_label(std::uint32_t id) const;
    // "World-wide"; "" when it has no name.
    std::string talkgroup_label(dmr::talkgroup, dmr::slot) const;

private:
    using clock = std::chrono::steady_clock;

    template <class Data>
    struct source
    {
        const char* what{};
        std::filesystem::path path;
        std::shared_ptr<const Data> data{std::make_shared<const Data>()};
        std::optional<file_identity> seen;
        std::string told; // the trouble that the log knows of; "" = there is none
    };

    template <class Data>
    asio::awaitable<void> look_at(source<Data>&);
    template <class Data>
    void tell_of(source<Data>&, const std::string& error, const std::string& remedy);
    template <class Data>
    void change(source<Data>&, std::filesystem::path);
    template <class Data>
    void forget(std::shared_ptr<const Data>);
    void tick(task::task_group&);
    void leave_hanging_worker();

    asio::any_io_executor executor_;
    names_pace pace_;
    file_reader read_;
    observe::server_log lines_;
    std::unique_ptr<task::worker> worker_;
    source<config::user_directory> users_;
    source<config::talkgroup_names> talkgroups_;
    const char* looking_at_{nullptr};                // which of the two
    std::optional<clock::time_point> looking_since_; // nothing: no look is under way
    std::uint64_t look_number_{0};
    std::uint64_t failures_{0};
    bool told_of_delay_{false};
    bool changed_{false};             // while a look was under way
    unsigned left_behind_{0};         // threads that hang in a file
    task::task_group* work_{nullptr}; // while run() runs
};

}
