// SPDX-License-Identifier: GPL-3.0-or-later
#include "strangers.hpp"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "wishes.hpp"

namespace hblink::simulation {
namespace {

constexpr std::uint32_t first_stranger = 0xC612'0000; // 198.18.0.0
constexpr std::uint32_t nobodys_id = 999;

std::vector<std::byte> text_and_zeros(std::string_view text, std::size_t size)
{
    std::vector<std::byte> d(size);
    for (std::size_t i = 0; i < std::min(text.size(), size); ++i)
        d[i] = static_cast<std::byte>(text[i]);
    return d;
}

}

void strangers::appear()
{
    ++appeared_;
    sender from{first_stranger + dice_.below(65'536), static_cast<std::uint16_t>(1024 + dice_.below(60'000))};
    const std::uint32_t place = dice_.below(roster_.size());
    std::uint32_t id = roster::id_of(place);
    switch (dice_.below(8)) {
    case 0:
        return send_garbage(from);
    case 1:
        return send_torso(from);
    case 2:
        return guess(from, id);
    case 3: // an id that nobody has
        id = nobodys_id;
        break;
    case 4: { // somebody who is connected, about somebody else: he must not be thrown off the air
        const std::uint32_t other = dice_.below(roster_.size());
        from = {roster::host_of(other), server_.rules().members()[other].port};
        if (other == place)
            return;
        break;
    }
    case 5: // the host is right, the port is not
        from.host = roster::host_of(place);
        if (from.port == server_.rules().members()[place].port)
            return;
        break;
    default:
        break;
    }
    speak_for(from, id, dice_.below(8));
}

void strangers::speak_for(const sender& from, std::uint32_t id, std::uint32_t what)
{
    voice_frame f;
    f.source = 7;
    f.destination = popular(0);
    f.stream = static_cast<std::uint32_t>(dice_.next());
    f.what = frame::header;
    switch (what) {
    case 0:
        return server_.login_request(from, id);
    case 1:
        return server_.description(from, id);
    case 2:
        return server_.options(from, id, random_wish(dice_, roster_.scene(), false));
    case 3:
        return server_.goodbye(from, id);
    case 4:
        server_.alias(from, id, f.source, between::alias_header);
        return server_.position(from, id);
    case 5:
        return server_.burst(from, id, f);
    default:
        return server_.keep_alive(from, id);
    }
}

void strangers::guess(const sender& from, std::uint32_t id)
{
    server_.login_request(from, id);
    proof p{.challenged = from, .minute = server_.now().time_since_epoch() / std::chrono::minutes{1}};
    for (std::byte& b : p.digest)
        b = static_cast<std::byte>(dice_.next());
    server_.challenge_answer(from, id, p);
}

void strangers::send_garbage(const sender& from)
{
    std::vector<std::byte> d(dice_.below(500));
    for (std::byte& b : d)
        b = static_cast<std::byte>(dice_.next());
    if (d.empty())
        return server_.no_message(from, nonsense::empty, d);
    d[0] |= std::byte{0x80}; // no message begins so
    server_.no_message(from, nonsense::unknown, d);
}

// A message that is cut off, or one that is none of our business.
void strangers::send_torso(const sender& from)
{
    struct torso
    {
        std::string_view tag;
        std::size_t whole;
    };
    constexpr std::array<torso, 6> torsos{
        {{"DMRD", 53}, {"RPTL", 8}, {"RPTK", 40}, {"RPTCL", 9}, {"RPTO", 8}, {"RPTPING", 11}}};
    constexpr std::array<std::string_view, 5> not_ours{"RPTG", "RPTINTR", "RPTRSSI", "DTC", "DMRA"};
    if (dice_.one_in(2)) {
        const auto d = text_and_zeros(not_ours[dice_.below(not_ours.size())], 20);
        return server_.no_message(from, nonsense::quiet, d);
    }
    const torso& t = torsos[dice_.below(torsos.size())];
    const std::size_t size = t.tag.size() + dice_.below(t.whole - t.tag.size());
    server_.no_message(from, nonsense::too_short, text_and_zeros(t.tag, size));
}

}
