// SPDX-License-Identifier: GPL-3.0-or-later
// The only file that knows Boost.Beast, which takes long to compile.
#include "hblink/web/request_reader.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include <algorithm>
#include <string_view>

namespace hblink::web {

namespace beast = boost::beast;
namespace http = boost::beast::http;

namespace {

constexpr unsigned most_empty_lines = 4; // before a request (RFC 9112, 2.2)

// Is this the beginning of a request, as far as it goes? TLS, HTTP/2 and noise are told by their first
// bytes, so they need not be waited for. 0, or the status to refuse with.
unsigned objection_to_first_line(std::string_view received)
{
    const std::size_t end = received.find('\n');
    std::string_view line = received.substr(0, end);
    if (line.size() > request_reader::line_limit)
        return 414;
    if (line.empty() || line.front() < 'A' || line.front() > 'Z')
        return 400;
    if (line.ends_with('\r'))
        line.remove_suffix(1);
    else if (end != std::string_view::npos)
        return 400;
    if (std::any_of(line.begin(), line.end(),
                    [](char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7F'; }))
        return 400;
    if (end == std::string_view::npos)
        return 0;
    const std::string_view version = line.substr(line.rfind(' ') + 1);
    if (version == "HTTP/1.1" || version == "HTTP/1.0")
        return 0;
    return version.starts_with("HTTP/") ? 505 : 400;
}

// How many fields of this name there are.
std::size_t count(const http::fields& fields, http::field name)
{
    const auto [first, last] = fields.equal_range(name);
    return static_cast<std::size_t>(std::distance(first, last));
}

std::string joined(const http::fields& fields, std::string_view name, char between = ',')
{
    std::string result;
    const auto [first, last] = fields.equal_range({name.data(), name.size()});
    for (auto f = first; f != last; ++f) {
        if (!result.empty())
            result += between;
        result.append(f->value().data(), f->value().size());
    }
    return result;
}

unsigned status_of(const beast::error_code& error)
{
    if (error == http::error::body_limit)
        return 413;
    if (error == http::error::header_limit)
        return 431;
    return 400;
}

}

void request_reader::begin_anew() { *this = {}; }

request_reader::progress request_reader::refuse(unsigned status)
{
    status_ = status;
    return progress::refused;
}

request_reader::progress request_reader::put(std::string& received)
{
    if (has_head_)
        return skip_body(received);
    while (received.starts_with("\r\n")) {
        if (++empty_lines_ > most_empty_lines)
            return refuse(400);
        received.erase(0, 2);
    }
    if (received.empty() || received == "\r")
        return progress::needs_more;
    if (const unsigned status = objection_to_first_line(received); status != 0)
        return refuse(status);
    // Nothing more is looked at before the whole header is there.
    const std::size_t end = received.find("\r\n\r\n");
    if (end == std::string::npos)
        return received.size() < header_limit ? progress::needs_more : refuse(431);
    const auto last = received.begin() + static_cast<std::ptrdiff_t>(end);
    if (end + 4 > header_limit || std::count(received.begin(), last, '\n') > std::ptrdiff_t{field_limit})
        return refuse(431);
    return parse_header(received);
}

request_reader::progress request_reader::parse_header(std::string& received)
{
    http::request_parser<http::empty_body> parser;
    parser.header_limit(header_limit);
    parser.body_limit(body_limit);
    beast::error_code error;
    const std::size_t used = parser.put(boost::asio::buffer(received), error);
    received.erase(0, used);
    if (error || !parser.is_header_done())
        return refuse(status_of(error));
    const auto& message = parser.get();
    const std::size_t hosts = count(message, http::field::host);
    head_.http_1_1 = message.version() == 11;
    if (hosts > 1 || (hosts == 0 && head_.http_1_1)) // RFC 9112, 3.2
        return refuse(400);
    // Of these one alone makes sense, and whoever sends more wants us to take another than a proxy did.
    for (const http::field only : {http::field::authorization, http::field::origin,
                                   http::field::sec_websocket_key, http::field::sec_websocket_version})
        if (count(message, only) > 1)
            return refuse(400);
    if (count(message, http::field::expect) != 0) // nobody waits for our "continue": bodies are of no use
        return refuse(417);
    head_.method = std::string{message.method_string()};
    head_.target = std::string{message.target()};
    // Beast 1.81 must not be given a body in chunks: "0\r\n" that comes alone makes it fail an assertion.
    head_.keep_alive = message.keep_alive() && count(message, http::field::transfer_encoding) == 0;
    head_.authorization = joined(message, "Authorization");
    head_.forwarded_for = joined(message, "X-Forwarded-For");
    head_.forwarded_host = joined(message, "X-Forwarded-Host");
    head_.forwarded_proto = joined(message, "X-Forwarded-Proto");
    head_.host = joined(message, "Host");
    head_.origin = joined(message, "Origin");
    head_.cookie = joined(message, "Cookie", ';');
    head_.accept_encoding = joined(message, "Accept-Encoding");
    head_.if_none_match = joined(message, "If-None-Match");
    head_.connection = joined(message, "Connection");
    head_.upgrade = joined(message, "Upgrade");
    head_.websocket_key = joined(message, "Sec-WebSocket-Key");
    head_.websocket_version = joined(message, "Sec-WebSocket-Version");
    has_head_ = true;
    body_left_ = static_cast<std::size_t>(parser.content_length().value_or(0)); // within body_limit
    return skip_body(received);
}

request_reader::progress request_reader::skip_body(std::string& received)
{
    const std::size_t here = std::min(body_left_, received.size());
    received.erase(0, here);
    body_left_ -= here;
    return body_left_ == 0 ? progress::complete : progress::needs_more;
}

}
