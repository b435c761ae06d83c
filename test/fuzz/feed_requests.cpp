// SPDX-License-Identifier: GPL-3.0-or-later
// What comes from where a dashboard should be: any bytes, cut anywhere.
#include "hblink/feed/requests.hpp"

#include "fuzz/input.hpp"
#include "fuzz/require.hpp"

namespace {

using namespace hblink;
using fuzz::require;

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::input in{data, size};
    const std::size_t piece = 1U + in.byte();
    const std::string_view bytes = in.rest();

    feed::requests at_once;
    const auto whole = at_once.read(bytes);
    require(4 * (whole.sync_requests + whole.nonsense) <= bytes.size(), "a frame has a length");
    require(28 * whole.sync_requests <= bytes.size() + 4 * whole.sync_requests, "a request has a body");

    feed::requests in_pieces;
    feed::requests::found sum;
    for (std::size_t at = 0; at < bytes.size() && !sum.hopeless; at += piece) {
        const auto part = in_pieces.read(bytes.substr(at, piece));
        sum.sync_requests += part.sync_requests;
        sum.nonsense += part.nonsense;
        sum.hopeless = part.hopeless;
    }
    require(sum.sync_requests == whole.sync_requests && sum.nonsense == whole.nonsense &&
                sum.hopeless == whole.hopeless,
            "where it is cut makes no difference");
    return 0;
}
