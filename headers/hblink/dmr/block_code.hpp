// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <type_traits>

namespace hblink::dmr {

// What each of `Data` data bits adds to the parity bits of its word, for the first data bit first.
template <std::size_t Data>
using parity_contributions = std::array<std::uint16_t, Data>;

// From parity equations: one list of data bits (0 = the first one) for each parity bit.
template <std::size_t Data>
constexpr parity_contributions<Data>
parity_equations(std::initializer_list<std::initializer_list<std::size_t>> equations)
{
    parity_contributions<Data> out{};
    for (auto& one : out) {
        const auto bit = static_cast<std::size_t>(&one - out.data());
        for (const auto& equation : equations) {
            bool takes_part = false;
            for (const std::size_t member : equation)
                takes_part = takes_part || member == bit;
            one = static_cast<std::uint16_t>(one << 1 | (takes_part ? 1 : 0));
        }
    }
    return out;
}

// From a cyclic code: the remainder by `generator` (a polynomial of this degree), then a bit that makes the
// number of ones in the word even.
template <std::size_t Data>
constexpr parity_contributions<Data> remainder_and_even_parity(std::uint32_t generator, unsigned degree)
{
    parity_contributions<Data> out{};
    std::uint32_t remainder = generator ^ (1u << degree); // of the last data bit; then towards the first one
    for (std::size_t bit = Data; bit-- > 0;) {
        const std::uint32_t odd = (1u + static_cast<std::uint32_t>(std::popcount(remainder))) & 1;
        out[bit] = static_cast<std::uint16_t>(remainder << 1 | odd);
        remainder <<= 1;
        if ((remainder >> degree & 1) != 0)
            remainder ^= generator;
    }
    return out;
}

// A linear block code whose words are the data bits, then the parity bits; a word lies in the low `Length`
// bits of a number, the first bit on the air is the most significant one. Corrects up to `Radius` wrong bits
// (its words differ from each other in more than twice as many).
template <unsigned Length, unsigned Data, unsigned Radius, parity_contributions<Data> Contributions>
class block_code
{
public:
    static constexpr unsigned length = Length;
    static constexpr unsigned data_bits = Data;
    static constexpr unsigned parity_bits = Length - Data;

    // Bits above the data are ignored.
    static constexpr std::uint32_t encode(std::uint32_t data) noexcept
    {
        data &= (1u << data_bits) - 1;
        return data << parity_bits | parities[data];
    }

    static constexpr std::uint32_t data(std::uint32_t word) noexcept { return word >> parity_bits; }

    // 0 for a word of the code; otherwise it tells which bits are wrong.
    static constexpr std::uint32_t syndrome(std::uint32_t word) noexcept
    {
        return encode(word >> parity_bits) ^ word;
    }

    // The bits that are wrong when a word has this syndrome, which is not 0; 0: more than can be corrected.
    static constexpr std::uint32_t wrong_bits(std::uint32_t syndrome) noexcept { return errors[syndrome]; }

    // The word that was sent; nothing: it cannot be told.
    static constexpr std::optional<std::uint32_t> correct(std::uint32_t word) noexcept
    {
        const std::uint32_t s = syndrome(word);
        if (s == 0)
            return word;
        const std::uint32_t wrong = wrong_bits(s);
        if (wrong == 0)
            return std::nullopt;
        return word ^ wrong;
    }

private:
    using parity_word = std::conditional_t<(parity_bits <= 8), std::uint8_t, std::uint16_t>;
    using error_word = std::conditional_t<(Length <= 16), std::uint16_t, std::uint32_t>;
    using error_table = std::array<error_word, std::size_t{1} << parity_bits>;

    static constexpr auto make_parities()
    {
        std::array<parity_word, std::size_t{1} << data_bits> out{};
        for (std::uint32_t data = 1; data < out.size(); ++data) {
            const auto last = static_cast<unsigned>(std::countr_zero(data));
            const auto added = static_cast<parity_word>(Contributions[data_bits - 1 - last]);
            out[data] = static_cast<parity_word>(out[data & (data - 1)] ^ added);
        }
        return out;
    }

    // All patterns that have `left` bits more than this one, all below `end`.
    static constexpr void add_patterns(error_table& table, std::uint32_t pattern, std::uint32_t syndrome,
                                       unsigned end, unsigned left)
    {
        if (left == 0) {
            table[syndrome] = static_cast<error_word>(pattern);
            return;
        }
        for (unsigned bit = 0; bit < end; ++bit) {
            const std::uint32_t more = bit < parity_bits ? 1u << bit : Contributions[Length - 1 - bit];
            add_patterns(table, pattern | 1u << bit, syndrome ^ more, bit, left - 1);
        }
    }

    static constexpr error_table make_errors()
    {
        error_table out{};
        for (unsigned wrong = 1; wrong <= Radius; ++wrong)
            add_patterns(out, 0, 0, Length, wrong);
        return out;
    }

    static constexpr std::array<parity_word, std::size_t{1} << data_bits> parities = make_parities();
    static constexpr error_table errors = make_errors();
};

}
