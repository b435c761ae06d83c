// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/homebrew.hpp"

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

struct evp_mac_ctx_st;

namespace hblink::wire {

// A frame on an OpenBridge trunk: a DMRD of 53 bytes and its HMAC-SHA1 (spec links.md).
inline constexpr std::size_t openbridge_size = 73;
using openbridge_bytes = std::array<std::byte, openbridge_size>;

// Signs and checks the frames of one trunk with one keyed context.
class openbridge_seal
{
public:
    explicit openbridge_seal(std::string_view passphrase); // throws std::runtime_error
    ~openbridge_seal();
    openbridge_seal(const openbridge_seal&) = delete;
    openbridge_seal& operator=(const openbridge_seal&) = delete;

    void sign(std::span<std::byte, openbridge_size> frame); // fills the last 20 bytes
    bool is_genuine(bytes frame);                           // of any length; in constant time

private:
    evp_mac_ctx_st* context_;
};

}
