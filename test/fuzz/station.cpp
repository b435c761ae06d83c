// SPDX-License-Identifier: GPL-3.0-or-later
// A repeater's description of itself, which anybody with the passphrase can fill with anything.
#include "hblink/wire/station.hpp"

#include "hblink/config/connection_type.hpp"

#include <algorithm>
#include <array>

#include "fuzz/bytes.hpp"
#include "fuzz/require.hpp"
#include "fuzz/utf8.hpp"

namespace {

using namespace hblink;
using fuzz::require;
using wire::station_field;

// Spec hbp.md, "RPTC layout".
constexpr std::array<std::size_t, wire::station_fields> widths{8, 9,  9,  2, 2,   8,  9,
                                                               3, 20, 19, 1, 124, 40, 40};

void check_field(std::string_view text, std::size_t width)
{
    require(text.size() <= width, "a field is as wide as on the wire at most");
    require(fuzz::is_utf8(text), "a field is UTF-8");
    require(!fuzz::has_control_characters(text), "a field has no control characters");
    require(text.find('\0') == text.npos, "a field ends at a NUL");
    require(!text.starts_with(' ') && !text.ends_with(' '), "a field is trimmed");
}

// The texts written again, as the simulator and our own links do, come back.
void check_again(const wire::station& s)
{
    wire::station_report r;
    r.callsign = s.callsign();
    r.location = s[station_field::location];
    r.description = s[station_field::description];
    r.url = s[station_field::url];
    r.software_id = s[station_field::software_id];
    r.package_id = s[station_field::package_id];
    if (!s[station_field::slots].empty())
        r.slots = s[station_field::slots].front();
    const auto datagram = wire::write_description(dmr::repeater_id{1}, r);
    const auto again = wire::station::read(wire::bytes{datagram}.subspan(8));
    for (const auto f : {station_field::callsign, station_field::location, station_field::description,
                         station_field::url, station_field::software_id, station_field::package_id})
        require(again[f] == s[f], "a text that is written is read as the same");
    require(again[station_field::slots] == std::string_view{&r.slots, 1}, "slots are written and read");
}

void check_type(const wire::station& s)
{
    static const config::connection_type_rules rules;
    std::string package{s[station_field::package_id]};
    const auto type = rules.detect(package, s[station_field::software_id], s[station_field::slots]);
    std::transform(package.begin(), package.end(), package.begin(),
                   [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; });
    require(type == rules.detect(package, s[station_field::software_id], s[station_field::slots]),
            "capitals make no difference");
    require(!config::to_string(type).empty(), "a type has a name");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const auto s = wire::station::read(fuzz::as_datagram(data, size));
    for (std::size_t i = 0; i < wire::station_fields; ++i)
        check_field(s[static_cast<station_field>(i)], widths[i]);
    check_again(s);
    check_type(s);
    return 0;
}
