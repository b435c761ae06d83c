// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/forwarded.hpp"

#include "hblink/web/words.hpp"

#include <algorithm>
#include <optional>

namespace hblink::web {

namespace {

// "192.0.2.1", "2001:db8::1", and what some proxies write: "192.0.2.1:4711", "[2001:db8::1]:4711".
std::optional<wire::address> address_in(std::string_view entry)
{
    if (entry.starts_with('[')) {
        const std::size_t end = entry.find(']');
        if (end == std::string_view::npos)
            return std::nullopt;
        entry = entry.substr(1, end - 1);
    } else if (std::count(entry.begin(), entry.end(), ':') == 1) {
        entry = entry.substr(0, entry.find(':'));
    }
    const auto parsed = wire::parse_address(entry);
    return parsed ? std::optional{*parsed} : std::nullopt;
}

}

wire::endpoint client_of(const wire::endpoint& peer, std::string_view forwarded_for,
                         std::span<const wire::network> trusted)
{
    const auto is_trusted = [&](const wire::address& a) {
        return std::any_of(trusted.begin(), trusted.end(),
                           [&](const wire::network& n) { return n.contains(a); });
    };
    wire::endpoint client = peer;
    while (!forwarded_for.empty() && is_trusted(client.address)) {
        const std::size_t comma = forwarded_for.rfind(',');
        const bool last = comma == std::string_view::npos;
        const auto entry = address_in(trimmed(last ? forwarded_for : forwarded_for.substr(comma + 1)));
        if (!entry)
            break;
        client = {*entry, 0};
        forwarded_for = last ? std::string_view{} : forwarded_for.substr(0, comma);
    }
    return client;
}

}
