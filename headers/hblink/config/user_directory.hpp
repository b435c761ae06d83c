// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/csv.hpp"
#include "hblink/dmr/ids.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::config {

// Who has a radio id, as radioid.net lists it. Texts are UTF-8 without control characters, and may be "".
struct user_entry
{
    dmr::radio_id id;
    std::string_view callsign; // never ""
    std::string_view name;     // first and last name
    std::string_view city;
    std::string_view state;
    std::string_view country;
};

// The list of radioid.net, made once and then only asked, from any thread. 300,000 entries take about 15 MiB.
class user_directory
{
public:
    static constexpr std::size_t most = 1'000'000;                // entries
    static constexpr std::size_t largest_file = 64 * 1024 * 1024; // bytes

    // The views live as long as the directory. Well under a microsecond.
    std::optional<user_entry> find(dmr::radio_id) const noexcept;

    // The radios of one callsign, whatever the case, in ascending order.
    std::vector<dmr::radio_id> ids_of(std::string_view callsign) const;

    std::size_t size() const noexcept { return ids_.size(); }
    std::size_t memory() const noexcept; // bytes, everything included

private:
    friend class user_directory_writer;

    struct row
    {
        std::uint32_t text;  // where in texts_
        std::uint32_t place; // which of places_
    };
    struct place
    {
        std::uint32_t city; // where in texts_, each
        std::uint32_t state;
        std::uint32_t country;
        friend bool operator==(const place&, const place&) = default;
    };

    user_entry entry(std::size_t i) const noexcept;
    std::string_view text_at(std::uint32_t where) const noexcept;

    std::vector<std::uint32_t> ids_;    // ascending
    std::vector<std::uint32_t> coarse_; // every 64th of them: where a search begins, and stays in the cache
    std::vector<row> rows_;             // in the same order
    std::vector<std::uint32_t> by_callsign_; // places in ids_, by callsign and then id
    std::vector<place> places_;
    std::string texts_; // each with its length, one byte, before it; behind a callsign comes its owner's name
};

struct loaded_users
{
    std::shared_ptr<const user_directory> users; // null: refused, see `error`
    names_report report;
    std::string error; // "" or why the file cannot be used
};

// Reads a CSV with the columns RADIO_ID, CALLSIGN, FIRST_NAME, LAST_NAME, CITY, STATE, COUNTRY; a header may
// give them in another order. Only the id and the callsign must be there. Of several rows for one id the last
// one counts, as in HBlink4 (spec dashboard.md). Refused: too large, too many rows, not a single row.
loaded_users read_users(std::string_view csv);

}
