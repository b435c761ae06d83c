// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/wire/address.hpp"

#include <algorithm>
#include <charconv>
#include <optional>

#include <arpa/inet.h>
#include <netinet/in.h>

namespace hblink::wire {

namespace {

class address_category final : public boost::system::error_category
{
public:
    const char* name() const noexcept override { return "hblink.address"; }
    std::string message(int code) const override
    {
        switch (address_error(code)) {
        case address_error::malformed:
            return "not an IPv4 or IPv6 address";
        case address_error::bad_prefix:
            return "the prefix length must be 0..32 for IPv4, 0..128 for IPv6";
        }
        return "unknown address error";
    }
};

constexpr std::array<std::uint8_t, 12> mapped_prefix{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xFF, 0xFF};

std::optional<std::uint32_t> parse_number(std::string_view text, std::uint32_t largest) noexcept
{
    // from_chars takes a '-' for unsigned types, too: only digits are a number here.
    if (text.empty() || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    std::uint32_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value > largest)
        return std::nullopt;
    return value;
}

// Zeroes everything behind the first `bits` of 128.
std::array<std::uint8_t, 16> masked(std::array<std::uint8_t, 16> bytes, unsigned bits) noexcept
{
    for (unsigned i = 0; i < bytes.size(); ++i) {
        const unsigned kept = bits > 8 * i ? std::min(8u, bits - 8 * i) : 0;
        bytes[i] = static_cast<std::uint8_t>(bytes[i] & (0xFF00u >> kept));
    }
    return bytes;
}

// How many of the sixteen bytes' bits a network fixes.
unsigned fixed_bits(const address& a, std::uint8_t prefix) noexcept
{
    return a.is_v4() ? 96u + std::min<unsigned>(prefix, 32) : std::min<unsigned>(prefix, 128);
}

}

boost::system::error_code make_error_code(address_error e) noexcept
{
    static const address_category category;
    return {static_cast<int>(e), category};
}

address address::v4(std::uint32_t host_order) noexcept
{
    address a;
    std::copy(mapped_prefix.begin(), mapped_prefix.end(), a.bytes_.begin());
    for (std::size_t i = 0; i < 4; ++i)
        a.bytes_[12 + i] = static_cast<std::uint8_t>(host_order >> (24 - 8 * i));
    return a;
}

address address::v6(const std::array<std::uint8_t, 16>& network_order, std::uint32_t scope) noexcept
{
    address a;
    a.bytes_ = network_order;
    // Elsewhere the kernel may fill in an interface, which would make two addresses of one.
    if (a.is_link_local())
        a.scope_ = scope;
    return a;
}

bool address::is_v4() const noexcept
{
    return std::equal(mapped_prefix.begin(), mapped_prefix.end(), bytes_.begin());
}

bool address::is_unspecified() const noexcept
{
    return bytes_ == std::array<std::uint8_t, 16>{} || (is_v4() && to_v4() == 0);
}

bool address::is_link_local() const noexcept { return bytes_[0] == 0xFE && (bytes_[1] & 0xC0) == 0x80; }

std::uint32_t address::to_v4() const noexcept
{
    return std::uint32_t{bytes_[12]} << 24 | std::uint32_t{bytes_[13]} << 16 |
           std::uint32_t{bytes_[14]} << 8 | bytes_[15];
}

std::string address::to_string() const
{
    char text[INET6_ADDRSTRLEN]{};
    if (is_v4()) {
        ::inet_ntop(AF_INET, bytes_.data() + 12, text, sizeof text);
        return text;
    }
    ::inet_ntop(AF_INET6, bytes_.data(), text, sizeof text);
    return scope_ == 0 ? std::string{text} : std::string{text} + '%' + std::to_string(scope_);
}

boost::system::result<address> parse_address(std::string_view text)
{
    std::uint32_t scope = 0;
    const std::size_t percent = text.find('%');
    if (percent != text.npos) {
        const auto number = parse_number(text.substr(percent + 1), 0xFFFF'FFFF);
        if (!number)
            return address_error::malformed;
        scope = *number;
        text = text.substr(0, percent);
    }

    char terminated[INET6_ADDRSTRLEN]{};
    if (text.empty() || text.size() >= sizeof terminated || text.find('\0') != text.npos)
        return address_error::malformed;
    std::copy(text.begin(), text.end(), terminated);

    in_addr four{};
    if (percent == std::string_view::npos && ::inet_pton(AF_INET, terminated, &four) == 1)
        return address::v4(ntohl(four.s_addr));

    std::array<std::uint8_t, 16> six{};
    if (::inet_pton(AF_INET6, terminated, six.data()) != 1)
        return address_error::malformed;
    const address a = address::v6(six, scope);
    if (percent != std::string_view::npos && !a.is_link_local())
        return address_error::malformed;
    return a;
}

std::string endpoint::to_string() const
{
    const std::string host = address.to_string();
    return (address.is_v4() ? host : '[' + host + ']') + ':' + std::to_string(port);
}

std::size_t hash_value(const endpoint& e) noexcept
{
    // The finaliser of SplitMix64 over each half: every input bit reaches every output bit.
    const auto mix = [](std::uint64_t x) {
        x = (x ^ (x >> 30)) * 0xBF58'476D'1CE4'E5B9u;
        x = (x ^ (x >> 27)) * 0x94D0'49BB'1331'11EBu;
        return x ^ (x >> 31);
    };
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    for (std::size_t i = 0; i < 8; ++i) {
        high = high << 8 | e.address.bytes()[i];
        low = low << 8 | e.address.bytes()[8 + i];
    }
    const std::uint64_t rest = std::uint64_t{e.address.scope()} << 16 | e.port;
    return static_cast<std::size_t>(mix(mix(mix(high + 0x9E37'79B9'7F4A'7C15u) ^ low) ^ rest));
}

bool network::contains(const wire::address& a) const noexcept
{
    if (address.is_v4() != a.is_v4())
        return false;
    const unsigned bits = fixed_bits(address, prefix);
    return masked(address.bytes(), bits) == masked(a.bytes(), bits);
}

boost::system::result<network> parse_network(std::string_view text)
{
    const std::size_t slash = text.find('/');
    const std::string_view host = text.substr(0, slash);
    const auto parsed = parse_address(host);
    if (!parsed)
        return parsed.error();

    // "::ffff:10.0.0.0/104" is 10.0.0.0/8, written as an IPv6 program sees it.
    const bool mapped = parsed->is_v4() && host.find(':') != host.npos;
    const std::uint32_t largest = parsed->is_v4() && !mapped ? 32 : 128;
    std::uint32_t prefix = largest;
    if (slash != text.npos) {
        const auto number = parse_number(text.substr(slash + 1), largest);
        if (!number || (mapped && *number < 96))
            return address_error::bad_prefix;
        prefix = *number;
    }
    if (mapped)
        prefix -= 96;

    network n{*parsed, static_cast<std::uint8_t>(prefix)};
    n.address = address::v6(masked(n.address.bytes(), fixed_bits(n.address, n.prefix)), n.address.scope());
    return n;
}

}
