// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/websocket.hpp"

#include "hblink/web/words.hpp"
#include "hblink/wire/digest.hpp"

#include <algorithm>
#include <span>

namespace hblink::web {

namespace {

constexpr std::string_view digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

// Base64 (RFC 4648, 4).
std::string base64(std::span<const std::byte> bytes)
{
    std::string text;
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        unsigned group = 0;
        for (std::size_t j = i; j < i + 3; ++j)
            group = group << 8 | (j < bytes.size() ? std::to_integer<unsigned>(bytes[j]) : 0U);
        for (int shift = 18; shift >= 0; shift -= 6)
            text += digits[group >> shift & 63U];
    }
    const std::size_t padding = (3 - bytes.size() % 3) % 3;
    return text.replace(text.size() - padding, padding, padding, '=');
}

// 16 bytes in Base64.
bool is_key(std::string_view key) noexcept
{
    return key.size() == 24 && key.ends_with("==") &&
           key.substr(0, 22).find_first_not_of(digits) == std::string_view::npos;
}

}

// --- The handshake ---------------------------------------------------------------------------------

bool wants_websocket(const request_head& h) noexcept { return lists(h.upgrade, "websocket"); }

unsigned objection_to_websocket(const request_head& h) noexcept
{
    if (!wants_websocket(h))
        return 426;
    if (h.method != "GET" || !h.http_1_1 || !lists(h.connection, "upgrade"))
        return 400;
    if (h.websocket_version != "13")
        return 426;
    return is_key(h.websocket_key) ? 0 : 400;
}

std::string websocket_accept(std::string_view key)
{
    const std::string both = std::string{key} + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";
    return base64(wire::sha1(std::as_bytes(std::span{both})));
}

// --- What is sent ----------------------------------------------------------------------------------

std::string frame_of(frame f, std::string_view payload)
{
    std::string bytes;
    bytes.reserve(payload.size() + 10);
    const auto put = [&bytes](std::size_t value) { bytes += static_cast<char>(value & 0xFFU); };
    put(0x80U | static_cast<unsigned>(f)); // the whole message
    const std::size_t size = payload.size();
    const int more = size <= 125 ? 0 : size <= 0xFFFF ? 2 : 8; // bytes of its length
    put(more == 0 ? size : more == 2 ? 126 : 127);
    for (int i = more - 1; i >= 0; --i)
        put(size >> 8 * i);
    return bytes.append(payload);
}

std::string close_frame(close_code c)
{
    const auto number = static_cast<unsigned>(c);
    const char payload[] = {static_cast<char>(number >> 8), static_cast<char>(number & 0xFFU)};
    return frame_of(frame::close, {payload, sizeof payload});
}

// --- What is read ----------------------------------------------------------------------------------

frame_reader::what frame_reader::refuse(close_code c)
{
    code_ = c;
    return what::refused;
}

frame_reader::what frame_reader::take(std::string& received)
{
    if (code_ != close_code::normal)
        return what::refused;
    if (received.size() < 2)
        return what::needs_more;
    const auto first = static_cast<unsigned char>(received[0]);
    const auto second = static_cast<unsigned char>(received[1]);
    const unsigned type = first & 0x0FU;
    const std::size_t size = second & 0x7FU;
    const bool last = (first & 0x80U) != 0;
    const bool control = (type & 0x8U) != 0;
    const bool known = control ? type <= 0xA : type <= 0x2;
    const bool masked = (second & 0x80U) != 0; // as all must be that a browser sends
    if ((first & 0x70U) != 0 || !known || !masked || (control && (!last || size > longest_payload)))
        return refuse(close_code::wrong_frame);
    if (size > longest_payload)
        return refuse(close_code::too_long);
    if (received.size() < 6 + size)
        return what::needs_more;
    payload_.assign(received, 6, size);
    for (std::size_t i = 0; i < size; ++i)
        payload_[i] = static_cast<char>(payload_[i] ^ received[2 + i % 4]);
    received.erase(0, 6 + size);
    return judge(static_cast<frame>(type), last);
}

frame_reader::what frame_reader::judge(frame f, bool last)
{
    switch (f) {
    case frame::close:
        return payload_.size() == 1 ? refuse(close_code::wrong_frame) : what::close;
    case frame::ping:
        return what::ping;
    case frame::pong:
        return what::pong;
    default:
        break;
    }
    if ((f == frame::continuation) != in_parts_) // a part of nothing, or a message within another
        return refuse(close_code::wrong_frame);
    message_size_ = (in_parts_ ? message_size_ : 0) + payload_.size();
    in_parts_ = !last;
    return message_size_ > longest_payload ? refuse(close_code::too_long) : what::data;
}

}
