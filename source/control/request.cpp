// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/control/request.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <type_traits>
#include <utility>

namespace hblink::control {
namespace {

namespace json = boost::json;

constexpr std::array<std::pair<std::string_view, config::log_level>, 5> levels{
    {{"debug", config::log_level::debug},
     {"info", config::log_level::info},
     {"warning", config::log_level::warning},
     {"error", config::log_level::error},
     {"critical", config::log_level::critical}}};

std::string_view view(const json::string& s) noexcept { return {s.data(), s.size()}; }
json::string_view view(std::string_view s) noexcept { return {s.data(), s.size()}; }

char upper(char c) noexcept { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }

bool is_digit(char c) noexcept { return c >= '0' && c <= '9'; }
bool is_letter(char c) noexcept { return upper(c) >= 'A' && upper(c) <= 'Z'; }

// The members of a request. Each is taken out once; what is left at the end is not understood.
class members
{
public:
    explicit members(json::object& o) : object_{o} {}

    bool has(std::string_view name) const { return object_.contains(view(name)); }

    std::optional<std::string> text(std::string_view name, std::size_t longest)
    {
        const json::value v = take(name);
        if (v.is_null())
            return std::nullopt;
        const json::string* const s = v.if_string();
        if (s == nullptr || s->size() > longest) {
            fail(std::string{name} + " must be a text of at most " + std::to_string(longest) + " bytes");
            return std::nullopt;
        }
        return std::string{view(*s)};
    }

    std::optional<std::uint64_t> number(std::string_view name, std::uint64_t largest)
    {
        const json::value v = take(name);
        if (v.is_null())
            return std::nullopt;
        const auto n = v.is_uint64()                       ? v.get_uint64()
                       : v.is_int64() && v.get_int64() > 0 ? static_cast<std::uint64_t>(v.get_int64())
                                                           : 0;
        if (n == 0 || n > largest) {
            fail(std::string{name} + " must be a number from 1 to " + std::to_string(largest));
            return std::nullopt;
        }
        return n;
    }

    bool truth(std::string_view name)
    {
        const json::value v = take(name);
        if (!v.is_null() && !v.is_bool())
            fail(std::string{name} + " must be true or false");
        return v.is_bool() && v.get_bool();
    }

    void fail(std::string why)
    {
        if (trouble.empty())
            trouble = std::move(why);
    }

    std::string trouble; // the first one

private:
    json::value take(std::string_view name)
    {
        const auto found = object_.find(view(name));
        if (found == object_.end())
            return nullptr;
        json::value v = std::move(found->value());
        if (v.is_null())
            fail(std::string{name} + " must not be null");
        object_.erase(found);
        return v;
    }

    json::object& object_;
};

std::optional<dmr::repeater_id> read_id(members& m)
{
    const auto id = m.number("id", std::numeric_limits<std::uint32_t>::max());
    return id ? std::optional{dmr::repeater_id{static_cast<std::uint32_t>(*id)}} : std::nullopt;
}

subject read_who(members& m)
{
    if (m.has("id") == m.has("callsign")) {
        m.fail("either id or callsign is needed");
        return {};
    }
    if (const auto id = read_id(m))
        return *id;
    const auto callsign = m.text("callsign", longest_callsign);
    const auto who = callsign ? read_subject(*callsign) : std::nullopt;
    if (!who || !std::holds_alternative<std::string>(*who)) {
        m.fail("callsign must be one");
        return {};
    }
    return *who;
}

std::optional<config::log_level> read_level(members& m, std::string_view name)
{
    const auto text = m.text(name, 16);
    const auto level = text ? control::read_level(*text) : std::nullopt;
    if (text && !level)
        m.fail(std::string{name} + " must be debug, info, warning, error or critical");
    return level;
}

std::string read_reason(members& m) { return m.text("reason", longest_reason).value_or(""); }

std::optional<request> read_command(std::string_view command, members& m)
{
    if (command == "status") {
        const bool refusals_only = m.truth("refusals_only");
        return status_request{refusals_only, read_id(m)};
    }
    if (command == "kick") {
        if (!m.has("id"))
            m.fail("id is needed");
        const auto id = read_id(m);
        return kick_request{id.value_or(dmr::repeater_id{}), read_reason(m)};
    }
    if (command == "block") {
        auto who = read_who(m);
        const auto length = m.number("seconds", static_cast<std::uint64_t>(longest_block.count()));
        return block_request{std::move(who),
                             length ? std::optional{std::chrono::seconds{*length}} : std::nullopt,
                             read_reason(m)};
    }
    if (command == "unblock")
        return unblock_request{read_who(m)};
    if (command == "reload")
        return reload_request{};
    if (command == "log-level") {
        const auto console = read_level(m, "console");
        const log_level_request r{console, read_level(m, "file")};
        if (!r.console && !r.file)
            m.fail("console or file is needed");
        return r;
    }
    return std::nullopt;
}

json::object describe(const request& r)
{
    json::object o{{"command", view(name_of(r))}};
    const auto add_who = [&o](const subject& who) {
        if (const auto* const id = std::get_if<dmr::repeater_id>(&who))
            o["id"] = id->value();
        else
            o["callsign"] = std::get<std::string>(who);
    };
    if (const auto* const status = std::get_if<status_request>(&r)) {
        if (status->refusals_only)
            o["refusals_only"] = true;
        if (status->id)
            o["id"] = status->id->value();
    } else if (const auto* const kick = std::get_if<kick_request>(&r)) {
        o["id"] = kick->id.value();
    } else if (const auto* const block = std::get_if<block_request>(&r)) {
        add_who(block->who);
        if (block->length)
            o["seconds"] = block->length->count();
    } else if (const auto* const unblock = std::get_if<unblock_request>(&r)) {
        add_who(unblock->who);
    } else if (const auto* const level = std::get_if<log_level_request>(&r)) {
        if (level->console)
            o["console"] = view(name_of(*level->console));
        if (level->file)
            o["file"] = view(name_of(*level->file));
    }
    return o;
}

}

reading read_request(std::string_view line)
{
    json::error_code error;
    json::parse_options strict;
    strict.max_depth = 4;
    json::value parsed = json::parse(view(line), error, {}, strict);
    json::object* const object = error ? nullptr : parsed.if_object();
    if (object == nullptr)
        return {std::nullopt, "a request is one JSON object on one line"};
    members m{*object};
    const auto command = m.text("command", 16);
    if (!command)
        return {std::nullopt, m.trouble.empty() ? "command is needed" : m.trouble};
    auto found = read_command(*command, m);
    if (!found)
        return {std::nullopt, "there is no such command"};
    if (m.trouble.empty() && !object->empty())
        m.trouble = "there is a member that this command does not have";
    if (!m.trouble.empty())
        return {std::nullopt, std::move(m.trouble)};
    return {std::move(found), {}};
}

std::string write_request(const request& r)
{
    json::object o = describe(r);
    if (const auto reason = reason_of(r); !reason.empty())
        o["reason"] = view(reason);
    return json::serialize(o);
}

std::string_view name_of(const request& r) noexcept
{
    constexpr std::array<std::string_view, std::variant_size_v<request>> names{
        "status", "kick", "block", "unblock", "reload", "log-level"};
    return names[r.index()];
}

std::string arguments_of(const request& r)
{
    std::string text;
    for (const auto& [key, value] : describe(r)) {
        if (key == "command")
            continue;
        text += text.empty() ? "" : " ";
        text.append(key.data(), key.size()) += '=';
        if (const json::string* const s = value.if_string())
            text += view(*s);
        else
            text += json::serialize(value);
    }
    return text;
}

std::string_view reason_of(const request& r) noexcept
{
    if (const auto* const kick = std::get_if<kick_request>(&r))
        return kick->reason;
    const auto* const block = std::get_if<block_request>(&r);
    return block != nullptr ? std::string_view{block->reason} : std::string_view{};
}

bool changes_something(const request& r) noexcept { return !std::holds_alternative<status_request>(r); }

std::optional<subject> read_subject(std::string_view text)
{
    if (!text.empty() && std::all_of(text.begin(), text.end(), is_digit)) {
        std::uint32_t id = 0;
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), id);
        if (error != std::errc{} || id == 0)
            return std::nullopt;
        return dmr::repeater_id{id};
    }
    const auto allowed = [](char c) { return is_letter(c) || is_digit(c) || c == '-' || c == '/'; };
    if (text.size() > longest_callsign || !std::all_of(text.begin(), text.end(), allowed) ||
        std::none_of(text.begin(), text.end(), is_letter))
        return std::nullopt;
    std::string callsign{text};
    std::transform(callsign.begin(), callsign.end(), callsign.begin(), upper);
    return callsign;
}

std::optional<config::log_level> read_level(std::string_view text)
{
    const auto same = [](char a, char b) { return upper(a) == upper(b); };
    for (const auto& [name, level] : levels)
        if (std::equal(name.begin(), name.end(), text.begin(), text.end(), same))
            return level;
    return std::nullopt;
}

std::string_view name_of(config::log_level l) noexcept
{
    for (const auto& [name, level] : levels)
        if (level == l)
            return name;
    return "critical";
}

}
