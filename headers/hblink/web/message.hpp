// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/task/asio.hpp"
#include "hblink/web/view.hpp"
#include "hblink/wire/address.hpp"

#include <boost/asio/awaitable.hpp>

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace hblink::web {

enum class method : std::uint8_t
{
    get,
    head,
    post,  // only where something is to be changed, and from no page of another site
    remove // DELETE; the same
};

// A question that was understood; the server has checked all of it but whether a full view is needed.
struct request
{
    web::method method{web::method::get};
    std::string path;          // below base_path, percent-decoded, without "..", "//" and control characters
    std::string query;         // behind the "?", as it was sent; visible ASCII
    std::string authorization; // the field's value, "" when it was not sent
    wire::endpoint client;     // whom a trusted proxy speaks for (port 0), else the peer
    web::view view{view::open_to_all}; // full: it shows the token, or a session's cookie
    bool wrong_token{false};           // it shows a token that is none
    bool by_https{false};              // as a trusted proxy says
    std::string accept_encoding;       // the fields' values
    std::string if_none_match;
};

struct response
{
    unsigned status{200};
    std::string content_type{"text/plain; charset=utf-8"};
    // Shared, so that one text may be on its way to many; null: nothing.
    std::shared_ptr<const std::string> body;
    std::string cache_control{"no-store"};
    std::string security_policy{"default-src 'none'; frame-ancestors 'none'"};
    std::vector<std::pair<std::string, std::string>> fields; // more header fields, as they are to be sent
    // When set, answers what comes after `body`, piece by piece; an empty piece is the end. Not called for
    // HEAD. It may be destroyed at any await: the connection may end.
    std::function<asio::awaitable<std::string>()> next_piece;
};

response text(unsigned status, std::string body);

// Called on the server's thread; may await. An exception becomes a 500 and a line in the log. The request
// lives until the answer is sent.
using handler = std::function<asio::awaitable<response>(const request&)>;

}
