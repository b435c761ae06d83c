// SPDX-License-Identifier: GPL-3.0-or-later
#include "traffic.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>

namespace hblink::simulation {

using namespace std::chrono_literals;

namespace {

constexpr double overs = 1.6; // has a conversation in the mean: many an answer finds the slot taken

// Radios: a few that are on the air everywhere, and four of each repeater's own.
constexpr std::uint32_t first_roaming = 1'000'000;
constexpr std::uint32_t first_radio = 2'000'000;
constexpr std::uint32_t radios_of_one = 4;
constexpr std::uint32_t crowd_radios = 6;
constexpr std::size_t most_recent = 64;

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
        const std::uint32_t place = choose_place();
        const auto keyed = choose_channel(place);
        if (keyed && wants_to_talk(place, keyed->slot))
            return begin(place, *keyed);
    }
}

// Those with words of their own are few in a large network, and shall be heard.
std::uint32_t traffic::choose_place()
{
    std::uint32_t place = dice_.below(population_.size());
    if (scene_.crowded || !dice_.one_in(10))
        return place;
    for (int tries = 0; tries < 50 && server_.rules().members()[place].to_network.empty(); ++tries)
        place = dice_.below(population_.size());
    return place;
}

// One of those who hear the talkgroup. `who` and `number`: the network's slot and talkgroup.
void traffic::on_answer(const appointment& a)
{
    const channel network{static_cast<std::uint8_t>(a.who), a.number};
    const auto rank = rank_of(network.talkgroup);
    if (!rank)
        return;
    const auto& listeners = server_.rules().subscribers(network.slot, *rank);
    if (listeners.empty())
        return;
    const std::uint32_t place = listeners[dice_.below(listeners.size())];
    const channel keyed = server_.rules().in_own_words(place, network);
    if (wants_to_talk(place, keyed.slot))
        begin(place, keyed);
}

// Most do not talk while somebody else does.
bool traffic::wants_to_talk(std::uint32_t place, std::uint8_t slot) const
{
    const member& m = server_.rules().members()[place];
    return population_.is_running(place) && (!m.slots[slot].active || dice_.one_in(scene_.interruptions));
}

// In the words of that repeater, mostly.
std::optional<channel> traffic::choose_channel(std::uint32_t place)
{
    const member& m = server_.rules().members()[place];
    channel network{static_cast<std::uint8_t>(dice_.below(2)), 0};
    const timeslot& slot = m.slots[network.slot];
    if (slot.carries && !slot.carries->call.unit && !dice_.one_in(scene_.crowded ? 2 : 12))
        return channel{network.slot, slot.destination};
    const ranges& mine = m.talkgroups[network.slot];
    if (mine.empty() && !dice_.one_in(20))
        return std::nullopt;
    if (mine.empty() || dice_.one_in(40)) { // not his, most likely
        network.talkgroup = somebodys_favourite(dice_, scene_.talkgroups);
    } else {
        const range& r = mine[dice_.below(mine.size())];
        network.talkgroup = r.first < 1000 && r.last > 1000 // everything, or nearly
                                ? somebodys_favourite(dice_, scene_.talkgroups)
                                : r.first + dice_.below(r.last - r.first + 1);
    }
    if (dice_.one_in(15)) // he has forgotten his own words for it
        return network;
    return server_.rules().in_own_words(place, network);
}

std::uint32_t traffic::choose_stream_id(client& c)
{
    if (c.last_stream == 0 || (!c.prefers_one_stream_id && !dice_.one_in(scene_.crowded ? 2 : 30)))
        c.last_stream =
            scene_.crowded && dice_.one_in(4) ? dice_.below(3) : static_cast<std::uint32_t>(dice_.next());
    return c.last_stream;
}

std::uint32_t traffic::choose_source(std::uint32_t place)
{
    if (scene_.crowded)
        return first_roaming + dice_.below(crowd_radios);
    return dice_.one_in(20) ? first_roaming + dice_.below(4)
                            : first_radio + place * radios_of_one + dice_.below(radios_of_one - 1);
}

// Somebody who has been heard lately, somebody else, or nobody.
std::uint32_t traffic::choose_called()
{
    if (!recent_.empty() && !dice_.one_in(3))
        return recent_[dice_.below(recent_.size())].first;
    if (scene_.crowded)
        return first_roaming + dice_.below(crowd_radios + 1);
    std::uint32_t place = dice_.below(population_.size());
    for (int tries = 0; tries < 30 && !server_.rules().members()[place].unit_calls; ++tries)
        place = dice_.below(population_.size());
    return first_radio + place * radios_of_one + dice_.below(radios_of_one);
}

traffic::talker& traffic::new_talker(std::uint32_t place, std::uint32_t& number)
{
    number = number_in(talkers_, free_talkers_);
    talker& t = talkers_[number];
    t = talker{};
    t.place = place;
    voice_frame& f = t.next;
    f.source = choose_source(place);
    f.stream = choose_stream_id(population_.at(place));
    f.what = frame::header;
    f.short_form = dice_.one_in(50);
    f.sequence = static_cast<std::uint8_t>(dice_.next());
    f.feature_set = f.source % 5 == 0 ? 0x10 : 0;
    f.service_options = f.source % 2 == 0 ? 0x20 : static_cast<std::uint8_t>(f.source * 8 & 0x38);
    f.colour_code = static_cast<std::uint8_t>(place % 16);
    if (dice_.one_in(20))
        f.wrong_bits = static_cast<std::uint8_t>(dice_.one_in(2) ? 1 + dice_.below(correctable_bits) : 40);
    // 1 to 20 s, four on average; in a crowd mostly less than 3 s.
    t.bursts_left = static_cast<std::uint32_t>((1 + 19 * std::pow(dice_.share(), 5)) * 1000 / 60);
    if (scene_.crowded)
        t.bursts_left = 5 + dice_.below(dice_.one_in(4) ? 300 : 40);
    t.unannounced = dice_.one_in(scene_.crowded ? 10 : 500);
    t.hands_over = dice_.one_in(scene_.crowded ? 20 : 500);
    t.forgets_to_end = dice_.one_in(scene_.crowded ? 4 : 20);
    t.counts = !dice_.one_in(30);
    return t;
}

void traffic::begin(std::uint32_t place, const channel& keyed)
{
    if (dice_.one_in(10))
        echo(place, keyed.slot);
    std::uint32_t number = 0;
    talker& t = new_talker(place, number);
    t.next.slot = keyed.slot;
    t.next.destination = keyed.talkgroup;
    const bool takes_part = scene_.crowded || server_.rules().members()[place].unit_calls;
    if (dice_.one_in(takes_part ? 5 : 80))
        make_unit_call(t);
    if (dice_.one_in(scene_.crowded ? 25 : 100))
        make_echo_call(t);
    else if (dice_.one_in(scene_.crowded ? 6 : 30))
        make_data_call(t);
    go_on_air(number);
}

void traffic::go_on_air(std::uint32_t number)
{
    ++calls_;
    const talker& t = talkers_[number];
    if (!scene_.crowded && !server_.rules().members()[t.place].unit_calls)
        return schedule_.add(server_.now(), errand::burst, number);
    if (recent_.size() < most_recent)
        recent_.emplace_back(t.next.source, t.place);
    else
        recent_[dice_.below(most_recent)] = {t.next.source, t.place};
    schedule_.add(server_.now(), errand::burst, number);
}

void traffic::make_unit_call(talker& t)
{
    t.next.unit = true;
    t.next.destination = choose_called();
    if (dice_.one_in(2))
        expect_reply(t);
}

// How do I sound?
void traffic::make_echo_call(talker& t)
{
    t.next.unit = dice_.one_in(2);
    t.next.destination = t.next.unit ? parrot_radio : parrot_talkgroup;
    t.unannounced = t.hands_over = false;
}

void traffic::make_data_call(talker& t)
{
    constexpr std::uint8_t control_block = 3; // the data type of a CSBK: one or two of them go ahead
    t.next.what = frame::data;
    t.next.data_type = control_block;
    t.bursts_left = 1 + dice_.below(10);
    t.many_streams = dice_.one_in(5);
    t.unannounced = t.hands_over = false;
}

// Where the called radio has been heard, or has its home; on that slot or the other one.
void traffic::expect_reply(const talker& t)
{
    const auto heard = std::find_if(recent_.begin(), recent_.end(),
                                    [&](const auto& r) { return r.first == t.next.destination; });
    std::uint32_t place = dice_.below(population_.size());
    if (!scene_.crowded && t.next.destination >= first_radio)
        place = (t.next.destination - first_radio) / radios_of_one;
    if (heard != recent_.end() && !dice_.one_in(3))
        place = heard->second;
    const std::uint32_t number = number_in(replies_, free_replies_);
    const auto slot = dice_.one_in(2) ? t.next.slot : static_cast<std::uint8_t>(1 - t.next.slot);
    replies_[number] = {place, slot, t.next.destination, t.next.source};
    schedule_.add(server_.now() + dice_.between(200ms, 3s), errand::reply, 0, number);
}

void traffic::on_reply(const appointment& a)
{
    const reply r = replies_[a.number];
    free_replies_.push_back(a.number);
    if (r.place >= population_.size() || !population_.is_running(r.place))
        return;
    std::uint32_t number = 0;
    talker& t = new_talker(r.place, number);
    t.next.source = r.radio;
    t.next.destination = r.caller;
    t.next.slot = r.slot;
    t.next.unit = true;
    if (dice_.one_in(3))
        make_data_call(t);
    go_on_air(number);
}

// What its own program has made out of the voice.
void traffic::announce(const talker& t)
{
    if (alias_of(t.next.source).empty() || population_.loses(t.place))
        return;
    server_.alias(population_.endpoint(t.place), roster::id_of(t.place), t.next.source,
                  dice_.one_in(2) ? between::alias_header : between::alias_block);
    population_.take_answers(t.place);
    server_.position(population_.endpoint(t.place), roster::id_of(t.place));
}

// What the server sends comes back.
void traffic::echo(std::uint32_t place, std::uint8_t slot)
{
    const timeslot& heard = server_.rules().members()[place].slots[slot];
    if (!heard.carries || heard.receives)
        return;
    voice_frame f;
    f.source = heard.carries->source;
    f.destination = heard.destination;
    f.unit = heard.carries->call.unit;
    f.stream = heard.carries->id;
    f.slot = slot;
    send(place, f);
}

}
