// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/control/request.hpp"
#include "hblink/task/asio.hpp"

#include <boost/asio/awaitable.hpp>

#include <string>
#include <vector>

namespace hblink::control {

// What a request is answered with: one JSON object without a newline in it. In pieces, because a status of
// ten thousand repeaters is long, and is made a little at a time.
struct answer
{
    std::vector<std::string> pieces;
    bool good{true};     // false: what was asked for was not done
    std::string outcome; // in a few words, for the log; "" for a status
};

// What the server can be asked for. Implemented by the room app.
class operations
{
public:
    // On the event loop's thread; must not hold it up. The request outlives the call.
    virtual asio::awaitable<answer> execute(const request&) = 0;

protected:
    ~operations() = default;
};

}
