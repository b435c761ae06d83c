// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/homebrew.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <string_view>

// The fuzzer's bytes as the parsers want them, and questions about views.
namespace hblink::fuzz {

inline wire::bytes as_datagram(const std::uint8_t* data, std::size_t size)
{
    return std::as_bytes(std::span{data, size});
}

inline std::string_view as_text(const std::uint8_t* data, std::size_t size)
{
    return {reinterpret_cast<const char*>(data), size};
}

inline bool begins_with(wire::bytes whole, wire::bytes part)
{
    return whole.size() >= part.size() && std::equal(part.begin(), part.end(), whole.begin());
}

// A view into `whole`, and not into something else; nothing is anywhere.
inline bool is_within(std::string_view part, std::string_view whole)
{
    if (part.empty())
        return true;
    return part.data() >= whole.data() && part.data() + part.size() <= whole.data() + whole.size();
}

}
