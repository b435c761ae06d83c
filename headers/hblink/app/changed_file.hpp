// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace hblink::app {

// Tells a file from the one that stood there before: another one was put in its place, or it was written to.
struct file_identity
{
    std::uint64_t device{};
    std::uint64_t inode{};
    std::uint64_t size{};
    std::int64_t modified{}; // ns since 1970

    friend bool operator==(const file_identity&, const file_identity&) = default;
};

struct changed_file
{
    bool changed{false};                   // false: it is the known one, and was not read
    std::optional<file_identity> identity; // nothing: there is no such file, or it cannot be read
    std::string text;
    std::string error;  // "" or why there is no text
    std::string remedy; // what to do about it
};

// Reads a file of at most `largest` bytes if it is not the known one. May hang: a network drive. Never reads
// from what is no file, and never answers half a file that somebody is just writing.
changed_file read_if_changed(const std::filesystem::path&, const std::optional<file_identity>& known,
                             std::size_t largest);

}
