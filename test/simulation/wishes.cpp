// SPDX-License-Identifier: GPL-3.0-or-later
#include "wishes.hpp"

#include <array>
#include <string>

namespace hblink::simulation {
namespace {

// The list of one slot while it is written.
class list
{
public:
    list(dice& d, const scene& s, wish& w, std::size_t slot) : dice_{d}, scene_{s}, wish_{w}, slot_{slot}
    {
        constexpr std::array<const char*, 4> spellings{"TS", "ts", " Ts", "tS"};
        text_ = spellings[d.below(20) < 17 ? 0 : d.below(4)] + std::to_string(slot + 1) + "=";
        w.talkgroups[slot].emplace();
    }
    ~list()
    {
        wish_.text += (wish_.text.empty() ? "" : ";") + text_;
        auto& wanted = wish_.talkgroups[slot_];
        if (wanted)
            wanted = melted(std::move(*wanted));
    }
    list(const list&) = delete;
    list& operator=(const list&) = delete;

    list& talkgroup() { return entry({favourite(), 0}, ""); }
    list& talkgroup_of_rank(std::uint32_t rank) { return entry({popular(rank), 0}, ""); }
    list& block(std::uint32_t size)
    {
        const std::uint32_t first = favourite();
        return entry({first, first + size - 1}, "");
    }
    // In other words: `net:slot:tgid`, and all the ways to write less.
    list& translated_talkgroup() { return translated({favourite(), 0}); }
    list& translated_talkgroup_of_rank(std::uint32_t rank) { return translated({popular(rank), 0}); }
    list& translated_block(std::uint32_t size)
    {
        const std::uint32_t first = favourite();
        return translated({first, first + size - 1});
    }
    list& mistake()
    {
        constexpr std::array<const char*, 6> mistakes{"abc", "*:1", "9-8", "16777216", "1-20000", "91:3"};
        ++wish_.bad_entries;
        return text(mistakes[dice_.below(mistakes.size())]);
    }
    void nothing() const {} // the list stays empty
    void as_the_rule_has_it()
    {
        text_ += "*";
        wish_.talkgroups[slot_].reset();
    }

private:
    std::uint32_t favourite() { return somebodys_favourite(dice_, scene_.talkgroups); }

    list& entry(range r, const std::string& suffix)
    {
        const bool one = r.last == 0;
        if (one)
            r.last = r.first;
        wish_.talkgroups[slot_]->push_back(r);
        return text(std::to_string(r.first) + (one ? "" : "-" + std::to_string(r.last)) + suffix);
    }
    list& translated(range r)
    {
        constexpr std::array<const char*, 2> as_it_is{"", "*"};
        remap m{static_cast<std::uint8_t>(slot_), r, static_cast<std::uint8_t>(slot_), std::nullopt};
        if (r.last == 0)
            m.network.last = r.first;
        std::string suffix = ":";
        if (dice_.one_in(3)) {
            suffix += as_it_is[dice_.below(2)];
        } else {
            m.local_slot = static_cast<std::uint8_t>(dice_.below(2));
            suffix += std::to_string(m.local_slot + 1);
        }
        if (dice_.one_in(2)) { // a number of its own, or one that others know for something else
            m.local = dice_.one_in(4) ? favourite() : 8 + dice_.below(3);
            suffix += ":" + std::to_string(*m.local);
        } else if (dice_.one_in(2)) {
            suffix += std::string{":"} + as_it_is[dice_.below(2)];
        }
        wish_.remaps.push_back(m);
        return entry(r, suffix);
    }
    list& text(const std::string& t)
    {
        if (!empty_)
            text_ += dice_.one_in(4) ? ", " : ",";
        text_ += t;
        empty_ = false;
        return *this;
    }

    dice& dice_;
    const scene& scene_;
    wish& wish_;
    std::size_t slot_;
    std::string text_;
    bool empty_{true};
};

void ask_as_most_do(dice& d, const scene& s, wish& w)
{
    list{d, s, w, 0}.talkgroup();
    list{d, s, w, 1}.talkgroup();
}

void ask_rarely_seen(dice& d, const scene& s, wish& w)
{
    switch (d.below(10)) {
    case 0: // it takes what it is given
        return;
    case 1:
        list{d, s, w, 0}.as_the_rule_has_it();
        list{d, s, w, 1}.talkgroup();
        return;
    case 2: // one slot is not mentioned
        list{d, s, w, 1}.talkgroup().talkgroup();
        return;
    case 3:
        w.text = "StartRef=4000;RelinkTime=15;UserLink=1";
        ask_as_most_do(d, s, w);
        return;
    case 4:
        list{d, s, w, 0}.block(10'000);
        list{d, s, w, 1}.talkgroup();
        return;
    case 5:
        list{d, s, w, 0}.nothing();
        list{d, s, w, 1}.nothing();
        return;
    default:
        list{d, s, w, 0}.talkgroup().mistake();
        list{d, s, w, 1}.mistake().block(2 + d.below(30)).mistake();
    }
}

void ask_in_a_crowd(dice& d, const scene& s, wish& w)
{
    for (const std::size_t slot : {0U, 1U}) {
        list l{d, s, w, slot};
        for (std::uint32_t rank = 0; rank < s.talkgroups; ++rank)
            if (!d.one_in(4))
                d.one_in(3) ? l.translated_talkgroup_of_rank(rank) : l.talkgroup_of_rank(rank);
    }
}

void ask_in_a_network(dice& d, const scene& s, wish& w, bool trusted)
{
    constexpr std::uint32_t translated = 80;
    const std::uint32_t kind = trusted && d.one_in(2) ? translated : d.below(100);
    if (kind < 55) {
        ask_as_most_do(d, s, w);
    } else if (kind < 70) {
        list{d, s, w, 0}.nothing();
        list{d, s, w, 1}.talkgroup().talkgroup();
    } else if (kind < translated) {
        list{d, s, w, 0}.talkgroup();
        list{d, s, w, 1}.block(2 + d.below(30));
    } else if (kind < 85) {
        list{d, s, w, 0}.translated_talkgroup().translated_talkgroup();
        list{d, s, w, 1}.translated_talkgroup().talkgroup().translated_block(2 + d.below(30));
    } else if (kind < 90) {
        list{d, s, w, 1}.talkgroup().talkgroup().talkgroup();
        list{d, s, w, 0}.talkgroup();
    } else {
        ask_rarely_seen(d, s, w);
    }
}

// The last one of each counts.
void ask_beside_talkgroups(dice& d, wish& w)
{
    for (; d.one_in(4); w.text += (w.text.empty() ? "SRC=" : ";SRC=") + std::to_string(*w.source))
        w.source = 3'000'000 + d.below(1000);
    for (; d.one_in(3);
         w.text += std::string{w.text.empty() ? "" : ";"} + (*w.unit_calls ? "UNIT=1" : "unit = off"))
        w.unit_calls = !d.one_in(3);
}

}

wish random_wish(dice& d, const scene& s, bool trusted)
{
    wish w;
    if (s.crowded && !d.one_in(8))
        ask_in_a_crowd(d, s, w);
    else
        ask_in_a_network(d, s, w, trusted);
    if (s.crowded || d.one_in(4))
        ask_beside_talkgroups(d, w);
    return w;
}

}
