// SPDX-License-Identifier: GPL-3.0-or-later
// Loaded before the server's own libraries: a name service that never answers when it is asked for
// "dead.example", and that knows this machine by IPv4 as "here.example", and by IPv6 and then IPv4 as
// "both.example".
#include <cstring>

#include <dlfcn.h>
#include <netdb.h>
#include <unistd.h>

extern "C" int getaddrinfo(const char* name, const char* service, const addrinfo* wanted, addrinfo** found)
{
    using function = int (*)(const char*, const char*, const addrinfo*, addrinfo**);
    static const auto real = reinterpret_cast<function>(::dlsym(RTLD_NEXT, "getaddrinfo"));
    const auto is = [name](const char* other) { return name != nullptr && std::strcmp(name, other) == 0; };
    while (is("dead.example"))
        ::pause();
    if (!is("here.example") && !is("both.example"))
        return real(name, service, wanted, found);
    const int error = real("127.0.0.1", service, wanted, found);
    if (error != 0 || is("here.example"))
        return error;
    addrinfo* const second = *found;
    const int error_of_first = real("::1", service, wanted, found);
    if (error_of_first == 0)
        (*found)->ai_next = second; // one for each type of socket: the caller wants one
    return error_of_first;
}
