// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/read_links.hpp"

#include "hblink/config/document.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace hblink::config {

namespace {

constexpr bounds port_numbers{1, 65535};
constexpr bounds server_ids{1, 4294967295};

// --- outbound links --------------------------------------------------------------------------------

// A text that goes into a field of the RPTC (spec hbp.md, "RPTC layout").
void read_field(section& link, std::string_view key, std::string& to, std::size_t width)
{
    link.text(key, to);
    if (to.size() > width)
        link.context().warning(link.pointer(key),
                               "is longer than " + std::to_string(width) + " characters and is cut");
}

void read_station(section& link, wire::station_report& to)
{
    read_field(link, "callsign", to.callsign, 8);
    link.whole_or_text("rx_frequency", to.rx_frequency, {0, 999'999'999});
    link.whole_or_text("tx_frequency", to.tx_frequency, {0, 999'999'999});
    link.whole_or_text("power", to.tx_power, {0, 99});
    link.whole_or_text("colorcode", to.colour_code, {0, 15});
    link.number_or_text("latitude", to.latitude, {-90, 90});
    link.number_or_text("longitude", to.longitude, {-180, 180});
    double height = 0;
    link.number_or_text("height", height, {-99, 999});
    to.height = static_cast<int>(std::lround(height));
    read_field(link, "location", to.location, 20);
    read_field(link, "description", to.description, 19);
    read_field(link, "url", to.url, 124);
    to.software_id = "hblinkd";
    read_field(link, "software_id", to.software_id, 40);
    to.package_id = "MMDVM_hblinkd " HBLINK_VERSION; // peers classify by the "hblink" in it
    read_field(link, "package_id", to.package_id, 40);
}

// `passphrase` or `password`.
void read_passphrase(section& entry, std::string& to, bool enabled)
{
    const text_rule secret{.may_be_empty = !enabled, .secret = true, .longest = 1024};
    if (entry.has("passphrase") && entry.has("password"))
        entry.context().warning(entry.pointer("password"),
                                "is ignored: there is a passphrase as well, and that counts");
    const bool other_name = entry.has("password") && !entry.has("passphrase");
    entry.find("password"); // known
    entry.text(other_name ? "password" : "passphrase", to, secret, presence::required);
}

void read_host(section& entry, std::string_view key, std::string& to, bool enabled)
{
    const auto found = entry.find(key, presence::required);
    const auto host = found ? found->text({.may_be_empty = !enabled, .longest = 253}) : std::nullopt;
    if (!host)
        return;
    if (std::all_of(host->begin(), host->end(), [](char c) { return c > ' ' && c != 0x7F; }))
        to = *host;
    else
        found->error("must be a host name or an address, is " + in_quotes(*host));
}

void read_link(section& link, link_settings& to)
{
    link.flag("enabled", to.enabled);
    link.text("name", to.name, {.may_be_empty = false, .longest = 100}, presence::required);
    read_host(link, "address", to.address, to.enabled);
    link.whole("port", to.port, port_numbers, presence::required);
    std::uint32_t id = 0;
    link.whole("radio_id", id, server_ids, presence::required);
    to.radio_id = dmr::repeater_id{id};
    read_passphrase(link, to.passphrase, to.enabled);
    link.text("options", to.options, {.longest = 300}); // what an RPTO may have (spec hbp.md)
    link.flag("unit_calls_enabled", to.unit_calls);
    read_station(link, to.station);
}

// --- OpenBridge trunks -----------------------------------------------------------------------------

std::optional<std::uint32_t> talkgroup_in(std::string_view text)
{
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size() || number == 0 ||
        number > dmr::largest_24_bit)
        return std::nullopt;
    return number;
}

std::optional<dmr::slot> read_slot(const item& from)
{
    const auto& value = from.value();
    if (value == 1 || value == "1")
        return dmr::slot::one;
    if (value == 2 || value == "2")
        return dmr::slot::two;
    from.error("must be 1 or 2: the timeslot of this talkgroup");
    return std::nullopt;
}

void read_talkgroup_slots(section& trunk, std::map<dmr::talkgroup, dmr::slot>& to)
{
    const auto found = trunk.find("talkgroup_slots", presence::required);
    if (!found)
        return;
    const auto* object = found->value().if_object();
    if (object == nullptr) {
        found->error(R"(must list talkgroups with their slots, such as {"91": 2, "8": 1})");
        return;
    }
    for (const auto& member : *object) {
        const std::string_view key{member.key().data(), member.key().size()};
        if (key.starts_with('_'))
            continue;
        const auto t = key.starts_with('0') ? std::nullopt : talkgroup_in(key);
        const item entry{member.value(), found->pointer() + '/' + pointer_step(key), found->context()};
        if (!t)
            entry.error("must be a talkgroup, 1..16777215, is " + in_quotes(key));
        else if (const auto slot = read_slot(entry))
            to[dmr::talkgroup{*t}] = *slot;
    }
}

void read_trunk(section& trunk, trunk_settings& to)
{
    trunk.flag("enabled", to.enabled);
    trunk.text("name", to.name, {.may_be_empty = false, .longest = 100}, presence::required);
    trunk.whole("network_id", to.network_id, server_ids, presence::required);
    to.local_address = wire::address::v4(0);
    trunk.address("local_address", to.local_address);
    trunk.whole("local_port", to.local_port, port_numbers, presence::required);
    read_host(trunk, "target_address", to.target_address, to.enabled);
    trunk.whole("target_port", to.target_port, port_numbers, presence::required);
    read_passphrase(trunk, to.passphrase, to.enabled);
    read_talkgroup_slots(trunk, to.talkgroup_slots);
    trunk.flag("preserve_source_peer", to.preserve_source_peer);
    trunk.text("description", to.description);
}

}

void read_links(section& root, settings& to)
{
    root.each("outbound_connections", [&](const item& one) {
        link_settings& link = to.links.emplace_back();
        read_object(one, [&](section& entry) { read_link(entry, link); });
    });
    root.each("openbridge_connections", [&](const item& one) {
        trunk_settings& trunk = to.trunks.emplace_back();
        read_object(one, [&](section& entry) { read_trunk(entry, trunk); });
    });
}

}
