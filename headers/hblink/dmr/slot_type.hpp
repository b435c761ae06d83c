// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/burst.hpp"

#include <cstdint>
#include <optional>

// The fields in the middle of a burst that say what it is (spec dmr-fec.md; ETSI TS 102 361-1, 9.1 and 9.3).
// HomeBrew says the same in byte 15 of a DMRD, and that is what counts; the radio reads these.
namespace hblink::dmr {

// Bits 98-107 and 156-165 of a data-sync burst.
struct slot_type
{
    std::uint8_t colour_code{}; // 0..15
    data_type type{};           // may be one of the unnamed values up to 15
    friend constexpr bool operator==(const slot_type&, const slot_type&) = default;
};

// Up to three wrong bits are corrected; nothing: more are wrong.
std::optional<slot_type> read_slot_type(burst from) noexcept;
void write_slot_type(slot_type s, writable_burst to) noexcept;

// Which fragment of an embedded link control a voice burst has.
enum class fragment_place : std::uint8_t // LCSS
{
    only = 0, // a single fragment, or none
    first = 1,
    last = 2,
    between = 3
};

// The EMB field, bits 108-115 and 148-155 of the voice bursts B to F.
struct embedded_signalling
{
    std::uint8_t colour_code{}; // 0..15
    bool privacy{};             // PI: the call is encrypted
    fragment_place place{};
    friend constexpr bool operator==(const embedded_signalling&, const embedded_signalling&) = default;
};

// Up to two wrong bits are corrected; nothing: more are wrong.
std::optional<embedded_signalling> read_embedded_signalling(burst from) noexcept;
void write_embedded_signalling(embedded_signalling e, writable_burst to) noexcept;

// The sync pattern of a base station's data burst, bits 108-155.
void write_data_sync(writable_burst to) noexcept;

}
