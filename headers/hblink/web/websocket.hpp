// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/web/request_reader.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace hblink::web {

// The server's side of WebSocket (RFC 6455), as far as the live page needs it: the server tells, the browser
// says next to nothing. Knows no socket. Beast's WebSocket is not used: it reads as fast as a browser sends,
// in no turns, and makes the frame anew for each browser that gets the same text.

enum class frame : std::uint8_t
{
    continuation = 0x0,
    text = 0x1,
    binary = 0x2,
    close = 0x8,
    ping = 0x9,
    pong = 0xA
};

enum class close_code : std::uint16_t
{
    normal = 1000,
    going_away = 1001,   // the server stops
    wrong_frame = 1002,  // it broke the protocol
    misbehaved = 1008,   // it says too much
    too_long = 1009,     // a message that is too long
    later = 1013,        // there are too many
    view_changed = 4401, // the token is another now
};

// Is this request meant to become a WebSocket?
bool wants_websocket(const request_head&) noexcept;

// The status to refuse such a request with: 400 or 426; 0: it is right.
unsigned objection_to_websocket(const request_head&) noexcept;

// The value of Sec-WebSocket-Accept.
std::string websocket_accept(std::string_view key);

std::string frame_of(frame, std::string_view payload);
std::string close_frame(close_code);

// Reads what a browser sends, frame by frame. Data are of no interest: they are counted by whoever calls.
class frame_reader
{
public:
    static constexpr std::size_t longest_payload = 125; // of a frame, and of a message in all its parts
    static constexpr std::size_t longest_frame = 2 + 4 + longest_payload;

    enum class what : std::uint8_t
    {
        needs_more,
        data,
        ping, // payload() is for the answer
        pong,
        close,
        refused // code() says why; what comes later is not read
    };

    // Takes the first frame from `received`, which never has to be longer than longest_frame.
    what take(std::string& received);

    const std::string& payload() const noexcept { return payload_; }
    close_code code() const noexcept { return code_; }

private:
    what refuse(close_code);
    what judge(frame, bool last);

    std::string payload_;
    close_code code_{close_code::normal};
    bool in_parts_{false};       // a message has begun and not ended
    std::size_t message_size_{}; // of that message, so far
};

}
