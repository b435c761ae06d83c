// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace hblink::simulation {

// How well a transmission came in, by its sequence numbers (spec routing.md, "Quality"), a second time: all
// that came are remembered, nothing is worked out from the one before.
class reception
{
public:
    void note(std::uint8_t sequence)
    {
        if (came_.empty()) {
            came_.resize(before_first + 1);
            came_[before_first] = true;
            newest_ = last_ = first_ = before_first;
            sequence_of_newest_ = sequence;
            return;
        }
        // The nearest number that ends in these eight bits.
        const auto ahead = static_cast<std::int8_t>(sequence - sequence_of_newest_);
        if (ahead < -most_behind || ahead > most_ahead) {
            plain_ = false;
            return;
        }
        const auto number = static_cast<std::size_t>(static_cast<std::ptrdiff_t>(newest_) + ahead);
        count(number, ahead);
        last_ = number;
        if (ahead <= 0)
            return;
        newest_ = number;
        sequence_of_newest_ = sequence;
    }

    // Nothing came that leaves room for opinions: an old number once more, or a great jump.
    bool plain() const { return plain_; }
    std::uint64_t lost() const
    {
        return static_cast<std::uint64_t>(
            std::count(came_.begin() + static_cast<std::ptrdiff_t>(first_), came_.end(), false));
    }
    std::uint64_t out_of_order() const { return out_of_order_; }
    std::uint64_t duplicates() const { return duplicates_; }

private:
    static constexpr int most_behind = 10;
    static constexpr int most_ahead = 40;
    static constexpr std::size_t before_first = 16;

    void count(std::size_t number, int ahead)
    {
        if (number >= came_.size())
            came_.resize(number + 1);
        if (number == last_ && ahead == 0)
            ++duplicates_;
        else if (came_[number] || number < first_)
            plain_ = false;
        else if (ahead < 0)
            ++out_of_order_;
        came_[number] = true;
    }

    std::vector<bool> came_; // by number; the first one is `before_first`
    std::size_t first_{};
    std::size_t newest_{};
    std::size_t last_{};
    std::uint8_t sequence_of_newest_{};
    std::uint64_t out_of_order_{};
    std::uint64_t duplicates_{};
    bool plain_{true};
};

}
