// SPDX-License-Identifier: GPL-3.0-or-later
#include "measure.hpp"

#include "hblink/dmr/burst.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <stdexcept>
#include <string>

#include <time.h>

namespace hblink::bench {
namespace {

using seconds = std::chrono::duration<double>;
constexpr std::chrono::milliseconds slice{5};
constexpr std::chrono::microseconds standstill{500}; // of the load: the machine has taken its processor away
constexpr std::chrono::milliseconds given_up{200};   // nothing came for so long: the rest is lost

// The time when a burst was sent travels in its payload, which nobody may change.
constexpr std::size_t payload = 20;

bench_clock::time_point time_in(wire::bytes dmrd)
{
    bench_clock::rep ticks{};
    std::memcpy(&ticks, dmrd.subspan(payload).data(), sizeof ticks);
    return bench_clock::time_point{bench_clock::duration{ticks}};
}

}

double cpu_seconds(pid_t pid)
{
    clockid_t clock{};
    timespec t{};
    if (::clock_getcpuclockid(pid, &clock) != 0 || ::clock_gettime(clock, &t) != 0)
        throw std::runtime_error{"there is no process " + std::to_string(pid)};
    return static_cast<double>(t.tv_sec) + static_cast<double>(t.tv_nsec) * 1e-9;
}

std::size_t resident(pid_t pid)
{
    std::ifstream status{"/proc/" + std::to_string(pid) + "/status"};
    for (std::string word; status >> word;)
        if (std::size_t kibibytes{}; word == "VmRSS:" && status >> kibibytes)
            return kibibytes * 1024;
    throw std::runtime_error{"there is no process " + std::to_string(pid)};
}

traffic::traffic(crowd& c, const plan& p) : crowd_{c}, plan_{p} {}

void traffic::send(const subject& to, std::size_t stream, dmr::frame_type frame, std::uint8_t detail)
{
    std::array<std::byte, dmr::burst_size> voice{};
    const auto now = bench_clock::now().time_since_epoch().count();
    std::memcpy(voice.data(), &now, sizeof now);
    const wire::dmrd_header h{sequence_,
                              dmr::radio_id{1000000 + static_cast<std::uint32_t>(stream)},
                              static_cast<std::uint32_t>(plan_.talkgroup_of(stream)),
                              crowd::id_of(stream),
                              dmr::slot::two,
                              dmr::call_type::group,
                              frame,
                              detail,
                              dmr::stream_id{calls_ << 16 | static_cast<std::uint32_t>(stream)}};
    crowd_.send(stream, to.port, wire::write_dmrd(h, voice));
}

// Superframe after superframe: burst A with the voice sync, then B to F.
void traffic::send_next(const subject& to)
{
    const std::size_t stream = next_ % plan_.streams;
    const std::size_t place = next_ / plan_.streams % 6;
    sequence_ = static_cast<std::uint8_t>(next_ / plan_.streams);
    ++next_;
    send(to, stream, place == 0 ? dmr::frame_type::voice_sync : dmr::frame_type::voice,
         static_cast<std::uint8_t>(place));
}

void traffic::begin(const subject& to)
{
    ++calls_;
    next_ = 0;
    for (std::size_t s = 0; s < plan_.streams; ++s) {
        send(to, s, dmr::frame_type::data_sync, 1);
        if (s % 16 == 15)
            crowd_.flush();
    }
    crowd_.flush();
    hear_all(plan_.streams * plan_.fan_out);
}

void traffic::end(const subject& to)
{
    for (std::size_t s = 0; s < plan_.streams; ++s)
        send(to, s, dmr::frame_type::data_sync, 2);
    crowd_.flush();
    hear_all(plan_.streams * plan_.fan_out);
}

void traffic::hear_all(std::size_t datagrams)
{
    std::size_t heard = 0;
    for (auto last = bench_clock::now(); heard < datagrams;) {
        const std::size_t came = crowd_.listen([](wire::bytes) {});
        heard += came;
        if (came > 0)
            last = bench_clock::now();
        else if (bench_clock::now() - last > given_up)
            throw std::runtime_error{"of " + std::to_string(datagrams) + " datagrams only " +
                                     std::to_string(heard) + " were delivered when the calls began or ended"};
    }
}

std::size_t traffic::hear(outcome& o, bool with_delays)
{
    std::size_t came = 0;
    if (with_delays)
        came = crowd_.listen([&](wire::bytes dmrd) {
            o.delays.push_back(seconds{bench_clock::now() - time_in(dmrd)}.count());
        });
    else
        came = crowd_.listen([](wire::bytes) {});
    o.delivered += came;
    return came;
}

// Waits for what is still under way.
void traffic::settle(outcome& o, bool with_delays)
{
    for (auto last = bench_clock::now();
         o.delivered < o.sent * plan_.fan_out && bench_clock::now() - last < given_up;)
        if (hear(o, with_delays) > 0)
            last = bench_clock::now();
    o.lost = o.sent * plan_.fan_out - std::min(o.delivered, o.sent * plan_.fan_out);
}

outcome traffic::paced(const subject& to, double bursts_per_second, double duration, bool with_delays)
{
    begin(to);
    outcome o;
    if (with_delays)
        o.delays.reserve(static_cast<std::size_t>(bursts_per_second * duration * 1.1) * plan_.fan_out);
    const double cpu_before = cpu_seconds(to.pid);
    const auto start = bench_clock::now();
    auto last = start;
    auto slice_ends = start;
    bench_clock::duration stood_still{};
    for (;;) {
        const auto now = bench_clock::now();
        if (now >= slice_ends) {
            o.slices.push_back(o.delays.size());
            o.disturbed.push_back(false);
            slice_ends = now + slice;
        }
        if (now - last > standstill) { // what should have been sent meanwhile is not sent all at once
            stood_still += now - last;
            o.disturbed.back() = true;
        }
        last = now;
        const double passed = seconds{now - start - stood_still}.count();
        if (passed >= duration)
            break;
        for (const auto due = static_cast<std::size_t>(passed * bursts_per_second); o.sent < due; ++o.sent)
            send_next(to);
        crowd_.flush();
        hear(o, with_delays);
    }
    settle(o, with_delays);
    o.wall = seconds{bench_clock::now() - start}.count();
    o.cpu = cpu_seconds(to.pid) - cpu_before;
    end(to);
    return o;
}

outcome traffic::saturated(const subject& to, std::size_t window, double duration)
{
    begin(to);
    outcome o;
    std::size_t written_off = 0;
    const double cpu_before = cpu_seconds(to.pid);
    const auto start = bench_clock::now();
    auto last = start;
    while (bench_clock::now() - start < seconds{duration}) {
        for (; o.sent < o.delivered / plan_.fan_out + written_off + window; ++o.sent)
            send_next(to);
        crowd_.flush();
        if (hear(o, false) > 0) {
            last = bench_clock::now();
        } else if (bench_clock::now() - last > given_up) {
            written_off = o.sent - o.delivered / plan_.fan_out;
            last = bench_clock::now();
        }
    }
    settle(o, false);
    o.wall = seconds{bench_clock::now() - start}.count();
    o.cpu = cpu_seconds(to.pid) - cpu_before;
    end(to);
    return o;
}

}
