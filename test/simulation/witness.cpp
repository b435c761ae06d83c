// SPDX-License-Identifier: GPL-3.0-or-later
#include "witness.hpp"

#include <algorithm>
#include <cstring>

namespace hblink::simulation {
namespace {

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

}
