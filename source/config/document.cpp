// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/document.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/value_stack.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <set>
#include <utility>

namespace hblink::config {

namespace {

namespace json = boost::json;
using json_error = boost::json::error_code;

// Builds the tree, and on the way notes the keys that an object has twice: Boost.JSON itself drops the
// first of them without a word.
class tree_builder
{
public:
    static constexpr std::size_t max_object_size = json::object::max_size();
    static constexpr std::size_t max_array_size = json::array::max_size();
    static constexpr std::size_t max_key_size = json::string::max_size();
    static constexpr std::size_t max_string_size = json::string::max_size();

    tree_builder() { stack_.reset({}); }
    json::value release() { return stack_.release(); }
    std::vector<std::string> repeated;

    bool on_document_begin(json_error&) { return true; }
    bool on_document_end(json_error&) { return true; }
    bool on_object_begin(json_error&) { return enter(true); }
    bool on_object_end(std::size_t n, json_error&)
    {
        stack_.push_object(n);
        return leave();
    }
    bool on_array_begin(json_error&) { return enter(false); }
    bool on_array_end(std::size_t n, json_error&)
    {
        stack_.push_array(n);
        return leave();
    }
    bool on_key_part(json::string_view s, std::size_t, json_error&)
    {
        key_.append(s.data(), s.size());
        stack_.push_chars(s);
        return true;
    }
    bool on_key(json::string_view s, std::size_t, json_error&)
    {
        key_.append(s.data(), s.size());
        stack_.push_key(s);
        note_key();
        return true;
    }
    bool on_string_part(json::string_view s, std::size_t, json_error&)
    {
        stack_.push_chars(s);
        return true;
    }
    bool on_string(json::string_view s, std::size_t, json_error&)
    {
        stack_.push_string(s);
        return count();
    }
    bool on_number_part(json::string_view, json_error&) { return true; }
    bool on_int64(std::int64_t i, json::string_view, json_error&)
    {
        stack_.push_int64(i);
        return count();
    }
    bool on_uint64(std::uint64_t u, json::string_view, json_error&)
    {
        stack_.push_uint64(u);
        return count();
    }
    bool on_double(double d, json::string_view, json_error&)
    {
        stack_.push_double(d);
        return count();
    }
    bool on_bool(bool b, json_error&)
    {
        stack_.push_bool(b);
        return count();
    }
    bool on_null(json_error&)
    {
        stack_.push_null();
        return count();
    }
    bool on_comment_part(json::string_view, json_error&) { return true; }
    bool on_comment(json::string_view, json_error&) { return true; }

private:
    struct level
    {
        bool object;
        std::size_t elements{};
        std::string key{};
        std::set<std::string> keys{};
    };

    bool enter(bool object)
    {
        levels_.push_back({object});
        return true;
    }
    bool leave()
    {
        levels_.pop_back();
        return count();
    }
    bool count()
    {
        if (!levels_.empty())
            ++levels_.back().elements;
        return true;
    }
    void note_key()
    {
        level& here = levels_.back();
        here.key = std::exchange(key_, {});
        if (!here.keys.insert(here.key).second && !here.key.starts_with('_'))
            repeated.push_back(pointer());
    }
    std::string pointer() const
    {
        std::string result;
        for (const level& l : levels_)
            result += '/' + (l.object ? pointer_step(l.key) : std::to_string(l.elements));
        return result;
    }

    json::value_stack stack_;
    std::vector<level> levels_;
    std::string key_;
};

std::string key_of_step(std::string_view step)
{
    std::string key;
    for (std::size_t i = 0; i < step.size(); ++i) {
        if (step[i] == '~' && i + 1 < step.size())
            key += step[++i] == '1' ? '/' : '~';
        else
            key += step[i];
    }
    return key;
}

std::string line_and_column(std::string_view text, std::size_t offset)
{
    const std::string_view before = text.substr(0, offset);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::size_t newline = before.rfind('\n');
    const std::size_t column = newline == std::string_view::npos ? offset + 1 : offset - newline;
    return "line " + std::to_string(line) + ", column " + std::to_string(column);
}

char last_mark(std::string_view before)
{
    const std::size_t last = before.find_last_not_of(" \t\r\n");
    return last == std::string_view::npos ? '\0' : before[last];
}

// What a volunteer with an editor did, rather than what the grammar expected.
std::string what_is_wrong(std::string_view text, std::size_t offset)
{
    if (offset >= text.size())
        return "the text ends here, but something is still open: a }, a ] or a \" is missing";
    const char c = text[offset];
    const char before = last_mark(text.substr(0, offset));
    if (static_cast<unsigned char>(c) >= 0x80)
        return "is not UTF-8 here: save the file with the encoding UTF-8";
    if (c == '/' || c == '#')
        return "comments are not JSON: use a key that begins with _, such as \"_comment\": \"...\"";
    if (before == ',' && (c == '}' || c == ']'))
        return std::string{"remove the comma before this "} + c;
    if (c == '\'')
        return "texts stand in double quotes: \"...\"";
    if (c == '"' && before != ',' && before != '{' && before != '[' && before != ':')
        return "a comma is missing before this";
    if (static_cast<unsigned char>(c) < 0x20 && c != '\0')
        return "a text must not go on in the next line: a closing \" is missing";
    return "is not JSON from here on: look for a missing or superfluous comma, colon, quote or bracket";
}

diagnostic syntax_error(std::string_view text, std::size_t offset, const json_error& code)
{
    if (code == json::error::extra_data)
        return {"", line_and_column(text, offset) + ": there is something after the closing bracket"};
    if (code == json::error::too_deep)
        return {"", line_and_column(text, offset) + ": is nested more than " +
                        std::to_string(deepest_document) + " levels deep"};
    return {"", line_and_column(text, offset) + ": " + what_is_wrong(text, offset)};
}

}

std::string pointer_step(std::string_view key)
{
    std::string result;
    for (const char c : key) {
        if (c == '~')
            result += "~0";
        else if (c == '/')
            result += "~1";
        else
            result += c;
    }
    return result;
}

document parse_document(std::string_view text)
{
    document result;
    if (text.size() > largest_document) {
        result.error = {"", "is larger than 16 MiB: this cannot be a configuration"};
        return result;
    }
    if (text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF")) {
        result.error = {"", "is UTF-16: save the file with the encoding UTF-8"};
        return result;
    }
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    if (text.find_first_not_of(" \t\r\n") == std::string_view::npos) {
        result.error = {"", "is empty"};
        return result;
    }

    json::parse_options strict;
    strict.max_depth = deepest_document;
    json::basic_parser<tree_builder> parser{strict};
    json_error code;
    std::size_t used = parser.write_some(false, text.data(), text.size(), code);
    if (!code && used < text.size())
        code = json::error::extra_data;
    if (code) {
        result.error = syntax_error(text, used, code);
        return result;
    }
    result.root = parser.handler().release();
    result.repeated = std::move(parser.handler().repeated);
    return result;
}

std::vector<std::size_t> place_of(std::string_view pointer, const boost::json::value& root)
{
    std::vector<std::size_t> place;
    const json::value* here = &root;
    while (!pointer.empty()) {
        pointer.remove_prefix(1); // the slash
        const std::string_view step = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(step.size());
        const json::value* next = nullptr;
        if (const json::object* object = here ? here->if_object() : nullptr) {
            const auto found = object->find(key_of_step(step));
            place.push_back(static_cast<std::size_t>(found - object->begin()));
            next = found == object->end() ? nullptr : &found->value();
        } else if (const json::array* array = here ? here->if_array() : nullptr) {
            std::size_t index = array->size();
            std::from_chars(step.data(), step.data() + step.size(), index);
            place.push_back(index);
            next = index < array->size() ? &(*array)[index] : nullptr;
        }
        here = next;
    }
    return place;
}

}
