// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/bptc_matrix.hpp"

#include <bit>
#include <cstdint>

namespace hblink::dmr {

namespace {

using namespace bptc;

// A row in the low 15 bits of each number, its first column the most significant.
using matrix = std::array<std::uint16_t, rows>;

using places = std::array<std::array<std::uint16_t, columns>, rows>;

constexpr places make_places()
{
    places out{};
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column)
            out[row][column] = static_cast<std::uint16_t>(burst_bit(row, column));
    return out;
}

constexpr places place_of = make_places();

matrix read_matrix(burst from) noexcept
{
    matrix m{};
    for (std::size_t row = 0; row < rows; ++row) {
        unsigned bits = 0;
        for (const unsigned bit : place_of[row])
            bits = bits << 1 | (std::to_integer<unsigned>(from[bit / 8]) >> (7 - bit % 8) & 1);
        m[row] = static_cast<std::uint16_t>(bits);
    }
    return m;
}

// True when something was changed. Rows of column parity are words of the row code, too.
bool correct_rows(matrix& m) noexcept
{
    bool changed = false;
    for (std::uint16_t& row : m)
        if (const std::uint32_t syndrome = hamming_15_11::syndrome(row); syndrome != 0) {
            row = static_cast<std::uint16_t>(row ^ hamming_15_11::wrong_bits(syndrome));
            changed = true;
        }
    return changed;
}

// The checks of all columns side by side: for each check one bit a column.
using column_checks = std::array<std::uint16_t, hamming_13_9::parity_bits>;

column_checks check_columns(const matrix& m) noexcept
{
    column_checks checks{};
    for (std::size_t row = 0; row < rows; ++row) {
        const std::uint32_t takes_part = hamming_13_9::syndrome(1u << (rows - 1 - row));
        for (std::size_t i = 0; i < checks.size(); ++i)
            if ((takes_part >> i & 1) != 0)
                checks[i] ^= m[row];
    }
    return checks;
}

// True when something was changed; a column may be left that cannot be corrected.
bool correct_columns(matrix& m) noexcept
{
    const column_checks checks = check_columns(m);
    bool changed = false;
    for (unsigned column = 0; column < columns; ++column) {
        unsigned syndrome = 0;
        for (unsigned i = 0; i < checks.size(); ++i)
            syndrome |= (unsigned{checks[i]} >> column & 1) << i;
        const std::uint32_t wrong = syndrome == 0 ? 0 : hamming_13_9::wrong_bits(syndrome);
        if (wrong != 0) {
            const auto row = rows - 1 - static_cast<std::size_t>(std::countr_zero(wrong));
            m[row] = static_cast<std::uint16_t>(m[row] ^ 1u << column);
            changed = true;
        }
    }
    return changed;
}

bool fits(const matrix& m) noexcept
{
    for (const std::uint16_t row : m)
        if (hamming_15_11::syndrome(row) != 0)
            return false;
    return check_columns(m) == column_checks{};
}

unsigned difference(const matrix& a, const matrix& b) noexcept
{
    unsigned bits = 0;
    for (std::size_t row = 0; row < rows; ++row)
        bits += static_cast<unsigned>(std::popcount(static_cast<unsigned>(a[row] ^ b[row])));
    return bits;
}

std::array<std::byte, block_size> data_of(const matrix& m) noexcept
{
    std::array<std::byte, block_size> out{};
    std::size_t octets = 0;
    std::uint32_t bits = 0;
    std::size_t waiting = 0; // bits that do not fill an octet yet
    for (std::size_t row = 0; row < data_rows; ++row) {
        bits = bits << data_columns | hamming_15_11::data(m[row]);
        waiting += row == 0 ? data_columns - reserved_bits : data_columns;
        for (; waiting >= 8; waiting -= 8)
            out[octets++] = std::byte(bits >> (waiting - 8) & 0xFF);
    }
    return out;
}

}

bptc_result correct_bptc(burst from) noexcept
{
    constexpr int most_rounds = 5; // spec dmr-fec.md
    const matrix received = read_matrix(from);
    matrix m = received;
    for (int round = 0; round < most_rounds; ++round) {
        const bool rows_changed = correct_rows(m);
        if (!correct_columns(m) && !rows_changed)
            break;
    }
    const unsigned corrected = difference(received, m);
    // Nobody sends reserved bits other than 0: a correction that makes them so has gone astray.
    const bool astray = corrected > 0 && m[0] >> (columns - reserved_bits) != 0;
    return {data_of(m), corrected, fits(m) && !astray};
}

}
