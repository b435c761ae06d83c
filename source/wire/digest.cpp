// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/wire/digest.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/params.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>
#include <string>

namespace hblink::wire {

namespace {

// OpenSSL fails here only without memory or without its algorithms. A wrong answer instead of an exception
// would be a digest that a stranger could know.
void require(bool ok, const char* what)
{
    if (!ok)
        throw std::runtime_error{std::string{"OpenSSL: "} + what};
}

const unsigned char* as_uchar(bytes b) noexcept { return reinterpret_cast<const unsigned char*>(b.data()); }

EVP_MAC_CTX* new_context(const char* algorithm)
{
    EVP_MAC* const mac = EVP_MAC_fetch(nullptr, algorithm, nullptr);
    EVP_MAC_CTX* const context = mac != nullptr ? EVP_MAC_CTX_new(mac) : nullptr;
    EVP_MAC_free(mac); // the context holds a reference of its own
    require(context != nullptr, "this message authentication code is not available");
    return context;
}

struct free_algorithm
{
    void operator()(EVP_MD* m) const noexcept { EVP_MD_free(m); }
};
using algorithm_handle = std::unique_ptr<EVP_MD, free_algorithm>;

constexpr std::size_t sha1_block = 64;
using key_block = std::array<unsigned char, sha1_block>;

// The key, hashed if it does not fit into a block, filled up with zeros.
key_block block_of(std::string_view key, EVP_MD_CTX* context, const EVP_MD* sha1)
{
    key_block block{};
    if (key.size() <= block.size()) {
        std::copy(key.begin(), key.end(), block.begin());
        return block;
    }
    const bool ok = EVP_DigestInit_ex2(context, sha1, nullptr) == 1 &&
                    EVP_DigestUpdate(context, key.data(), key.size()) == 1 &&
                    EVP_DigestFinal_ex(context, block.data(), nullptr) == 1;
    require(ok, "SHA-1 failed");
    return block;
}

// The state of a digest that has seen the key, each byte of it xor `pad`.
void begin(EVP_MD_CTX* context, const EVP_MD* sha1, key_block key, unsigned char pad)
{
    for (unsigned char& c : key)
        c ^= pad;
    const bool ok = EVP_DigestInit_ex2(context, sha1, nullptr) == 1 &&
                    EVP_DigestUpdate(context, key.data(), key.size()) == 1;
    OPENSSL_cleanse(key.data(), key.size());
    require(ok, "SHA-1 failed");
}

}

sha256::sha256() : context_{EVP_MD_CTX_new()}
{
    // Fetched once: with a name or EVP_sha256() each initialisation would look the algorithm up again.
    EVP_MD* const algorithm = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    const bool ok =
        context_ != nullptr && algorithm != nullptr && EVP_DigestInit_ex2(context_, algorithm, nullptr) == 1;
    EVP_MD_free(algorithm);
    if (!ok)
        EVP_MD_CTX_free(context_);
    require(ok, "SHA-256 is not available");
}

sha256::~sha256() { EVP_MD_CTX_free(context_); }

digest sha256::challenge_answer(const salt& s, std::string_view passphrase)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> result;
    unsigned length = 0;
    const bool ok = EVP_DigestInit_ex2(context_, nullptr, nullptr) == 1 &&
                    EVP_DigestUpdate(context_, s.data(), s.size()) == 1 &&
                    EVP_DigestUpdate(context_, passphrase.data(), passphrase.size()) == 1 &&
                    EVP_DigestFinal_ex(context_, result.data(), &length) == 1;
    digest answer;
    require(ok && length == answer.size(), "SHA-256 failed");
    for (std::size_t i = 0; i < answer.size(); ++i)
        answer[i] = std::byte{result[i]};
    return answer;
}

keyed_hash::keyed_hash(algorithm which, bytes secret)
    : context_{new_context(which == algorithm::hmac_sha256 ? "HMAC" : "SIPHASH")}
{
    char digest_name[] = "SHA256";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest_name, 0),
                                     OSSL_PARAM_construct_end()};
    const bool fits = which == algorithm::siphash ? secret.size() == 16 : !secret.empty();
    const bool ok = fits && EVP_MAC_init(context_, as_uchar(secret), secret.size(),
                                         which == algorithm::hmac_sha256 ? parameters : nullptr) == 1;
    if (!ok)
        EVP_MAC_CTX_free(context_);
    require(ok, "the secret of a keyed hash does not fit");
}

keyed_hash::~keyed_hash() { EVP_MAC_CTX_free(context_); }

std::uint64_t keyed_hash::operator()(bytes message)
{
    std::array<unsigned char, EVP_MAX_MD_SIZE> code;
    std::size_t length = 0;
    // Without a key the context starts again with the one it has.
    const bool ok = EVP_MAC_init(context_, nullptr, 0, nullptr) == 1 &&
                    EVP_MAC_update(context_, as_uchar(message), message.size()) == 1 &&
                    EVP_MAC_final(context_, code.data(), &length, code.size()) == 1;
    require(ok && length >= 8, "a keyed hash failed");
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 8; ++i)
        value = value << 8 | code[i];
    return value;
}

hmac_sha1::hmac_sha1(std::string_view key)
    : inner_{EVP_MD_CTX_new()}, outer_{EVP_MD_CTX_new()}, work_{EVP_MD_CTX_new()}
{
    const algorithm_handle sha1{EVP_MD_fetch(nullptr, "SHA1", nullptr)};
    require(inner_ && outer_ && work_ && sha1, "SHA-1 is not available");
    key_block block = block_of(key, work_.get(), sha1.get());
    begin(inner_.get(), sha1.get(), block, 0x36);
    begin(outer_.get(), sha1.get(), block, 0x5C);
    OPENSSL_cleanse(block.data(), block.size());
}

hmac_sha1::code hmac_sha1::operator()(bytes message)
{
    code c;
    auto* const out = reinterpret_cast<unsigned char*>(c.data());
    EVP_MD_CTX* const work = work_.get();
    const bool ok =
        EVP_MD_CTX_copy_ex(work, inner_.get()) == 1 &&
        EVP_DigestUpdate(work, message.data(), message.size()) == 1 &&
        EVP_DigestFinal_ex(work, out, nullptr) == 1 && EVP_MD_CTX_copy_ex(work, outer_.get()) == 1 &&
        EVP_DigestUpdate(work, c.data(), c.size()) == 1 && EVP_DigestFinal_ex(work, out, nullptr) == 1;
    require(ok, "HMAC-SHA1 failed");
    return c;
}

void hmac_sha1::free_context::operator()(evp_md_ctx_st* c) const noexcept { EVP_MD_CTX_free(c); }

std::array<std::byte, 32> hmac_sha256(bytes key, bytes message)
{
    std::array<std::byte, 32> code;
    unsigned length = 0;
    const auto* const done = ::HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), as_uchar(message),
                                    message.size(), reinterpret_cast<unsigned char*>(code.data()), &length);
    require(done != nullptr && length == code.size(), "HMAC-SHA256 failed");
    return code;
}

std::array<std::byte, 20> sha1(bytes message)
{
    std::array<std::byte, 20> hash;
    unsigned length = 0;
    const bool ok = EVP_Digest(message.data(), message.size(), reinterpret_cast<unsigned char*>(hash.data()),
                               &length, EVP_sha1(), nullptr) == 1;
    require(ok && length == hash.size(), "SHA-1 failed");
    return hash;
}

bool equal(std::span<const std::byte, 20> a, std::span<const std::byte, 20> b) noexcept
{
    return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

bool equal(std::span<const std::byte, 32> a, std::span<const std::byte, 32> b) noexcept
{
    return CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

}
