// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/feed/frame_queue.hpp"

#include "hblink/feed/frame.hpp"

#include <utility>

namespace hblink::feed {

bool frame_queue::push(std::string_view frames)
{
    if (frames.size() > most_bytes_ - bytes_)
        return false;
    if (frames.empty())
        return true;
    if (pieces_.empty() || pieces_.back().size() + frames.size() > piece_size)
        pieces_.emplace_back();
    pieces_.back() += frames;
    bytes_ += frames.size();
    return true;
}

std::string frame_queue::pop()
{
    std::string first = std::move(pieces_.front());
    pieces_.pop_front();
    bytes_ -= first.size();
    return first;
}

void frame_queue::clear()
{
    pieces_.clear();
    bytes_ = 0;
}

std::size_t frame_queue::frames() const noexcept
{
    std::size_t n = 0;
    for (const std::string& piece : pieces_)
        n += count_frames(piece);
    return n;
}

std::size_t count_frames(std::string_view whole_frames) noexcept
{
    std::size_t n = 0;
    for (; !whole_frames.empty(); ++n)
        whole_frames.remove_prefix(end_of_frame(whole_frames));
    return n;
}

void frames_in_flight::put(std::string frames)
{
    bytes_ = std::move(frames);
    sent_ = 0;
    frame_begin_ = 0;
}

// Memory that was used before: of fresh memory the kernel clears every page.
std::string frames_in_flight::take_memory()
{
    std::string memory = std::exchange(bytes_, {});
    memory.clear();
    put({});
    return memory;
}

std::size_t frames_in_flight::sent(std::size_t bytes)
{
    sent_ += bytes;
    std::size_t complete = 0;
    while (frame_begin_ != bytes_.size()) {
        const auto end = frame_begin_ + end_of_frame(std::string_view{bytes_}.substr(frame_begin_));
        if (end > sent_)
            break;
        frame_begin_ = end;
        ++complete;
    }
    return complete;
}

std::size_t frames_in_flight::drop_others()
{
    const std::string_view left = std::string_view{bytes_}.substr(frame_begin_);
    const std::size_t keep = at_boundary() ? 0 : end_of_frame(left);
    const std::size_t dropped = count_frames(left.substr(keep));
    bytes_.resize(frame_begin_ + keep);
    return dropped;
}

}
