// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace hblink::web {

// The parts of a request's header that matter here.
struct request_head
{
    std::string method;    // as it was sent: "GET"
    std::string target;    // "/metrics?x"
    bool http_1_1{true};   // else 1.0, which knows no chunks
    bool keep_alive{true}; // after a body in chunks nothing more is read
    std::string authorization;
    std::string forwarded_for;   // all X-Forwarded-For fields, joined by ","
    std::string forwarded_host;  // the same of X-Forwarded-Host
    std::string forwarded_proto; // and of X-Forwarded-Proto
    std::string host;
    std::string origin;
    std::string cookie; // all Cookie fields, joined by ";"
    std::string accept_encoding;
    std::string if_none_match;
    // What asks for a WebSocket (RFC 6455, 4.1).
    std::string connection;
    std::string upgrade;
    std::string websocket_key;
    std::string websocket_version;
};

// Reads one request from bytes that come in any portions. Knows no socket. A body of known length is read and
// thrown away; one in chunks is left alone, and the connection must end after the answer.
class request_reader
{
public:
    static constexpr std::size_t header_limit = 8192; // bytes, with the empty line at its end
    static constexpr std::size_t line_limit = 4096;   // the first line
    static constexpr std::size_t field_limit = 100;   // lines of the header
    static constexpr std::size_t body_limit = 4096;

    enum class progress : std::uint8_t
    {
        needs_more,
        complete, // head() may be asked
        refused   // status() may be asked; the connection is of no more use
    };

    // Takes what belongs to this request from the beginning of `received`, which never has to be longer
    // than header_limit.
    progress put(std::string& received);

    const request_head& head() const noexcept { return head_; }
    unsigned status() const noexcept { return status_; } // 400, 413, 414, 417, 431 or 505

    void begin_anew(); // for the next request

private:
    progress refuse(unsigned status);
    progress parse_header(std::string& received);
    progress skip_body(std::string& received);

    request_head head_;
    bool has_head_{false};
    std::size_t body_left_{}; // bytes
    unsigned status_{};
    unsigned empty_lines_{};
};
}
