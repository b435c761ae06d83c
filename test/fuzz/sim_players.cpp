// SPDX-License-Identifier: GPL-3.0-or-later
// The simulator's master and OpenBridge peer among strangers: a script of datagrams and pauses.
#include "hblink/sim/bridge.hpp"
#include "hblink/sim/master.hpp"

#include <boost/json/parse.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "fuzz/bytes.hpp"
#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "fuzz/utf8.hpp"

namespace {

using namespace hblink;
using namespace std::chrono_literals;
using fuzz::require;

constexpr std::string_view passphrase{"secret"};
constexpr std::array<std::string_view, 8> messages{"RPTL",    "RPTK",  "RPTC", "RPTO",
                                                   "RPTPING", "RPTCL", "DMRD", ""};

// Ends of lines, and nothing else that a terminal obeys.
bool is_clean(std::string text)
{
    std::erase(text, '\n');
    return fuzz::is_utf8(text) && !fuzz::has_control_characters(text);
}

sim::endpoint peer(std::uint8_t number)
{
    return {asio::ip::make_address_v4(0x0A00'0001), static_cast<std::uint16_t>(50'000 + number % 3)};
}

class conversation
{
public:
    explicit conversation(fuzz::input in)
        : in_{in}, master_{behaviour(), tell()}, bridge_{peer(0), passphrase, {}, tell()}
    {}

    void play()
    {
        while (!in_.done())
            step();
        for (const sim::player* p :
             {static_cast<sim::player*>(&master_), static_cast<sim::player*>(&bridge_)}) {
            boost::system::error_code error;
            boost::json::parse(p->to_json(), error);
            require(!error, "a report is JSON");
            require(is_clean(p->to_table()), "a table is clean text");
        }
    }

private:
    static sim::master_behaviour behaviour()
    {
        sim::master_behaviour b;
        b.passphrase = passphrase;
        b.calls.talkgroups = {dmr::talkgroup{91}};
        return b;
    }
    static sim::narrator tell()
    {
        return [](const std::string& line) { require(is_clean(line), "a line is clean text"); };
    }

    void step()
    {
        const std::uint8_t what = in_.byte();
        const sim::endpoint from = peer(in_.byte());
        switch (what % 4) {
        case 0:
            now_ += std::chrono::milliseconds{20} * in_.byte();
            for (const sim::letter& l : master_.tick(now_))
                require(wire::parse_server_message(l.bytes).has_value(),
                        "a master says what clients understand");
            bridge_.tick(now_);
            return;
        case 1:
            return prove(from);
        case 2:
            return sign();
        default:
            return say(from, datagram());
        }
    }

    std::vector<std::byte> datagram()
    {
        std::vector<std::byte> d;
        for (const char c : in_.one_of(messages))
            d.push_back(static_cast<std::byte>(c));
        for (const std::uint8_t b : in_.take(in_.byte()))
            d.push_back(std::byte{b});
        return d;
    }

    void say(const sim::endpoint& from, wire::bytes d)
    {
        const auto before = master_.connected();
        for (const sim::letter& l : master_.receive(from, d, now_)) {
            require(l.to == from, "who speaks is answered");
            require(wire::parse_server_message(l.bytes).has_value(), "a master says what clients understand");
            if (l.bytes.size() == 10 && l.bytes[3] == std::byte{'A'})
                std::copy_n(l.bytes.begin() + 6, salt_.size(), salt_.begin());
        }
        require(master_.connected() <= before + 1, "one at a time");
        require(bridge_.receive(from, d, now_).empty(), "a bridge answers nothing");
        require(bridge_.heard().total().bursts == signed_, "a bridge hears only what is signed");
    }

    // The right answer to the last challenge.
    void prove(const sim::endpoint& from)
    {
        const dmr::repeater_id id{in_.u24()};
        say(from, wire::write_challenge_answer(id, sha_.challenge_answer(salt_, passphrase)));
    }

    void sign()
    {
        wire::openbridge_bytes frame{std::byte{'D'}, std::byte{'M'}, std::byte{'R'}, std::byte{'D'}};
        const auto content = in_.take(49);
        std::transform(content.begin(), content.end(), frame.begin() + 4,
                       [](std::uint8_t b) { return std::byte{b}; });
        seal_.sign(frame);
        ++signed_;
        say(peer(0), frame);
    }

    fuzz::input in_;
    wire::sha256 sha_;
    wire::openbridge_seal seal_{passphrase};
    sim::master master_;
    sim::bridge bridge_;
    wire::salt salt_{};
    sim::time_point now_{1000s};
    std::uint64_t signed_{0};
};

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    conversation{fuzz::input{data, size}}.play();
    return 0;
}
