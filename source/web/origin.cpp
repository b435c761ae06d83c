// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/origin.hpp"

#include "hblink/web/words.hpp"

namespace hblink::web {

namespace {

std::string_view without(std::string_view host, std::string_view usual_port) noexcept
{
    if (host.ends_with(usual_port))
        host.remove_suffix(usual_port.size());
    return host;
}

}

bool same_origin(std::string_view origin, std::string_view hosts) noexcept
{
    const std::size_t end = origin.find("://");
    if (end == std::string_view::npos)
        return false; // "null": a page without an origin
    const std::string_view scheme = origin.substr(0, end);
    const std::string_view usual_port = same_word(scheme, "https")  ? ":443"
                                        : same_word(scheme, "http") ? ":80"
                                                                    : "";
    if (usual_port.empty())
        return false;
    const std::string_view named = without(origin.substr(end + 3), usual_port);
    while (!named.empty() && !hosts.empty())
        if (same_word(named, without(take_entry(hosts), usual_port)))
            return true;
    return false;
}

}
