// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/live_stream.hpp"

#include <utility>

namespace hblink::web {

void live_stream::add(text t)
{
    bytes_ += t->size();
    texts_.push_back(std::move(t));
    while (texts_.size() > 1 && (texts_.size() > most_texts || bytes_ > most_bytes))
        drop_first();
}

void live_stream::forget()
{
    while (!texts_.empty())
        drop_first();
}

live_stream::text live_stream::at(std::uint64_t number) const
{
    return has_lost(number) || number >= next_number() ? nullptr
                                                       : texts_[static_cast<std::size_t>(number - first_)];
}

void live_stream::drop_first()
{
    bytes_ -= texts_.front()->size();
    texts_.pop_front();
    ++first_;
}

}
