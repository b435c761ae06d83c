// SPDX-License-Identifier: GPL-3.0-or-later
// Whatever happens, some things never happen: random traffic over several talkgroups and both slots, with
// logins, departures and losses mixed in, held against a second opinion that is as simple as can be.
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <random>
#include <set>
#include <sstream>

#include "support/core_world.hpp"

using namespace hblink;
using namespace hblink::test;

namespace {

constexpr std::size_t repeaters = 12;
constexpr std::array<std::uint32_t, 4> talkgroups{8, 91, 3120, 3121};

struct member
{
    client who;
    bool connected{false};
    std::array<std::set<std::uint32_t>, 2> wants;
    std::array<std::map<std::uint32_t, time_point>, 2> wanted_until; // what it has given up since
    std::array<std::optional<voice>, 2> talking;
};

class traffic
{
public:
    explicit traffic(std::uint64_t seed) : random_{seed}
    {
        for (std::uint32_t i = 0; i < repeaters; ++i)
            members_[i].who = {dmr::repeater_id{i + 1}, path_of(0x0A00'0001 + i)};
    }

    void step()
    {
        member& m = members_[random_() % repeaters];
        switch (random_() % 40) {
        case 0:
            return log_in(m);
        case 1:
            return subscribe(m);
        case 2:
            return random_() % 4 == 0 ? leave(m) : void();
        case 3:
            return w_.pass(std::chrono::milliseconds{random_() % 3000});
        case 4:
            keep_alive();
            return;
        default:
            talk(m);
        }
        w_.pass(std::chrono::milliseconds{random_() % 25});
    }

    void end_in_silence()
    {
        for (int i = 0; i < 30; ++i) {
            keep_alive();
            w_.pass(1s);
        }
        const core::occupancy o = w_.router.occupied();
        BOOST_TEST(o.slots_in_use == 0U);
        BOOST_TEST(o.streams == 0U);
        BOOST_TEST(starts_ == ends_);
        for (member& m : members_)
            leave(m);
        BOOST_TEST(w_.router.occupied().sessions == 0U);
        BOOST_TEST(w_.router.occupied().subscription_keys == 0U);
    }

    std::uint64_t heard() const { return heard_; }

private:
    void log_in(member& m)
    {
        m.connected = w_.log_in(m.who);
        BOOST_TEST(m.connected);
        m.wants = {everything(), everything()};
        m.talking = {};
        look();
    }

    static std::set<std::uint32_t> everything() { return {talkgroups.begin(), talkgroups.end()}; }

    void subscribe(member& m)
    {
        if (!m.connected)
            return log_in(m);
        std::string text;
        for (const std::size_t slot : {0U, 1U}) {
            for (const std::uint32_t t : m.wants[slot])
                m.wanted_until[slot][t] = w_.now;
            m.wants[slot].clear();
            text += slot == 0 ? "TS1=" : ";TS2=";
            for (const std::uint32_t t : talkgroups) {
                if (random_() % 2 == 0)
                    continue;
                m.wants[slot].insert(t);
                text += std::to_string(t) + ",";
            }
        }
        w_.ask(m.who, text);
        look();
    }

    void leave(member& m)
    {
        w_.receive(m.who.path, wire::write_goodbye(m.who.id));
        m.connected = false;
        m.talking = {};
        look();
    }

    void keep_alive()
    {
        for (const member& m : members_)
            if (m.connected)
                BOOST_TEST(w_.receive(m.who.path, wire::write_keep_alive(m.who.id))[0].is("MSTPONG"));
        look();
    }

    void talk(member& m)
    {
        if (!m.connected)
            return;
        const std::size_t slot = random_() % 2;
        auto& v = m.talking[slot];
        const bool lost = random_() % 10 == 0;
        if (!v) {
            v = voice{.slot = dmr::slot_at(slot),
                      .talkgroup = talkgroups[random_() % talkgroups.size()],
                      .source = static_cast<std::uint32_t>(1000 + random_() % 20),
                      .stream = static_cast<std::uint32_t>(random_() % 8 == 0 ? 1 : random_())};
            if (!lost)
                check(m, *v, w_.header(m.who, *v));
        } else if (random_() % 12 == 0) {
            if (!lost)
                check(m, *v, w_.terminator(m.who, *v));
            v.reset();
        } else if (!lost) {
            check(m, *v, v->sequence % 6 == 1 ? w_.sync(m.who, *v) : w_.speech(m.who, *v));
        }
        look();
    }

    // Nothing to its origin, nothing twice, nothing to whom it is not for.
    void check(const member& from, const voice& v, const std::vector<sent>& out)
    {
        look();
        std::set<std::uint32_t> reached;
        for (const sent& s : out) {
            BOOST_REQUIRE(s.is("DMRD"));
            BOOST_TEST(s.bytes.size() == 55U);
            const std::uint32_t host = s.to.remote.address.to_v4() - 0x0A00'0001;
            BOOST_REQUIRE(host < repeaters);
            const member& to = members_[host];
            BOOST_TEST(&to != &from);
            BOOST_TEST(to.connected);
            BOOST_TEST(reached.insert(host).second);
            const std::size_t slot = dmr::index_of(v.slot);
            const auto held = holders_.find({host, slot});
            BOOST_REQUIRE((held != holders_.end()));
            BOOST_TEST(held->second.talkgroup == v.talkgroup);
            BOOST_TEST(wire::dmrd{s.bytes}.destination() == v.talkgroup);
            ++heard_;
        }
    }

    // Follows the events: a slot has one stream at a time, and what begins ends.
    void look()
    {
        for (const std::string& line : w_.events.take()) {
            std::istringstream in{line};
            std::string what;
            std::string word;
            std::uint32_t id{};
            std::size_t slot{};
            std::uint32_t talkgroup{};
            in >> what >> id >> word >> slot >> word >> talkgroup;
            const std::pair place{id - 1, slot - 1};
            if (what == "rx_start" || what == "tx_start") {
                ++starts_;
                BOOST_TEST(active_.insert(place).second, line);
                holders_[place] = {talkgroup, what == "tx_start", w_.now};
                if (what == "tx_start")
                    BOOST_TEST(may_hear(members_[id - 1], slot - 1, talkgroup), line);
            } else if (what == "rx_end" || what == "tx_end") {
                ++ends_;
                BOOST_TEST(active_.erase(place) == 1U, line);
            }
        }
    }

    struct holder
    {
        std::uint32_t talkgroup{};
        bool tx{false};
        time_point since;
    };

    // It wants the talkgroup, or wanted it when a stream began that is still running (late entry).
    bool may_hear(const member& m, std::size_t slot, std::uint32_t talkgroup) const
    {
        if (m.wants[slot].contains(talkgroup))
            return true;
        const auto until = m.wanted_until[slot].find(talkgroup);
        if (until == m.wanted_until[slot].end())
            return false;
        return std::any_of(holders_.begin(), holders_.end(), [&](const auto& h) {
            return h.first.second == slot && !h.second.tx && h.second.talkgroup == talkgroup &&
                   h.second.since <= until->second && active_.contains(h.first);
        });
    }

    std::mt19937_64 random_;
    world w_;
    std::array<member, repeaters> members_;
    std::set<std::pair<std::uint32_t, std::size_t>> active_;
    std::map<std::pair<std::uint32_t, std::size_t>, holder> holders_;
    std::uint64_t starts_{};
    std::uint64_t ends_{};
    std::uint64_t heard_{};
};

}

BOOST_AUTO_TEST_CASE(random_traffic_keeps_the_rules)
{
    // HBLINK_SEED=N plays one seed again.
    const char* const wanted = std::getenv("HBLINK_SEED");
    const std::uint64_t first =
        wanted != nullptr ? std::strtoull(wanted, nullptr, 10) : std::random_device{}();
    const std::uint64_t runs = wanted != nullptr ? 1 : 20;
    for (std::uint64_t seed = first; seed < first + runs; ++seed) {
        BOOST_TEST_CONTEXT("play it again with HBLINK_SEED=" << seed)
        {
            traffic t{seed};
            for (int i = 0; i < 5000; ++i)
                t.step();
            t.end_in_silence();
            BOOST_TEST(t.heard() > 500U); // the test is about something
        }
    }
}
