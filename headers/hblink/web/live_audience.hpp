// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/web/view.hpp"

#include <memory>
#include <string>

namespace hblink::web {

// The browsers that have the live page open, as whoever writes for them sees them.
class live_audience
{
public:
    virtual ~live_audience() = default;

    // Does anybody look at this view? If not, nothing has to be written for it.
    virtual bool anybody(view) const noexcept = 0;

    // A message for all who look at this view: one text, however many they are. Costs little; it is on its
    // way when this returns.
    virtual void publish(view, std::shared_ptr<const std::string> message) = 0;
};

}
