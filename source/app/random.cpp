// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/random.hpp"

#include <openssl/rand.h>

#include <stdexcept>

namespace hblink::app {

void system_random::fill(std::span<std::byte> destination)
{
    if (RAND_bytes(reinterpret_cast<unsigned char*>(destination.data()),
                   static_cast<int>(destination.size())) != 1)
        throw std::runtime_error{"the operating system gives no random numbers"};
}

}
