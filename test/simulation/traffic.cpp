// SPDX-License-Identifier: GPL-3.0-or-later
#include "traffic.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace hblink::simulation {

using namespace std::chrono_literals;

namespace {

constexpr auto burst_length = 60ms; // ETSI TS 102 361-1, 4.2.1: two slots of 30 ms
constexpr double answered = 0.6;    // so many overs are
constexpr double overs = 1.6;       // has a conversation in the mean: many an answer finds the slot taken

}

traffic::traffic(const scene& w, judged_server& s, population& p, schedule& q, dice& d,
                 core::duration between_calls)
    : scene_{w}, server_{s}, population_{p}, schedule_{q}, dice_{d}, between_calls_{between_calls}
{}

void traffic::open() { schedule_.add(server_.now() + scene_.arrival + 10s, errand::conversation); }

// --- Who talks -------------------------------------------------------------------------------------------

void traffic::on_conversation()
{
    // Now and then nobody says anything for longer than any hang time.
    if (scene_.crowded && dice_.one_in(100))
        return schedule_.add(server_.now() + dice_.between(5s, 20s), errand::conversation);
    // Answers are calls too: so conversations begin more rarely.
    const double pause = static_cast<double>(between_calls_.count()) * overs;
    schedule_.add(server_.now() + std::chrono::duration_cast<std::chrono::milliseconds>(core::duration{
                                      static_cast<core::duration::rep>(pause * 2 * dice_.share())}),
                  errand::conversation);
    for (int tries = 0; tries < 20; ++tries) {
        const std::uint32_t place = dice_.below(population_.size());
        const auto slot = static_cast<std::uint8_t>(dice_.below(2));
        if (wants_to_talk(place, slot))
            return begin(place, slot, choose_talkgroup(place, slot));
    }
}

// One of those who hear the talkgroup.
void traffic::on_answer(const appointment& a)
{
    const auto slot = static_cast<std::uint8_t>(a.who);
    const auto rank = rank_of(a.number);
    if (!rank)
        return;
    const auto& listeners = server_.rules().subscribers(slot, *rank);
    if (listeners.empty())
        return;
    const std::uint32_t place = listeners[dice_.below(listeners.size())];
    if (wants_to_talk(place, slot))
        begin(place, slot, a.number);
}

// Most do not talk while somebody else does.
bool traffic::wants_to_talk(std::uint32_t place, std::uint8_t slot)
{
    const member& m = server_.rules().members()[place];
    if (m.talkgroups[slot].empty() && !dice_.one_in(20))
        return false;
    return population_.is_running(place) && (!m.slots[slot].active || dice_.one_in(scene_.interruptions));
}

std::uint32_t traffic::choose_talkgroup(std::uint32_t place, std::uint8_t slot)
{
    const member& m = server_.rules().members()[place];
    const ranges& mine = m.talkgroups[slot];
    if (mine.empty() || dice_.one_in(40)) // not his, most likely
        return somebodys_favourite(dice_, scene_.talkgroups);
    if (m.slots[slot].carries && !dice_.one_in(scene_.crowded ? 2 : 12))
        return m.slots[slot].carries->talkgroup;
    const range& r = mine[dice_.below(mine.size())];
    if (r.first < 1000 && r.last > 1000) // everything, or nearly
        return somebodys_favourite(dice_, scene_.talkgroups);
    return r.first + dice_.below(r.last - r.first + 1);
}

std::uint32_t traffic::choose_stream_id(client& c)
{
    if (c.last_stream == 0 || (!c.prefers_one_stream_id && !dice_.one_in(scene_.crowded ? 2 : 30)))
        c.last_stream =
            scene_.crowded && dice_.one_in(4) ? dice_.below(3) : static_cast<std::uint32_t>(dice_.next());
    return c.last_stream;
}

// A few voices are on the air in several places at once.
std::uint32_t traffic::choose_source(std::uint32_t place)
{
    if (scene_.crowded)
        return 1'000'000 + dice_.below(6);
    return dice_.one_in(20) ? 1'000'000 + dice_.below(4) : 2'000'000 + place * 4 + dice_.below(3);
}

void traffic::begin(std::uint32_t place, std::uint8_t slot, std::uint32_t talkgroup)
{
    ++calls_;
    if (dice_.one_in(10))
        announce(place);
    if (dice_.one_in(10))
        echo(place, slot);
    if (free_talkers_.empty()) {
        free_talkers_.push_back(static_cast<std::uint32_t>(talkers_.size()));
        talkers_.emplace_back();
    }
    const std::uint32_t number = free_talkers_.back();
    free_talkers_.pop_back();
    talker& t = talkers_[number];
    t = talker{};
    t.place = place;
    t.next.source = choose_source(place);
    t.next.destination = talkgroup;
    t.next.stream = choose_stream_id(population_.at(place));
    t.next.slot = slot;
    t.next.what = frame::header;
    t.next.short_form = dice_.one_in(50);
    // 1 to 20 s, four on average; in a crowd mostly less than 3 s.
    t.bursts_left = static_cast<std::uint32_t>((1 + 19 * std::pow(dice_.share(), 5)) * 1000 / 60);
    if (scene_.crowded)
        t.bursts_left = 5 + dice_.below(dice_.one_in(4) ? 300 : 40);
    t.unannounced = dice_.one_in(scene_.crowded ? 10 : 500);
    t.forgets_to_end = dice_.one_in(scene_.crowded ? 4 : 20);
    if (dice_.one_in(50)) { // a private call
        t.next.unit = true;
        t.next.destination = 2'000'000 + dice_.below(40'000);
    } else if (dice_.one_in(30)) { // a text message
        t.next.what = frame::data;
        t.bursts_left = 1 + dice_.below(10);
    }
    schedule_.add(server_.now(), errand::burst, number);
}

void traffic::announce(std::uint32_t place)
{
    if (population_.loses(place))
        return;
    server_.alias(population_.endpoint(place), roster::id_of(place));
    population_.take_answers(place);
    server_.position(population_.endpoint(place), roster::id_of(place));
}

// What the server sends comes back.
void traffic::echo(std::uint32_t place, std::uint8_t slot)
{
    const timeslot& heard = server_.rules().members()[place].slots[slot];
    if (!heard.carries || heard.receives)
        return;
    voice_frame f;
    f.source = heard.carries->source;
    f.destination = heard.carries->talkgroup;
    f.stream = heard.carries->id;
    f.slot = slot;
    send(place, f);
}

// --- Bursts ----------------------------------------------------------------------------------------------

void traffic::on_burst(const appointment& a)
{
    talker& t = talkers_[a.who];
    if (!population_.transmits(t.place)) { // it knows that nobody hears it
        free_talkers_.push_back(a.who);
        return;
    }
    if (population_.is_running(t.place) && dice_.one_in(10'000)) // the hotspot restarts, the radio does not
        population_.log_in_again(t.place);
    const voice_frame f = t.next;
    const bool last = f.what == frame::terminator || (f.what == frame::data && t.bursts_left == 0);
    if (!(f.what == frame::terminator && t.forgets_to_end))
        send(t.place, f);
    if (last) {
        finish(t);
        free_talkers_.push_back(a.who);
        return;
    }
    schedule_.add(server_.now() + shape(t), errand::burst, a.who);
}

// The next frame, and when it is due.
core::duration traffic::shape(talker& t)
{
    ++t.next.sequence;
    if (t.bursts_left > 0)
        --t.bursts_left;
    if (t.next.what != frame::data) {
        t.next.what = t.next.sequence % 6 == 1 ? frame::sync : frame::speech;
        if (t.bursts_left == 0)
            t.next.what = frame::terminator;
    }
    if (t.unannounced && t.bursts_left == (scene_.crowded ? 4 : 20))
        t.next.destination = popular(dice_.below(std::min(scene_.talkgroups, 20U)));
    // Somebody drives under a bridge.
    return dice_.one_in(scene_.gaps) ? core::duration{dice_.between(200ms, 4s)}
                                     : core::duration{burst_length};
}

void traffic::finish(talker& t)
{
    if (t.next.unit || t.next.what == frame::data || dice_.share() >= answered)
        return;
    schedule_.add(server_.now() + dice_.between(100ms, 3s), errand::answer, t.next.slot, t.next.destination);
}

void traffic::send(std::uint32_t place, const voice_frame& f)
{
    if (population_.loses(place))
        return;
    if (dice_.one_in(400))
        return keep_for_later(place, f, dice_.between(30ms, 500ms));
    if (dice_.one_in(500))
        keep_for_later(place, f, dice_.between(0ms, 100ms));
    transmit(place, population_.at(place).port, f);
}

void traffic::transmit(std::uint32_t place, std::uint16_t port, const voice_frame& f)
{
    server_.burst({roster::host_of(place), port}, roster::id_of(place), f);
    population_.take_answers(place);
}

void traffic::keep_for_later(std::uint32_t place, const voice_frame& f, core::duration d)
{
    if (free_strays_.empty()) {
        free_strays_.push_back(static_cast<std::uint32_t>(strays_.size()));
        strays_.emplace_back();
    }
    const std::uint32_t number = free_strays_.back();
    free_strays_.pop_back();
    strays_[number] = {place, population_.at(place).port, f};
    schedule_.add(server_.now() + d, errand::stray, 0, number);
}

void traffic::on_stray(const appointment& a)
{
    const stray s = strays_[a.number];
    free_strays_.push_back(a.number);
    transmit(s.place, s.port, s.what);
}

}
