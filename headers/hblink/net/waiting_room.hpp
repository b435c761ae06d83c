// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/net/udp_socket.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <vector>

namespace hblink::net {

// Where strangers wait while datagrams come faster than they can be answered, so that a flood of theirs
// delays nobody's voice: taking a datagram from the kernel costs a tenth of answering it. First come, first
// served; the places are fixed, and take memory only once they are needed.
class waiting_room
{
public:
    // As many as the kernel's own buffer holds of small ones: a whole network that logs in at once fits.
    static constexpr std::size_t places = 8192;

    // False: all places are taken.
    bool admit(const udp_socket::received& who)
    {
        if (waiting_ == places)
            return false;
        if (free_.empty()) {
            free_.push_back(static_cast<std::uint16_t>(places_.size()));
            places_.emplace_back();
        }
        const std::uint16_t number = free_.back(); // the place that was left last: its memory is warm
        free_.pop_back();
        place& p = places_[number];
        p.path = who.path;
        p.size = std::min(who.datagram.size(), p.datagram.size());
        std::copy_n(who.datagram.begin(), p.size, p.datagram.begin());
        queue_[(first_ + waiting_) % places] = number;
        ++waiting_;
        return true;
    }

    // Calls f(const udp_socket::received&) for at most so many.
    template <class F>
    void serve(std::size_t most, F f)
    {
        for (std::size_t n = std::min(most, waiting_); n > 0; --n) {
            const std::uint16_t number = queue_[first_];
            first_ = (first_ + 1) % places;
            --waiting_;
            free_.push_back(number);
            const place& p = places_[number];
            f(udp_socket::received{p.path, std::span{p.datagram}.first(p.size)});
        }
    }

    bool empty() const noexcept { return waiting_ == 0; }

private:
    struct place
    {
        core::path path;
        std::size_t size{};
        std::array<std::byte, udp_socket::longest_datagram> datagram;
    };

    std::deque<place> places_; // as many as have ever been needed at once; grows without copying
    std::vector<std::uint16_t> free_;
    std::vector<std::uint16_t> queue_ = std::vector<std::uint16_t>(places); // who waits, a ring
    std::size_t first_{0};
    std::size_t waiting_{0};
};

}
