// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/bridge.hpp"

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <iomanip>
#include <span>
#include <sstream>
#include <utility>

namespace hblink::sim {

namespace {

constexpr std::size_t most_ids = 1'000; // more are not kept apart

std::string text_of(const endpoint& e)
{
    std::ostringstream out;
    out << e;
    return out.str();
}

}

bridge::bridge(const endpoint& peer, std::string_view passphrase, call_plan plan, narrator n)
    : peer_{peer}, seal_{passphrase}, tell_{n}, heard_{std::move(n)}, calls_{std::move(plan)}
{}

letters bridge::receive(const endpoint& from, wire::bytes message, time_point now)
{
    if (message.size() != wire::openbridge_size || !wire::is_burst(message)) {
        tell_of_trouble(++not_understood_, std::to_string(message.size()) + " bytes from " + text_of(from) +
                                               " are no frame of a trunk (" +
                                               std::to_string(wire::openbridge_size) + " bytes)");
        return {};
    }
    const wire::dmrd frame{message.first(wire::dmrd_least)};
    if (from != peer_) {
        heard_.refuse(frame);
        tell_of_trouble(++wrong_source_,
                        "a frame comes from " + text_of(from) + " instead of " + text_of(peer_));
    } else if (!seal_.is_genuine(message)) {
        heard_.refuse(frame);
        tell_of_trouble(++bad_seal_, "a frame's HMAC is wrong: is the passphrase the same on both sides?");
    } else {
        wrong_slot_ += frame.slot() == dmr::slot::two ? 1U : 0U;
        if (ids_.size() < most_ids || ids_.contains(frame.id()))
            ++ids_[frame.id()];
        heard_.on(frame, now);
    }
    return {};
}

letters bridge::tick(time_point now)
{
    heard_.tick(now);
    letters out;
    while (const auto burst = calls_.next(true, now))
        out.push_back(sealed(*burst));
    return out;
}

letters bridge::stop(time_point)
{
    const auto last = calls_.cut_short();
    return last ? letters{sealed(*last)} : letters{};
}

letter bridge::sealed(const wire::dmrd_bytes& burst)
{
    std::array<std::byte, wire::openbridge_size> frame{};
    std::copy_n(burst.begin(), wire::dmrd_least, frame.begin());
    seal_.sign(frame);
    ++bursts_sent_;
    return {peer_, {frame.begin(), frame.end()}};
}

// The first one, and then every hundredth.
void bridge::tell_of_trouble(std::uint64_t count, const std::string& what)
{
    if (count % 100 == 1)
        tell_(what + (count > 1 ? " (" + std::to_string(count) + " so far)" : ""));
}

bool bridge::passed() const
{
    return heard_.total().bursts > 0 && bad_seal_ + wrong_source_ + wrong_slot_ + not_understood_ == 0;
}

std::string bridge::to_table() const
{
    std::ostringstream out;
    const auto row = [&out](std::string_view name, std::uint64_t value, std::string_view remark = {}) {
        out << "  " << std::left << std::setw(20) << name << std::right << std::setw(12) << value
            << (remark.empty() ? "" : "  ") << remark << '\n';
    };
    const auto total = heard_.total();
    row("good", total.bursts, "frames");
    row("bad HMAC", bad_seal_);
    row("wrong source", wrong_source_);
    row("wrong timeslot", wrong_slot_, "on a trunk it is always 1");
    row("not understood", not_understood_);
    row("calls sent", calls_.calls());
    row("bursts sent", bursts_sent_);
    out << heard_.to_table();
    for (const auto& [id, count] : ids_)
        out << "  repeater id " << id.value() << ": " << count << " frames\n";
    out << (passed() ? "passed" : total.bursts == 0 ? "FAILED: nothing was heard" : "FAILED") << '\n';
    return out.str();
}

std::string bridge::to_json() const
{
    boost::json::array ids;
    for (const auto& [id, count] : ids_)
        ids.push_back(boost::json::object{{"id", id.value()}, {"frames", count}});
    const auto total = heard_.total();
    const boost::json::object o{
        {"plays", "openbridge"},          {"good", total.bursts},        {"bad_hmac", bad_seal_},
        {"wrong_source", wrong_source_},  {"wrong_slot", wrong_slot_},   {"not_understood", not_understood_},
        {"calls_sent", calls_.calls()},   {"bursts_sent", bursts_sent_}, {"heard", heard_.to_json()},
        {"repeater_ids", std::move(ids)}, {"passed", passed()}};
    return boost::json::serialize(o) + '\n';
}

}
