// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses and networks as an operator, or a proxy, writes them.
#include "hblink/wire/address.hpp"

#include <string>

#include "fuzz/bytes.hpp"
#include "fuzz/input.hpp"
#include "fuzz/require.hpp"

namespace {

using namespace hblink;
using fuzz::require;

void check_address(const wire::address& a)
{
    const auto again = wire::parse_address(a.to_string());
    require(again && *again == a, "an address that is written is read as the same");
    require(a.scope() == 0 || a.is_link_local(), "only link-local addresses have a scope");
    if (a.is_v4())
        require(wire::address::v4(a.to_v4()) == a, "an IPv4 address is its number");
    const wire::endpoint e{a, 62031};
    require(hash_value(e) == hash_value(wire::endpoint{*again, 62031}), "the same address has the same hash");
    require(e.to_string().ends_with(":62031"), "an endpoint ends with its port");
}

wire::address with_bit_flipped(const wire::address& a, unsigned bit)
{
    auto bytes = a.bytes();
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ 0x80U >> bit % 8);
    return wire::address::v6(bytes);
}

void check_network(const wire::network& n)
{
    const unsigned width = n.address.is_v4() ? 32 : 128;
    require(n.prefix <= width, "a prefix is as long as its address at most");
    require(n.contains(n.address), "a network contains its address");
    const auto again = wire::parse_network(n.address.to_string() + "/" + std::to_string(n.prefix));
    require(again && *again == n, "a network that is written is read as the same");
    // Bit by bit: those of the prefix matter, the others do not.
    for (unsigned bit = 128 - width; bit < 128; ++bit) {
        const wire::address other = with_bit_flipped(n.address, bit);
        if (other.is_v4() == n.address.is_v4())
            require(n.contains(other) == (bit >= 128 - width + n.prefix), "a network is its prefix");
    }
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::as_text(data, size);
    const auto address = wire::parse_address(text);
    if (address)
        check_address(*address);
    else
        require(!address.error().message().empty(), "an error has a name");
    if (const auto network = wire::parse_network(text))
        check_network(*network);
    else
        require(!address || text.find('/') != text.npos, "an address is a network of one");
    return 0;
}
