// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/control/request.hpp"

#include <filesystem>
#include <string_view>
#include <system_error>

#include <sys/types.h>

namespace hblink::control {

// Who is at the other end of a connection (SO_PEERCRED).
struct peer
{
    uid_t user{static_cast<uid_t>(-1)};
    pid_t process{0};
};

// What an operator should know about the control socket. Called on the event loop's thread.
class observer
{
public:
    virtual void listening(const std::filesystem::path&) {}
    // No socket could be made at this place, the last one that was tried: no command works.
    virtual void unavailable(const std::filesystem::path&, const std::error_code&) {}
    // A command that changes something was carried out, or refused: `outcome` says which.
    virtual void executed(const request&, const peer&, std::string_view outcome) { (void)outcome; }
    // A connection was ended without a command: what came was none, came too slowly, or was one too many.
    virtual void refused(const peer&, std::string_view why) { (void)why; }

protected:
    ~observer() = default;
};

}
