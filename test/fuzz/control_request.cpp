// SPDX-License-Identifier: GPL-3.0-or-later
// Any line on the control socket is a request, which is the same one when it is written and read again, or it
// is refused with a sentence that has nothing of the line in it.
#include "hblink/control/request.hpp"

#include <algorithm>
#include <cstdint>

#include "fuzz/require.hpp"

using namespace hblink;
using fuzz::require;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view line{reinterpret_cast<const char*>(data), size};
    const control::reading found = control::read_request(line);
    require(found.request.has_value() == found.trouble.empty(), "a request, or what is wrong with it");
    if (!found.request) {
        const auto plain = [](char c) { return c >= 0x20 && c < 0x7F; };
        require(std::all_of(found.trouble.begin(), found.trouble.end(), plain), "trouble is plain text");
        return 0;
    }
    const std::string written = control::write_request(*found.request);
    const control::reading again = control::read_request(written);
    require(again.request.has_value(), "what is written is a request");
    require(control::write_request(*again.request) == written, "it is the same one");
    require(written.find('\n') == written.npos, "it is one line");
    require(control::reason_of(*found.request).size() <= control::longest_reason, "reasons are bounded");
    (void)control::arguments_of(*found.request);
    return 0;
}
