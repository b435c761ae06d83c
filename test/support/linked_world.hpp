// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/openbridge.hpp"

#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "support/core_world.hpp"

// The world of the core's tests with outbound links and OpenBridge trunks, whose other ends the test plays.
namespace hblink::test {

inline config::link_settings link_called(std::string name, std::uint32_t id, std::string options = "")
{
    config::link_settings l;
    l.name = std::move(name);
    l.address = "192.0.2.50";
    l.port = 62031;
    l.radio_id = dmr::repeater_id{id};
    l.passphrase = "link secret";
    l.options = std::move(options);
    l.station.callsign = "N0LINK";
    return l;
}

using talkgroup_slots = std::vector<std::pair<std::uint32_t, int>>;

inline config::trunk_settings trunk_called(std::string name, std::uint32_t network,
                                           const talkgroup_slots& talkgroups)
{
    config::trunk_settings t;
    t.name = std::move(name);
    t.network_id = network;
    t.local_port = static_cast<std::uint16_t>(62000 + network % 1000);
    t.target_address = "192.0.2.60";
    t.target_port = 62035;
    t.passphrase = "trunk secret";
    for (const auto& [talkgroup, slot] : talkgroups)
        t.talkgroup_slots[dmr::talkgroup{talkgroup}] = slot == 1 ? dmr::slot::one : dmr::slot::two;
    return t;
}

// Where the other ends are.
inline core::path peer_path(std::uint16_t port, std::uint16_t remote_port)
{
    return {core::port_id{port}, {}, {wire::address::v4(0xC000'0232), remote_port}};
}

// The world, and the peers' sides of its links and trunks.
class linked_world : public world
{
public:
    using world::world;

    const core::link& link(const std::string& name) const
    {
        const core::link* found = nullptr;
        router.for_each_link([&](const core::link& l) { found = l.settings.name == name ? &l : found; });
        if (found == nullptr)
            throw std::runtime_error{"no link " + name};
        return *found;
    }
    const core::trunk& trunk(const std::string& name) const
    {
        const core::trunk* found = nullptr;
        router.for_each_trunk([&](const core::trunk& t) { found = t.settings.name == name ? &t : found; });
        if (found == nullptr)
            throw std::runtime_error{"no trunk " + name};
        return *found;
    }

    // What the server sends when the peer of a link says that.
    template <class Array>
    std::vector<sent> from_peer(const std::string& name, const Array& a)
    {
        const core::link& l = link(name);
        router.on_link_datagram(l.number, l.path, to_datagram(a), now);
        return egress.take();
    }
    // The first message of an attempt: RPTL.
    std::vector<sent> open(const std::string& name)
    {
        const core::link& l = link(name);
        router.begin_link(l.number, now);
        const auto port = static_cast<std::uint16_t>(100 + static_cast<std::uint32_t>(l.number));
        router.open_link(l.number, peer_path(port, static_cast<std::uint16_t>(port + 1000)), now);
        return egress.take();
    }
    // The whole login; answers the link as a client whose path is the peer's.
    client come_up(const std::string& name)
    {
        open(name);
        const core::link& l = link(name);
        from_peer(name, wire::write_challenge({std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}}));
        for (int i = 0; i < 3 && !l.up(); ++i)
            from_peer(name, wire::write_acknowledgement(l.id));
        if (!l.up())
            throw std::runtime_error{name + " does not come up"};
        return {l.id, l.path};
    }
    // The periodic tasks, and the links' own times.
    void pass_with_links(core::duration d)
    {
        for (const time_point end = now + d; now < end;) {
            pass(std::min<core::duration>(100ms, end - now));
            router.for_each_link([&](const core::link& l) {
                if (l.open && l.due() <= now)
                    router.on_link_time(l.number, now);
            });
        }
    }

    // A trunk with its socket and its peer.
    core::path connect_trunk(const std::string& name)
    {
        const core::trunk& t = trunk(name);
        const auto port = static_cast<std::uint16_t>(300 + static_cast<std::uint32_t>(t.number));
        router.open_trunk(t.number, core::port_id{port}, now);
        router.resolve_trunk(t.number, peer_path(port, static_cast<std::uint16_t>(port + 1000)).remote, now);
        return t.path;
    }
    static wire::openbridge_bytes frame_of(const datagram& dmrd, std::string_view passphrase = "trunk secret")
    {
        wire::openbridge_bytes frame{};
        std::copy_n(dmrd.begin(), wire::dmrd_least, frame.begin());
        wire::openbridge_seal{passphrase}.sign(frame);
        return frame;
    }
    std::vector<sent> from_trunk(const std::string& name, const wire::openbridge_bytes& frame)
    {
        const core::trunk& t = trunk(name);
        router.on_trunk_datagram(t.number, t.path, frame, now);
        return egress.take();
    }
    std::vector<sent> from_trunk(const std::string& name, const datagram& dmrd)
    {
        return from_trunk(name, frame_of(dmrd));
    }
};

// A burst as somebody outside sends it.
inline datagram dmrd_of(voice& v, dmr::repeater_id from, dmr::frame_type frame, std::uint8_t detail)
{
    std::array<std::byte, dmr::burst_size> payload{};
    payload[0] = std::byte{v.sequence};
    dmr::write_embedded_signalling({1, false, dmr::fragment_place::first}, payload);
    if (frame == dmr::frame_type::data_sync && (detail == 1 || detail == 2))
        payload = dmr::lc_burst(link_control_of(v), dmr::data_type{detail}, 1);
    const wire::dmrd_header h{v.sequence++, dmr::radio_id{v.source}, v.talkgroup, from, v.slot, v.call, frame,
                              detail,       dmr::stream_id{v.stream}};
    return to_datagram(wire::write_dmrd(h, payload));
}
inline datagram header_of(voice& v, dmr::repeater_id from)
{
    return dmrd_of(v, from, dmr::frame_type::data_sync, 1);
}
inline datagram speech_of(voice& v, dmr::repeater_id from)
{
    return dmrd_of(v, from, dmr::frame_type::voice, 1);
}
inline datagram terminator_of(voice& v, dmr::repeater_id from)
{
    return dmrd_of(v, from, dmr::frame_type::data_sync, 2);
}

// How many datagrams of any kind went there.
inline std::size_t sent_to(const core::path& p, const std::vector<sent>& all)
{
    return static_cast<std::size_t>(
        std::count_if(all.begin(), all.end(), [&](const sent& s) { return s.to == p; }));
}

}
