// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/connection_type.hpp"

#include <algorithm>

namespace hblink::config {

namespace {

std::string lower_case(std::string_view text)
{
    std::string result{text};
    for (char& c : result)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return result;
}

bool any_in(const std::vector<std::string>& words, const std::string& text)
{
    return std::any_of(words.begin(), words.end(),
                       [&](const std::string& word) { return text.find(word) != std::string::npos; });
}

}

std::string_view to_string(connection_type type) noexcept
{
    switch (type) {
    case connection_type::repeater:
        return "repeater";
    case connection_type::hotspot:
        return "hotspot";
    case connection_type::network:
        return "network";
    case connection_type::unknown:
        break;
    }
    return "unknown";
}

connection_type connection_type_rules::detect(std::string_view package, std::string_view software,
                                              std::string_view slots) const
{
    const std::string package_id = lower_case(package);
    if (any_in(network_packages, package_id))
        return connection_type::network;
    if (any_in(hotspot_packages, package_id))
        return connection_type::hotspot;
    if (any_in(repeater_packages, package_id))
        return connection_type::repeater;
    // Current DMRGateways all say "MMDVM"; slots 4 is simplex (spec real-clients.md).
    if (package_id == "mmdvm")
        return slots == "4" ? connection_type::hotspot : connection_type::repeater;

    const std::string software_id = lower_case(software);
    if (any_in(network_software, software_id))
        return connection_type::network;
    if (any_in(hotspot_software, software_id))
        return connection_type::hotspot;
    return connection_type::unknown;
}

}
