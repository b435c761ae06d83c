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

    list& talkgroup(const char* suffix = "") { return entry({favourite(), 0}, suffix); }
    list& talkgroup_of_rank(std::uint32_t rank) { return entry({popular(rank), 0}, ""); }
    list& block(std::uint32_t size)
    {
        const std::uint32_t first = favourite();
        return entry({first, first + size - 1}, "");
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

    list& entry(range r, const char* suffix)
    {
        const bool one = r.last == 0;
        if (one)
            r.last = r.first;
        wish_.talkgroups[slot_]->push_back(r);
        return text(std::to_string(r.first) + (one ? "" : "-" + std::to_string(r.last)) + suffix);
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
                l.talkgroup_of_rank(rank);
    }
}

}

wish random_wish(dice& d, const scene& s)
{
    wish w;
    if (s.crowded && !d.one_in(8)) {
        ask_in_a_crowd(d, s, w);
        return w;
    }
    const std::uint32_t kind = d.below(100);
    if (kind < 55) {
        ask_as_most_do(d, s, w);
    } else if (kind < 70) {
        list{d, s, w, 0}.nothing();
        list{d, s, w, 1}.talkgroup().talkgroup();
    } else if (kind < 80) {
        list{d, s, w, 0}.talkgroup();
        list{d, s, w, 1}.block(2 + d.below(30));
    } else if (kind < 85) {
        list{d, s, w, 0}.talkgroup(":2").talkgroup("::9");
        list{d, s, w, 1}.talkgroup(":*:*");
    } else if (kind < 90) {
        list{d, s, w, 1}.talkgroup().talkgroup().talkgroup();
        list{d, s, w, 0}.talkgroup();
    } else {
        ask_rarely_seen(d, s, w);
    }
    return w;
}

}
