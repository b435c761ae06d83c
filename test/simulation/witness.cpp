// SPDX-License-Identifier: GPL-3.0-or-later
#include "witness.hpp"

#include <algorithm>
#include <cstring>

namespace hblink::simulation {
namespace {

constexpr std::uint32_t nobody = 0xFFFF'FFFF; // no place in the roster

template <class Reason>
constexpr std::uint8_t number_of(Reason r)
{
    return static_cast<std::uint8_t>(r);
}

bool starts_with(wire::bytes b, std::string_view tag)
{
    return b.size() >= tag.size() && std::memcmp(b.data(), tag.data(), tag.size()) == 0;
}

std::uint32_t number_at(wire::bytes b, std::size_t offset)
{
    std::uint32_t n = 0;
    for (const std::byte x : b.subspan(offset, 4))
        n = n << 8 | std::to_integer<std::uint32_t>(x);
    return n;
}

occurrence of_slot(kind what, const core::session& s, const core::slot_state& slot)
{
    return {.what = what,
            .repeater = s.id.value(),
            .slot = static_cast<std::uint8_t>(dmr::index_of(slot.which)),
            .stream = slot.id.value(),
            .source = slot.call.source.value(),
            .destination = slot.call.destination};
}

}

void witness::begin(wire::bytes datagram, std::uint32_t from)
{
    ++steps_;
    received_ = datagram;
    from_ = from;
    replies_.clear();
    events_.clear();
    heard_by_ = 0;
}

void witness::finish()
{
    const transmission* const heard = model_.expected().heard;
    if (complaint_.empty() && heard != nullptr && heard_by_ != heard->holders)
        complain("the burst goes to " + std::to_string(heard->holders) + " repeaters, but " +
                     std::to_string(heard_by_) + " got it",
                 from_);
    if (complaint_.empty())
        compare_replies();
    if (complaint_.empty())
        compare_events();
    if (!complaint_.empty())
        throw disagreement{complaint_, about_};
}

// The first one counts.
void witness::complain(std::string what, std::uint32_t repeater)
{
    if (!complaint_.empty())
        return;
    complaint_ = std::move(what);
    about_ = repeater;
}

// --- What is sent --------------------------------------------------------------------------------------

void witness::send(std::span<const core::path* const> targets, wire::bytes datagram)
{
    if (starts_with(datagram, "DMRD"))
        return see_fan_out(targets, datagram);
    for (const core::path* const to : targets)
        see_reply(*to, datagram);
}

void witness::send_persistently(const core::path& to, wire::bytes datagram) { see_reply(to, datagram); }

void witness::see_reply(const core::path& to, wire::bytes datagram)
{
    ++answers_;
    reply r{.host = host_of(to.remote), .port = to.remote.port};
    if (starts_with(datagram, "RPTACK") && datagram.size() == 10) {
        const auto& wanted = model_.expected().replies;
        const bool challenge = std::any_of(wanted.begin(), wanted.end(),
                                           [](const reply& w) { return w.what == answer::challenge; });
        r.what = challenge ? answer::challenge : answer::acknowledgement;
        r.id = number_at(datagram, 6);
    } else if (starts_with(datagram, "MSTNAK") && datagram.size() == 10) {
        r.what = answer::refusal;
        r.id = number_at(datagram, 6);
    } else if (starts_with(datagram, "MSTPONG") && datagram.size() == 11) {
        r.what = answer::pong;
        r.id = number_at(datagram, 7);
    } else {
        return complain("an answer that is no message, to " + to.remote.to_string(), from_);
    }
    if (to != path_of(r.host, r.port))
        return complain("not from where it was asked: " + to_string(r), from_);
    mix(std::uint64_t{r.host} << 32 | r.id);
    mix(std::uint64_t{r.port} << 8 | number_of(r.what));
    replies_.push_back(r);
}

void witness::see_fan_out(std::span<const core::path* const> targets, wire::bytes datagram)
{
    const transmission* const t = model_.expected().heard;
    if (t == nullptr)
        return complain("a burst is sent that nobody shall hear", from_);
    std::uint64_t content = datagram.size();
    for (const std::byte b : datagram.subspan(4))
        content = content * 31 + std::to_integer<std::uint64_t>(b);
    mix(content);
    const bool as_received = is_as_received(datagram, nobody);
    for (const core::path* const to : targets) {
        const std::uint32_t host = host_of(to->remote);
        mix(std::uint64_t{host} << 16 | to->remote.port);
        const std::uint32_t place = roster::place_of_host(host);
        const char* wrong = nullptr;
        switch (model_.delivered(*t, host, to->remote.port, steps_)) {
        case model::verdict::right:
            break;
        case model::verdict::nobody:
            wrong = "a burst goes to an endpoint where nobody is connected: ";
            break;
        case model::verdict::twice:
            wrong = "the same burst goes twice to ";
            break;
        case model::verdict::not_for_him:
            wrong = "a burst goes to whom it is not for: ";
            break;
        case model::verdict::to_origin:
            wrong = "a burst goes back to its origin: ";
            break;
        }
        if (wrong != nullptr)
            return complain(wrong + to->remote.to_string(),
                            place < model_.members().size() ? roster::id_of(place) : from_);
        if (!as_received || roster_.is_a_server(place))
            if (!roster_.is_a_server(place) || !is_as_received(datagram, place))
                return complain("a burst was changed on its way to " + to->remote.to_string(),
                                roster::id_of(place));
        ++heard_by_;
    }
    deliveries_ += targets.size();
}

// 55 bytes, byte for byte as received, padded with zeros; a server finds its own id in bytes 11-14.
// `place` of nobody: without the exception.
bool witness::is_as_received(wire::bytes sent, std::uint32_t place) const
{
    if (sent.size() != wire::dmrd_size)
        return false;
    const bool own_id = place < model_.members().size();
    const std::size_t kept = std::min(received_.size(), sent.size());
    if (std::memcmp(sent.data(), received_.data(), 11) != 0 ||
        std::memcmp(sent.data() + 15, received_.data() + 15, kept - 15) != 0)
        return false;
    if (own_id ? number_at(sent, 11) != roster::id_of(place)
               : std::memcmp(sent.data() + 11, received_.data() + 11, 4) != 0)
        return false;
    return std::all_of(sent.begin() + static_cast<std::ptrdiff_t>(kept), sent.end(),
                       [](std::byte b) { return b == std::byte{0}; });
}

void witness::compare_replies()
{
    wanted_replies_ = model_.expected().replies;
    auto seen = replies_;
    for (reply& r : seen)
        if (r.what == answer::challenge)
            r.id = 0;
    if (seen.size() > 1 || wanted_replies_.size() > 1) {
        std::sort(seen.begin(), seen.end());
        std::sort(wanted_replies_.begin(), wanted_replies_.end());
    }
    if (seen == wanted_replies_)
        return;
    std::string text = "expected as answers:";
    for (const reply& r : wanted_replies_)
        text += "\n    " + to_string(r);
    text += "\n  got:";
    for (const reply& r : seen)
        text += "\n    " + to_string(r);
    complain(text, from_);
}

// --- What is reported ------------------------------------------------------------------------------------

void witness::compare_events()
{
    const auto& wanted = model_.expected().events;
    if (events_.empty() && wanted.empty())
        return;
    wanted_events_ = wanted;
    // The order in which targets are told of is nobody's business.
    std::sort(wanted_events_.begin(), wanted_events_.end());
    std::sort(events_.begin(), events_.end());
    if (events_ == wanted_events_)
        return;
    const auto [missing, extra] =
        std::mismatch(wanted_events_.begin(), wanted_events_.end(), events_.begin(), events_.end());
    std::string text = "events differ: expected " + std::to_string(wanted_events_.size()) + ", got " +
                       std::to_string(events_.size()) + "; the first that differs:";
    std::uint32_t who = from_;
    if (missing != wanted_events_.end()) {
        text += "\n    expected " + to_string(*missing);
        who = missing->repeater;
    }
    if (extra != events_.end()) {
        text += "\n    got      " + to_string(*extra);
        who = extra->repeater;
    }
    complain(text, who);
}

void witness::see(const occurrence& o, core::time_point now)
{
    ++all_events_;
    mix(std::uint64_t{number_of(o.what)} << 40 | std::uint64_t{o.slot} << 36 | o.repeater);
    mix(std::uint64_t{o.stream} << 8 | o.reason);
    mix(std::uint64_t{o.source} << 32 | o.destination);
    mix(o.first << 32 | o.second);
    history_.note({now, name_of(o.what), o.repeater, o.stream});
    if (now != model_.now())
        complain("an event of another time: " + to_string(o), o.repeater);
    events_.push_back(o);
}

void witness::on(const core::login_refused& e, core::time_point now)
{
    see({.what = kind::login_refused, .repeater = e.id.value(), .reason = number_of(e.reason)}, now);
}

void witness::on(const core::rule_skipped& e, core::time_point now)
{
    see({.what = kind::rule_skipped, .repeater = e.session.id.value()}, now);
}

void witness::on(const core::repeater_authenticated& e, core::time_point now)
{
    see({.what = kind::authenticated, .repeater = e.session.id.value()}, now);
}

void witness::on(const core::repeater_connected& e, core::time_point now)
{
    connected_ += e.again ? 0 : 1;
    see({.what = kind::connected, .repeater = e.session.id.value(), .first = e.again ? 1U : 0U}, now);
}

void witness::on(const core::repeater_keep_alive& e, core::time_point now)
{
    see({.what = kind::keep_alive, .repeater = e.session.id.value(), .first = e.session.missed_pings}, now);
}

void witness::on(const core::repeater_disconnected& e, core::time_point now)
{
    ++disconnected_[number_of(e.reason)];
    see({.what = kind::disconnected, .repeater = e.session.id.value(), .reason = number_of(e.reason)}, now);
}

void witness::on(const core::options_applied& e, core::time_point now)
{
    see({.what = kind::options_applied, .repeater = e.session.id.value(), .first = e.bad_entries.size()},
        now);
}

void witness::on(const core::options_deferred& e, core::time_point now)
{
    see({.what = kind::options_deferred, .repeater = e.session.id.value()}, now);
}

void witness::on(const core::stream_started& e, core::time_point now)
{
    ++started_;
    const bool rx = e.slot.direction == core::stream_direction::rx;
    auto o = of_slot(rx ? kind::rx_started : kind::tx_started, e.session, e.slot);
    o.first = e.targets;
    o.second = e.busy;
    see(o, now);
}

void witness::on(const core::stream_ended& e, core::time_point now)
{
    ++ended_;
    ++ended_for_[number_of(e.reason)];
    const bool rx = e.slot.direction == core::stream_direction::rx;
    auto o = of_slot(rx ? kind::rx_ended : kind::tx_ended, e.session, e.slot);
    o.reason = number_of(e.reason);
    o.first = e.packets;
    o.second = e.dropped;
    see(o, now);
}

void witness::on(const core::hang_time_expired& e, core::time_point now)
{
    ++freed_;
    see(of_slot(kind::hang_time_expired, e.session, e.slot), now);
}

void witness::on(const core::call_refused& e, core::time_point now)
{
    see({.what = kind::call_refused,
         .repeater = e.session.id.value(),
         .slot = static_cast<std::uint8_t>(dmr::index_of(e.slot)),
         .reason = number_of(e.reason),
         .stream = e.id.value(),
         .source = e.call.source.value(),
         .destination = e.call.destination},
        now);
}

void witness::on(const core::datagram_refused& e, core::time_point now)
{
    see({.what = kind::datagram_refused, .reason = number_of(e.error)}, now);
}

void witness::on(const core::stranger_refused& e, core::time_point now)
{
    see({.what = kind::stranger_refused,
         .repeater = e.id.value(),
         .reason = number_of(e.reason),
         .first = e.answered ? 1U : 0U},
        now);
}

}
