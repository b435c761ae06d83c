// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded before the server's own libraries: a name service that never answers when it is asked for
// "dead.example".
#include <cstring>

#include <dlfcn.h>
#include <netdb.h>
#include <unistd.h>

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* wanted, addrinfo** found)
{
    using function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const auto real = reinterpret_cast<function>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    while (name != nullptr && std::strcmp(name, "dead.example") == 0)
        ::pause();
    return real(name, service, wanted, found);
}
