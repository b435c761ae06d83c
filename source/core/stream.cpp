// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/stream.hpp"

#include "hblink/dmr/slot_type.hpp"

#include <utility>

namespace hblink::core {

std::uint8_t stream::colour_code() const noexcept
{
    constexpr std::uint8_t usual = 1;
    if (!last_coloured.heard)
        return usual;
    if (last_coloured.data_sync) {
        const auto type = dmr::read_slot_type(last_coloured.payload);
        return type ? type->colour_code : usual;
    }
    const auto emb = dmr::read_embedded_signalling(last_coloured.payload);
    return emb ? emb->colour_code : usual;
}

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

// Empty again, but for the memory of its lists.
void stream_pool::give_back(stream& s)
{
    auto targets = std::move(s.targets);
    auto renditions = std::move(s.renditions);
    targets.clear();
    renditions.clear();
    s = stream{};
    s.targets = std::move(targets);
    s.renditions = std::move(renditions);
    free_.push_back(&s);
}

}
