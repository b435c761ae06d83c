// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace hblink::config {

// Names for one message; the first ten are enough to find the others.
class name_list
{
public:
    void add(std::string_view name)
    {
        constexpr std::size_t most_names = 10;
        if (++count_ <= most_names)
            text_.append(text_.empty() ? "" : ", ").append(name);
        more_ = count_ > most_names ? " and " + std::to_string(count_ - most_names) + " more" : "";
    }
    bool empty() const noexcept { return count_ == 0; }
    std::string text() const { return text_ + more_; }

private:
    std::string text_;
    std::string more_;
    std::size_t count_{};
};

}
