// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::test {

// WebSocket (RFC 6455) as a browser speaks it, written by hand, so that it can be wrong in every way.

// The request that asks for one; with these header fields, too.
inline std::string upgrade(std::string_view path, std::string_view fields = "",
                           std::string_view host = "test")
{
    return "GET " + std::string{path} + " HTTP/1.1\r\nHost: " + std::string{host} +
           "\r\nUpgrade: websocket\r\nConnection: keep-alive, Upgrade\r\n"
           "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n" +
           std::string{fields} + "\r\n";
}

// A frame with these bits in its first byte (0x81: a whole text), masked as a browser's frames are.
inline std::string browser_frame(unsigned first, std::string_view payload)
{
    constexpr std::string_view mask = "\x12\x34\x56\x78";
    std::string bytes;
    bytes += static_cast<char>(first);
    if (payload.size() <= 125) {
        bytes += static_cast<char>(0x80U | payload.size());
    } else {
        bytes += static_cast<char>(0x80U | 126U);
        bytes += static_cast<char>(payload.size() >> 8 & 0xFFU);
        bytes += static_cast<char>(payload.size() & 0xFFU);
    }
    bytes += mask;
    for (std::size_t i = 0; i < payload.size(); ++i)
        bytes += static_cast<char>(payload[i] ^ mask[i % 4]);
    return bytes;
}

struct heard_frame
{
    unsigned first{};
    std::string payload;
};

// The complete frames that a server sent after its 101; it must not mask. `rest`: what is left.
inline std::vector<heard_frame> frames_in(std::string_view heard, std::string_view* rest = nullptr)
{
    std::vector<heard_frame> found;
    const auto byte = [&heard](std::size_t i) { return static_cast<unsigned char>(heard[i]); };
    while (heard.size() >= 2) {
        const unsigned coded = byte(1);
        const std::size_t more = coded == 126 ? 2 : coded == 127 ? 8 : 0;
        if (heard.size() < 2 + more)
            break;
        std::size_t size = more == 0 ? coded : 0;
        for (std::size_t i = 0; i < more; ++i)
            size = size << 8 | byte(2 + i);
        if (heard.size() - 2 - more < size)
            break;
        found.push_back({byte(0), std::string{heard.substr(2 + more, size)}});
        heard.remove_prefix(2 + more + size);
    }
    if (rest != nullptr)
        *rest = heard;
    return found;
}

// The code in a close frame; 0: there is none.
inline unsigned code_in(const heard_frame& f)
{
    return f.first == 0x88 && f.payload.size() >= 2
               ? static_cast<unsigned>(static_cast<unsigned char>(f.payload[0])) << 8 |
                     static_cast<unsigned char>(f.payload[1])
               : 0;
}

}
