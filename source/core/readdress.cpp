// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/readdress.hpp"

#include "hblink/dmr/full_link_control.hpp"

#include <algorithm>

namespace hblink::core {

readdressing::readdressing(const dmr::link_control& lc) noexcept : link_control_{lc}
{
    dmr::write_full_link_control(lc, dmr::data_type::voice_lc_header, header_);
    dmr::write_full_link_control(lc, dmr::data_type::terminator_with_lc, terminator_);
    const dmr::fragments fragments = dmr::encode_embedded(lc);
    for (std::size_t i = 0; i < fragments.size(); ++i) {
        payload burst{};
        dmr::write_fragment(fragments[i], burst);
        std::memcpy(&fragments_[i], burst.data() + first_byte, sizeof fragments_[i]);
    }
}

// The information is in the bits 0-97 and 166-263 of a burst (ETSI TS 102 361-1, 6.2).
void readdressing::write_whole(dmr::data_type type,
                               std::span<std::byte, dmr::burst_size> burst) const noexcept
{
    if (type != dmr::data_type::voice_lc_header && type != dmr::data_type::terminator_with_lc)
        return;
    const payload& from = type == dmr::data_type::voice_lc_header ? header_ : terminator_;
    constexpr std::byte first_two{0xC0};
    constexpr std::byte last_two{0x03};
    std::copy_n(from.begin(), 12, burst.begin());
    burst[12] = (burst[12] & ~first_two) | (from[12] & first_two);
    burst[20] = (burst[20] & ~last_two) | (from[20] & last_two);
    std::copy_n(from.begin() + 21, 12, burst.begin() + 21);
}

}
