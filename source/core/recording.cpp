// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/recording.hpp"

#include "hblink/dmr/full_link_control.hpp"
#include "hblink/dmr/slot_type.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace hblink::core {
namespace {

constexpr std::uint8_t usual_colour_code = 1;

// A server that was kept from its work goes on at its pace, and does not make up for more than this.
constexpr duration most_behind = 3 * burst_interval;

std::optional<std::uint8_t> colour_code_of(const recorded_burst& burst) noexcept
{
    if (burst.frame() == dmr::frame_type::data_sync) {
        const auto type = dmr::read_slot_type(burst.payload);
        return type ? std::optional{type->colour_code} : std::nullopt;
    }
    if (burst.frame() != dmr::frame_type::voice)
        return std::nullopt; // has the voice sync in its place
    const auto field = dmr::read_embedded_signalling(burst.payload);
    return field ? std::optional{field->colour_code} : std::nullopt;
}

// A group call comes back as it was; a unit call from the called to the caller.
addressing answer_to(const addressing& call) noexcept
{
    if (call.call == dmr::call_type::group)
        return call;
    return {dmr::radio_id{call.destination}, call.source.value(), dmr::call_type::unit};
}

}

// --- Recording -------------------------------------------------------------------------------------

recording::recording(const addressing& call, dmr::slot slot, std::size_t most)
    : call_{call}, slot_{slot}, most_{most}
{
    link_control_.begin(call.destination, call.source, call.call);
    bursts_.reserve(most);
}

void recording::add(const wire::dmrd& burst)
{
    if (bursts_.size() == most_)
        return;
    recorded_burst& kept = bursts_.emplace_back();
    const dmr::burst payload = burst.payload();
    std::copy(payload.begin(), payload.end(), kept.payload.begin());
    kept.bits = burst.bits();
    kept.bit_errors = burst.bit_errors().value_or(0);
    kept.rssi = burst.rssi().value_or(0);
    kept.addresses = false;
    if (kept.frame() == dmr::frame_type::data_sync) {
        kept.addresses = kept.is(dmr::data_type::voice_lc_header) || burst.is_terminator();
        if (kept.addresses)
            link_control_.read_whole(kept.data(), payload);
        return;
    }
    has_voice_ = true;
    if (const auto which = fragment_of(kept.frame(), kept.bits & 0x0F)) {
        link_control_.read_fragment(*which, dmr::read_fragment(payload));
        kept.addresses = link_control_.addresses();
    }
}

dmr::link_control recording::link_control(const addressing& to) const noexcept
{
    const dmr::flco opcode = opcode_of(to.call);
    const auto& own = link_control_.own();
    if (link_control_.from_header() && own->opcode() == opcode)
        return dmr::link_control::voice(opcode, own->feature_set(), own->service_options(), to.destination,
                                        to.source);
    return dmr::link_control::voice(opcode, 0, default_service_options, to.destination, to.source);
}

std::uint8_t recording::colour_code() const noexcept
{
    for (std::size_t i = bursts_.size(); i-- > 0;)
        if (const auto code = colour_code_of(bursts_[i]))
            return *code;
    return usual_colour_code;
}

// --- Playback --------------------------------------------------------------------------------------

playback::playback(recording sound, dmr::repeater_id to, dmr::stream_id fresh, time_point start)
    : sound_{std::move(sound)},
      call_{answer_to(sound_.call())},
      to_{to},
      id_{fresh},
      due_{start},
      link_control_{sound_.link_control(call_)},
      readdressing_{link_control_},
      colour_code_{sound_.colour_code()}
{
    const auto bursts = sound_.bursts();
    before_ = !bursts.empty() && bursts.front().is(dmr::data_type::voice_lc_header) ? 0 : 1;
    const bool ends = !bursts.empty() && bursts.back().is(dmr::data_type::terminator_with_lc);
    length_ = before_ + bursts.size() + (ends ? 0 : 1);
}

wire::dmrd_bytes playback::next(time_point now)
{
    const auto bursts = sound_.bursts();
    wire::dmrd_bytes burst;
    if (next_ < before_)
        burst = made_up(dmr::data_type::voice_lc_header);
    else if (next_ - before_ < bursts.size())
        burst = recorded(bursts[next_ - before_]);
    else
        burst = made_up(dmr::data_type::terminator_with_lc);
    if (now - due_ > most_behind)
        due_ = now;
    due_ += burst_interval;
    ++next_;
    return burst;
}

wire::dmrd_bytes playback::datagram(dmr::burst payload, const recorded_burst& as) const
{
    return wire::write_dmrd({.sequence = static_cast<std::uint8_t>(next_),
                             .source = call_.source,
                             .destination = call_.destination,
                             .id = to_,
                             .slot = sound_.slot(),
                             .call = call_.call,
                             .frame = as.frame(),
                             .detail = static_cast<std::uint8_t>(as.bits & 0x0F),
                             .stream = id_},
                            payload, as.bit_errors, as.rssi);
}

wire::dmrd_bytes playback::made_up(dmr::data_type type) const
{
    constexpr auto data_sync = static_cast<unsigned>(dmr::frame_type::data_sync) << 4;
    recorded_burst burst{};
    burst.bits = static_cast<std::uint8_t>(data_sync | static_cast<unsigned>(type));
    return datagram(dmr::lc_burst(link_control_, type, colour_code_), burst);
}

wire::dmrd_bytes playback::recorded(const recorded_burst& burst) const
{
    auto payload = burst.payload;
    if (burst.addresses && call_.call == dmr::call_type::unit) {
        if (burst.frame() == dmr::frame_type::data_sync)
            readdressing_.write_whole(burst.data(), payload);
        else
            readdressing_.write_fragment(*fragment_of(burst.frame(), burst.bits & 0x0F), payload);
    }
    return datagram(payload, burst);
}

}
