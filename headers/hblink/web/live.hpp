// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/web/view.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

// Between those who know what a page shows and those who send it to browsers (docs/live.md).
namespace hblink::web {

// Those who look at the page now.
class live_audience
{
public:
    virtual bool anybody(view) const = 0;
    // A difference, to all who look in this view. Does not wait for anybody.
    virtual void publish(view, std::shared_ptr<const std::string>) = 0;

protected:
    ~live_audience() = default;
};

// All that there is to be seen, for a browser that has just come. From begin() on it must be given every
// difference that is published for its view, behind what it was given before or between that.
class live_source
{
public:
    // Where a browser is in the full state; a new one is at the beginning.
    struct cursor
    {
        std::size_t section{};
        std::uint64_t place{};
    };

    // The first message.
    virtual std::string begin(view) = 0;
    // Puts the next message into `out`: a part of the rows, at last the end; "": it took too long to find
    // any, and wants to be asked again. False: that was the last one. Takes less than 100 us; `out` has at
    // most about 16 kB.
    virtual bool next(view, cursor&, std::string& out) = 0;

protected:
    ~live_source() = default;
};

}
