// SPDX-License-Identifier: GPL-3.0-or-later
// Random traffic of repeaters, links and trunks at once: what must hold whatever comes (spec links.md).
#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <map>

#include "support/linked_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace utf = boost::unit_test;

namespace {

constexpr std::array<std::uint32_t, 4> talkgroups{91, 92, 93, 8};

config::settings everything()
{
    config::settings s = open_settings();
    auto rule = rule_of("default", "secret");
    rule->trust = true;
    rule->default_unit_calls = true;
    s.access.fallback = rule;
    s.access.prepare();
    s.forward_data_calls = true;
    s.links = {link_called("North", 901), link_called("South", 902, "TS1=91;TS2=92,93")};
    s.links[0].unit_calls = true;
    s.trunks = {trunk_called("Core", 262, {{91, 2}, {8, 1}}), trunk_called("West", 263, {{92, 1}, {94, 2}})};
    return s;
}

// Who speaks, where it leads, and of what kind it is.
struct side
{
    core::connection_kind kind{};
    std::string name; // of a link or trunk
    client repeater;  // or this
    core::path path;
};

class crowd
{
public:
    explicit crowd(std::uint64_t seed) : world_{everything(), seed}, dice_{seed}
    {
        for (std::uint32_t id = 1; id <= 4; ++id) {
            auto who = world::station("N0CALL");
            if (id == 4)
                who.package_id = "MMDVM_hblink"; // another server
            const client c =
                world_.connect(id, id == 2 ? "TS1=91:2:5,8;TS2=92,93;SRC=77" : "", "secret", who);
            sides_.push_back({core::connection_kind::repeater, "", c, c.path});
        }
        for (const std::string name : {"North", "South"}) {
            const client c = world_.come_up(name);
            sides_.push_back({core::connection_kind::link, name, c, c.path});
        }
        for (const std::string name : {"Core", "West"})
            sides_.push_back({core::connection_kind::trunk, name, {}, world_.connect_trunk(name)});
        world_.events.take();
    }

    void step()
    {
        const side& from = sides_[roll(sides_.size())];
        voice v{.slot = roll(2) == 0 ? dmr::slot::one : dmr::slot::two,
                .talkgroup = talkgroups[roll(talkgroups.size())],
                .source = static_cast<std::uint32_t>(1001 + roll(3)),
                .stream = static_cast<std::uint32_t>(1 + roll(6)),
                .call = roll(6) == 0 ? dmr::call_type::unit : dmr::call_type::group};
        if (v.call == dmr::call_type::unit)
            v.talkgroup = static_cast<std::uint32_t>(1001 + roll(3));
        constexpr std::array<std::pair<int, int>, 5> kinds{{{2, 1}, {1, 0}, {0, 2}, {2, 2}, {2, 6}}};
        const auto [frame, detail] = kinds[roll(kinds.size())];
        const datagram d =
            dmrd_of(v, from.repeater.id, dmr::frame_type(frame), static_cast<std::uint8_t>(detail));
        judge(from, v, say(from, d));
        if (roll(3) == 0)
            world_.pass_with_links(std::chrono::milliseconds{roll(roll(20) == 0 ? 15'000 : 300)});
        if (roll(2000) == 0)
            restart_a_link();
        if (roll(5000) == 0)
            world_.router.reload(everything(), world_.now);
        count_events();
    }

    // Nobody says anything any more: all is as it was before.
    void fall_silent()
    {
        for (int i = 0; i < 40; ++i) {
            keep_alive();
            world_.pass_with_links(1s);
        }
        count_events();
        const core::occupancy o = world_.router.occupied();
        BOOST_TEST(o.slots_in_use == 0U);
        BOOST_TEST(o.streams == 0U);
        BOOST_TEST(o.data_calls == 0U);
        BOOST_TEST(o.heard_streams == 0U);
        for (const std::string name : {"Core", "West"})
            BOOST_TEST(world_.trunk(name).streams() == 0U);
        BOOST_TEST(starts_ == ends_);
        BOOST_TEST(starts_ > 100U);
    }

    std::uint64_t looped() const
    {
        return world_.router.counters().dropped[static_cast<std::size_t>(core::drop_reason::looped)];
    }

private:
    std::size_t roll(std::size_t n) { return dice_() % n; }

    std::vector<sent> say(const side& from, const datagram& d)
    {
        keep_alive();
        switch (from.kind) {
        case core::connection_kind::repeater:
            return world_.receive(from.path, d);
        case core::connection_kind::link:
            return world_.from_peer(from.name, d);
        case core::connection_kind::trunk:
            break;
        }
        return world_.from_trunk(from.name, d);
    }

    void keep_alive()
    {
        for (const side& s : sides_) {
            if (s.kind == core::connection_kind::repeater)
                world_.receive(s.path, wire::write_keep_alive(s.repeater.id));
            if (s.kind == core::connection_kind::link)
                world_.from_peer(s.name, wire::write_pong(s.repeater.id));
        }
        world_.egress.take();
    }

    void restart_a_link()
    {
        world_.from_peer("North", wire::write_server_goodbye(dmr::repeater_id{901}));
        world_.come_up("North");
    }

    // What the server sent because of one burst of `from`.
    static void judge(const side& from, const voice& v, const std::vector<sent>& all)
    {
        std::map<std::uint32_t, int> same; // by where it went: the burst itself goes nowhere twice
        for (const sent& s : all) {
            if (!s.is("DMRD"))
                continue;
            const wire::dmrd d{s.bytes};
            const bool to_trunk = s.bytes.size() == wire::openbridge_size;
            BOOST_TEST((to_trunk || s.bytes.size() == wire::dmrd_size));
            if (d.is_terminator())
                continue; // it may be that of a call which had to give way, with the same id by chance
            BOOST_TEST(d.stream().value() == v.stream);
            BOOST_TEST((s.to != from.path));
            const bool to_link = s.to.remote.port > 1100 && s.to.remote.port < 1300;
            if (from.kind == core::connection_kind::link)
                BOOST_TEST((!to_link && !to_trunk));
            if (from.kind == core::connection_kind::trunk)
                BOOST_TEST(!to_trunk);
            BOOST_TEST(++same[s.to.remote.address.to_v4() + s.to.remote.port] == 1);
        }
    }

    void count_events()
    {
        for (const std::string& e : world_.events.take()) {
            starts_ += e.starts_with("rx_start") || e.starts_with("tx_start") ? 1U : 0U;
            ends_ += e.starts_with("rx_end") || e.starts_with("tx_end") ? 1U : 0U;
        }
    }

    linked_world world_;
    std::mt19937_64 dice_;
    std::vector<side> sides_;
    std::size_t starts_{};
    std::size_t ends_{};
};

}

BOOST_AUTO_TEST_SUITE(linked_crowd)

BOOST_DATA_TEST_CASE(what_must_hold_holds_whoever_says_what, utf::data::xrange(1, 6), seed)
{
    crowd c{static_cast<std::uint64_t>(seed)};
    for (int i = 0; i < 10'000; ++i)
        c.step();
    BOOST_TEST(c.looped() > 0U);
    c.fall_silent();
}

BOOST_AUTO_TEST_SUITE_END()
