// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/embedded.hpp"
#include "hblink/dmr/full_link_control.hpp"
#include "hblink/dmr/slot_type.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <vector>

#include "core_world.hpp"

// Bursts with true link control, and a listener that believes nothing else, as MMDVM programs do.
namespace hblink::test {

using payload = std::array<std::byte, dmr::burst_size>;

constexpr std::uint8_t colour = 7;

// A voice burst's payload, 0 (A) to 5 (F), with this embedded link control. The voice bits are arbitrary but
// differ from burst to burst.
inline payload voice_burst(const dmr::link_control& lc, std::size_t place, std::uint8_t sequence)
{
    payload p;
    p.fill(static_cast<std::byte>(0x40 + sequence));
    if (place == 0)
        return p;
    constexpr std::array<dmr::fragment_place, 6> places{
        dmr::fragment_place::only,    dmr::fragment_place::first, dmr::fragment_place::between,
        dmr::fragment_place::between, dmr::fragment_place::last,  dmr::fragment_place::only};
    dmr::write_embedded_signalling({colour, false, places[place]}, p);
    dmr::write_fragment(place == 5 ? 0 : dmr::encode_embedded(lc)[place - 1], p);
    return p;
}

// One transmission, sent burst by burst, with true link control.
class spoken_call
{
public:
    spoken_call(world& w, const client& from, voice v, std::uint8_t options = 0x08)
        : world_{w}, from_{from}, voice_{v}, lc_{link_control_of(v, 0x10, options)}
    {}

    const dmr::link_control& link_control() const { return lc_; }
    // What the bursts say from now on, whatever the datagrams say.
    void pretend(const dmr::link_control& lc) { lc_ = lc; }

    std::vector<sent> header()
    {
        return send(dmr::lc_burst(lc_, dmr::data_type::voice_lc_header, colour), 2, 1);
    }
    std::vector<sent> terminator()
    {
        return send(dmr::lc_burst(lc_, dmr::data_type::terminator_with_lc, colour), 2, 2);
    }
    // Six bursts; `other`: what this superframe carries in place of the call's own link control.
    std::vector<sent> superframe(const std::optional<dmr::link_control>& other = {})
    {
        std::vector<sent> all;
        for (std::size_t place = 0; place < 6; ++place)
            for (auto& s : burst(place, other.value_or(lc_)))
                all.push_back(std::move(s));
        return all;
    }
    std::vector<sent> burst(std::size_t place, const dmr::link_control& lc)
    {
        return send(voice_burst(lc, place, voice_.sequence), place == 0 ? 1 : 0,
                    static_cast<std::uint8_t>(place));
    }
    std::vector<sent> send(const payload& p, unsigned frame, std::uint8_t detail)
    {
        const wire::dmrd_header h{voice_.sequence++,
                                  dmr::radio_id{voice_.source},
                                  voice_.talkgroup,
                                  from_.id,
                                  voice_.slot,
                                  voice_.call,
                                  dmr::frame_type(frame),
                                  detail,
                                  dmr::stream_id{voice_.stream}};
        auto answer = world_.receive(from_.path, wire::write_dmrd(h, p, 3, 47));
        world_.pass(60ms);
        return answer;
    }

private:
    world& world_;
    client from_;
    voice voice_;
    dmr::link_control lc_;
};

// What a repeater's users are shown: the link controls in what it was sent, in order.
struct shown
{
    std::vector<dmr::link_control> headers;
    std::vector<dmr::link_control> embedded;
    std::vector<dmr::link_control> terminators;
    std::size_t unreadable{}; // headers, terminators and whole superframes
};

inline shown shown_to(const client& c, const std::vector<sent>& all)
{
    shown s;
    dmr::fragments fragments{};
    std::size_t gathered = 0;
    const auto note = [&](std::vector<dmr::link_control>& to, const std::optional<dmr::link_control>& lc) {
        if (lc)
            to.push_back(*lc);
        else
            ++s.unreadable;
    };
    for (const sent& one : all) {
        if (!(one.to == c.path) || !one.is("DMRD"))
            continue;
        const wire::dmrd d{one.bytes};
        if (d.frame() == dmr::frame_type::data_sync) {
            if (d.data() == dmr::data_type::voice_lc_header)
                note(s.headers, dmr::read_full_link_control(d.payload(), d.data()));
            else if (d.is_terminator())
                note(s.terminators, dmr::read_full_link_control(d.payload(), d.data()));
            continue;
        }
        const std::size_t place = d.bits() & 0x0FU;
        if (d.is_voice_sync()) {
            gathered = 0;
        } else if (place >= 1 && place <= 4) {
            fragments[place - 1] = dmr::read_fragment(d.payload());
            if (++gathered == 4 && place == 4)
                note(s.embedded, dmr::decode_embedded(fragments));
        }
    }
    return s;
}

}
