// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/embedded.hpp"

#include "hblink/dmr/big_endian.hpp"
#include "hblink/dmr/hamming.hpp"

#include <bit>
#include <span>

namespace hblink::dmr {

namespace {

// The code's matrix: seven Hamming words and their sum, each in the low 16 bits, its first column the most
// significant. As a sum of words, row 7 is a Hamming word, too.
using matrix = std::array<std::uint32_t, 8>;

constexpr std::uint32_t checksum(const link_control& lc) noexcept
{
    std::uint32_t sum = 0;
    for (const std::byte b : lc.octets)
        sum += std::to_integer<std::uint32_t>(b);
    return sum % 31;
}

// Exchanges rows and columns of 8 x 8 bits, a row in each byte: quarters first, then quarters of these.
constexpr std::uint64_t transposed(std::uint64_t m) noexcept
{
    const auto exchange = [&m](unsigned distance, std::uint64_t mask) {
        const std::uint64_t different = (m ^ m >> distance) & mask;
        m ^= different ^ different << distance;
    };
    exchange(28, 0x0000'0000'F0F0'F0F0);
    exchange(14, 0x0000'CCCC'0000'CCCC);
    exchange(7, 0x00AA'00AA'00AA'00AA);
    return m;
}

// On the air the matrix goes column by column.
constexpr fragments columns_of(const matrix& rows) noexcept
{
    std::uint64_t left = 0;
    std::uint64_t right = 0;
    for (const std::uint32_t row : rows) {
        left = left << 8 | row >> 8;
        right = right << 8 | (row & 0xFF);
    }
    left = transposed(left);
    right = transposed(right);
    return {static_cast<std::uint32_t>(left >> 32), static_cast<std::uint32_t>(left),
            static_cast<std::uint32_t>(right >> 32), static_cast<std::uint32_t>(right)};
}

constexpr matrix rows_of(const fragments& columns) noexcept
{
    const std::uint64_t left = transposed(std::uint64_t{columns[0]} << 32 | columns[1]);
    const std::uint64_t right = transposed(std::uint64_t{columns[2]} << 32 | columns[3]);
    matrix rows{};
    for (unsigned i = 0; i < rows.size(); ++i) {
        const unsigned shift = 56 - 8 * i;
        rows[i] = static_cast<std::uint32_t>((left >> shift & 0xFF) << 8 | (right >> shift & 0xFF));
    }
    return rows;
}

constexpr std::uint32_t sum_of(const matrix& rows) noexcept
{
    std::uint32_t sum = 0;
    for (const std::uint32_t row : rows)
        sum ^= row;
    return sum;
}

// False: more is wrong than can be told. A row with two wrong bits (Hamming notices, but cannot tell which)
// is what the other seven leave over; if that differs from it in other than two bits, one of them was wrong.
bool correct(matrix& rows) noexcept
{
    std::uint32_t* broken = nullptr;
    for (std::uint32_t& row : rows) {
        if (const auto sent = hamming_16_11::correct(row)) {
            row = *sent;
        } else {
            if (broken != nullptr)
                return false;
            broken = &row;
        }
    }
    const std::uint32_t sum = sum_of(rows);
    if (broken == nullptr)
        return sum == 0;
    *broken ^= sum;
    return std::popcount(sum) == 2;
}

bool undamaged(const matrix& rows) noexcept
{
    std::uint32_t wrong = sum_of(rows);
    for (const std::uint32_t row : rows)
        wrong |= hamming_16_11::syndrome(row);
    return wrong == 0;
}

}

fragments encode_embedded(const link_control& lc) noexcept
{
    const std::uint64_t bits = read_big_endian<std::uint64_t>(std::span{lc.octets}.first<8>());
    const auto data = [bits](unsigned shift) { return static_cast<std::uint32_t>(bits >> shift); };
    const std::uint32_t sum = checksum(lc);
    // Rows 2-6 have ten bits, and one of the checksum.
    const auto checked = [sum](std::uint32_t ten, unsigned bit) { return ten << 1 | (sum >> bit & 1); };
    const std::uint32_t last = data(0) << 8 | std::to_integer<std::uint32_t>(lc.octets[8]);
    matrix rows{hamming_16_11::encode(data(53)),
                hamming_16_11::encode(data(42)),
                hamming_16_11::encode(checked(data(32), 4)),
                hamming_16_11::encode(checked(data(22), 3)),
                hamming_16_11::encode(checked(data(12), 2)),
                hamming_16_11::encode(checked(data(2), 1)),
                hamming_16_11::encode(checked(last, 0))};
    rows[7] = sum_of(rows);
    return columns_of(rows);
}

std::optional<link_control> decode_embedded(const fragments& from) noexcept
{
    matrix rows = rows_of(from);
    if (!undamaged(rows) && !correct(rows))
        return std::nullopt;
    const auto data = [&rows](std::size_t row) { return std::uint64_t{hamming_16_11::data(rows[row])}; };
    const auto ten = [&data](std::size_t row) { return data(row) >> 1; };
    link_control lc;
    const std::uint64_t bits = data(0) << 53 | data(1) << 42 | ten(2) << 32 | ten(3) << 22 | ten(4) << 12 |
                               ten(5) << 2 | ten(6) >> 8;
    write_big_endian(bits, std::span{lc.octets}.first<8>());
    lc.octets[8] = std::byte(ten(6) & 0xFF);
    const std::uint64_t sum =
        (data(2) & 1) << 4 | (data(3) & 1) << 3 | (data(4) & 1) << 2 | (data(5) & 1) << 1 | (data(6) & 1);
    if (sum != checksum(lc))
        return std::nullopt;
    return lc;
}

}
