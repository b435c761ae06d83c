// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::config {

enum class connection_type : std::uint8_t
{
    unknown,
    repeater,
    hotspot,
    network
};
inline constexpr std::size_t connection_types = 4;
std::string_view to_string(connection_type) noexcept;

// `connection_type_detection` (spec config.md): lower-case substrings.
struct connection_type_rules
{
    std::vector<std::string> network_packages{"hblink", "freedmr", "brandmeister", "xlx",
                                              "dmr+",   "tgif",    "ipsc"};
    std::vector<std::string> hotspot_packages{"mmdvm_hs", "dvmega",   "zumspot", "jumbospot",
                                              "nanodv",   "openspot", "dmo",     "simplex"};
    std::vector<std::string> repeater_packages{"repeater", "duplex", "stm32", "unknown"};
    std::vector<std::string> network_software{"hblink", "freedmr", "brandmeister", "xlx"};
    std::vector<std::string> hotspot_software{"pi-star", "pistar", "ps4", "wpsd"};

    // Package first (network, hotspot, repeater, then exactly "mmdvm": a hotspot with slots "4", else a
    // repeater), then software (network, hotspot).
    connection_type detect(std::string_view package, std::string_view software, std::string_view slots) const;

    friend bool operator==(const connection_type_rules&, const connection_type_rules&) = default;
};

}
