// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/section.hpp"

#include "hblink/config/document.hpp"

#include <boost/json/array.hpp>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <iomanip>
#include <sstream>

namespace hblink::config {

namespace {

namespace json = boost::json;

std::string shown(double d)
{
    std::ostringstream out;
    out << std::setprecision(10) << d;
    return out.str();
}

std::string shown(real_bounds b) { return shown(b.least) + ".." + shown(b.most); }
std::string shown(bounds b) { return std::to_string(b.least) + ".." + std::to_string(b.most); }

// The value as an operator sees it in his editor.
std::string shown(const json::value& v)
{
    switch (v.kind()) {
    case json::kind::null:
        return "null";
    case json::kind::bool_:
        return v.get_bool() ? "true" : "false";
    case json::kind::int64:
        return std::to_string(v.get_int64());
    case json::kind::uint64:
        return std::to_string(v.get_uint64());
    case json::kind::double_:
        return shown(v.get_double());
    case json::kind::string:
        return in_quotes({v.get_string().data(), v.get_string().size()});
    case json::kind::array:
        return "a list [...]";
    case json::kind::object:
        break;
    }
    return "a section {...}";
}

std::string_view kind_of(const json::value& v)
{
    if (v.is_number())
        return "a number";
    switch (v.kind()) {
    case json::kind::null:
        return "null";
    case json::kind::bool_:
        return "true or false";
    case json::kind::string:
        return "a text";
    case json::kind::array:
        return "a list [...]";
    default:
        return "a section {...}";
    }
}

std::optional<double> as_number(const json::value& v)
{
    if (v.is_int64())
        return static_cast<double>(v.get_int64());
    if (v.is_uint64())
        return static_cast<double>(v.get_uint64());
    if (v.is_double())
        return v.get_double();
    return std::nullopt;
}

// False for what is no number: JSON can write one, 0e999999.
bool within(double number, double least, double most) { return number >= least && number <= most; }

// "38.0", "+38", " -97.10 ": what HBlink4's operators write where a number is meant. No exponents.
std::optional<double> number_in(std::string_view text)
{
    const std::size_t first = text.find_first_not_of(' ');
    if (first == std::string_view::npos)
        return 0.0;
    text = text.substr(first, text.find_last_not_of(' ') - first + 1);
    if (text.starts_with('+'))
        text.remove_prefix(1);
    const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
    if (digits.empty() || digits.front() < '0' || digits.front() > '9')
        return std::nullopt;
    double number = 0;
    const auto [end, error] =
        std::from_chars(text.data(), text.data() + text.size(), number, std::chars_format::fixed);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

void trim_one_newline(std::string& text)
{
    if (text.ends_with('\n'))
        text.pop_back();
    if (text.ends_with('\r'))
        text.pop_back();
}

}

void reading::error(std::string pointer, std::string message)
{
    if (errors.size() < most_diagnostics)
        errors.push_back({std::move(pointer), std::move(message)});
}

void reading::warning(std::string pointer, std::string message)
{
    if (warnings.size() < most_diagnostics)
        warnings.push_back({std::move(pointer), std::move(message)});
}

std::filesystem::path reading::resolved(const std::string& path) const
{
    return path.empty() ? std::filesystem::path{} : (around.folder / path).lexically_normal();
}

// --- item ------------------------------------------------------------------------------------------

std::optional<std::string> item::text(const text_rule& rule) const
{
    std::optional<std::string> text;
    if (const json::string* plain = value_->if_string()) {
        text.emplace(plain->data(), plain->size());
        if (rule.secret && !text->empty())
            reading_->holds_secrets = true;
    } else if (const json::object* reference = value_->if_object()) {
        text = referred_text(*reference);
        if (!text)
            return std::nullopt;
    } else {
        error("must be a text in double quotes, is " +
              (rule.secret ? std::string{kind_of(*value_)} : shown(*value_)));
        return std::nullopt;
    }
    if (text->empty() && !rule.may_be_empty) {
        error("must not be empty");
        return std::nullopt;
    }
    if (text->size() > rule.longest) {
        error("must not be longer than " + std::to_string(rule.longest) + " bytes, has " +
              std::to_string(text->size()));
        return std::nullopt;
    }
    return text;
}

std::optional<std::string> item::referred_text(const json::object& reference) const
{
    const auto counts = [](const auto& member) { return !member.key().starts_with('_'); };
    const auto member = std::find_if(reference.begin(), reference.end(), counts);
    const bool one = std::count_if(reference.begin(), reference.end(), counts) == 1;
    if (!one || !member->value().is_string() || (member->key() != "env" && member->key() != "file")) {
        error(R"(must be a text in double quotes, {"env": "NAME"} or {"file": "PATH"})");
        return std::nullopt;
    }
    const std::string name{member->value().get_string().data(), member->value().get_string().size()};
    if (member->key() == "env") {
        auto value = reading_->around.environment(name);
        if (!value)
            error("the environment variable " + in_quotes(name) + " is not set");
        return value;
    }
    auto content = reading_->around.read_file(reading_->resolved(name));
    if (!content) {
        error("the file " + in_quotes(reading_->resolved(name).string()) + " cannot be read");
        return std::nullopt;
    }
    trim_one_newline(*content);
    return content;
}

std::optional<bool> item::flag() const
{
    if (const bool* value = value_->if_bool())
        return *value;
    error("must be true or false, is " + shown(*value_));
    return std::nullopt;
}

std::optional<std::int64_t> item::whole(bounds b) const
{
    const auto number = as_number(*value_);
    if (!number) {
        error("must be a whole number, is " + shown(*value_));
        return std::nullopt;
    }
    if (!within(*number, static_cast<double>(b.least), static_cast<double>(b.most))) {
        error("must be " + shown(b) + ", is " + shown(*value_));
        return std::nullopt;
    }
    if (std::trunc(*number) != *number) {
        error("must be a whole number, is " + shown(*value_));
        return std::nullopt;
    }
    return static_cast<std::int64_t>(*number);
}

std::optional<double> item::number(real_bounds b) const
{
    const auto number = as_number(*value_);
    if (!number) {
        error("must be a number, is " + shown(*value_));
        return std::nullopt;
    }
    if (!within(*number, b.least, b.most)) {
        error("must be " + shown(b) + ", is " + shown(*value_));
        return std::nullopt;
    }
    return number;
}

std::optional<double> item::number_or_text(real_bounds b) const
{
    if (value_->is_number())
        return number(b);
    if (!value_->is_string() && !value_->is_object()) {
        error("must be a number, is " + shown(*value_));
        return std::nullopt;
    }
    const auto written = text();
    if (!written)
        return std::nullopt;
    const auto number = number_in(*written);
    if (!number) {
        error("must be a number, is " + in_quotes(*written));
        return std::nullopt;
    }
    if (!within(*number, b.least, b.most)) {
        error("must be " + shown(b) + ", is " + in_quotes(*written));
        return std::nullopt;
    }
    return number;
}

std::optional<std::int64_t> item::whole_or_text(bounds b) const
{
    if (value_->is_number())
        return whole(b);
    const auto number = number_or_text({static_cast<double>(b.least), static_cast<double>(b.most)});
    if (!number)
        return std::nullopt;
    if (std::trunc(*number) != *number) {
        error("must be a whole number, is " + shown(*number));
        return std::nullopt;
    }
    return static_cast<std::int64_t>(*number);
}

std::optional<std::size_t> item::word(std::initializer_list<std::string_view> words) const
{
    const auto written = text();
    if (!written)
        return std::nullopt;
    std::string choice;
    std::size_t place = 0;
    for (const std::string_view word : words) {
        if (*written == word)
            return place;
        choice += (place == 0 ? "" : place + 1 == words.size() ? " or " : ", ") + in_quotes(word);
        ++place;
    }
    error("must be " + choice + ", is " + in_quotes(*written));
    return std::nullopt;
}

void item::list(const std::function<void(const item&)>& read) const
{
    const json::array* array = value_->if_array();
    if (array == nullptr) {
        error("must be a list [...], is " + shown(*value_));
        return;
    }
    std::size_t index = 0;
    for (const json::value& element : *array)
        read(item{element, pointer_ + '/' + std::to_string(index++), *reading_});
}

// --- section ---------------------------------------------------------------------------------------

std::string section::pointer(std::string_view key) const { return pointer_ + '/' + pointer_step(key); }

std::optional<item> section::find(std::string_view key, presence p)
{
    known_.emplace_back(key);
    const auto found = object_->find({key.data(), key.size()});
    if (found != object_->end())
        return item{found->value(), pointer(key), *reading_};
    if (p == presence::required)
        reading_->error(pointer(key), "is missing");
    return std::nullopt;
}

void section::text(std::string_view key, std::string& to, const text_rule& rule, presence p)
{
    if (const auto found = find(key, p))
        if (auto value = found->text(rule))
            to = std::move(*value);
}

void section::path(std::string_view key, std::filesystem::path& to)
{
    std::string written = to.string();
    text(key, written);
    to = reading_->resolved(written);
}

void section::flag(std::string_view key, bool& to)
{
    if (const auto found = find(key))
        to = found->flag().value_or(to);
}

void section::number_or_text(std::string_view key, double& to, real_bounds b)
{
    if (const auto found = find(key))
        to = found->number_or_text(b).value_or(to);
}

void section::duration(std::string_view key, std::chrono::steady_clock::duration& to, real_bounds b)
{
    const auto found = find(key);
    const auto value = found ? found->number(b) : std::nullopt;
    if (value)
        to = std::chrono::round<std::chrono::steady_clock::duration>(std::chrono::duration<double>{*value});
}

void section::address(std::string_view key, wire::address& to)
{
    const auto found = find(key);
    const auto written = found ? found->text() : std::nullopt;
    if (!written)
        return;
    if (const auto parsed = wire::parse_address(*written))
        to = *parsed;
    else
        found->error("must be an IPv4 or IPv6 address, is " + in_quotes(*written));
}

void section::texts(std::string_view key, std::vector<std::string>& to, const text_rule& rule)
{
    const auto found = find(key);
    if (!found)
        return;
    std::vector<std::string> texts;
    found->list([&](const item& one) {
        if (auto value = one.text(rule))
            texts.push_back(std::move(*value));
    });
    to = std::move(texts);
}

void section::each(std::string_view key, const std::function<void(const item&)>& read, presence p)
{
    if (const auto found = find(key, p))
        found->list(read);
}

void section::inside(std::string_view key, const std::function<void(section&)>& read, presence p)
{
    if (const auto found = find(key, p))
        read_object(*found, read);
}

void section::finish() const
{
    for (const auto& member : *object_) {
        if (reading_->warnings.size() >= most_diagnostics)
            return; // looking for the nearest of a million keys takes its time
        const std::string_view key{member.key().data(), member.key().size()};
        if (key.starts_with('_') || std::find(known_.begin(), known_.end(), key) != known_.end())
            continue;
        const auto meant = nearest(key, known_);
        reading_->warning(pointer(key),
                          meant ? "is not a known key and is ignored; did you mean " + in_quotes(*meant) + "?"
                                : "is not a known key and is ignored");
    }
}

void read_object(const item& from, const std::function<void(section&)>& read)
{
    const json::object* object = from.value().if_object();
    if (object == nullptr) {
        from.error("must be a section {...}, is " + shown(from.value()));
        return;
    }
    section inner{*object, from.pointer(), from.context()};
    read(inner);
    inner.finish();
}

// --- spelling --------------------------------------------------------------------------------------

namespace {

// Letters to insert, remove or change on the way from one word to the other (Levenshtein).
std::size_t edit_distance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, changed});
        }
    }
    return row[b.size()];
}

std::string plain_word(std::string_view key)
{
    std::string word;
    for (const char c : key)
        word += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c == '-' || c == ' ' ? '_' : c;
    return word;
}

}

std::optional<std::string> nearest(std::string_view key, const std::vector<std::string>& known)
{
    constexpr std::size_t longest_key = 64;
    if (key.size() > longest_key)
        return std::nullopt;
    const std::string wanted = plain_word(key);
    std::optional<std::string> best;
    std::size_t best_distance = std::max<std::size_t>(1, wanted.size() / 3) + 1;
    for (const std::string& candidate : known) {
        const std::size_t distance = edit_distance(wanted, candidate);
        if (distance < best_distance) {
            best = candidate;
            best_distance = distance;
        }
    }
    return best;
}

}
