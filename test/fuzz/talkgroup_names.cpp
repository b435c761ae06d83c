// SPDX-License-Identifier: GPL-3.0-or-later
// The names of talkgroups, as CSV and as JSON.
#include "hblink/config/talkgroup_names.hpp"

#include <string_view>

#include "fuzz/bytes.hpp"
#include "fuzz/require.hpp"
#include "fuzz/utf8.hpp"

namespace {

using namespace hblink;
using fuzz::require;

void check_name(std::string_view name)
{
    require(name.size() <= config::talkgroup_names::longest_name, "a name is not too long");
    require(fuzz::is_utf8(name), "a name is UTF-8");
    require(!fuzz::has_control_characters(name), "a name has no control characters");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::as_text(data, size);
    const auto loaded = config::read_talkgroup_names(text);
    require((loaded.names == nullptr) == !loaded.error.empty(), "there are names, or a reason why not");
    require((loaded.report.skipped == 0) == loaded.report.problem.empty(), "what is skipped has a reason");
    if (!loaded.names)
        return 0;
    require(loaded.names->size() == loaded.report.rows && loaded.report.rows > 0, "rows are counted");
    std::uint32_t number = 0;
    for (const char c : text) {
        number = c >= '0' && c <= '9' ? number * 10 + static_cast<std::uint32_t>(c - '0') : 0;
        const dmr::talkgroup t{number};
        const auto both = loaded.names->find(t);
        check_name(both);
        for (const auto slot : {dmr::slot::one, dmr::slot::two}) {
            const auto here = loaded.names->find(t, slot);
            check_name(here);
            require(!here.empty() || both.empty(),
                    "the name for both slots is the one of a slot without its own");
        }
    }
    return 0;
}
