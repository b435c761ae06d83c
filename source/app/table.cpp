// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/table.hpp"

#include "hblink/app/terminal.hpp"

#include <algorithm>
#include <numeric>
#include <utility>

namespace hblink::app {
namespace {

constexpr std::string_view between = "  ";

std::size_t sum(const std::vector<std::size_t>& widths)
{
    const std::size_t gaps = widths.empty() ? 0 : between.size() * (widths.size() - 1);
    return std::accumulate(widths.begin(), widths.end(), gaps);
}

}

table::table(std::vector<column> columns) : columns_{std::move(columns)} {}

void table::add(const std::vector<std::string>& cells)
{
    auto& row = rows_.emplace_back();
    row.reserve(cells.size());
    for (const std::string& cell : cells)
        row.push_back(printable(cell));
    row.resize(columns_.size());
}

std::vector<std::size_t> table::widths(std::size_t width) const
{
    std::vector<std::size_t> found;
    for (std::size_t i = 0; i < columns_.size(); ++i) {
        std::size_t widest = places_of(columns_[i].title);
        for (const auto& row : rows_)
            widest = std::max(widest, places_of(row[i]));
        found.push_back(widest);
    }
    while (width != 0 && !found.empty() && sum(found) > width) {
        std::size_t widest = found.size();
        for (std::size_t i = 0; i < found.size(); ++i)
            if (found[i] > columns_[i].least && (widest == found.size() || found[i] > found[widest]))
                widest = i;
        if (widest == found.size())
            found.pop_back();
        else
            --found[widest];
    }
    return found;
}

std::string table::line(const std::vector<std::string>& cells, const std::vector<std::size_t>& widths) const
{
    std::string text;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const std::string cell = cut(cells[i], widths[i]);
        const std::string space(widths[i] - places_of(cell), ' ');
        text += i == 0 ? std::string_view{} : between;
        text += columns_[i].right ? space + cell : cell + space;
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text;
}

std::vector<std::string> table::lines(std::size_t width) const
{
    const auto shown = widths(width);
    std::vector<std::string> titles;
    for (const column& c : columns_)
        titles.push_back(c.title);
    std::vector<std::string> all{line(titles, shown)};
    for (const auto& row : rows_)
        all.push_back(line(row, shown));
    return all;
}

}
