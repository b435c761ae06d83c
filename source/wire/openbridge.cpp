// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/wire/openbridge.hpp"

#include <algorithm>
#include <tuple>

namespace hblink::wire {

openbridge_seal::openbridge_seal(std::string_view passphrase) : hmac_{passphrase} {}

void openbridge_seal::sign(std::span<std::byte, openbridge_size> frame)
{
    const hmac_sha1::code code = hmac_(frame.first<dmrd_least>());
    std::copy(code.begin(), code.end(), frame.begin() + dmrd_least);
}

bool openbridge_seal::is_genuine(bytes frame)
{
    return frame.size() == openbridge_size && is_burst(frame) &&
           equal(hmac_(frame.first<dmrd_least>()), frame.last<std::tuple_size_v<hmac_sha1::code>>());
}

}
