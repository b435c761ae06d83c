// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/web/message.hpp"

#include <cstddef>
#include <ctime>
#include <optional>
#include <string>
#include <string_view>

namespace hblink::web {

// "Not Found"
std::string_view phrase(unsigned status) noexcept;

// What follows the header.
struct answer_form
{
    bool keep_alive{true};
    std::optional<std::size_t> length{0}; // bytes; nothing: pieces
    bool chunked{false};                  // else pieces end with the connection
};

// The first lines of an answer, with the empty one. No version of the program is told (what is not known
// cannot be looked up in a list of weaknesses).
std::string head_of(const response&, const answer_form&, std::time_t now);

// The answer that makes a connection a WebSocket; `accept` is the value of Sec-WebSocket-Accept.
std::string switching_protocols(std::string_view accept);

// A piece as a chunk of HTTP/1.1; the empty piece is the end.
std::string chunk_of(std::string_view piece);

}
