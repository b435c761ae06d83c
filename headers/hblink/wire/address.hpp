// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/system/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

namespace hblink::wire {

// An IPv4 or IPv6 address. IPv4-mapped IPv6 addresses are IPv4 here: they are shown and matched as such
// (spec hbp.md, "Listeners"). Sixteen bytes in network order, IPv4 as ::ffff:a.b.c.d.
class address
{
public:
    constexpr address() noexcept = default; // :: (unspecified)

    static address v4(std::uint32_t host_order) noexcept;
    static address v6(const std::array<std::uint8_t, 16>& network_order, std::uint32_t scope = 0) noexcept;

    bool is_v4() const noexcept;
    bool is_unspecified() const noexcept; // 0.0.0.0 or ::
    bool is_link_local() const noexcept;  // fe80::/10
    std::uint32_t to_v4() const noexcept; // host order; only for is_v4()
    const std::array<std::uint8_t, 16>& bytes() const noexcept { return bytes_; }
    std::uint32_t scope() const noexcept { return scope_; } // interface index, link-local only

    std::string to_string() const; // "192.0.2.1", "2001:db8::1", "fe80::1%2"
    // With memcmp, which becomes two comparisons; that of std::array remains a call, for each target.
    friend bool operator==(const address& a, const address& b) noexcept
    {
        return std::memcmp(a.bytes_.data(), b.bytes_.data(), sizeof a.bytes_) == 0 && a.scope_ == b.scope_;
    }

private:
    std::array<std::uint8_t, 16> bytes_{};
    std::uint32_t scope_{};
};

// "192.0.2.1" or "2001:db8::1". Fails with address_error::malformed.
boost::system::result<address> parse_address(std::string_view text);

// Where a datagram comes from or goes to.
struct endpoint
{
    wire::address address;
    std::uint16_t port{};

    std::string to_string() const; // "192.0.2.1:62031", "[2001:db8::1]:62031"
    friend bool operator==(const endpoint&, const endpoint&) noexcept = default;
};

// For hash tables whose keys come from the network: mixes well, but is not secret.
std::size_t hash_value(const endpoint& e) noexcept;

// A block of addresses, "10.0.0.0/8" or "2001:db8::/32"; a single address is a block of one.
struct network
{
    wire::address address;
    std::uint8_t prefix{}; // of 32 for IPv4, of 128 for IPv6

    bool contains(const wire::address& a) const noexcept;
    friend bool operator==(const network&, const network&) noexcept = default;
};

// Fails with address_error::malformed or address_error::bad_prefix.
boost::system::result<network> parse_network(std::string_view text);

enum class address_error
{
    malformed = 1,
    bad_prefix
};
boost::system::error_code make_error_code(address_error) noexcept;

}

template <>
struct boost::system::is_error_code_enum<hblink::wire::address_error> : std::true_type
{};
