// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/stream.hpp"

namespace hblink::core {

stream& stream_pool::take()
{
    if (free_.empty()) {
        free_.reserve(all_.size() + 1); // so that give_back never allocates
        return *all_.emplace_back(std::make_unique<stream>());
    }
    stream& s = *free_.back();
    free_.pop_back();
    return s;
}

void stream_pool::give_back(stream& s)
{
    s.targets.clear();
    free_.push_back(&s);
}

}
