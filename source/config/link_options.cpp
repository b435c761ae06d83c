// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/link_options.hpp"

#include "hblink/config/options.hpp"

#include <utility>

namespace hblink::config {
namespace {

// Whether the text is nothing, or this one character, with blanks around it.
bool is_only(char c, std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    return first == text.npos || (text[first] == c && text.find_last_not_of(blanks) == first);
}

}

std::array<dmr::talkgroup_set, 2> link_talkgroups(std::string_view text, std::uint64_t most, bool dmrplus)
{
    if (is_only('*', text))
        return {dmr::talkgroup_set::everything(), dmr::talkgroup_set::everything()};
    options wanted = parse_options(text, {most, dmrplus});
    std::array<dmr::talkgroup_set, 2> carried;
    for (const std::size_t i : {0U, 1U}) {
        if (wanted.starred[i])
            carried[i] = dmr::talkgroup_set::everything();
        else if (wanted.talkgroups[i])
            carried[i] = std::move(*wanted.talkgroups[i]);
    }
    return carried;
}

}
