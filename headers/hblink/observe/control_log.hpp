// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/time.hpp"
#include "hblink/observe/log.hpp"

#include <cstdint>
#include <string_view>
#include <system_error>

namespace hblink::observe {

// The lines about the control socket and the blocks that were made through it.
class control_log
{
public:
    static constexpr core::duration window = std::chrono::seconds{60};
    static constexpr unsigned lines_of_nonsense = 5; // in each window

    explicit control_log(observe::log& l) noexcept : log_{l} {}

    void listening(std::string_view path);
    void unavailable(std::string_view path, const std::error_code&);

    // `arguments` and `outcome` are the program's own words, `text` is the operator's reason. `user` and
    // `process` as the kernel knows them.
    struct command
    {
        std::string_view name;
        std::string_view arguments;
        std::string_view text;
        std::uint32_t user{};
        std::int32_t process{};
        std::string_view outcome;
    };
    void executed(const command&);

    void nonsense(std::uint32_t user, std::int32_t process, std::string_view why, core::time_point now);

    // `moved`: the file was put aside, and will not be in the way when blocks are saved.
    void blocks_unreadable(std::string_view path, std::string_view error, bool moved);
    void blocks_not_saved(std::string_view path, std::string_view error);

private:
    observe::log& log_;
    core::time_point window_began_{};
    unsigned lines_in_window_{0};
    std::uint64_t left_out_{0};
};

}
