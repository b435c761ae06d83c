// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include "dice.hpp"
#include "judged_server.hpp"
#include "population.hpp"
#include "scene.hpp"
#include "schedule.hpp"

namespace hblink::simulation {

// A number from a pool of those that have been used before.
template <class T>
std::uint32_t number_in(std::vector<T>& all, std::vector<std::uint32_t>& free)
{
    if (free.empty()) {
        free.push_back(static_cast<std::uint32_t>(all.size()));
        all.emplace_back();
    }
    const std::uint32_t number = free.back();
    free.pop_back();
    return number;
}

// People who talk: conversations of a few overs, on the talkgroups that their repeaters have. Most listen
// before they talk, some do not. Some call a single radio, which may answer while it is called; some send
// data. Bursts are lost, come late and come twice.
class traffic
{
public:
    // Counted over all repeaters.
    traffic(const scene&, judged_server&, population&, schedule&, dice&, core::duration between_calls);

    void open();
    void on_conversation();
    void on_answer(const appointment&);
    void on_burst(const appointment&);
    void on_stray(const appointment&);
    void on_reply(const appointment&);

    std::uint64_t calls() const { return calls_; } // begun, refused ones too

private:
    struct talker
    {
        std::uint32_t place{};
        voice_frame next; // the frame to be sent next
        std::uint32_t bursts_left{};
        std::uint32_t spoken{};  // bursts of voice so far
        bool unannounced{false}; // its destination changes in the middle
        bool hands_over{false};  // its source does
        bool forgets_to_end{false};
        bool counts{true};        // its bursts have sequence numbers
        bool many_streams{false}; // each burst of its data has a stream id of its own
    };
    struct stray
    {
        std::uint32_t place{};
        std::uint16_t port{};
        voice_frame what;
    };
    // The called radio says something while it is called.
    struct reply
    {
        std::uint32_t place{};
        std::uint8_t slot{};
        std::uint32_t radio{};
        std::uint32_t caller{};
    };

    std::uint32_t choose_place();
    std::optional<channel> choose_channel(std::uint32_t place);
    bool wants_to_talk(std::uint32_t place, std::uint8_t slot) const;
    talker& new_talker(std::uint32_t place, std::uint32_t& number);
    void begin(std::uint32_t place, const channel& keyed);
    void go_on_air(std::uint32_t number);
    void make_unit_call(talker&);
    void make_data_call(talker&);
    void make_echo_call(talker&);
    void expect_reply(const talker&);
    std::uint32_t choose_source(std::uint32_t place);
    std::uint32_t choose_called();
    std::uint32_t choose_stream_id(client&);
    void announce(const talker&);
    void echo(std::uint32_t place, std::uint8_t slot);
    core::duration shape(talker&);
    void shape_voice(talker&);
    void finish(const talker&);
    void send(std::uint32_t place, const voice_frame&);
    void transmit(std::uint32_t place, std::uint16_t port, const voice_frame&);
    void keep_for_later(std::uint32_t place, const voice_frame&, core::duration);

    const scene& scene_;
    judged_server& server_;
    population& population_;
    schedule& schedule_;
    dice& dice_;
    core::duration between_calls_;
    std::vector<talker> talkers_;
    std::vector<std::uint32_t> free_talkers_;
    std::vector<stray> strays_;
    std::vector<std::uint32_t> free_strays_;
    std::vector<reply> replies_;
    std::vector<std::uint32_t> free_replies_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>>
        recent_; // radios that can be called, and where they talked
    std::uint64_t calls_{};
};

}
