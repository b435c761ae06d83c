// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/diagnostic.hpp"
#include "hblink/config/surroundings.hpp"
#include "hblink/wire/address.hpp"

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <chrono>
#include <concepts>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Reading JSON with diagnostics. The readers of the configuration (read_*.hpp) name a key and where its
// value goes; what is wrong is collected, and the destination keeps its default.
namespace hblink::config {

// What goes on while one configuration is read.
struct reading
{
    const surroundings& around;
    std::vector<diagnostic> errors{};
    std::vector<diagnostic> warnings{};
    bool holds_secrets{false}; // a passphrase or a token stands in the file itself

    void error(std::string pointer, std::string message);
    void warning(std::string pointer, std::string message);
    std::filesystem::path resolved(const std::string& path) const; // "" stays ""
};

// More of a kind are not collected: a file with a million errors has one that matters.
inline constexpr std::size_t most_diagnostics = 1000;

// Both ends are allowed.
struct bounds
{
    std::int64_t least;
    std::int64_t most;
};

struct real_bounds
{
    double least;
    double most;
};

enum class presence : std::uint8_t
{
    optional,
    required
};

// What a text must be like.
struct text_rule
{
    bool may_be_empty{true};
    bool secret{false};        // never shown, in no message
    std::size_t longest{4096}; // bytes
};

// One value with its pointer, made where it is looked at. The functions that answer with nothing have
// reported why.
class item
{
public:
    item(const boost::json::value& v, std::string where, reading& r)
        : value_{&v}, pointer_{std::move(where)}, reading_{&r}
    {}

    const boost::json::value& value() const noexcept { return *value_; }
    const std::string& pointer() const noexcept { return pointer_; }
    void error(std::string message) const { reading_->error(pointer_, std::move(message)); }
    void warning(std::string message) const { reading_->warning(pointer_, std::move(message)); }

    // A text, also from the environment or a file: {"env": "NAME"}, {"file": "PATH"}.
    std::optional<std::string> text(const text_rule& rule = {}) const;
    std::optional<bool> flag() const;
    std::optional<std::int64_t> whole(bounds) const;
    std::optional<double> number(real_bounds) const;
    // A number, or a text that is one, as HBlink4's operators write it; an empty text is zero.
    std::optional<double> number_or_text(real_bounds) const;
    std::optional<std::int64_t> whole_or_text(bounds) const;
    // One of these words, exactly; answers its place.
    std::optional<std::size_t> word(std::initializer_list<std::string_view> words) const;
    // Calls `read` for each element.
    void list(const std::function<void(const item&)>& read) const;

    reading& context() const noexcept { return *reading_; }

private:
    std::optional<std::string> referred_text(const boost::json::object& reference) const;

    const boost::json::value* value_;
    std::string pointer_;
    reading* reading_;
};

// The members of one object. Every key that is asked for is known from then on.
class section
{
public:
    section(const boost::json::object& o, std::string where, reading& r)
        : object_{&o}, pointer_{std::move(where)}, reading_{&r}
    {}

    std::string pointer(std::string_view key) const;
    const std::string& pointer() const noexcept { return pointer_; }
    reading& context() const noexcept { return *reading_; }
    bool has(std::string_view key) const { return object_->contains({key.data(), key.size()}); }

    std::optional<item> find(std::string_view key, presence = presence::optional);
    void text(std::string_view key, std::string& to, const text_rule& rule = {},
              presence = presence::optional);
    void path(std::string_view key, std::filesystem::path& to); // absolute afterwards, "" stays ""
    void flag(std::string_view key, bool& to);
    template <std::integral Whole>
    void whole(std::string_view key, Whole& to, bounds, presence = presence::optional);
    template <std::integral Whole>
    void whole_or_text(std::string_view key, Whole& to, bounds);
    void number_or_text(std::string_view key, double& to, real_bounds);
    void duration(std::string_view key, std::chrono::steady_clock::duration& to, real_bounds seconds);
    void address(std::string_view key, wire::address& to);
    void texts(std::string_view key, std::vector<std::string>& to, const text_rule& rule);
    void each(std::string_view key, const std::function<void(const item&)>& read,
              presence = presence::optional);
    // The object under this key; `read` is not called when there is none.
    void inside(std::string_view key, const std::function<void(section&)>& read,
                presence = presence::optional);

    // Warns of the keys that nobody asked for.
    void finish() const;

private:
    const boost::json::object* object_;
    std::string pointer_;
    reading* reading_;
    std::vector<std::string> known_;
};

// Reads an object that is not under a key: the root, or an element of a list.
void read_object(const item&, const std::function<void(section&)>& read);

// The word of `known` that is nearest to `key`, if it is near enough to be meant.
std::optional<std::string> nearest(std::string_view key, const std::vector<std::string>& known);

template <std::integral Whole>
void section::whole(std::string_view key, Whole& to, bounds b, presence p)
{
    if (const auto found = find(key, p))
        if (const auto value = found->whole(b))
            to = static_cast<Whole>(*value);
}

template <std::integral Whole>
void section::whole_or_text(std::string_view key, Whole& to, bounds b)
{
    if (const auto found = find(key))
        if (const auto value = found->whole_or_text(b))
            to = static_cast<Whole>(*value);
}

}
