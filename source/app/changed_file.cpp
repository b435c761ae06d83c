// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/changed_file.hpp"

#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace hblink::app {
namespace {

constexpr int attempts = 3; // at a file that changes while it is read

class open_file
{
public:
    // Not blocking: a named pipe would wait for a writer.
    explicit open_file(const std::filesystem::path& p)
        : descriptor_{::open(p.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)}
    {}
    ~open_file()
    {
        if (descriptor_ >= 0)
            ::close(descriptor_);
    }
    open_file(const open_file&) = delete;
    open_file& operator=(const open_file&) = delete;

    int descriptor() const noexcept { return descriptor_; }

private:
    int descriptor_;
};

file_identity identity_of(const struct stat& s) noexcept
{
    return {.device = static_cast<std::uint64_t>(s.st_dev),
            .inode = static_cast<std::uint64_t>(s.st_ino),
            .size = static_cast<std::uint64_t>(s.st_size),
            .modified = std::int64_t{s.st_mtim.tv_sec} * 1'000'000'000 + s.st_mtim.tv_nsec};
}

const char* remedy_for(int error) noexcept
{
    switch (error) {
    case ENOENT:
    case ENOTDIR:
        return "correct the path in the section users, or put the file there";
    case EACCES:
    case EPERM:
        return "let the user that the server runs as read the file and enter its folders";
    default:
        return "look at the disk";
    }
}

changed_file failed(int error)
{
    changed_file f;
    f.changed = true;
    f.error = std::strerror(error);
    f.remedy = remedy_for(error);
    return f;
}

changed_file unfit(const file_identity& identity, const char* error, const char* remedy)
{
    changed_file f;
    f.changed = true;
    f.identity = identity;
    f.error = error;
    f.remedy = remedy;
    return f;
}

// Answers the error number, or 0. Reads one byte more than the file is long, to see whether it grows.
int read_all(int descriptor, std::size_t size, std::string& text)
{
    text.resize(size + 1);
    std::size_t have = 0;
    while (have < text.size()) {
        const ssize_t n = ::read(descriptor, text.data() + have, text.size() - have);
        if (n == 0)
            break;
        if (n < 0 && errno != EINTR)
            return errno;
        if (n > 0)
            have += static_cast<std::size_t>(n);
    }
    text.resize(have);
    return 0;
}

}

changed_file read_if_changed(const std::filesystem::path& path, const std::optional<file_identity>& known,
                             std::size_t largest)
{
    for (int attempt = 0; attempt < attempts; ++attempt) {
        const open_file file{path};
        struct stat before
        {};
        if (file.descriptor() < 0 || ::fstat(file.descriptor(), &before) != 0)
            return failed(errno);
        const file_identity identity = identity_of(before);
        if (known == identity)
            return {};
        if (!S_ISREG(before.st_mode))
            return unfit(identity, "not a file", "name a file, not a folder or a device");
        if (identity.size > largest)
            return unfit(identity, "the file is too large", "is it the right file?");
        changed_file f;
        f.changed = true;
        f.identity = identity;
        if (const int error = read_all(file.descriptor(), identity.size, f.text); error != 0)
            return failed(error);
        struct stat after
        {};
        if (::fstat(file.descriptor(), &after) != 0)
            return failed(errno);
        if (identity_of(after) == identity && f.text.size() == identity.size)
            return f;
    }
    changed_file f;
    f.changed = true;
    f.error = "the file changes while it is read";
    f.remedy = "write a new file beside it, and rename that";
    return f;
}

}
