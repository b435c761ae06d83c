// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/address.hpp"
#include "hblink/wire/homebrew.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

struct evp_md_ctx_st;
struct evp_mac_ctx_st;

namespace hblink::wire {

// SHA-256 with one OpenSSL context that is used again and again.
class sha256
{
public:
    sha256(); // throws std::runtime_error when OpenSSL has no SHA-256
    ~sha256();
    sha256(const sha256&) = delete;
    sha256& operator=(const sha256&) = delete;

    // SHA-256(salt, passphrase): the answer to a challenge.
    digest challenge_answer(const salt&, std::string_view passphrase);

private:
    evp_md_ctx_st* context_;
};

// A keyed message authentication code with one OpenSSL context: HMAC-SHA256, or SipHash for hash tables
// whose keys a stranger chooses.
class keyed_hash
{
public:
    enum class algorithm : std::uint8_t
    {
        hmac_sha256,
        siphash
    };

    keyed_hash(algorithm, bytes secret); // siphash: 16 bytes. Throws std::runtime_error
    ~keyed_hash();
    keyed_hash(const keyed_hash&) = delete;
    keyed_hash& operator=(const keyed_hash&) = delete;

    // The first eight bytes of the code, as a number (big-endian).
    std::uint64_t operator()(bytes message);

private:
    evp_mac_ctx_st* context_;
};

// HMAC-SHA1 (RFC 2104) with a key of any length. The state after each of the two padded keys is made once, so
// a short message costs two blocks of SHA-1 instead of four.
class hmac_sha1
{
public:
    using code = std::array<std::byte, 20>;

    explicit hmac_sha1(std::string_view key); // throws std::runtime_error when OpenSSL has no SHA-1

    code operator()(bytes message);

private:
    struct free_context
    {
        void operator()(evp_md_ctx_st*) const noexcept;
    };
    using context = std::unique_ptr<evp_md_ctx_st, free_context>;

    context inner_;
    context outer_;
    context work_;
};

// HMAC-SHA256 (RFC 2104) and SHA-1 of now and then: what is needed for each packet has a class above.
// Throw std::runtime_error.
std::array<std::byte, 32> hmac_sha256(bytes key, bytes message);
std::array<std::byte, 20> sha1(bytes message);

// In constant time (CRYPTO_memcmp).
bool equal(std::span<const std::byte, 20> a, std::span<const std::byte, 20> b) noexcept;
bool equal(std::span<const std::byte, 32> a, std::span<const std::byte, 32> b) noexcept;

}
