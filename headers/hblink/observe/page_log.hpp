// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/observe/log.hpp"

#include <string_view>

namespace hblink::observe {

// Lines about the file with what the live page keeps over a restart.
class page_log
{
public:
    explicit page_log(observe::log& l) noexcept : log_{l} {}

    // `moved`: the file was put aside.
    void unreadable(std::string_view path, std::string_view error, bool moved);
    void not_saved(std::string_view path, std::string_view error);

private:
    observe::log& log_;
};

}
