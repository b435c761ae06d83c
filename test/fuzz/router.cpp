// SPDX-License-Identifier: GPL-3.0-or-later
// The router behind a script of datagrams and time steps. The input is the script: one byte says who does
// what, the next ones how (docs/testing.md, "Fuzzing").
#include "hblink/dmr/embedded.hpp"
#include "hblink/dmr/full_link_control.hpp"
#include "hblink/dmr/slot_type.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "fuzz/input.hpp"
#include "fuzz/router_world.hpp"
#include "support/bytes.hpp"

namespace {

using namespace hblink;
using namespace std::chrono_literals;

using datagram = std::vector<std::byte>;

constexpr std::size_t most_steps = 400;
constexpr std::array<std::string_view, 3> passphrases{"secret", "club", "callsign"};
constexpr std::array<std::uint32_t, 4> talkgroups{91, 3120, 9, 0xFF'FFFF};
constexpr std::array<std::uint32_t, 4> streams{0x1234, 1, 2, 0};
constexpr std::array<std::string_view, 4> callsigns{"N0CALL", "N1CALL", "BADONE", ""};
constexpr std::array<std::string_view, 4> programs{"MMDVM", "HBlink3", "hblinkd", "DVMega"};
constexpr std::array<std::chrono::milliseconds, 16> pauses{
    1ms, 20ms, 60ms, 150ms, 201ms, 360ms, 1s, 1999ms, 2001ms, 5s, 10s, 12001ms, 25001ms, 30s, 60s, 120s};
constexpr std::array<std::string_view, 16> wishes{"TS1=91;TS2=3120",
                                                  "TS2=91,3120-3129",
                                                  "TS1=9",
                                                  "TS1=;TS2=",
                                                  "TS1=*;TS2=*",
                                                  "",
                                                  "TS2=9,91",
                                                  "TS1=3120;UNIT=1;SRC=1001",
                                                  "TS1=1-60;TS2=1-40",
                                                  "TS1=16777215,0",
                                                  "TS2=91:1:9,3120-3129:2:9;SRC=4242",
                                                  "DIAL=91;VOICE=1;PASS=x",
                                                  "TS1=91,x,9-1,99999999999;TS2=9 ; TS1 = 91 ",
                                                  "TS1=91;TS1=9",
                                                  "UNIT=maybe;TS2=3120-3125",
                                                  "TS2=0-9999"};

class script
{
public:
    script(const std::uint8_t* data, std::size_t size)
        : in_{data, size}, choices_{in_.byte()}, world_{choices_from(choices_)}
    {}

    void play()
    {
        if ((choices_ & 0x80) == 0)
            begin_with_traffic();
        for (std::size_t step = 0; step < most_steps && !in_.done(); ++step)
            next();
        world_.end_in_silence();
    }

private:
    static fuzz::world_choices choices_from(std::uint8_t b)
    {
        return {(b & 1) != 0,  (b & 2) == 0,  (b & 4) != 0, (b & 8) != 0,
                (b & 16) != 0, (b & 32) != 0, (b & 64) != 0};
    }

    // Three listeners, two of them with options, and a stream that runs.
    void begin_with_traffic()
    {
        for (const std::size_t person : {0U, 1U, 4U})
            log_in(person, 0);
        options(1, wishes[0]);
        options(4, wishes[1]);
        burst(0, dmr::frame_type::data_sync, 1, 0x81);
        burst(0, dmr::frame_type::voice_sync, 0, 0x81);
    }

    void next()
    {
        const std::uint8_t what = in_.byte();
        const std::size_t who = (what >> 4) % fuzz::people;
        switch (what & 15) {
        case 0:
            return world_.pass(in_.one_of(pauses));
        case 1:
            return say(who, wire::write_login_request(id(who)));
        case 2:
            return prove(who, in_.byte());
        case 3:
            return describe(who, in_.byte());
        case 4:
            return ask_for_options(who);
        case 5:
            return say(who, wire::write_keep_alive(id(who)));
        case 6:
            return say(who, wire::write_goodbye(id(who)));
        case 7:
            return alias_or_position(who, in_.byte());
        case 8:
        case 9:
            return one_burst(who);
        case 10:
            return over(who);
        case 11:
            return raw(who);
        case 12:
            damage_ = true;
            return;
        case 13:
            place_ = in_.below(fuzz::people);
            return;
        case 14:
            return log_in(who, in_.byte());
        default:
            return all_ping();
        }
    }

    static dmr::repeater_id id(std::size_t who) { return dmr::repeater_id{fuzz::ids[who]}; }

    // From its own place, unless the script has said otherwise; whole, unless it is to be damaged.
    template <class Bytes>
    void say(std::size_t who, const Bytes& bytes)
    {
        datagram d{bytes.begin(), bytes.end()};
        if (std::exchange(damage_, false))
            damage(d);
        world_.receive(std::exchange(place_, std::nullopt).value_or(who), d);
    }

    void damage(datagram& d)
    {
        const std::uint8_t how = in_.byte();
        const std::size_t place = in_.below(d.size() + 1);
        switch (how % 4) {
        case 0:
            d.resize(place);
            break;
        case 1:
            if (place < d.size())
                d[place] ^= std::byte{in_.byte()};
            break;
        case 2:
            d.resize(d.size() + place, std::byte{how});
            break;
        default:
            d.insert(d.begin() + static_cast<std::ptrdiff_t>(place), std::byte{in_.byte()});
        }
    }

    // The answer to the last challenge, with one of the passphrases; or the last answer once more.
    void prove(std::size_t who, std::uint8_t how)
    {
        const auto salt = world_.last_salt(place_.value_or(who), who);
        if (how % 5 == 4 || !salt)
            return say(who, last_proof_);
        const auto passphrase = how % 5 == 3 ? std::string_view{"wrong"} : passphrases[how % 5];
        last_proof_ = wire::write_challenge_answer(id(who), world_.answer(*salt, passphrase));
        say(who, last_proof_);
    }

    void describe(std::size_t who, std::uint8_t how)
    {
        wire::station_report s;
        s.callsign = callsigns[how % 4];
        s.software_id = programs[how / 4 % 4];
        s.package_id = programs[how / 16 % 4];
        s.slots = static_cast<char>('1' + how / 64);
        say(who, wire::write_description(id(who), s));
    }

    void log_in(std::size_t who, std::uint8_t how)
    {
        const auto place = place_;
        say(who, wire::write_login_request(id(who)));
        place_ = place;
        const bool club = who == 4 || who == 5;
        prove(who, static_cast<std::uint8_t>(club ? 1 : how % 4 == 1 ? 2 : 0));
        place_ = place;
        describe(who, how);
    }

    void options(std::size_t who, std::string_view text) { say(who, wire::write_options(id(who), text)); }

    void ask_for_options(std::size_t who)
    {
        const std::uint8_t how = in_.byte();
        options(who, how < 0x80 ? wishes[how % wishes.size()] : in_.text(how & 0x3F));
    }

    // All three layouts of each (spec real-clients.md), and wrong lengths.
    void alias_or_position(std::size_t who, std::uint8_t how)
    {
        datagram d = test::from_text((how & 1) != 0 ? "DMRA" : "DMRG");
        d.resize(d.size() + how / 8 % 16);
        if (d.size() >= 8 && (how & 2) != 0)
            std::copy_n(wire::write_login_request(id(who)).begin() + 4, 4, d.begin() + 4);
        if ((how & 4) != 0) { // of one of the radios, with and without a repeater's id before it
            const std::size_t radio_at = (how & 2) != 0 ? 8 : 4;
            const std::array<std::uint8_t, 6> words{0x00,
                                                    0x03,
                                                    static_cast<std::uint8_t>(0xE9 + how / 64),
                                                    static_cast<std::uint8_t>(how / 8 % 4),
                                                    0x46,
                                                    'N'};
            for (std::size_t i = 0; i < words.size() && radio_at + i < d.size(); ++i)
                d[radio_at + i] = std::byte{words[i]};
        }
        say(who, d);
    }

    // `call`, from the highest bit: slot, source (2 bits), stream (2), talkgroup (2). `detail` has two bits
    // above the DMRD's own four: a unit call, another length.
    void burst(std::size_t who, dmr::frame_type frame, std::uint8_t detail, std::uint8_t call)
    {
        std::array<std::byte, dmr::burst_size> payload{};
        payload.fill(std::byte{sequence_});
        const wire::dmrd_header h{.sequence = sequence_++,
                                  .source = dmr::radio_id{1001U + (call >> 5 & 3U)},
                                  .destination = (detail & 0x10) != 0 ? 1001U + (call >> 1 & 3U)
                                                                      : talkgroups[call >> 1 & 3],
                                  .id = id(who),
                                  .slot = dmr::slot_at(call >> 7),
                                  .call = (detail & 0x10) != 0 ? dmr::call_type::unit : dmr::call_type::group,
                                  .frame = frame,
                                  .detail = detail,
                                  .stream = dmr::stream_id{streams[call >> 3 & 3]}};
        write_link_control(h, call, payload);
        const auto bytes = wire::write_dmrd(h, payload, 3, 47);
        datagram d{bytes.begin(), bytes.end()};
        if ((detail & 0x20) != 0)
            d.resize(h.sequence % 2 == 0 ? wire::dmrd_least : 60);
        say(who, d);
    }

    // Every other one is true, the others are noise; between the voice an alias takes turns with them.
    void write_link_control(const wire::dmrd_header& h, std::uint8_t options, dmr::writable_burst to) const
    {
        const bool unit = h.call == dmr::call_type::unit;
        const auto own = dmr::link_control::voice(unit ? dmr::flco::unit_voice : dmr::flco::group_voice, 0,
                                                  options, h.destination, h.source);
        const std::uint8_t kind = h.detail & 0x0F;
        if (h.frame == dmr::frame_type::data_sync && (kind == 1 || kind == 2) && sequence_ % 2 == 0) {
            const auto whole = dmr::lc_burst(own, dmr::data_type{kind}, 1);
            std::copy(whole.begin(), whole.end(), to.begin());
        }
        if (h.frame != dmr::frame_type::voice || kind < 1 || kind > 4 || options % 4 == 3)
            return;
        dmr::link_control alias{{std::byte(4 + options % 4), std::byte{0}, std::byte{0x46}, std::byte{'N'}}};
        dmr::write_embedded_signalling({3, false, dmr::fragment_place::between}, to);
        dmr::write_fragment(dmr::encode_embedded(sequence_ / 6 % 2 == 0 ? own : alias)[kind - 1U], to);
    }

    void one_burst(std::size_t who)
    {
        const std::uint8_t call = in_.byte();
        const std::uint8_t detail = in_.byte();
        burst(who, static_cast<dmr::frame_type>((detail >> 6) & 3), detail & 0x3F, call);
    }

    // A piece of an over at the pace of the air, perhaps with its beginning or its end.
    void over(std::size_t who)
    {
        const std::uint8_t call = in_.byte();
        const std::uint8_t how = in_.byte();
        if ((how & 0x80) != 0)
            burst(who, dmr::frame_type::data_sync, 1, call);
        for (std::uint8_t n = how & 15; n > 0; --n) {
            world_.pass(60ms);
            burst(who, n % 6 == 1 ? dmr::frame_type::voice_sync : dmr::frame_type::voice, n % 6, call);
        }
        if ((how & 0x40) != 0)
            burst(who, dmr::frame_type::data_sync, 2, call);
    }

    void raw(std::size_t who)
    {
        const auto bytes = in_.take(in_.byte() % 80);
        datagram d(bytes.size());
        std::transform(bytes.begin(), bytes.end(), d.begin(), [](std::uint8_t b) { return std::byte{b}; });
        say(who, d);
    }

    void all_ping()
    {
        for (std::size_t who = 0; who < fuzz::people; ++who)
            say(who, wire::write_keep_alive(id(who)));
    }

    fuzz::input in_;
    std::uint8_t choices_;
    fuzz::router_world world_;
    std::optional<std::size_t> place_; // where the next datagram comes from
    bool damage_{false};               // the next datagram
    std::array<std::byte, 40> last_proof_{};
    std::uint8_t sequence_{0};
};

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    script{data, size}.play();
    return 0;
}
