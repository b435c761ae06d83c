// SPDX-License-Identifier: GPL-3.0-or-later
// The list of radio ids: whatever is in the file, what comes out is fit to be shown, and found again.
#include "hblink/config/user_directory.hpp"

#include <algorithm>
#include <string_view>

#include "fuzz/bytes.hpp"
#include "fuzz/require.hpp"
#include "fuzz/utf8.hpp"

namespace {

using namespace hblink;
using fuzz::require;

void check_text(std::string_view text, std::size_t most)
{
    require(text.size() <= most, "a text is not too long");
    require(fuzz::is_utf8(text), "a text is UTF-8");
    require(!fuzz::has_control_characters(text), "a text has no control characters");
}

void check_entry(const config::user_directory& users, const config::user_entry& e)
{
    require(!e.callsign.empty(), "everybody has a callsign");
    check_text(e.callsign, 16);
    check_text(e.name, 129);
    for (const auto text : {e.city, e.state, e.country})
        check_text(text, 64);
    const auto ids = users.ids_of(e.callsign);
    require(std::is_sorted(ids.begin(), ids.end()), "the radios of a callsign are in order");
    require(std::binary_search(ids.begin(), ids.end(), e.id), "the callsign leads back to the id");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::as_text(data, size);
    const auto loaded = config::read_users(text);
    require((loaded.users == nullptr) == !loaded.error.empty(), "there is a directory, or a reason why not");
    require((loaded.report.skipped == 0) == loaded.report.problem.empty(), "what is skipped has a reason");
    if (!loaded.users)
        return 0;
    require(loaded.users->size() == loaded.report.rows && loaded.report.rows > 0, "rows are counted");
    require(loaded.users->memory() < 4096 + size * 16, "memory grows with the file");
    // Whatever number stands in the text is asked for.
    std::uint32_t number = 0;
    std::size_t found = 0;
    for (const char c : text) {
        if (c == '"') // "1"2 is 12
            continue;
        number = c >= '0' && c <= '9' ? (number * 10 + static_cast<std::uint32_t>(c - '0')) % 100'000'000 : 0;
        if (const auto entry = loaded.users->find(dmr::radio_id{number})) {
            check_entry(*loaded.users, *entry);
            ++found;
        }
    }
    require(found > 0, "who is in the file is found");
    return 0;
}
