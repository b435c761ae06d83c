// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>

namespace hblink::web {

// What was published lately, numbered. All browsers of a view read from it, each at its own pace; so one that
// does not read takes no memory, and is given up when what it needs is no longer there.
class live_stream
{
public:
    using text = std::shared_ptr<const std::string>;

    static constexpr std::size_t most_bytes = 4 << 20; // and a single text that is longer
    static constexpr std::size_t most_texts = 256;     // a minute of changes

    void add(text);
    void forget(); // all of it; the numbers go on

    std::uint64_t next_number() const noexcept { return first_ + texts_.size(); } // of the next text
    bool has_lost(std::uint64_t number) const noexcept { return number < first_; }
    text at(std::uint64_t number) const; // null: it has gone, or not come yet

    std::size_t bytes() const noexcept { return bytes_; }
    std::size_t size() const noexcept { return texts_.size(); }

private:
    void drop_first();

    std::deque<text> texts_;
    std::size_t bytes_{};
    std::uint64_t first_{};
};

}
