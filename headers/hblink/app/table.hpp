// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::app {

// Rows of texts, printed in columns as wide as they need to be. Where the lines do not fit, the widest
// columns are cut, and when that is not enough the last ones are left out: put what matters first.
class table
{
public:
    struct column
    {
        std::string title;
        bool right{false};    // numbers
        std::size_t least{6}; // places: it is not cut shorter than that
    };

    explicit table(std::vector<column>);

    // One text for each column, from anywhere: what a terminal must not get is escaped.
    void add(const std::vector<std::string>& cells);

    std::size_t rows() const noexcept { return rows_.size(); }

    // The titles, then each row; no line takes more than `width` places. 0: as many as it needs.
    std::vector<std::string> lines(std::size_t width) const;

private:
    std::vector<std::size_t> widths(std::size_t width) const; // of the columns that are shown
    std::string line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const;

    std::vector<column> columns_;
    std::vector<std::vector<std::string>> rows_; // printable
};

}
