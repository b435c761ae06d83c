// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/client.hpp"

#include <utility>
#include <variant>

namespace hblink::sim {

std::string_view to_string(client_state s) noexcept
{
    switch (s) {
    case client_state::off:
        return "not started";
    case client_state::asking:
        return "no answer to the login";
    case client_state::proving:
        return "no answer to the passphrase";
    case client_state::describing:
        return "no answer to the description";
    case client_state::opting:
        return "no answer to the options";
    case client_state::connected:
        return "connected";
    case client_state::silent:
        return "refused or sent away";
    }
    return "unknown";
}

client::client(client_profile p, wire::sha256& sha) : profile_{std::move(p)}, sha_{&sha} {}

datagram client::start(time_point now)
{
    return say(client_state::asking, wire::write_login_request(profile_.id), now);
}

datagram client::tick(time_point now)
{
    if (state_ == client_state::off)
        return {};
    if (connected() && now - last_answer_ >= patience)
        return start(now);
    if (now < due_)
        return {};
    if (state_ == client_state::silent)
        return start(now);
    if (!connected()) {
        due_ = now + retry;
        return last_;
    }
    due_ = now + keep_alive_period;
    const auto ping = wire::write_keep_alive(profile_.id);
    return {ping.begin(), ping.end()};
}

client::outcome client::receive(wire::bytes message, time_point now)
{
    if (state_ == client_state::off)
        return {};
    const auto parsed = wire::parse_server_message(message);
    if (!parsed) {
        ++malformed_;
        return {};
    }
    if (const auto* voice = std::get_if<wire::dmrd>(&*parsed))
        return {{}, connected() ? std::optional{*voice} : std::nullopt};
    if (const auto* ack = std::get_if<wire::acknowledgement>(&*parsed))
        return {acknowledged(*ack, now), {}};
    if (std::holds_alternative<wire::pong>(*parsed)) {
        if (connected()) {
            ++pongs_;
            last_answer_ = now;
        }
        return {};
    }
    ++(std::holds_alternative<wire::refusal>(*parsed) ? refusals_ : farewells_);
    fall_silent(now);
    return {};
}

datagram client::stop()
{
    const bool known =
        state_ != client_state::off && state_ != client_state::silent && state_ != client_state::asking;
    state_ = client_state::off;
    last_ = {};
    if (!known)
        return {};
    const auto goodbye = wire::write_goodbye(profile_.id);
    return {goodbye.begin(), goodbye.end()};
}

datagram client::say(client_state next, wire::bytes message, time_point now)
{
    state_ = next;
    due_ = now + retry;
    last_.assign(message.begin(), message.end());
    return last_;
}

datagram client::acknowledged(const wire::acknowledgement& ack, time_point now)
{
    switch (state_) {
    case client_state::asking: {
        const wire::digest proof = sha_->challenge_answer(ack.value, profile_.passphrase);
        return say(client_state::proving, wire::write_challenge_answer(profile_.id, proof), now);
    }
    case client_state::proving:
        return say(client_state::describing, wire::write_description(profile_.id, profile_.station), now);
    case client_state::describing: {
        if (profile_.options.empty())
            return become_connected(now);
        const datagram options = wire::write_options(profile_.id, profile_.options);
        return say(client_state::opting, options, now);
    }
    case client_state::opting:
        return become_connected(now);
    case client_state::off:
    case client_state::connected:
    case client_state::silent:
        break;
    }
    return {};
}

datagram client::become_connected(time_point now)
{
    state_ = client_state::connected;
    last_ = {};
    ++logins_;
    last_answer_ = now;
    due_ = now + keep_alive_period;
    return {};
}

void client::fall_silent(time_point now)
{
    if (state_ == client_state::silent) // being told twice makes it no longer
        return;
    state_ = client_state::silent;
    last_ = {};
    due_ = now + silence;
}

}
