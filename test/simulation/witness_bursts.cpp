// SPDX-License-Identifier: GPL-3.0-or-later
// What goes out of calls and data: each burst to whom it is for, and in his words.
#include "hblink/dmr/full_link_control.hpp"

#include <algorithm>
#include <chrono>

#include "witness.hpp"

namespace hblink::simulation {

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

}
