// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/bptc.hpp"

#include "hblink/dmr/big_endian.hpp"
#include "hblink/dmr/bptc_matrix.hpp"
#include "hblink/dmr/hamming.hpp"

#include <algorithm>
#include <cstdint>

namespace hblink::dmr {

namespace {

using namespace bptc;

// Both directions are linear: the result is the sum (exclusive or) of what each bit of the input contributes.
// So a table tells for each four bits of the input, and each value of them, what they contribute together.
struct alignas(32) contribution
{
    std::array<std::uint64_t, 4> words{};

    constexpr contribution& operator^=(const contribution& other) noexcept
    {
        for (std::size_t i = 0; i < words.size(); ++i)
            words[i] ^= other.words[i];
        return *this;
    }
};

struct byte_contributions
{
    std::array<contribution, 16> upper;
    std::array<contribution, 16> lower;

    // `bit` is 0 for the most significant one.
    constexpr void set(std::size_t bit, const contribution& c)
    {
        std::array<contribution, 16>& nibble = bit < 4 ? upper : lower;
        for (std::size_t value = 0; value < nibble.size(); ++value)
            if ((value & std::size_t{8} >> bit % 4) != 0)
                nibble[value] ^= c;
    }
    constexpr void add_to(contribution& sum, std::byte value) const noexcept
    {
        sum ^= upper[std::to_integer<std::size_t>(value) >> 4];
        sum ^= lower[std::to_integer<std::size_t>(value) & 15];
    }
};

// --- From the burst -----------------------------------------------------------------------------------

// A burst's information bits are in its bytes 0-12 and 20-32. The last six bits of byte 12 and the first six
// of byte 20 belong to the slot type, and contribute nothing.
constexpr std::size_t half = 13;
constexpr std::size_t second_half = burst_size - half;

// Words 0 and 1 are the data. Words 2 and 3 are 24 checks of four bits, for 9 rows and 15 columns; those of
// the other rows follow from them.
constexpr void set_data(contribution& c, std::size_t bit)
{
    c.words[bit / 64] = std::uint64_t{1} << (63 - bit % 64);
}
constexpr void set_check(contribution& c, std::size_t check, std::uint64_t syndrome)
{
    c.words[2 + check / 16] |= syndrome << 4 * (check % 16);
}

constexpr contribution contribution_of(std::size_t row, std::size_t column)
{
    contribution c;
    const std::size_t place = row * data_columns + column;
    if (row < data_rows && column < data_columns && place >= reserved_bits)
        set_data(c, place - reserved_bits);
    if (row < data_rows)
        set_check(c, row, hamming_15_11::syndrome(1u << (columns - 1 - column)));
    set_check(c, data_rows + column, hamming_13_9::syndrome(1u << (rows - 1 - row)));
    return c;
}

// Of each byte of the first half, and of that as far into the second.
struct pair_of_bytes
{
    byte_contributions first;
    byte_contributions second;
};

constexpr std::array<pair_of_bytes, half> make_decoding()
{
    std::array<pair_of_bytes, half> out{};
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column) {
            const std::size_t bit = burst_bit(row, column);
            byte_contributions& byte =
                bit / 8 < half ? out[bit / 8].first : out[bit / 8 - second_half].second;
            byte.set(bit % 8, contribution_of(row, column));
        }
    return out;
}

constexpr std::array<pair_of_bytes, half> decoding = make_decoding();

// --- To the burst -------------------------------------------------------------------------------------

// The words are the burst's bytes 0-7, 8-15, 17-24 and 25-32.
constexpr std::uint64_t information_of_second = ~std::uint64_t{0} << 30; // bits 64-97
constexpr std::uint64_t information_of_third = ~std::uint64_t{0} >> 30;  // bits 166-199

constexpr void set_burst_bit(contribution& c, std::size_t bit)
{
    const std::size_t place = bit < 128 ? bit : bit - 8; // byte 16 is left out
    c.words[place / 64] |= std::uint64_t{1} << (63 - place % 64);
}

constexpr contribution contribution_of(std::size_t data_bit)
{
    const std::size_t place = data_bit + reserved_bits;
    const std::uint32_t across = hamming_15_11::encode(1u << (data_columns - 1 - place % data_columns));
    const std::uint32_t down = hamming_13_9::encode(1u << (data_rows - 1 - place / data_columns));
    contribution c;
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column)
            if ((down >> (rows - 1 - row) & across >> (columns - 1 - column) & 1) != 0)
                set_burst_bit(c, burst_bit(row, column));
    return c;
}

constexpr std::array<byte_contributions, block_size> make_encoding()
{
    std::array<byte_contributions, block_size> out{};
    for (std::size_t bit = 0; bit < 8 * block_size; ++bit)
        out[bit / 8].set(bit % 8, contribution_of(bit));
    return out;
}

constexpr std::array<byte_contributions, block_size> encoding = make_encoding();

}

bptc_result decode_bptc(burst from) noexcept
{
    contribution sum;
    auto next = from.begin();
    for (const pair_of_bytes& both : decoding) {
        both.first.add_to(sum, next[0]);
        both.second.add_to(sum, next[second_half]);
        ++next;
    }
    if ((sum.words[2] | sum.words[3]) != 0) [[unlikely]]
        return correct_bptc(from);
    std::array<std::byte, 16> data;
    write_big_endian(sum.words[0], std::span{data}.first<8>());
    write_big_endian(sum.words[1], std::span{data}.last<8>());
    bptc_result result{{}, 0, true};
    std::copy_n(data.begin(), result.data.size(), result.data.begin());
    return result;
}

void encode_bptc(std::span<const std::byte, block_size> data, writable_burst to) noexcept
{
    contribution sum;
    auto next = data.begin();
    for (const byte_contributions& byte : encoding)
        byte.add_to(sum, *next++);
    const auto second = to.subspan<8, 8>();
    const auto third = to.subspan<17, 8>();
    const auto rest_of_second = read_big_endian<std::uint64_t>(second) & ~information_of_second;
    const auto rest_of_third = read_big_endian<std::uint64_t>(third) & ~information_of_third;
    write_big_endian(sum.words[0], to.first<8>());
    write_big_endian(sum.words[1] | rest_of_second, second);
    write_big_endian(sum.words[2] | rest_of_third, third);
    write_big_endian(sum.words[3], to.last<8>());
}

}
