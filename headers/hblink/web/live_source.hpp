// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/web/view.hpp"

#include <memory>
#include <string>

namespace hblink::web {

// Whom the live page asks for the whole state, for a browser that has just come.
class live_source
{
public:
    // One browser's way through the state. Destroyed when it has come to its end or the browser has gone.
    class walk
    {
    public:
        virtual ~walk() = default;

        // The next message, in at most 100 us; false: there is none left.
        virtual bool next(std::string& message) = 0;
    };

    virtual ~live_source() = default;

    // The browser gets what this gives, mixed with all that is published to its view from now on.
    virtual std::unique_ptr<walk> begin(view) = 0;
};

}
