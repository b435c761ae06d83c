// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/link_login.hpp"

#include <variant>

namespace hblink::core {

namespace {

bool carries(const wire::acknowledgement& ack, dmr::repeater_id id) noexcept
{
    std::uint32_t value = 0;
    for (const std::byte b : ack.value)
        value = value << 8 | std::to_integer<std::uint32_t>(b);
    return value == id.value();
}

}

link_login::link_login(dmr::repeater_id id, std::string_view passphrase, const wire::station_report& station,
                       std::string_view options)
    : passphrase_{passphrase},
      login_request_{wire::write_login_request(id)},
      description_{wire::write_description(id, station)},
      keep_alive_{wire::write_keep_alive(id)},
      id_{id}
{
    if (!options.empty())
        options_ = wire::write_options(id, options);
}

wire::bytes link_login::begin(duration ping_time, time_point now)
{
    ping_time_ = ping_time;
    challenges_outstanding_ = 1;
    last_pong_.reset();
    missed_pongs_ = 0;
    return enter(link_phase::logging_in, now);
}

link_login::reaction link_login::on(const wire::server_message& m, time_point now)
{
    if (phase_ == link_phase::down)
        return {};
    if (std::holds_alternative<wire::refusal>(m))
        return end(link_end::refused, false);
    if (std::holds_alternative<wire::server_goodbye>(m))
        return end(link_end::closed, false);
    if (const auto* ack = std::get_if<wire::acknowledgement>(&m))
        return acknowledged(*ack, now);
    if (std::holds_alternative<wire::pong>(m) && phase_ == link_phase::up) {
        last_pong_ = now;
        missed_pongs_ = 0;
    }
    return {};
}

link_login::reaction link_login::on_time(time_point now)
{
    if (now < due())
        return {};
    if (phase_ == link_phase::up)
        return ping(now);
    if (sendings_ == most_sendings)
        return end(link_end::no_answer, authenticated());
    ++sendings_;
    if (phase_ == link_phase::logging_in)
        ++challenges_outstanding_;
    sent_at_ = now;
    return {.send = message()};
}

time_point link_login::due() const noexcept
{
    return phase_ == link_phase::down ? time_point::max() : sent_at_ + ping_time_;
}

bool link_login::stop() noexcept
{
    const bool goodbye = authenticated();
    phase_ = link_phase::down;
    return goodbye;
}

wire::bytes link_login::enter(link_phase p, time_point now)
{
    phase_ = p;
    sent_at_ = now;
    sendings_ = 1;
    return message();
}

wire::bytes link_login::message() const noexcept
{
    switch (phase_) {
    case link_phase::logging_in:
        return login_request_;
    case link_phase::authenticating:
        return challenge_answer_;
    case link_phase::describing:
        return description_;
    case link_phase::asking:
        return options_;
    case link_phase::up:
        return keep_alive_;
    case link_phase::down:
        break;
    }
    return {};
}

link_login::reaction link_login::end(link_end why, bool goodbye) noexcept
{
    phase_ = link_phase::down;
    return {.ended = why, .goodbye = goodbye};
}

wire::bytes link_login::answer_challenge(const wire::salt& s, time_point now)
{
    salt_ = s;
    challenge_answer_ = wire::write_challenge_answer(id_, sha256_.challenge_answer(s, passphrase_));
    return enter(link_phase::authenticating, now);
}

// An RPTACK is a challenge or an acknowledgement, and does not say which: four bytes either way. Most servers
// put our id into an acknowledgement, but not all need do so (the programs in the field do not look), and an
// RPTL that was repeated may bring a second challenge, which a server that makes a new salt each time expects
// to be answered instead of the first. So, once there was a challenge:
// - our id is an acknowledgement, even if the salt happened to be our id: it is what servers send;
// - the salt that was answered is a duplicate of its challenge;
// - anything else is the challenge of an RPTL that was repeated, as long as one of those has no answer yet;
//   one that comes after the passphrase was accepted is of no use any more;
// - whatever is left is an acknowledgement of a server that puts something else there.
// A wrong guess costs a repetition or a new attempt: the number of challenges is bounded by that of the
// RPTLs, and each phase gives up by itself.
link_login::reaction link_login::acknowledged(const wire::acknowledgement& ack, time_point now)
{
    switch (phase_) {
    case link_phase::down:
    case link_phase::up: // a repetition's answer, or a stray one
        return {};
    case link_phase::logging_in:
        --challenges_outstanding_;
        return {.send = answer_challenge(ack.value, now)};
    case link_phase::authenticating:
    case link_phase::describing:
    case link_phase::asking:
        break;
    }
    if (carries(ack, id_))
        return next(now);
    const bool duplicate = ack.value == salt_;
    if (!duplicate && challenges_outstanding_ == 0)
        return next(now);
    if (challenges_outstanding_ > 0)
        --challenges_outstanding_;
    if (duplicate || phase_ != link_phase::authenticating)
        return {};
    return {.send = answer_challenge(ack.value, now)};
}

// What was sent last is acknowledged.
link_login::reaction link_login::next(time_point now)
{
    if (phase_ == link_phase::authenticating)
        return {.send = enter(link_phase::describing, now)};
    if (phase_ == link_phase::describing && !options_.empty())
        return {.send = enter(link_phase::asking, now)};
    enter(link_phase::up, now); // the first ping is due a ping time later
    up_since_ = now;
    return {.came_up = true};
}

link_login::reaction link_login::ping(time_point now)
{
    // Also when no pong ever came (quirks.md 48).
    if (now - last_pong_.value_or(up_since_) > patience_in_pings * ping_time_)
        ++missed_pongs_;
    if (missed_pongs_ == most_missed_pongs)
        return end(link_end::pongs_missed, true);
    sent_at_ = now;
    return {.send = message()};
}

}
