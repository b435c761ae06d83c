// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/wire/openbridge.hpp"

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/params.h>

#include <stdexcept>

namespace hblink::wire {
namespace {

constexpr std::size_t signed_size = 53;
constexpr std::size_t hmac_size = 20;

void mac(EVP_MAC_CTX* context, const std::byte* frame, unsigned char* out)
{
    std::size_t length = 0;
    const bool ok =
        EVP_MAC_init(context, nullptr, 0, nullptr) == 1 &&
        EVP_MAC_update(context, reinterpret_cast<const unsigned char*>(frame), signed_size) == 1 &&
        EVP_MAC_final(context, out, &length, hmac_size) == 1;
    if (!ok || length != hmac_size)
        throw std::runtime_error{"OpenSSL: HMAC-SHA1 failed"};
}

}

openbridge_seal::openbridge_seal(std::string_view passphrase)
{
    EVP_MAC* const algorithm = EVP_MAC_fetch(nullptr, "HMAC", nullptr);
    context_ = algorithm != nullptr ? EVP_MAC_CTX_new(algorithm) : nullptr;
    EVP_MAC_free(algorithm);
    char name[] = "SHA1";
    const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, name, 0),
                                     OSSL_PARAM_construct_end()};
    if (context_ == nullptr ||
        EVP_MAC_init(context_, reinterpret_cast<const unsigned char*>(passphrase.data()), passphrase.size(),
                     parameters) != 1)
        throw std::runtime_error{"OpenSSL: HMAC-SHA1 is not available"};
}

openbridge_seal::~openbridge_seal() { EVP_MAC_CTX_free(context_); }

void openbridge_seal::sign(std::span<std::byte, openbridge_size> frame)
{
    mac(context_, frame.data(), reinterpret_cast<unsigned char*>(frame.data() + signed_size));
}

bool openbridge_seal::is_genuine(bytes frame)
{
    if (frame.size() != openbridge_size || !is_burst(frame))
        return false;
    std::array<unsigned char, hmac_size> wanted;
    mac(context_, frame.data(), wanted.data());
    return CRYPTO_memcmp(wanted.data(), frame.data() + signed_size, hmac_size) == 0;
}

}
