// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/call_link_control.hpp"

#include "hblink/dmr/full_link_control.hpp"

#include <array>
#include <bit>

namespace hblink::core {
namespace {

// Up to so many wrong bits of 32 a piece is still taken for the call's own, if its parity says that it is
// damaged. A whole piece of something else differs in more, or its parity fits.
constexpr int most_wrong_bits = 7;

// The bits of each piece that hold the addresses: rows 2 (from its third bit on) to 6 of the matrix, ten
// columns of it (ETSI TS 102 361-1, B.2.1). The last piece is all parity.
constexpr std::array<std::uint32_t, 4> address_bits{0x1E1E'3E3E, 0x3E3E'3E3E, 0x3E3E'0000, 0};
constexpr int most_wrong_address_bits = 2;

constexpr bool addresses_a_call(const dmr::link_control& lc) noexcept
{
    return lc.opcode() == dmr::flco::group_voice || lc.opcode() == dmr::flco::unit_voice;
}

}

void call_link_control::begin(std::uint32_t destination, dmr::radio_id source, dmr::call_type call) noexcept
{
    *this = {};
    expected_ = dmr::link_control::voice(opcode_of(call), 0, default_service_options, destination, source);
}

std::optional<dmr::link_control> call_link_control::read_whole(dmr::data_type type, dmr::burst burst) noexcept
{
    const auto lc = dmr::read_full_link_control(burst, type);
    if (!lc || !addresses_a_call(*lc) || from_header_)
        return lc;
    own_ = lc;
    from_header_ = true;
    if (!confirmed_)
        prepared_ = false;
    return lc;
}

void call_link_control::prepare() noexcept
{
    own_fragments_ = dmr::encode_embedded(own_.value_or(expected_));
    prepared_ = true;
}

bool call_link_control::is_own(std::size_t which, std::uint32_t fragment) const noexcept
{
    const std::uint32_t wrong = fragment ^ own_fragments_[which];
    if (wrong == 0)
        return true;
    if (std::popcount(wrong) <= most_wrong_bits && !dmr::columns_fit(fragment))
        return true;
    if (confirmed_)
        return false;
    // What the first superframe carries is a guess: its header may have been lost, and may say other options.
    if (address_bits[which] == 0)
        return addresses_;
    return std::popcount(wrong & address_bits[which]) <= most_wrong_address_bits;
}

std::optional<dmr::link_control> call_link_control::read_other_fragment(std::size_t which,
                                                                        std::uint32_t fragment) noexcept
{
    if (!prepared_)
        prepare();
    const auto this_one = static_cast<std::uint8_t>(1U << which);
    addresses_ = is_own(which, fragment);
    others_[which] = fragment;
    differ_ = static_cast<std::uint8_t>(differ_ | this_one);
    return which == 3 && heard_ == 0xF ? decode() : std::nullopt;
}

std::optional<dmr::link_control> call_link_control::decode() noexcept
{
    dmr::fragments whole = own_fragments_;
    for (std::size_t i = 0; i < whole.size(); ++i)
        if ((differ_ >> i & 1) != 0)
            whole[i] = others_[i];
    if (decoded_ && whole == last_decoded_)
        return std::nullopt;
    decoded_ = true;
    last_decoded_ = whole;
    const auto lc = dmr::decode_embedded(whole);
    if (!lc || !addresses_a_call(*lc))
        return lc;
    const bool news = !own_ || !(*own_ == *lc);
    own_fragments_ = dmr::encode_embedded(*lc);
    confirmed_ = true;
    if (!own_)
        own_ = lc;
    return news ? lc : std::nullopt;
}

}
