// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/weak_passphrase.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace hblink::config {
namespace {

// Found in images, guides and sample configurations; scanners try them first.
bool is_well_known(std::string_view passphrase)
{
    constexpr std::array<std::string_view, 20> known{
        "passw0rd", "password", "everyone", "homebrew",  "s3cr37w0rd", "hblink",    "hblink3",
        "hblink4",  "secret",   "changeme", "change-me", "12345678",   "123456789", "1234567890",
        "dmr",      "hotspot",  "pistar",   "pi-star",   "raspberry",  "qwertyuiop"};
    std::string lower{passphrase};
    for (char& c : lower)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    return std::find(known.begin(), known.end(), lower) != known.end();
}

}

bool is_weak_passphrase(std::string_view passphrase)
{
    constexpr std::size_t short_passphrase = 8;
    return passphrase.size() < short_passphrase || is_well_known(passphrase);
}

}
