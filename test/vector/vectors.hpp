// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/burst.hpp"

#include <boost/json.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>

#include "support/bytes.hpp"
#include "support/wrong_bits.hpp"

// Files of test vectors: of the folder that the environment variable HBLINK_VECTORS names, or else of
// test/data/vectors. What is missing or empty makes a test fail.
namespace hblink::test {

inline boost::json::object read_vectors(const std::string& file)
{
    const char* elsewhere = std::getenv("HBLINK_VECTORS");
    const std::string folder = elsewhere != nullptr ? elsewhere : std::string{HBLINK_TEST_DATA} + "/vectors";
    std::ifstream in{folder + "/" + file};
    if (!in)
        throw std::runtime_error{"cannot read " + folder + "/" + file};
    std::ostringstream text;
    text << in.rdbuf();
    return boost::json::parse(text.str()).as_object();
}

// The list `key` of a file.
inline boost::json::array list_of_vectors(const std::string& file, const std::string& key)
{
    boost::json::array list = read_vectors(file).at(key).as_array();
    if (list.empty())
        throw std::runtime_error{file + ": no vectors"};
    return list;
}

template <std::size_t Size>
std::array<std::byte, Size> octets(const boost::json::value& hex)
{
    const auto bytes = from_hex(boost::json::value_to<std::string>(hex));
    if (bytes.size() != Size)
        throw std::runtime_error{"a vector has a wrong length"};
    std::array<std::byte, Size> out{};
    std::copy(bytes.begin(), bytes.end(), out.begin());
    return out;
}

using burst_bytes = std::array<std::byte, dmr::burst_size>;

inline burst_bytes burst_of(const boost::json::value& hex) { return octets<dmr::burst_size>(hex); }

}
