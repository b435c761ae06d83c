// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/time.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/wire/digest.hpp"
#include "hblink/wire/homebrew.hpp"
#include "hblink/wire/station.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::core {

// How far an outbound link is. Each but `down` and `up` has sent a message that waits for its answer.
enum class link_phase : std::uint8_t
{
    down,
    logging_in,     // RPTL
    authenticating, // RPTK
    describing,     // RPTC
    asking,         // RPTO
    up
};

// Why an attempt, or a link that was up, has ended.
enum class link_end : std::uint8_t
{
    no_answer,
    refused, // MSTNAK
    closed,  // MSTCL
    pongs_missed
};

// The client's side of HomeBrew, with which this server logs in elsewhere (spec links.md, "Outbound links"):
// messages and time in, messages out. One object is one link for as long as it is configured; begin() starts
// each attempt. What to do about voice, and when to try again, is not decided here.
class link_login
{
public:
    static constexpr unsigned most_sendings = 6;          // of one message, without an answer
    static constexpr unsigned most_missed_pongs = 3;      // the third ends the link
    static constexpr duration::rep patience_in_pings = 3; // without a pong, before the first is missed

    link_login(dmr::repeater_id, std::string_view passphrase, const wire::station_report&,
               std::string_view options);

    struct reaction
    {
        wire::bytes send{};              // one datagram, or nothing; valid until the next call
        bool came_up{false};             // from now on there may be voice
        std::optional<link_end> ended{}; // it is down now
        bool goodbye{false}; // it has ended, and the other side does not know: RPTCL is to be sent
    };

    // A new attempt, whatever was before; answers the RPTL to be sent. `ping_time` is more than nothing.
    wire::bytes begin(duration ping_time, time_point now);
    // A message of the other side. DMRD is none of its concern: nothing happens.
    reaction on(const wire::server_message&, time_point now);
    // To be called at due() or later: repeats what was not answered, pings, and gives up. One datagram at
    // most, however late the call is.
    reaction on_time(time_point now);
    time_point due() const noexcept; // time_point::max() when down

    // How often messages are repeated and pings are sent; holds for the one that is waited for now, too.
    void change_ping_time(duration d) noexcept { ping_time_ = d; }

    // Becomes down; answers whether a goodbye (RPTCL) is due: the other side knows us.
    bool stop() noexcept;

    link_phase phase() const noexcept { return phase_; }
    // The passphrase was accepted, so the other side has a session for us.
    bool authenticated() const noexcept { return phase_ >= link_phase::describing; }
    // Of this attempt, or of the last one when down.
    unsigned missed_pongs() const noexcept { return missed_pongs_; }
    std::optional<time_point> last_pong() const noexcept { return last_pong_; }

private:
    wire::bytes enter(link_phase, time_point now);
    wire::bytes message() const noexcept;
    reaction end(link_end, bool goodbye) noexcept;
    wire::bytes answer_challenge(const wire::salt&, time_point now);
    reaction acknowledged(const wire::acknowledgement&, time_point now);
    reaction next(time_point now);
    reaction ping(time_point now);

    std::string passphrase_;
    wire::sha256 sha256_;

    // What each phase sends, again and again the same bytes.
    std::array<std::byte, 8> login_request_;
    std::array<std::byte, 40> challenge_answer_{};
    std::array<std::byte, wire::rptc_size> description_;
    std::vector<std::byte> options_; // RPTO; empty: not to be sent
    std::array<std::byte, 11> keep_alive_;

    dmr::repeater_id id_;
    link_phase phase_{link_phase::down};
    duration ping_time_{};
    time_point sent_at_{};              // when message() was sent last; or when the link came up
    unsigned sendings_{};               // of message()
    wire::salt salt_{};                 // the challenge that was answered last
    unsigned challenges_outstanding_{}; // RPTLs whose challenges may still come
    time_point up_since_{};
    std::optional<time_point> last_pong_;
    unsigned missed_pongs_{};
};

}
