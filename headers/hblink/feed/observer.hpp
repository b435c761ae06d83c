// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/system/error_code.hpp>

#include <string_view>

namespace hblink::feed {

// What an operator may want to know of the feed. `where` is "unix:/tmp/hblink4.sock" or "[::1]:8765".
class observer
{
public:
    virtual void connected(std::string_view where) = 0;
    virtual void lost(std::string_view where, std::string_view why) = 0;
    // An attempt has failed; the next one is in ten seconds. Ordinary while there is no dashboard.
    virtual void refused(std::string_view where, const boost::system::error_code&) = 0;
    // The dashboard does not read: the connection will be made anew.
    virtual void overflowed(std::string_view where) = 0;
    // Something came from there that is no message of a dashboard; told once for each connection.
    virtual void nonsense(std::string_view where, std::string_view what) = 0;

protected:
    ~observer() = default;
};

}
