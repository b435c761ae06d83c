// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

#include <sys/types.h>

namespace hblink::control {

// A listening unix socket and its file. The file has the mode 0660 before anybody can connect; it replaces
// one that is left over from a server that has gone, but never that of a server that answers, and nothing
// that is no socket. It goes with this object, unless another server has replaced it.
class socket_file
{
public:
    // Throws std::system_error; address_in_use: a server answers there.
    explicit socket_file(const std::filesystem::path&);
    ~socket_file();
    socket_file(const socket_file&) = delete;
    socket_file& operator=(const socket_file&) = delete;

    const std::filesystem::path& path() const noexcept { return path_; }

    // The listening descriptor, which is the caller's to close. Once.
    int release() noexcept;

private:
    void make();

    std::filesystem::path path_;
    int descriptor_{-1};
    dev_t device_{}; // of the file that we made
    ino_t inode_{};
};

}
