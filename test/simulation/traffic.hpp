// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <vector>

#include "dice.hpp"
#include "judged_server.hpp"
#include "population.hpp"
#include "scene.hpp"
#include "schedule.hpp"

namespace hblink::simulation {

// People who talk: conversations of a few overs, on the talkgroups that their repeaters have. Most listen
// before they talk, some do not. Bursts are lost, come late and come twice.
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

    std::uint64_t calls() const { return calls_; } // begun, refused ones too

private:
    struct talker
    {
        std::uint32_t place{};
        voice_frame next; // the frame to be sent next
        std::uint32_t bursts_left{};
        bool unannounced{false}; // its destination changes in the middle
        bool forgets_to_end{false};
    };
    struct stray
    {
        std::uint32_t place{};
        std::uint16_t port{};
        voice_frame what;
    };

    bool wants_to_talk(std::uint32_t place, std::uint8_t slot);
    std::uint32_t choose_talkgroup(std::uint32_t place, std::uint8_t slot);
    void begin(std::uint32_t place, std::uint8_t slot, std::uint32_t talkgroup);
    std::uint32_t choose_source(std::uint32_t place);
    std::uint32_t choose_stream_id(client&);
    void announce(std::uint32_t place);
    void echo(std::uint32_t place, std::uint8_t slot);
    core::duration shape(talker&);
    void finish(talker&);
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
    std::uint64_t calls_{};
};

}
