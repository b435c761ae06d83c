// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/user_directory.hpp"

#include <algorithm>
#include <functional>
#include <utility>

namespace hblink::config {
namespace {

// Bytes. What is longer is no callsign, or no name that a page has room for.
constexpr std::size_t longest_callsign = 16;
constexpr std::size_t longest_text = 64;

constexpr std::ptrdiff_t coarse_step = 64;

// So many different places are remembered while a file is read; further ones are kept once for each row. The
// real list has a tenth of it.
constexpr std::size_t most_shared = 200'000;

char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool before(std::string_view a, std::string_view b) noexcept
{
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(),
                                        [](char x, char y) { return upper(x) < upper(y); });
}

struct columns
{
    column id{0};
    column callsign{1};
    column first_name{2};
    column last_name{3};
    column city{4};
    column state{5};
    column country{6};
};

// The columns as the header names them; nothing: this is no header.
std::optional<columns> read_header(const csv_row& row)
{
    columns c;
    c.id = column_named(row, {"RADIOID", "DMRID", "ID"});
    c.callsign = column_named(row, {"CALLSIGN", "CALL"});
    if (!c.id || !c.callsign)
        return std::nullopt;
    c.first_name = column_named(row, {"FIRSTNAME", "FNAME", "NAME"});
    c.last_name = column_named(row, {"LASTNAME", "SURNAME"});
    c.city = column_named(row, {"CITY"});
    c.state = column_named(row, {"STATE"});
    c.country = column_named(row, {"COUNTRY"});
    return c;
}

std::string_view in(const csv_row& row, column c) noexcept { return c ? row[*c] : std::string_view{}; }

}

// Finds numbers by the hash of what they stand for. Open addressing in one piece of memory: hundreds of
// thousands of small ones would leave the heap in pieces, and the memory with us.
class number_table
{
public:
    // The number with this hash for which same(number) holds; 0: there is none.
    template <class Same>
    std::uint32_t find(std::size_t hash, Same same) const
    {
        const auto short_hash = static_cast<std::uint32_t>(hash);
        for (std::size_t i = hash;; ++i) {
            const slot& s = slots_[i % slots_.size()];
            if (s.number == 0 || (s.hash == short_hash && same(s.number)))
                return s.number;
        }
    }

    // The number is not 0, and not in here.
    void add(std::size_t hash, std::uint32_t number)
    {
        if (++used_ * 2 > slots_.size())
            grow();
        place({static_cast<std::uint32_t>(hash), number});
    }

    std::size_t size() const noexcept { return used_; }

private:
    struct slot
    {
        std::uint32_t hash{};
        std::uint32_t number{}; // 0: free
    };

    void place(slot s)
    {
        std::size_t i = s.hash;
        while (slots_[i % slots_.size()].number != 0)
            ++i;
        slots_[i % slots_.size()] = s;
    }
    void grow()
    {
        const auto old = std::exchange(slots_, std::vector<slot>(slots_.size() * 2));
        for (const slot& s : old)
            if (s.number != 0)
                place(s);
    }

    std::vector<slot> slots_ = std::vector<slot>(64); // a power of two, at most half of them in use
    std::size_t used_{0};
};

// --- Writing ---------------------------------------------------------------------------------------

// Collects the rows in the order of the file, then sorts them.
class user_directory_writer
{
public:
    user_directory_writer() { to_.texts_ += '\0'; } // at 0 stands ""

    // "" or why there is no such row.
    std::string_view add(const csv_row&, const columns&);
    std::size_t rows() const noexcept { return rows_.size(); }
    std::size_t repaired() const noexcept { return repaired_; }
    std::shared_ptr<const user_directory> finish(std::size_t& repeated);

private:
    struct written
    {
        std::uint32_t id;
        user_directory::row row;
    };

    void clean(std::string& to, std::string_view text, std::size_t most);
    std::uint32_t append(std::string_view text);
    std::uint32_t shared_text(std::string_view text);
    std::uint32_t place_of(const csv_row&, const columns&);
    void sort_by_callsign();

    user_directory to_;
    std::vector<written> rows_;
    number_table known_texts_;  // where in texts_
    number_table known_places_; // one more than which of places_
    std::string scratch_;       // spares an allocation each
    std::string name_;
    std::size_t repaired_{0};
    bool odd_{false}; // something had to be repaired in this row
};

void user_directory_writer::clean(std::string& to, std::string_view text, std::size_t most)
{
    const cleaning done = append_clean(to, text, most);
    odd_ = odd_ || done.repaired || done.cut;
}

std::uint32_t user_directory_writer::append(std::string_view text)
{
    const auto where = static_cast<std::uint32_t>(to_.texts_.size());
    to_.texts_ += static_cast<char>(static_cast<unsigned char>(text.size()));
    to_.texts_ += text;
    return where;
}

// Hundreds of thousands live in the same few thousand cities.
std::uint32_t user_directory_writer::shared_text(std::string_view text)
{
    scratch_.clear();
    clean(scratch_, text, longest_text);
    if (scratch_.empty())
        return 0;
    const std::size_t hash = std::hash<std::string_view>{}(scratch_);
    const auto same = [this](std::uint32_t where) { return to_.text_at(where) == scratch_; };
    if (const std::uint32_t known = known_texts_.find(hash, same); known != 0)
        return known;
    const std::uint32_t where = append(scratch_);
    if (known_texts_.size() < most_shared)
        known_texts_.add(hash, where);
    return where;
}

std::uint32_t user_directory_writer::place_of(const csv_row& row, const columns& c)
{
    const user_directory::place p{shared_text(in(row, c.city)), shared_text(in(row, c.state)),
                                  shared_text(in(row, c.country))};
    std::uint64_t mixed = p.city;
    for (const std::uint32_t part : {p.state, p.country})
        mixed = mixed * 0x9E37'79B9'7F4A'7C15 + part; // the golden ratio, as Knuth does it
    const auto hash = static_cast<std::size_t>(mixed ^ mixed >> 32);
    const auto same = [&](std::uint32_t n) { return to_.places_[n - 1] == p; };
    if (const std::uint32_t known = known_places_.find(hash, same); known != 0)
        return known - 1;
    const auto number = static_cast<std::uint32_t>(to_.places_.size());
    to_.places_.push_back(p);
    if (known_places_.size() < most_shared)
        known_places_.add(hash, number + 1);
    return number;
}

std::string_view user_directory_writer::add(const csv_row& row, const columns& c)
{
    const auto id = read_number(in(row, c.id), 1, dmr::largest_24_bit);
    if (!id)
        return "the id is not a number from 1 to 16777215";
    odd_ = false;
    scratch_.clear();
    clean(scratch_, in(row, c.callsign), longest_callsign);
    if (scratch_.empty())
        return "there is no callsign";
    const std::uint32_t text = append(scratch_);
    name_.clear();
    clean(name_, in(row, c.first_name), longest_text);
    scratch_.clear();
    clean(scratch_, in(row, c.last_name), longest_text);
    if (!name_.empty() && !scratch_.empty())
        name_ += ' ';
    append(name_ += scratch_);
    rows_.push_back({*id, {text, place_of(row, c)}});
    repaired_ += odd_ ? 1 : 0;
    return "";
}

std::shared_ptr<const user_directory> user_directory_writer::finish(std::size_t& repeated)
{
    std::stable_sort(rows_.begin(), rows_.end(),
                     [](const written& a, const written& b) { return a.id < b.id; });
    // The last of those with one id.
    const auto last = std::unique(rows_.rbegin(), rows_.rend(),
                                  [](const written& a, const written& b) { return a.id == b.id; });
    repeated = static_cast<std::size_t>(rows_.rend() - last);
    rows_.erase(rows_.begin(), last.base());
    to_.ids_.reserve(rows_.size());
    to_.rows_.reserve(rows_.size());
    for (const written& w : rows_) {
        if (to_.ids_.size() % static_cast<std::size_t>(coarse_step) == 0)
            to_.coarse_.push_back(w.id);
        to_.ids_.push_back(w.id);
        to_.rows_.push_back(w.row);
    }
    to_.places_.shrink_to_fit();
    to_.texts_.shrink_to_fit();
    sort_by_callsign();
    return std::make_shared<const user_directory>(std::move(to_));
}

void user_directory_writer::sort_by_callsign()
{
    to_.by_callsign_.resize(to_.ids_.size());
    for (std::uint32_t i = 0; i < to_.by_callsign_.size(); ++i)
        to_.by_callsign_[i] = i;
    const auto callsign = [this](std::uint32_t i) { return to_.text_at(to_.rows_[i].text); };
    std::stable_sort(to_.by_callsign_.begin(), to_.by_callsign_.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return before(callsign(a), callsign(b)); });
}

// --- Reading ---------------------------------------------------------------------------------------

std::string_view user_directory::text_at(std::uint32_t where) const noexcept
{
    return std::string_view{texts_}.substr(where + 1, static_cast<unsigned char>(texts_[where]));
}

user_entry user_directory::entry(std::size_t i) const noexcept
{
    const row& r = rows_[i];
    const place& p = places_[r.place];
    const std::string_view callsign = text_at(r.text);
    const auto name = static_cast<std::uint32_t>(r.text + 1 + callsign.size());
    return {dmr::radio_id{ids_[i]}, callsign,         text_at(name),
            text_at(p.city),        text_at(p.state), text_at(p.country)};
}

std::optional<user_entry> user_directory::find(dmr::radio_id id) const noexcept
{
    const auto block = std::upper_bound(coarse_.begin(), coarse_.end(), id.value()) - coarse_.begin();
    if (block == 0)
        return std::nullopt; // before the first
    const auto begin = ids_.begin() + (block - 1) * coarse_step;
    const auto end = begin + std::min<std::ptrdiff_t>(coarse_step, ids_.end() - begin);
    const auto found = std::lower_bound(begin, end, id.value());
    if (found == end || *found != id.value())
        return std::nullopt;
    return entry(static_cast<std::size_t>(found - ids_.begin()));
}

std::vector<dmr::radio_id> user_directory::ids_of(std::string_view callsign) const
{
    const auto of = [this](std::uint32_t i) { return text_at(rows_[i].text); };
    auto found = std::lower_bound(by_callsign_.begin(), by_callsign_.end(), callsign,
                                  [&](std::uint32_t i, std::string_view c) { return before(of(i), c); });
    std::vector<dmr::radio_id> ids;
    for (; found != by_callsign_.end() && !before(callsign, of(*found)); ++found)
        ids.emplace_back(ids_[*found]);
    return ids;
}

std::size_t user_directory::memory() const noexcept
{
    return sizeof *this + (ids_.capacity() + coarse_.capacity()) * sizeof ids_[0] +
           rows_.capacity() * sizeof rows_[0] + by_callsign_.capacity() * sizeof by_callsign_[0] +
           places_.capacity() * sizeof places_[0] + texts_.capacity();
}

loaded_users read_users(std::string_view csv)
{
    loaded_users result;
    if (csv.size() > user_directory::largest_file) {
        result.error = "larger than 64 MiB";
        return result;
    }
    user_directory_writer writer;
    csv_lines lines{csv};
    csv_row row;
    columns order;
    bool first = true;
    while (const auto line = lines.next()) {
        std::string_view problem = row.read(*line);
        const auto header = first && problem.empty() ? read_header(row) : std::nullopt;
        first = false;
        if (header) {
            order = *header;
            continue;
        }
        if (problem.empty())
            problem = writer.add(row, order);
        if (!problem.empty())
            result.report.skip(lines.number(), problem);
        if (writer.rows() > user_directory::most) {
            result.error = "more than 1,000,000 rows";
            return result;
        }
    }
    result.report.repaired = writer.repaired();
    if (writer.rows() == 0) {
        result.error = "it has no row with a radio id and a callsign";
        return result;
    }
    result.users = writer.finish(result.report.repeated);
    result.report.rows = result.users->size();
    return result;
}

}
