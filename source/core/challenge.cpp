// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/challenge.hpp"

namespace hblink::core {
namespace {

std::array<std::byte, 32> make_secret(random_source& random)
{
    std::array<std::byte, 32> secret{};
    random.fill(secret);
    return secret;
}

template <class Number>
void append(std::byte*& to, Number value)
{
    for (int shift = static_cast<int>(sizeof value) * 8 - 8; shift >= 0; shift -= 8)
        *to++ = static_cast<std::byte>(value >> shift);
}

}

challenge::challenge(random_source& random)
    : hash_{wire::keyed_hash::algorithm::hmac_sha256, make_secret(random)}
{}

wire::salt challenge::salt(dmr::repeater_id id, const wire::endpoint& who, time_point now)
{
    std::array<std::byte, 4 + 16 + 4 + 2 + 8> message{};
    std::byte* to = message.data();
    append(to, id.value());
    for (const auto octet : who.address.bytes())
        *to++ = std::byte{octet};
    append(to, who.address.scope());
    append(to, who.port);
    append(to, static_cast<std::uint64_t>(now.time_since_epoch() / epoch));

    const std::uint64_t code = hash_(message);
    wire::salt salt{};
    to = salt.data();
    append(to, static_cast<std::uint32_t>(code >> 32));
    return salt;
}

bool challenge::proves(std::span<const std::byte, 32> proof, const wire::salt& salt,
                       std::string_view passphrase)
{
    const wire::digest expected = sha256_.challenge_answer(salt, passphrase);
    return wire::equal(proof, expected);
}

}
