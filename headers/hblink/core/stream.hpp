// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/egress.hpp"
#include "hblink/core/slot_state.hpp"
#include "hblink/core/time.hpp"
#include "hblink/dmr/ids.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace hblink::core {

// A slot that a stream is sent to. It is the stream's as long as the slot's serial is the stream's.
struct target
{
    slot_state* slot{};
    const core::path* path{};   // of the repeater whose slot it is
    std::uint32_t generation{}; // the slot's, when it was chosen: another one, and the repeater has gone
    bool rewrite_id{false};     // bytes 11-14 become the repeater's own id
};

// A transmission that the server receives. Its targets are chosen once, when it starts.
struct stream
{
    stream_serial serial{};
    slot_state* slot{}; // where it comes in
    addressing call;    // in the network's words
    dmr::slot network_slot{dmr::slot::one};
    time_point first_frame{}; // also when that one was refused
    std::uint64_t packets{};  // accepted, late ones included
    std::uint64_t dropped{};  // destination or call type was not the stream's
    std::vector<target> targets;
};

// Streams that are used again, with the memory of their targets.
class stream_pool
{
public:
    stream& take();
    void give_back(stream&);

private:
    std::vector<std::unique_ptr<stream>> all_;
    std::vector<stream*> free_;
};

}
