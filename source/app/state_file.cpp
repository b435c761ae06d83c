// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/state_file.hpp"

#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace hblink::app {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error{errno, std::generic_category(), what}; }

class descriptor
{
public:
    descriptor(const std::filesystem::path& path, int flags)
        : value_{::open(path.c_str(), flags | O_CLOEXEC, 0600)}
    {
        if (value_ < 0)
            fail("open");
    }
    ~descriptor() { ::close(value_); }
    descriptor(const descriptor&) = delete;
    descriptor& operator=(const descriptor&) = delete;

    void write(std::string_view text) const
    {
        while (!text.empty()) {
            const auto n = ::write(value_, text.data(), text.size());
            if (n < 0 && errno != EINTR)
                fail("write");
            text.remove_prefix(n < 0 ? 0 : static_cast<std::size_t>(n));
        }
    }
    void sync() const
    {
        if (::fsync(value_) != 0)
            fail("fsync");
    }

private:
    int value_;
};

}

void write_state_file(const std::filesystem::path& path, std::string_view text)
{
    const auto folder = path.parent_path();
    const std::filesystem::path temporary = path.native() + ".new";
    std::filesystem::create_directories(folder);
    {
        const descriptor file{temporary, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW};
        file.write(text);
        file.sync();
    }
    std::filesystem::rename(temporary, path);
    descriptor{folder, O_RDONLY | O_DIRECTORY}.sync();
}

}
