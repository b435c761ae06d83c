// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/feed_log.hpp"

#include <boost/system/errc.hpp>

#include <cstddef>

namespace hblink::app {
namespace {

constexpr std::size_t most_told = 16; // a name may have other addresses every time

// The dashboard is not up, or this machine has no IPv6: the other address is tried then.
bool is_ordinary(const boost::system::error_code& e)
{
    using namespace boost::system::errc;
    return e == connection_refused || e == no_such_file_or_directory || e == address_not_available ||
           e == address_family_not_supported;
}

}

void feed_log::connected(std::string_view where)
{
    told_.clear();
    lines_.connected(where);
}

void feed_log::refused(std::string_view where, const boost::system::error_code& error)
{
    const bool ordinary = is_ordinary(error);
    const auto before = told_.find(where);
    if (!ordinary && before != told_.end() && before->second == error)
        return;
    if (told_.size() >= most_told)
        told_.clear();
    told_.insert_or_assign(std::string{where}, error);
    lines_.unreachable(where, error, ordinary);
}

}
