// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>

namespace hblink::observe {

// The value of a log field: a number, a truth value or a text, which is a view. To be made in the call that
// writes the line.
class field_value
{
public:
    using variant = std::variant<std::int64_t, std::uint64_t, double, bool, std::string_view>;

    template <std::integral T>
    field_value(T v) noexcept : value_{number(v)}
    {}
    template <class Tag, class Value>
    field_value(dmr::number<Tag, Value> n) noexcept : field_value{n.value()}
    {}
    field_value(dmr::slot s) noexcept : field_value{dmr::number_of(s)} {}
    field_value(double v) noexcept : value_{v} {}
    field_value(std::string_view v) noexcept : value_{v} {}
    field_value(const std::string& v) noexcept : value_{std::string_view{v}} {}
    field_value(const char* v) noexcept : value_{std::string_view{v}} {}

    const variant& get() const noexcept { return value_; }

private:
    template <class T>
    static variant number(T v) noexcept
    {
        if constexpr (std::is_same_v<T, bool>)
            return variant{std::in_place_type<bool>, v};
        else if constexpr (std::is_signed_v<T>)
            return variant{std::in_place_type<std::int64_t>, v};
        else
            return variant{std::in_place_type<std::uint64_t>, v};
    }

    variant value_;
};

// The same thing has the same name in every event: docs/logging.md lists them.
struct field
{
    std::string_view name;
    field_value value;
};

}
