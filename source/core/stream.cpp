// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/stream.hpp"

#include "hblink/dmr/slot_type.hpp"

#include <utility>

namespace hblink::core {

std::optional<std::uint8_t> colour_field::colour_code() const noexcept
{
    std::array<std::byte, dmr::burst_size> payload{};
    std::copy(middle.begin(), middle.end(), payload.begin() + first);
    if (frame == dmr::frame_type::data_sync) {
        const auto type = dmr::read_slot_type(payload);
        return type ? std::optional{type->colour_code} : std::nullopt;
    }
    if (frame != dmr::frame_type::voice)
        return std::nullopt;
    const auto emb = dmr::read_embedded_signalling(payload);
    return emb ? std::optional{emb->colour_code} : std::nullopt;
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
