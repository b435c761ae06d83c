// SPDX-License-Identifier: GPL-3.0-or-later
// The simulator's client with a hostile server: a script of datagrams, pauses, starts and stops.
#include "hblink/sim/client.hpp"

#include <algorithm>
#include <chrono>
#include <vector>

#include "fuzz/bytes.hpp"
#include "fuzz/input.hpp"
#include "fuzz/require.hpp"

namespace {

using namespace hblink;
using namespace std::chrono_literals;
using fuzz::require;
using sim::client_state;

constexpr dmr::repeater_id id{3120001};
constexpr std::string_view passphrase{"secret"};
constexpr std::array<std::string_view, 6> answers{"RPTACK", "MSTNAK", "MSTPONG", "MSTCL", "DMRD", ""};

class conversation
{
public:
    conversation(fuzz::input in, bool has_options) : in_{in}, client_{profile(has_options), sha_} {}

    void play()
    {
        check_sent(client_.start(now_));
        while (!in_.done())
            step();
        client_.stop();
        require(client_.state() == client_state::off, "a client that is stopped is off");
    }

private:
    static sim::client_profile profile(bool has_options)
    {
        return {id, std::string{passphrase}, {}, has_options ? "TS2=91" : ""};
    }

    void step()
    {
        const std::uint8_t what = in_.byte();
        switch (what % 4) {
        case 0:
            now_ += std::chrono::milliseconds{what * 100};
            return check_sent(client_.tick(now_));
        case 1:
            check_sent(what == 1 ? client_.stop() : client_.tick(now_));
            if (client_.state() == client_state::off)
                check_sent(client_.start(now_));
            return;
        default:
            receive();
        }
    }

    void receive()
    {
        std::vector<std::byte> d;
        for (const char c : in_.one_of(answers))
            d.push_back(static_cast<std::byte>(c));
        for (const std::uint8_t b : in_.take(in_.byte() % 64))
            d.push_back(std::byte{b});
        const client_state before = client_.state();
        const auto outcome = client_.receive(d, now_);
        if (outcome.voice) {
            require(before == client_state::connected, "only who is connected hears voice");
            require(outcome.voice->datagram().data() == d.data(), "voice is what came");
        }
        if (before == client_state::asking && client_.state() == client_state::proving)
            check_proof(d, outcome.reply);
        check_sent(outcome.reply);
    }

    void check_proof(wire::bytes challenge, const sim::datagram& reply)
    {
        wire::salt salt{};
        std::copy_n(challenge.begin() + 6, salt.size(), salt.begin());
        const auto expected = wire::write_challenge_answer(id, sha_.challenge_answer(salt, passphrase));
        require(std::equal(reply.begin(), reply.end(), expected.begin(), expected.end()),
                "a challenge is answered with its digest");
    }

    // Whatever it is told, it says what a server understands, in its own name.
    void check_sent(const sim::datagram& d)
    {
        if (d.empty())
            return;
        const auto parsed = wire::parse_client_message(d);
        require(parsed.has_value(), "a client says what a server understands");
        std::visit(
            [](const auto& m) {
                if constexpr (requires { m.id == id; })
                    require(m.id == id, "a client speaks for itself");
                else
                    require(false, "a client that was not told to sends no voice");
            },
            *parsed);
    }

    fuzz::input in_;
    wire::sha256 sha_;
    sim::client client_;
    sim::time_point now_{1000s};
};

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    // Every datagram by itself: parsed or not, and no other view into it than into itself.
    const wire::bytes d = fuzz::as_datagram(data, size);
    if (const auto parsed = wire::parse_server_message(d); !parsed)
        require((parsed.error() == wire::message_error::empty) == d.empty(), "nothing is empty but nothing");

    fuzz::input in{data, size};
    const bool has_options = (in.byte() & 1) != 0;
    conversation{in, has_options}.play();
    return 0;
}
