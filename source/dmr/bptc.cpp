// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/bptc.hpp"

#include "hblink/dmr/big_endian.hpp"
#include "hblink/dmr/hamming.hpp"

#include <bit>
#include <cstdint>

namespace hblink::dmr {

namespace {

constexpr std::size_t rows = hamming_13_9::length;     // 13
constexpr std::size_t columns = hamming_15_11::length; // 15
constexpr std::size_t data_rows = hamming_13_9::data_bits;
constexpr std::size_t data_columns = hamming_15_11::data_bits;
constexpr std::size_t reserved_bits = 3; // row 0 begins with R(2), R(1), R(0), which are 0

// The code words as a matrix: a row in the low 15 bits of each number, its first column the most significant.
using matrix = std::array<std::uint16_t, rows>;

// Where row and column are in the burst. 0 of 196 is the unused R(3).
constexpr std::size_t burst_bit(std::size_t row, std::size_t column)
{
    const std::size_t interleaved = (1 + columns * row + column) * 181 % 196;
    return interleaved < 98 ? interleaved : interleaved + 68;
}

// A burst's information bits: its bytes 0-12 and 20-32. The last six bits of byte 12 and the first six of
// byte 20 belong to the slot type.
constexpr std::size_t half = 13;
constexpr std::size_t second_half = burst_size - half;

// --- The whole code at once: sums (exclusive or) of what each four bits contribute -----------------

// What one information bit contributes to the data, and to the checks of all rows and columns.
struct contribution
{
    std::uint64_t data_0_to_63{};
    std::uint64_t data_64_to_95_and_checks{};
    std::uint64_t checks{};

    constexpr contribution& operator^=(const contribution& other) noexcept
    {
        data_0_to_63 ^= other.data_0_to_63;
        data_64_to_95_and_checks ^= other.data_64_to_95_and_checks;
        checks ^= other.checks;
        return *this;
    }
    constexpr bool fits() const noexcept
    {
        return (checks | static_cast<std::uint32_t>(data_64_to_95_and_checks)) == 0;
    }
};

// 96 checks, four for each of 9 rows and 15 columns: the others follow from them.
constexpr void add_check(contribution& to, std::size_t word, std::uint64_t syndrome)
{
    if (word < 16)
        to.checks ^= syndrome << (4 * word);
    else
        to.data_64_to_95_and_checks ^= syndrome << (4 * (word - 16));
}

constexpr contribution contribution_of(std::size_t row, std::size_t column)
{
    contribution c;
    const std::size_t place = row * data_columns + column;
    if (row < data_rows && column < data_columns && place >= reserved_bits) {
        const std::size_t bit = place - reserved_bits;
        if (bit < 64)
            c.data_0_to_63 = std::uint64_t{1} << (63 - bit);
        else
            c.data_64_to_95_and_checks = std::uint64_t{1} << (127 - bit);
    }
    if (row < data_rows)
        add_check(c, row, hamming_15_11::syndrome(1u << (columns - 1 - column)));
    add_check(c, data_rows + column, hamming_13_9::syndrome(1u << (rows - 1 - row)));
    return c;
}

// For each byte of information, what its upper and its lower four bits contribute.
using nibble_contributions = std::array<contribution, 16>;
struct byte_contributions
{
    nibble_contributions upper;
    nibble_contributions lower;
};

constexpr void spread(nibble_contributions& nibble)
{
    for (std::size_t value = 1; value < nibble.size(); ++value)
        if (!std::has_single_bit(value)) {
            nibble[value] = nibble[value & (value - 1)];
            nibble[value] ^= nibble[value & (~value + 1)];
        }
}

constexpr std::array<byte_contributions, 2 * half> make_decoding()
{
    std::array<byte_contributions, 2 * half> out{};
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column) {
            const std::size_t bit = burst_bit(row, column);
            const std::size_t byte = bit / 8 < half ? bit / 8 : bit / 8 - second_half + half;
            nibble_contributions& nibble = bit % 8 < 4 ? out[byte].upper : out[byte].lower;
            nibble[std::size_t{8} >> bit % 4] = contribution_of(row, column);
        }
    for (byte_contributions& both : out) {
        spread(both.upper);
        spread(both.lower);
    }
    return out;
}

constexpr std::array<byte_contributions, 2 * half> decoding = make_decoding();

constexpr void add(contribution& sum, const byte_contributions& table, std::byte value) noexcept
{
    sum ^= table.upper[std::to_integer<std::size_t>(value) >> 4];
    sum ^= table.lower[std::to_integer<std::size_t>(value) & 15];
}

// --- The way back -----------------------------------------------------------------------------------

// A burst's bytes 0-7, 8-15, 17-24 and 25-32.
constexpr std::array<std::size_t, 4> quarters{0, 8, 17, 25};
using burst_words = std::array<std::uint64_t, 4>;
constexpr std::uint64_t information_of_second = ~std::uint64_t{0} << 30; // bits 64-97
constexpr std::uint64_t information_of_third = ~std::uint64_t{0} >> 30;  // bits 166-199

constexpr void set(burst_words& words, std::size_t bit)
{
    const std::size_t quarter = bit < 128 ? bit / 64 : (bit - 136) / 64 + 2;
    words[quarter] |= std::uint64_t{1} << (63 - (bit - 8 * quarters[quarter]));
}

constexpr burst_words encoded(std::size_t data_bit)
{
    const std::size_t place = data_bit + reserved_bits;
    const std::size_t row = place / data_columns;
    const std::size_t column = place % data_columns;
    const std::uint32_t across = hamming_15_11::encode(1u << (data_columns - 1 - column));
    const std::uint32_t down = hamming_13_9::encode(1u << (data_rows - 1 - row));
    burst_words words{};
    for (std::size_t r = 0; r < rows; ++r)
        for (std::size_t c = 0; c < columns; ++c)
            if ((down >> (rows - 1 - r) & across >> (columns - 1 - c) & 1) != 0)
                set(words, burst_bit(r, c));
    return words;
}

// For each four bits of the data, the burst that they make.
constexpr std::array<std::array<burst_words, 16>, 2 * block_size> make_encoding()
{
    std::array<std::array<burst_words, 16>, 2 * block_size> out{};
    for (std::size_t nibble = 0; nibble < out.size(); ++nibble)
        for (std::size_t bit = 0; bit < 4; ++bit) {
            const burst_words words = encoded(4 * nibble + bit);
            for (std::size_t value = 0; value < 16; ++value)
                if ((value >> (3 - bit) & 1) != 0)
                    for (std::size_t i = 0; i < words.size(); ++i)
                        out[nibble][value][i] ^= words[i];
        }
    return out;
}

constexpr std::array<std::array<burst_words, 16>, 2 * block_size> encoding = make_encoding();

// --- Correction ---------------------------------------------------------------------------------------

matrix read_matrix(burst from) noexcept
{
    matrix m{};
    for (std::size_t row = 0; row < rows; ++row)
        for (std::size_t column = 0; column < columns; ++column) {
            const std::size_t bit = burst_bit(row, column);
            const unsigned value = std::to_integer<unsigned>(from[bit / 8]) >> (7 - bit % 8) & 1;
            m[row] = static_cast<std::uint16_t>(unsigned{m[row]} << 1 | value);
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

bool correct_columns(matrix& m) noexcept
{
    const column_checks checks = check_columns(m);
    bool changed = false;
    for (std::size_t column = 0; column < columns; ++column) {
        unsigned syndrome = 0;
        for (std::size_t i = 0; i < checks.size(); ++i)
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
    int bits = 0;
    for (std::size_t row = 0; row < rows; ++row)
        bits += std::popcount(static_cast<unsigned>(a[row] ^ b[row]));
    return static_cast<unsigned>(bits);
}

std::array<std::byte, block_size> data_of(const matrix& m) noexcept
{
    std::array<std::byte, block_size> out{};
    std::size_t bit = 0;
    for (std::size_t place = reserved_bits; place < data_rows * data_columns; ++place, ++bit) {
        const std::size_t shift = columns - 1 - place % data_columns;
        if ((m[place / data_columns] >> shift & 1) != 0)
            out[bit / 8] |= std::byte{0x80} >> bit % 8;
    }
    return out;
}

bptc_result corrected(burst from) noexcept
{
    constexpr int most_rounds = 5; // spec dmr-fec.md
    const matrix received = read_matrix(from);
    matrix m = received;
    for (int round = 0; round < most_rounds; ++round) {
        const bool rows_changed = correct_rows(m);
        if (!correct_columns(m) && !rows_changed)
            break;
    }
    return {data_of(m), difference(received, m), fits(m)};
}

}

bptc_result decode_bptc(burst from) noexcept
{
    contribution sum;
    for (std::size_t i = 0; i < half; ++i) {
        add(sum, decoding[i], from[i]);
        add(sum, decoding[half + i], from[second_half + i]);
    }
    if (!sum.fits()) [[unlikely]]
        return corrected(from);
    bptc_result result{{}, 0, true};
    const std::span<std::byte, block_size> data{result.data};
    write_64(sum.data_0_to_63, data.first<8>());
    write_32(static_cast<std::uint32_t>(sum.data_64_to_95_and_checks >> 32), data.last<4>());
    return result;
}

void encode_bptc(std::span<const std::byte, block_size> data, writable_burst to) noexcept
{
    burst_words words{};
    for (std::size_t i = 0; i < block_size; ++i) {
        const auto value = std::to_integer<std::size_t>(data[i]);
        const burst_words& upper = encoding[2 * i][value >> 4];
        const burst_words& lower = encoding[2 * i + 1][value & 15];
        for (std::size_t w = 0; w < words.size(); ++w)
            words[w] ^= upper[w] ^ lower[w];
    }
    const auto second = to.subspan<8, 8>();
    const auto third = to.subspan<17, 8>();
    write_64(words[0], to.first<8>());
    write_64((read_64(second) & ~information_of_second) | words[1], second);
    write_64((read_64(third) & ~information_of_third) | words[2], third);
    write_64(words[3], to.last<8>());
}

}
