// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/target.hpp"

#include <algorithm>

namespace hblink::web {

namespace {

bool is_visible_ascii(char c) noexcept { return c > ' ' && c < '\x7F'; }

std::optional<unsigned> hexadecimal(char c) noexcept
{
    if (c >= '0' && c <= '9')
        return static_cast<unsigned>(c - '0');
    const auto lower = static_cast<char>(c | 0x20);
    if (lower >= 'a' && lower <= 'f')
        return static_cast<unsigned>(lower - 'a') + 10;
    return std::nullopt;
}

std::optional<std::string> decode(std::string_view written)
{
    std::string result;
    result.reserve(written.size());
    for (std::size_t i = 0; i < written.size(); ++i) {
        char c = written[i];
        if (c == '%') {
            const auto high = i + 2 < written.size() ? hexadecimal(written[i + 1]) : std::nullopt;
            const auto low = high ? hexadecimal(written[i + 2]) : std::nullopt;
            if (!low)
                return std::nullopt;
            c = static_cast<char>(*high << 4 | *low);
            i += 2;
        }
        if (static_cast<unsigned char>(c) < ' ' || c == '\x7F')
            return std::nullopt;
        result.push_back(c);
    }
    return result;
}

// RFC 3986, 5.2.4; nothing is above the root. A slash at the end stays.
std::string without_dots(std::string_view path)
{
    std::string result;
    bool ends_with_name = false;
    while (!path.empty()) {
        path.remove_prefix(1); // the slash
        const std::string_view segment = path.substr(0, path.find('/'));
        path.remove_prefix(segment.size());
        ends_with_name = !segment.empty() && segment != "." && segment != "..";
        if (segment == "..")
            result.erase(std::min(result.rfind('/'), result.size()));
        else if (ends_with_name)
            result.append("/").append(segment);
    }
    if (!ends_with_name)
        result.push_back('/');
    return result;
}

// "http://host/a" is "/a" (RFC 9112, 3.2.2): what a proxy is asked.
std::string_view without_authority(std::string_view written)
{
    const std::size_t scheme = written.find("://");
    if (written.starts_with('/') || scheme == std::string_view::npos)
        return written;
    const std::string_view name = written.substr(0, scheme);
    if (name != "http" && name != "https")
        return {};
    written.remove_prefix(scheme + 3);
    const std::size_t path = written.find('/');
    return path == std::string_view::npos ? std::string_view{"/"} : written.substr(path);
}

}

std::optional<target> parse_target(std::string_view written)
{
    if (!std::all_of(written.begin(), written.end(), is_visible_ascii) ||
        written.find('#') != std::string_view::npos)
        return std::nullopt;
    written = without_authority(written);
    if (!written.starts_with('/'))
        return std::nullopt;
    const std::size_t question = written.find('?');
    const auto decoded = decode(written.substr(0, question));
    if (!decoded)
        return std::nullopt;
    target result{without_dots(*decoded), {}};
    if (question != std::string_view::npos)
        result.query = written.substr(question + 1);
    return result;
}

std::string below(std::string_view base, std::string_view path)
{
    if (path.starts_with(base))
        path.remove_prefix(base.size() - 1);
    return std::string{path};
}

bool lacks_slash(std::string_view base, std::string_view path)
{
    return path.size() + 1 == base.size() && base.starts_with(path);
}

}
