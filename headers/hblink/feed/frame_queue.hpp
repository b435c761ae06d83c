// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

namespace hblink::feed {

// Frames that wait until the dashboard has read those before them. Kept in pieces of about piece_size, so
// that no large memory is moved or asked for at once.
class frame_queue
{
public:
    static constexpr std::size_t usual_most = 8 * 1024 * 1024; // quirks.md 56
    static constexpr std::size_t piece_size = 64 * 1024;

    explicit frame_queue(std::size_t most_bytes = usual_most) : most_bytes_{most_bytes} {}

    // One or several whole frames. False: there is no room, nothing of it was taken.
    bool push(std::string_view frames);

    // Whole frames from its front: not all of them, if there are many. Must not be empty.
    std::string pop();

    void clear();
    bool empty() const noexcept { return pieces_.empty(); }
    std::size_t bytes() const noexcept { return bytes_; }
    std::size_t frames() const noexcept; // counts them

private:
    std::size_t most_bytes_;
    std::size_t bytes_{0};
    std::deque<std::string> pieces_;
};

std::size_t count_frames(std::string_view whole_frames) noexcept;

// What is being written to the socket: whole frames, of which a part is gone.
class frames_in_flight
{
public:
    bool empty() const noexcept { return sent_ == bytes_.size(); }
    bool at_boundary() const noexcept { return sent_ == frame_begin_; } // no frame is gone in part

    void put(std::string frames); // when it is empty
    std::string take_memory();    // when it is empty: a text to write the next frames into
    std::string_view rest() const noexcept { return std::string_view{bytes_}.substr(sent_); }
    // So many bytes are gone. Answers how many frames have become complete by it.
    std::size_t sent(std::size_t bytes);
    // Drops all frames but the one that is gone in part. Answers how many.
    std::size_t drop_others();

private:
    std::string bytes_;
    std::size_t sent_{0};
    std::size_t frame_begin_{0}; // of the first one that is not gone completely
};

}
