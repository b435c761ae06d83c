// SPDX-License-Identifier: GPL-3.0-or-later
// The index from talkgroups to repeaters against asking each repeater's set.
#include "hblink/core/subscriptions.hpp"

#include "hblink/core/session.hpp"

#include <array>
#include <memory>

#include "fuzz/input.hpp"
#include "fuzz/require.hpp"

namespace {

using namespace hblink;
using fuzz::require;

constexpr std::size_t repeaters = 4;
constexpr std::array<std::uint32_t, 6> edges{0, 1, 0xFF, 0x10000, 0xFF'FFFF, 0xFF'FFFE};

class subscribers
{
public:
    void change(fuzz::input& in)
    {
        const std::uint8_t what = in.byte();
        const std::size_t who = what % repeaters;
        const std::size_t slot = what >> 2 & 1;
        auto& wanted = wanted_[who][slot];
        index_.remove(*sessions_[who], dmr::slot_at(slot), wanted);
        wanted = {};
        for (int i = what >> 3 & 7; i > 0; --i)
            wanted.add(range(in));
        index_.add(*sessions_[who], dmr::slot_at(slot), wanted);
    }

    void check(fuzz::input& in)
    {
        const std::uint32_t value = talkgroup(in);
        for (const std::size_t slot : {0U, 1U}) {
            std::array<unsigned, repeaters> found{};
            index_.for_each(dmr::slot_at(slot), dmr::talkgroup{value}, [&](core::connection& s) {
                for (std::size_t who = 0; who < repeaters; ++who)
                    found[who] += &s == sessions_[who].get() ? 1 : 0;
            });
            for (std::size_t who = 0; who < repeaters; ++who)
                require(found[who] == (wanted_[who][slot].admits(dmr::talkgroup{value}) ? 1U : 0U),
                        "the index finds each who wants the talkgroup, once");
        }
    }

    void end()
    {
        for (std::size_t who = 0; who < repeaters; ++who)
            for (const std::size_t slot : {0U, 1U})
                index_.remove(*sessions_[who], dmr::slot_at(slot), wanted_[who][slot]);
        require(index_.keys() == 0, "nobody wants anything any more");
    }

private:
    static std::uint32_t talkgroup(fuzz::input& in)
    {
        const std::uint8_t how = in.byte();
        if (how < 0x40)
            return edges[how % edges.size()];
        return how < 0xC0 ? how : in.u24();
    }
    static dmr::talkgroup_range range(fuzz::input& in)
    {
        const std::uint32_t first = talkgroup(in);
        const std::uint32_t more = in.byte();
        return {dmr::talkgroup{first}, dmr::talkgroup{more < 0x80 ? first + more : talkgroup(in)}};
    }

    core::subscriptions index_;
    std::array<std::array<dmr::talkgroup_set, 2>, repeaters> wanted_;
    std::array<std::unique_ptr<core::session>, repeaters> sessions_{
        std::make_unique<core::session>(), std::make_unique<core::session>(),
        std::make_unique<core::session>(), std::make_unique<core::session>()};
};

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::input in{data, size};
    subscribers s;
    for (int i = 0; i < 64 && !in.done(); ++i) {
        s.change(in);
        s.check(in);
    }
    s.end();
    return 0;
}
