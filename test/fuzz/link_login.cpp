// SPDX-License-Identifier: GPL-3.0-or-later
// The login of an outbound link with a hostile server: a script of datagrams, pauses, attempts and ends.
#include "hblink/core/link_login.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <string_view>
#include <variant>
#include <vector>

#include "fuzz/input.hpp"
#include "fuzz/require.hpp"

namespace {

using namespace hblink;
using namespace std::chrono_literals;
using core::link_phase;
using core::time_point;
using fuzz::require;

constexpr dmr::repeater_id id{3120001};
constexpr std::string_view passphrase{"secret"};
constexpr std::array<std::string_view, 8> answers{
    // The acknowledgement with our id, a challenge, and beginnings of whatever.
    std::string_view{"RPTACK\x00\x2f\x9b\x81", 10},
    "RPTACKsalt",
    "RPTACK",
    "MSTPONG",
    "MSTNAK",
    "MSTCL",
    "DMRD",
    ""};
constexpr std::array<core::duration, 4> ping_times{5s, 1s, 60s, 3600s};

class attempt
{
public:
    attempt(fuzz::input in, std::string_view options)
        : in_{in}, link_{id, passphrase, {}, options}, has_options_{!options.empty()}
    {}

    void play()
    {
        begin();
        while (!in_.done())
            step();
        fall_silent();
    }

private:
    void step()
    {
        const std::uint8_t what = in_.byte();
        switch (what % 8) {
        case 0:
            now_ += std::chrono::milliseconds{what * 100};
            return check([&] { return link_.on_time(now_); });
        case 1:
        case 2:
            return wait();
        case 3:
            if (what < 64)
                return control(what);
            [[fallthrough]];
        default:
            return receive();
        }
    }

    void control(std::uint8_t what)
    {
        if (what < 16)
            return begin();
        if (what < 40)
            return link_.change_ping_time(ping_time_ = in_.one_of(ping_times));
        const bool known = link_.authenticated();
        require(link_.stop() == known, "who is known says goodbye");
        require(link_.phase() == link_phase::down, "a link that is stopped is down");
    }

    void begin()
    {
        check_sent(link_.begin(ping_time_, now_));
        require(link_.phase() == link_phase::logging_in, "an attempt begins with the request");
    }

    void wait()
    {
        if (link_.phase() == link_phase::down)
            return begin();
        now_ = std::max(now_, link_.due());
        check([&] { return link_.on_time(now_); });
    }

    void receive()
    {
        std::vector<std::byte> d;
        for (const char c : in_.one_of(answers))
            d.push_back(static_cast<std::byte>(c));
        for (const std::uint8_t b : in_.take(in_.byte() % 64))
            d.push_back(std::byte{b});
        const auto parsed = wire::parse_server_message(d);
        if (!parsed)
            return;
        const auto* ack = std::get_if<wire::acknowledgement>(&*parsed);
        const bool challenged = ack != nullptr && link_.phase() == link_phase::logging_in;
        check([&] { return link_.on(*parsed, now_); });
        if (challenged)
            check_proof(ack->value);
    }

    template <class Call>
    void check(Call call)
    {
        const link_phase before = link_.phase();
        const bool known = link_.authenticated();
        const core::link_login::reaction r = call();
        const link_phase after = link_.phase();
        const bool down = after == link_phase::down;
        require((link_.due() == time_point::max()) == down, "something is due unless it is down");
        require(r.ended.has_value() == (down && before != link_phase::down), "every end is told once");
        require(r.came_up == (after == link_phase::up && before != after), "coming up is told once");
        require(!r.goodbye || (r.ended && known), "goodbye is for who is known");
        require(!r.ended || r.send.empty(), "an end is silent");
        require(down || after >= before, "no phase comes twice in an attempt");
        require(after != link_phase::asking || has_options_, "no options, no question");
        require(down || after == before || r.came_up || !r.send.empty(),
                "each phase begins with its message");
        check_sent(r.send);
    }

    // Whatever it is told, it says what a server understands, in its own name.
    void check_sent(wire::bytes d)
    {
        last_.assign(d.begin(), d.end());
        if (d.empty())
            return;
        const auto parsed = wire::parse_client_message(d);
        require(parsed.has_value(), "a link says what a server understands");
        std::visit(
            [](const auto& m) {
                if constexpr (requires { m.id == id; })
                    require(m.id == id, "a link speaks for itself");
                else
                    require(false, "a login sends no voice");
            },
            *parsed);
    }

    void check_proof(const wire::salt& salt)
    {
        const auto expected = wire::write_challenge_answer(id, sha_.challenge_answer(salt, passphrase));
        require(std::equal(last_.begin(), last_.end(), expected.begin(), expected.end()),
                "a challenge is answered with its digest");
    }

    // Six ping times, and one more when the next was overdue.
    void fall_silent()
    {
        for (int i = 0; i < 7 && link_.phase() != link_phase::down; ++i)
            wait();
        require(link_.phase() == link_phase::down, "silence ends it");
    }

    fuzz::input in_;
    wire::sha256 sha_;
    core::link_login link_;
    bool has_options_;
    core::duration ping_time_{5s};
    time_point now_{1000s};
    std::vector<std::byte> last_;
};

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::input in{data, size};
    const bool has_options = (in.byte() & 1) != 0;
    attempt{in, has_options ? "TS2=91" : ""}.play();
    return 0;
}
