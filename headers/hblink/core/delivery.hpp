// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/counters.hpp"
#include "hblink/core/egress.hpp"
#include "hblink/core/stream.hpp"
#include "hblink/core/time.hpp"
#include "hblink/wire/homebrew.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace hblink::core {

// Sends the bursts of streams to their targets, addressed as each of them knows it (spec routing.md,
// "Translation in the path"). Targets that get the same bytes share one datagram.
class delivery
{
public:
    delivery(egress& e, counters& c) : egress_{e}, counters_{c} {}

    // Room for the targets of a stream that starts.
    void reserve(std::size_t targets);
    // Groups the targets by how they are addressed; call when they are chosen.
    void arrange(stream&);

    // To each target that still carries the stream.
    void send(stream&, const wire::dmrd&, time_point now);
    // The terminator of a stream that the server itself ends, to one target (spec real-clients.md, last
    // bullet): without it the target goes on waiting, and plays the next call under the old caller's name.
    void close(const stream&, const target&);

    // A burst of data, untouched but for slot and number (spec routing.md, "Data calls").
    void send_data(std::span<const target>, const wire::dmrd&);

private:
    static void arrange_changed(stream&, bool other_source);
    void send_to(std::span<const target>, const stream&, wire::bytes datagram, time_point now);
    void send_rewritten(const target&, wire::bytes datagram);
    void send_signed(const target&, trunk& over, wire::bytes datagram); // 55 bytes, become 53 and the HMAC
    void send_changed(stream&, const wire::dmrd&, wire::bytes datagram, time_point now);
    // What of a burst goes into the datagrams of targets that are addressed in other words.
    struct burst_parts
    {
        std::array<std::byte, wire::dmrd_size - 20> rest; // voice or data, BER, RSSI
        std::array<std::byte, 3> source{};
        int fragment{-1}; // 0..3: it carries this piece of the call's own link control
        std::optional<dmr::data_type> whole;
        std::uint8_t sequence{};
        std::uint8_t bits{}; // without the slot's
    };
    static burst_parts take_apart(const stream&, const wire::dmrd&, wire::bytes datagram);
    static void readdress(rendition&, const stream&, const burst_parts&);
    static void encode(rendition&, const stream&);

    egress& egress_;
    counters& counters_;
    // Room for the targets of the burst in hand.
    std::vector<const path*> to_;
    std::vector<outgoing> own_;
};

}
