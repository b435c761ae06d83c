// SPDX-License-Identifier: GPL-3.0-or-later
// What people send while they talk.
#include <algorithm>
#include <chrono>

#include "traffic.hpp"

namespace hblink::simulation {

using namespace std::chrono_literals;

namespace {

constexpr auto burst_length = 60ms; // ETSI TS 102 361-1, 4.2.1: two slots of 30 ms
constexpr double answered = 0.6;    // so many overs are

}

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
    if (dice_.one_in(100))
        announce(t);
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
    constexpr std::uint8_t data_header = 6;
    constexpr std::uint8_t rate_1_2_data = 7;
    if (t.counts)
        ++t.next.sequence;
    if (t.bursts_left > 0)
        --t.bursts_left;
    if (t.next.what != frame::data)
        shape_voice(t);
    else
        t.next.data_type = t.next.data_type < data_header ? data_header : rate_1_2_data;
    if (t.many_streams)
        ++t.next.stream;
    if (t.unannounced && t.bursts_left == (scene_.crowded ? 4 : 20))
        t.next.destination = popular(dice_.below(std::min(scene_.talkgroups, 20U)));
    if (t.hands_over && t.bursts_left == 3)
        t.next.source = choose_source(t.place);
    // Somebody drives under a bridge.
    return dice_.one_in(scene_.gaps) ? core::duration{dice_.between(200ms, 4s)}
                                     : core::duration{burst_length};
}

// A header, perhaps a second one, superframes, a terminator. In every other superframe there is a piece of
// the talker's alias, if he has one.
void traffic::shape_voice(talker& t)
{
    voice_frame& f = t.next;
    if (t.bursts_left == 0) {
        f.what = frame::terminator;
        f.wrong_bits = 0;
        return;
    }
    if (t.spoken == 0 && dice_.one_in(20)) {
        f.what = dice_.one_in(2) ? frame::privacy : frame::header;
        f.wrong_bits = 0;
        return;
    }
    const std::uint32_t superframe = t.spoken / 6;
    f.place = static_cast<std::uint8_t>(t.spoken % 6);
    f.what = f.place == 0 ? frame::sync : frame::speech;
    f.says = between::address;
    if (superframe % 2 == 1 && !t.hands_over && !alias_of(f.source).empty())
        f.says = superframe % 4 == 1 ? between::alias_header : between::alias_block;
    ++t.spoken;
}

void traffic::finish(const talker& t)
{
    if (t.next.unit || t.next.what == frame::data || dice_.share() >= answered)
        return;
    const channel network = server_.rules().in_network_words(t.place, {t.next.slot, t.next.destination});
    schedule_.add(server_.now() + dice_.between(100ms, 3s), errand::answer, network.slot, network.talkgroup);
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
    const std::uint32_t number = number_in(strays_, free_strays_);
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
