// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/time.hpp"
#include "hblink/dmr/embedded.hpp"
#include "hblink/dmr/full_link_control.hpp"
#include "hblink/dmr/slot_type.hpp"
#include "hblink/dmr/talker_alias.hpp"
#include "hblink/wire/homebrew.hpp"

#include <chrono>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace hblink::test {

// What somebody with a radio at a repeater sees and hears of what the server sends to one of its slots, by
// way of a program like MMDVMHost (spec real-clients.md, "Behaviour"): who speaks to whom is taken from the
// link control in the bursts, never from the DMRD's header; stream ids, sequence numbers and repeater ids are
// not looked at; a call ends with its terminator, or when nothing has come for 1.5 s, and whatever comes
// before that is played under the same name.
class listening_radio
{
public:
    struct call
    {
        // Who speaks to whom, when it is known: from the header, or, after a late entry, from the first
        // superframe that came whole.
        std::optional<dmr::link_control> shown;
        bool late_entry{false};
        bool terminated{false};   // otherwise: it fell silent, or goes on
        bool contradicted{false}; // a header, superframe or terminator in it named somebody else
        bool two_voices{false};   // bursts of another stream were played under its name
        unsigned bursts{};        // of voice
        std::string alias;
        dmr::stream_id stream; // of its first burst
        core::time_point since;
        core::time_point until; // its last burst

        std::uint32_t source() const { return shown ? shown->source().value() : 0; }
        std::uint32_t destination() const { return shown ? shown->destination() : 0; }
        bool unit() const { return shown && shown->opcode() == dmr::flco::unit_voice; }
    };

    static constexpr std::chrono::milliseconds patience{1500};

    explicit listening_radio(dmr::slot s) : slot_{s} {}

    // A DMRD that the repeater got; of its other slot, or of data, nothing is heard.
    void hear(const wire::dmrd& d, core::time_point now)
    {
        if (d.slot() != slot_ || d.begins_data_call())
            return;
        pass(now);
        if (d.frame() == dmr::frame_type::data_sync)
            hear_control(d, now);
        else if (!calls_.empty() && playing_)
            hear_voice(d, now);
        else if (d.is_voice_sync()) {
            begin(d, now).late_entry = true;
            hear_voice(d, now);
        }
    }

    // Nothing came until now.
    void pass(core::time_point now)
    {
        if (playing_ && now - calls_.back().until >= patience)
            playing_ = false;
    }

    // The last one may still be under way.
    const std::vector<call>& calls() const { return calls_; }
    bool is_playing() const { return playing_; }
    std::vector<call> take()
    {
        playing_ = false;
        return std::exchange(calls_, {});
    }

private:
    call& begin(const wire::dmrd& d, core::time_point now)
    {
        playing_ = true;
        alias_ = {};
        gathered_ = 0;
        call c;
        c.stream = d.stream();
        c.since = c.until = now;
        calls_.push_back(c);
        return calls_.back();
    }

    // A voice header, or a terminator; a PI header says nothing.
    void hear_control(const wire::dmrd& d, core::time_point now)
    {
        if (d.data() == dmr::data_type::pi_header || (d.is_terminator() && !playing_))
            return;
        if (!playing_)
            begin(d, now);
        touch(d, now);
        if (const auto lc = dmr::read_full_link_control(d.payload(), d.data()))
            learn(*lc);
        if (d.is_terminator()) {
            calls_.back().terminated = true;
            playing_ = false;
        }
    }

    void hear_voice(const wire::dmrd& d, core::time_point now)
    {
        touch(d, now);
        ++calls_.back().bursts;
        if (d.is_voice_sync())
            gathered_ = 0;
        else if (const auto emb = dmr::read_embedded_signalling(d.payload()))
            gather(emb->place, dmr::read_fragment(d.payload()));
    }

    void touch(const wire::dmrd& d, core::time_point now)
    {
        call& c = calls_.back();
        c.until = now;
        c.two_voices = c.two_voices || c.stream != d.stream();
    }

    // One fragment after the other: first, two between, last.
    void gather(dmr::fragment_place place, std::uint32_t fragment)
    {
        const bool first = place == dmr::fragment_place::first;
        if (first)
            gathered_ = 0;
        const auto wanted = gathered_ == 0   ? dmr::fragment_place::first
                            : gathered_ == 3 ? dmr::fragment_place::last
                                             : dmr::fragment_place::between;
        if (place != wanted) {
            gathered_ = 0;
            return;
        }
        fragments_[gathered_++] = fragment;
        if (gathered_ < fragments_.size())
            return;
        gathered_ = 0;
        if (const auto lc = dmr::decode_embedded(fragments_))
            learn(*lc);
    }

    void learn(const dmr::link_control& lc)
    {
        call& c = calls_.back();
        switch (lc.opcode()) {
        case dmr::flco::group_voice:
        case dmr::flco::unit_voice:
            if (!c.shown)
                c.shown = lc;
            c.contradicted = c.contradicted || lc.opcode() != c.shown->opcode() ||
                             lc.source() != c.shown->source() || lc.destination() != c.shown->destination();
            return;
        case dmr::flco::talker_alias_header:
        case dmr::flco::talker_alias_block_1:
        case dmr::flco::talker_alias_block_2:
        case dmr::flco::talker_alias_block_3:
            if (alias_.add(lc.opcode(), std::span{lc.octets}.subspan<2>()))
                c.alias = alias_.text();
            return;
        case dmr::flco::gps:
            return;
        }
    }

    dmr::slot slot_;
    bool playing_{false};
    std::vector<call> calls_;
    dmr::alias_assembly alias_;
    dmr::fragments fragments_{};
    std::size_t gathered_{0};
};

}
