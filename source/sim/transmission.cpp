// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/transmission.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>

namespace hblink::sim {

namespace {

using payload = std::array<std::byte, dmr::burst_size>;

constexpr payload from_hex(std::string_view hex)
{
    const auto nibble = [](char c) { return c >= 'a' ? c - 'a' + 10 : c - '0'; };
    payload out{};
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = std::byte(nibble(hex[2 * i]) * 16 + nibble(hex[2 * i + 1]));
    return out;
}

// What a DMRGateway sent for a call to talkgroup 3120: base-station sync, colour code 1, AMBE silence.
constexpr payload header = from_hex("0a5100fc1328228800105fe1046dff57d75df5de31902b506be00c607400b80517");
constexpr payload terminator = from_hex("0a3e0028139822f000605f4104adff57d75df5d9648428686c8000207c00a10524");
constexpr std::array<payload, bursts_in_superframe> superframe{
    from_hex("b9e881526173002a6bb9e881526755fd7df75f7173002a6bb9e881526173002a6b"),
    from_hex("b9e881526173002a6bb9e881526130909050591173002a6bb9e881526173002a6b"),
    from_hex("b9e881526173002a6bb9e881526171714030074173002a6bb9e881526173002a6b"),
    from_hex("b9e881526173002a6bb9e881526170c03351874173002a6bb9e881526173002a6b"),
    from_hex("b9e881526173002a6bb9e881526151235242107173002a6bb9e881526173002a6b"),
    from_hex("b9e881526173002a6bb9e8815261100000000e2173002a6bb9e881526173002a6b")};

}

std::size_t transmission::superframes_in(std::chrono::duration<double> voice) noexcept
{
    const std::chrono::duration<double> one = burst_period * bursts_in_superframe;
    // Half a millisecond is forgiven: 3.6 s are ten superframes, whatever the rounding of 3.6.
    return static_cast<std::size_t>(std::max(1.0, std::ceil((voice.count() - 0.0005) / one.count())));
}

wire::dmrd_bytes transmission::burst(std::size_t index) const noexcept
{
    wire::dmrd_header h;
    h.sequence = static_cast<std::uint8_t>(index);
    h.source = address_.source;
    h.destination = address_.destination.value();
    h.id = address_.repeater;
    h.slot = address_.slot;
    h.stream = address_.stream;
    if (index == 0 || index + 1 == bursts_) {
        h.frame = dmr::frame_type::data_sync;
        h.detail = static_cast<std::uint8_t>(index == 0 ? dmr::data_type::voice_lc_header
                                                        : dmr::data_type::terminator_with_lc);
        return wire::write_dmrd(h, index == 0 ? header : terminator);
    }
    const std::size_t place = (index - 1) % bursts_in_superframe;
    h.frame = place == 0 ? dmr::frame_type::voice_sync : dmr::frame_type::voice;
    h.detail = static_cast<std::uint8_t>(place);
    return wire::write_dmrd(h, superframe[place]);
}

void transmission::end_early(std::size_t index) noexcept
{
    const std::size_t voice = std::max<std::size_t>(index, 2) - 1; // bursts sent after the header
    const std::size_t superframes = (voice + bursts_in_superframe - 1) / bursts_in_superframe;
    bursts_ = std::min(bursts_, superframes * bursts_in_superframe + 2);
}

}
