// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/answer.hpp"

#include <array>
#include <charconv>

namespace hblink::web {

namespace {

// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110, 5.6.7). The program never leaves the locale "C".
std::string date(std::time_t now)
{
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    std::array<char, 40> text{};
    return {text.data(), std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts)};
}

void add(std::string& to, std::string_view name, std::string_view value)
{
    to.append(name).append(": ").append(value).append("\r\n");
}

}

std::string_view phrase(unsigned status) noexcept
{
    switch (status) {
    case 200:
        return "OK";
    case 204:
        return "No Content";
    case 304:
        return "Not Modified";
    case 307:
        return "Temporary Redirect";
    case 400:
        return "Bad Request";
    case 401:
        return "Unauthorized";
    case 403:
        return "Forbidden";
    case 404:
        return "Not Found";
    case 405:
        return "Method Not Allowed";
    case 413:
        return "Content Too Large";
    case 414:
        return "URI Too Long";
    case 417:
        return "Expectation Failed";
    case 426:
        return "Upgrade Required";
    case 429:
        return "Too Many Requests";
    case 431:
        return "Request Header Fields Too Large";
    case 500:
        return "Internal Server Error";
    case 503:
        return "Service Unavailable";
    case 505:
        return "HTTP Version Not Supported";
    default:
        return "Answer";
    }
}

response text(unsigned status, std::string body)
{
    response r;
    r.status = status;
    r.body = std::make_shared<const std::string>(std::move(body));
    return r;
}

std::string head_of(const response& r, const answer_form& form, std::time_t now)
{
    std::string head;
    head.reserve(512);
    head.append("HTTP/1.1 ").append(std::to_string(r.status)).append(" ").append(phrase(r.status));
    head.append("\r\n");
    add(head, "Server", "hblinkd");
    add(head, "Date", date(now));
    if (r.status != 204 && r.status != 304)
        add(head, "Content-Type", r.content_type);
    if (form.length && r.status != 204 && r.status != 304)
        add(head, "Content-Length", std::to_string(*form.length));
    else if (form.chunked)
        add(head, "Transfer-Encoding", "chunked");
    add(head, "Cache-Control", r.cache_control);
    add(head, "Content-Security-Policy", r.security_policy);
    add(head, "X-Content-Type-Options", "nosniff");
    add(head, "Referrer-Policy", "no-referrer");
    for (const auto& [name, value] : r.fields)
        add(head, name, value);
    add(head, "Connection", form.keep_alive ? "keep-alive" : "close");
    return head.append("\r\n");
}

std::string switching_protocols(std::string_view accept)
{
    std::string head = "HTTP/1.1 101 Switching Protocols\r\nServer: hblinkd\r\n";
    add(head, "Upgrade", "websocket");
    add(head, "Connection", "Upgrade");
    add(head, "Sec-WebSocket-Accept", accept);
    return head.append("\r\n");
}

std::string chunk_of(std::string_view piece)
{
    std::array<char, 16> digits{};
    const auto end = std::to_chars(digits.begin(), digits.end(), piece.size(), 16).ptr;
    std::string chunk{digits.begin(), end};
    return chunk.append("\r\n").append(piece).append("\r\n");
}

}
