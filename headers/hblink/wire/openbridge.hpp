// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/digest.hpp"
#include "hblink/wire/homebrew.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>
#include <tuple>

namespace hblink::wire {

// A frame on an OpenBridge trunk: a DMRD of 53 bytes and its HMAC-SHA1 (spec links.md).
inline constexpr std::size_t openbridge_size = dmrd_least + std::tuple_size_v<hmac_sha1::code>;
using openbridge_bytes = std::array<std::byte, openbridge_size>;

// Signs and checks the frames of one trunk.
class openbridge_seal
{
public:
    explicit openbridge_seal(std::string_view passphrase); // throws std::runtime_error

    // Fills the last 20 bytes, by those before them.
    void sign(std::span<std::byte, openbridge_size> frame);
    // Whether that is a DMRD of the right length, signed with this passphrase (compared in constant time).
    bool is_genuine(bytes frame);

private:
    hmac_sha1 hmac_;
};

}
