// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/slot_state.hpp"
#include "hblink/dmr/embedded.hpp"
#include "hblink/dmr/full_link_control.hpp"
#include "hblink/dmr/link_control.hpp"
#include "hblink/dmr/slot_type.hpp"
#include "hblink/wire/homebrew.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

// Transmissions as a radio makes them, with link control wherever it belongs, for tests.
namespace hblink::test {

class spoken
{
public:
    static constexpr std::uint8_t colour_code = 5;
    static constexpr std::uint8_t options = 0x07; // priority 3, open voice
    static constexpr std::uint8_t place_of_a = 0;

    spoken(core::addressing call, dmr::slot slot) : call_{call}, slot_{slot} {}

    dmr::link_control link_control() const
    {
        const auto opcode =
            call_.call == dmr::call_type::group ? dmr::flco::group_voice : dmr::flco::unit_voice;
        return dmr::link_control::voice(opcode, 0, options, call_.destination, call_.source);
    }

    spoken& header() { return whole(dmr::data_type::voice_lc_header); }
    spoken& terminator() { return whole(dmr::data_type::terminator_with_lc); }
    spoken& superframe() { return superframe(link_control()); }
    spoken& superframe(const dmr::link_control& embedded)
    {
        const auto fragments = dmr::encode_embedded(embedded);
        for (std::uint8_t place = 0; place < 6; ++place) {
            auto payload = noise();
            if (place != place_of_a)
                dmr::write_embedded_signalling({.colour_code = colour_code, .privacy = false, .place = {}},
                                               payload);
            if (place >= 1 && place <= 4)
                dmr::write_fragment(fragments[place - 1U], payload);
            datagram(place == place_of_a ? dmr::frame_type::voice_sync : dmr::frame_type::voice, place,
                     payload);
        }
        return *this;
    }

    const std::vector<wire::dmrd_bytes>& datagrams() const { return datagrams_; }

private:
    spoken& whole(dmr::data_type type)
    {
        const auto payload = dmr::lc_burst(link_control(), type, colour_code);
        return datagram(dmr::frame_type::data_sync, static_cast<std::uint8_t>(type), payload);
    }
    spoken& datagram(dmr::frame_type frame, std::uint8_t detail, dmr::burst payload)
    {
        const auto n = static_cast<std::uint8_t>(datagrams_.size());
        datagrams_.push_back(wire::write_dmrd({.sequence = static_cast<std::uint8_t>(n + 100),
                                               .source = call_.source,
                                               .destination = call_.destination,
                                               .id = dmr::repeater_id{312000},
                                               .slot = slot_,
                                               .call = call_.call,
                                               .frame = frame,
                                               .detail = detail,
                                               .stream = dmr::stream_id{0xABCD}},
                                              payload, static_cast<std::uint8_t>(n % 10), 90));
        return *this;
    }
    std::array<std::byte, dmr::burst_size> noise()
    {
        std::array<std::byte, dmr::burst_size> payload{};
        for (std::byte& b : payload) {
            noise_ = noise_ * 1664525 + 1013904223;
            b = std::byte(noise_ >> 24);
        }
        return payload;
    }

    core::addressing call_;
    dmr::slot slot_;
    std::uint32_t noise_{1};
    std::vector<wire::dmrd_bytes> datagrams_;
};

// The link control between the voice bursts of the superframe whose A burst is at `at`.
inline std::optional<dmr::link_control> embedded_in(const std::vector<wire::dmrd_bytes>& datagrams,
                                                    std::size_t at)
{
    dmr::fragments fragments{};
    for (std::size_t i = 0; i < fragments.size(); ++i)
        fragments[i] = dmr::read_fragment(wire::dmrd{datagrams.at(at + 1 + i)}.payload());
    return dmr::decode_embedded(fragments);
}

}
