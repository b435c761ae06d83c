// SPDX-License-Identifier: GPL-3.0-or-later
#include "witness.hpp"

#include "hblink/core/data_calls.hpp"
#include "hblink/dmr/full_link_control.hpp"

#include <algorithm>
#include <chrono>
#include <cstring>
#include <iterator>

namespace hblink::simulation {
namespace {

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

occurrence of_data(kind what, const core::session& s, const core::slot_state& slot, const core::data_call& d)
{
    return {.what = what,
            .repeater = s.id.value(),
            .slot = static_cast<std::uint8_t>(dmr::index_of(slot.which)),
            .reason = static_cast<std::uint8_t>(d.call.call == dmr::call_type::unit ? 1 : 0),
            .stream = d.id.value(),
            .source = d.call.source.value(),
            .destination = d.call.destination};
}

}

void witness::begin(wire::bytes datagram, std::uint32_t from, const voice_frame* frame)
{
    ++steps_;
    received_ = datagram;
    frame_ = frame;
    from_ = from;
    replies_.clear();
    events_.clear();
    heard_by_ = 0;
    closed_.assign(model_.expected().closings.size(), false);
    data_heard_.assign(model_.expected().data_to.size(), false);
    played_heard_.assign(model_.expected().played.size(), false);
    renditions_.clear();
    if (frame == nullptr)
        return;
    received_55_ = {};
    std::copy_n(datagram.begin(), std::min(datagram.size(), received_55_.size()), received_55_.begin());
}

void witness::finish()
{
    const transmission* const heard = model_.expected().heard;
    if (complaint_.empty() && heard != nullptr && heard_by_ != heard->holders)
        complain("the burst goes to " + std::to_string(heard->holders) + " repeaters, but " +
                     std::to_string(heard_by_) + " got it",
                 from_);
    for (std::size_t i = 0; i < data_heard_.size(); ++i)
        if (!data_heard_[i])
            complain("a burst of data did not come", roster::id_of(model_.expected().data_to[i].place));
    for (std::size_t i = 0; i < closed_.size(); ++i)
        if (!closed_[i])
            complain("the server ended a stream, and sent no terminator",
                     roster::id_of(model_.expected().closings[i].place));
    for (std::size_t i = 0; i < played_heard_.size(); ++i)
        if (!played_heard_[i])
            complain("a burst of the echo did not come", roster::id_of(model_.expected().played[i].place));
    if (complaint_.empty())
        compare_replies();
    if (complaint_.empty())
        compare_events();
    if (complaint_.empty())
        return;
    if (frame_ != nullptr)
        complaint_ += "\n  when this came\n    " + describe(received_);
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
    const bool burst = starts_with(datagram, "DMRD");
    for (const core::path* const to : targets)
        burst ? see_burst(*to, datagram) : see_reply(*to, datagram);
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

void witness::see_burst(const core::path& to, wire::bytes datagram)
{
    const std::uint32_t host = host_of(to.remote);
    const std::uint32_t place = roster::place_of_host(host);
    std::uint64_t content = datagram.size();
    for (const std::byte b : datagram.subspan(4))
        content = content * 31 + std::to_integer<std::uint64_t>(b);
    mix(content);
    mix(std::uint64_t{host} << 16 | to.remote.port);
    if (datagram.size() != wire::dmrd_size)
        return complain("a burst of another size than 55 bytes", from_);
    if (place >= model_.members().size() || to != path_of(host, model_.members()[place].port))
        return complain("a burst goes to an endpoint where nobody is connected: " + to.remote.to_string(),
                        from_);
    const wire::dmrd d{datagram};
    const auto& closings = model_.expected().closings;
    for (std::size_t i = 0; i < closings.size(); ++i)
        if (closings[i].place == place && !closed_[i] && d.is_terminator() &&
            d.stream().value() == closings[i].of->id && dmr::index_of(d.slot()) == closings[i].said.slot)
            return see_closing(i, datagram);
    for (std::size_t i = 0; i < closings.size(); ++i)
        if (closings[i].place == place && !closed_[i] && dmr::index_of(d.slot()) == closings[i].said.slot)
            return complain("a burst comes before the terminator of what was before it",
                            roster::id_of(place));
    if (model_.expected().heard != nullptr)
        return see_voice(to, place, datagram);
    if (!played_heard_.empty())
        return see_played(place, datagram);
    if (!data_heard_.empty())
        return see_data(place, datagram);
    complain("a burst is sent that nobody shall hear, to " + to.remote.to_string(), roster::id_of(place));
}

// When no header could be read, a listener who gets everything as it comes may have heard of other options
// than those that stand in for them: "full LC as last sent".
void witness::see_closing(std::size_t which, wire::bytes datagram)
{
    const closing& c = model_.expected().closings[which];
    closed_[which] = true;
    ++closings_;
    listen(c.place, wire::dmrd{datagram});
    const auto as = [&](const options_of_call& o, std::uint32_t source) {
        words said = c.said;
        said.source = source;
        const wire::dmrd_bytes wanted = closing_terminator(said, o, c.of->id, c.sequence, c.colour_code);
        return std::equal(wanted.begin(), wanted.end(), datagram.begin(), datagram.end());
    };
    for (const std::uint32_t source : {c.said.source, c.of->last_source})
        for (const options_of_call& o : {c.of->options, c.of->last_options})
            if (as(o, source))
                return;
    // After another radio has gone on with it, header and link control may name different ones.
    const wire::dmrd d{datagram};
    const auto lc = dmr::read_full_link_control(d.payload(), d.data());
    if (c.of->handed_over && lc && d.sequence() == c.sequence && d.destination() == c.said.destination)
        return;
    complain("the server's own terminator is not as it must be: expected\n    " +
                 describe(closing_terminator(c.said, c.of->options, c.of->id, c.sequence, c.colour_code)) +
                 "\n  got\n    " + describe(datagram),
             roster::id_of(c.place));
}

void witness::see_voice(const core::path& to, std::uint32_t place, wire::bytes datagram)
{
    const transmission& t = *model_.expected().heard;
    const char* wrong = nullptr;
    switch (model_.delivered(t, place, to.remote.port, steps_)) {
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
        return complain(wrong + to.remote.to_string(), roster::id_of(place));
    ++deliveries_;
    ++heard_by_;
    const words w = model_.words_for(t, place, *frame_);
    if (!is_frame_in(w, t, datagram))
        return complain("a burst was changed on its way to " + to.remote.to_string() + ": expected\n    " +
                            describe(frame_in(w, t.options)) +
                            (t.header_read ? "" : " (no header was read)") + "\n  got\n    " +
                            describe(datagram),
                        roster::id_of(place));
    rewritten_ += w.source != frame_->source || w.destination != frame_->destination ? 1 : 0;
    listen(place, wire::dmrd{datagram});
}

bool witness::is_frame_in(const words& w, const transmission& t, wire::bytes datagram)
{
    const wire::dmrd_bytes& wanted = frame_in(w, t.options);
    if (std::equal(wanted.begin(), wanted.end(), datagram.begin(), datagram.end()))
        return true;
    // "A changed source is passed, the stream keeps its first source" (quirks.md 27): the datagram's header
    // names the new one, and the link control may name either.
    const auto is = [&](const wire::dmrd_bytes& other) {
        return std::equal(other.begin(), other.end(), datagram.begin(), datagram.end());
    };
    if (t.handed_over && w.source == frame_->source &&
        is(in_other_words(received_55_, *frame_, w, t.options, t.call.source)))
        return true;
    if (t.sure)
        return false;
    // Where it cannot be told whether a piece is the call's own, it may go out as it came, or rewritten.
    voice_frame other = *frame_;
    for (const between says : {between::address, between::alias_header}) {
        other.says = says;
        for (const std::uint32_t talker : {w.source, t.call.source, t.source})
            if (is(in_other_words(received_55_, other, w, t.options, talker)))
                return true;
    }
    return false;
}

const wire::dmrd_bytes& witness::frame_in(const words& w, const options_of_call& o)
{
    for (const auto& [said, bytes] : renditions_)
        if (said == w)
            return bytes;
    renditions_.emplace_back(w, in_other_words(received_55_, *frame_, w, o, w.source));
    return renditions_.back().second;
}

void witness::see_data(std::uint32_t place, wire::bytes datagram)
{
    const auto& wanted = model_.expected().data_to;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i].place != place || data_heard_[i])
            continue;
        data_heard_[i] = true;
        ++data_deliveries_;
        const wire::dmrd_bytes& bytes = frame_in(model_.words_for_data(wanted[i], *frame_, from_), {});
        if (!std::equal(bytes.begin(), bytes.end(), datagram.begin(), datagram.end()))
            complain("a burst of data was changed on its way:\n    expected " + describe(bytes) +
                         "\n    got      " + describe(datagram),
                     roster::id_of(place));
        return;
    }
    complain("a burst of data goes to whom it is not for, or twice", roster::id_of(place));
}

// "A group call comes back as it was, bit for bit. A unit call comes back from the radio that was called, and
// its link control says the same."
void witness::see_played(std::uint32_t place, wire::bytes datagram)
{
    const auto& wanted = model_.expected().played;
    std::size_t i = 0;
    const std::size_t slot = dmr::index_of(wire::dmrd{datagram}.slot());
    while (i < wanted.size() && (wanted[i].place != place || wanted[i].of->slot != slot || played_heard_[i]))
        ++i;
    if (i == wanted.size())
        return complain("a burst of the echo goes to whom it is not for, or twice", roster::id_of(place));
    played_heard_[i] = true;
    ++played_;
    const played_burst& b = wanted[i];
    const wire::dmrd d{datagram};
    listen(place, d);
    const address& call = b.of->call;
    const bool header = d.stream().value() == b.of->id && d.source().value() == call.source &&
                        d.destination() == call.destination && d.id().value() == roster::id_of(place) &&
                        dmr::index_of(d.slot()) == b.of->slot &&
                        (d.call() == dmr::call_type::unit) == call.unit && d.sequence() == b.sequence;
    if (!header)
        return complain("a burst of the echo says something else: " + describe(datagram),
                        roster::id_of(place));
    if (b.recorded->handed_over)
        return;
    if (!b.frame) {
        const auto lc = dmr::read_full_link_control(d.payload(), d.data());
        if (d.frame() != dmr::frame_type::data_sync || d.is_terminator() != b.last || !lc ||
            lc->source().value() != call.source || lc->destination() != call.destination)
            complain("a header or terminator of the echo is wrong: " + describe(datagram),
                     roster::id_of(place));
        return;
    }
    wire::dmrd_bytes as_it_was = to_datagram(roster::id_of(place), *b.frame);
    if (b.frame->short_form)
        as_it_was[53] = as_it_was[54] = std::byte{0};
    const words w{call.source, call.destination, b.of->slot, roster::id_of(place)};
    voice_frame untouched = *b.frame;
    untouched.says = between::alias_header;
    voice_frame rewritten = *b.frame;
    rewritten.says = between::address;
    for (const voice_frame& f : {rewritten, untouched})
        for (const options_of_call& o : {b.of->options, b.recorded->options, b.recorded->last_options}) {
            const wire::dmrd_bytes bytes = in_other_words(as_it_was, f, w, o, w.source);
            if (std::equal(bytes.begin() + 20, bytes.end(), datagram.begin() + 20, datagram.end()))
                return;
        }
    complain("a burst of the echo is not as it was recorded: " + describe(datagram) + "\n  recorded " +
                 describe(as_it_was),
             roster::id_of(place));
}

// Whatever the rules: nobody is left with a call that another one talks over. Radios take what comes within
// 1.5 s for the same call, unless a terminator came (spec real-clients.md).
void witness::listen(std::uint32_t place, const wire::dmrd& d)
{
    ear& e = ears_[std::uint64_t{place} << 1 | dmr::index_of(d.slot())];
    const std::uint32_t stream = d.stream().value();
    const bool within_a_call = !e.ended && model_.now() - e.last < std::chrono::milliseconds{1500};
    if (within_a_call && stream != e.stream)
        complain("stream " + std::to_string(stream) + " is played under the name of stream " +
                     std::to_string(e.stream),
                 roster::id_of(place));
    // Frames that come late, after the server has ended the stream (quirks.md 26), are nobody's to close.
    const timeslot& slot = model_.members()[place].slots[dmr::index_of(d.slot())];
    e = {stream, model_.now(), d.is_terminator() || !slot.active};
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
    std::vector<occurrence> missing;
    std::vector<occurrence> extra;
    std::set_difference(wanted_events_.begin(), wanted_events_.end(), events_.begin(), events_.end(),
                        std::back_inserter(missing));
    std::set_difference(events_.begin(), events_.end(), wanted_events_.begin(), wanted_events_.end(),
                        std::back_inserter(extra));
    std::string text = "events differ: expected " + std::to_string(wanted_events_.size()) + ", got " +
                       std::to_string(events_.size());
    for (const occurrence& o : missing)
        text += "\n    expected " + to_string(o);
    for (const occurrence& o : extra)
        text += "\n    got      " + to_string(o);
    const std::uint32_t who = missing.empty() ? extra.front().repeater : missing.front().repeater;
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
    // What it was sent before has ended with the old session, and nobody is left there who could be told.
    for (const std::uint64_t slot : {0U, 1U})
        ears_.erase(std::uint64_t{roster::place_of_id(e.session.id.value())} << 1 | slot);
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
    if (!rx && e.echo)
        model_.name_playback(roster::place_of_id(o.repeater), o.slot, o.stream);
    o.reason = static_cast<std::uint8_t>((e.broadcast ? 1 : 0) + (e.echo ? 2 : 0));
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
    o.second = rx ? e.stream->dropped : 0;
    see(o, now);
    if (rx)
        compare_quality(e);
}

void witness::compare_quality(const core::stream_ended& e)
{
    const std::uint32_t id = e.session.id.value();
    const timeslot& slot = model_.members()[roster::place_of_id(id)].slots[dmr::index_of(e.slot.which)];
    // It may carry the next one already.
    if (!slot.carries || slot.carries->id != e.slot.id.value() || !slot.receives || slot.active)
        return;
    const reception& mine = slot.carries->received;
    const core::quality_summary theirs = e.stream->quality.summary();
    if (theirs.packets != slot.carries->packets)
        complain("packets of a stream's quality", id);
    if (!mine.plain())
        return;
    ++qualities_;
    if (theirs.lost != mine.lost() || theirs.out_of_order != mine.out_of_order() ||
        theirs.duplicates != mine.duplicates())
        complain("quality of stream " + std::to_string(e.slot.id.value()) + ": expected lost " +
                     std::to_string(mine.lost()) + ", out of order " + std::to_string(mine.out_of_order()) +
                     ", twice " + std::to_string(mine.duplicates()) + "; got " + std::to_string(theirs.lost) +
                     ", " + std::to_string(theirs.out_of_order) + ", " + std::to_string(theirs.duplicates),
                 id);
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

void witness::on(const core::data_call_started& e, core::time_point now)
{
    auto o = of_data(kind::data_started, e.session, e.slot, e.data);
    o.first = e.data.targets.size();
    see(o, now);
}

void witness::on(const core::data_call_ended& e, core::time_point now)
{
    auto o = of_data(kind::data_ended, e.session, e.slot, e.data);
    o.first = e.data.packets;
    see(o, now);
}

// A radio's alias is what that radio sends, and nothing else.
void witness::on(const core::talker_heard& e, core::time_point)
{
    ++talkers_;
    const timeslot& slot =
        model_.members()[roster::place_of_id(e.session.id.value())].slots[dmr::index_of(e.slot.which)];
    if (slot.carries && slot.carries->handed_over)
        return;
    const std::uint32_t radio = e.slot.call.source.value();
    if (e.alias != alias_of(radio))
        complain("radio " + std::to_string(radio) + " has the alias \"" + alias_of(radio) + "\", not \"" +
                     std::string{e.alias} + '"',
                 e.session.id.value());
}

// Headers may be spoilt here, but nobody says in them what is not so.
void witness::on(const core::link_control_doubted& e, core::time_point)
{
    ++doubts_;
    const std::uint32_t place = roster::place_of_id(e.session.id.value());
    const timeslot& slot = model_.members()[place].slots[dmr::index_of(e.slot.which)];
    const bool handed_over = slot.carries && slot.carries->handed_over;
    if (e.doubt != core::link_control_doubt::unreadable && !handed_over)
        complain("a link control is doubted: " + std::string{to_string(e.doubt)}, e.session.id.value());
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
