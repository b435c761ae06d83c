// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/json.hpp>

#include <algorithm>
#include <string>
#include <vector>

namespace hblink::test {

// A strict reader of the part of JSON Schema that docs/openapi.json uses. What it does not know, it refuses.
class schema_check
{
public:
    explicit schema_check(const boost::json::object& document) : document_{document} {}

    // What is wrong with the value, each with its place; none: nothing.
    std::vector<std::string> complaints(const boost::json::value& schema, const boost::json::value& v)
    {
        found_.clear();
        check(schema.as_object(), v, "");
        return found_;
    }

private:
    using object = boost::json::object;
    using value = boost::json::value;

    static bool is(std::string_view type, const value& v)
    {
        return (type == "object" && v.is_object()) || (type == "array" && v.is_array()) ||
               (type == "string" && v.is_string()) || (type == "boolean" && v.is_bool()) ||
               (type == "null" && v.is_null()) || (type == "number" && v.is_number()) ||
               (type == "integer" && (v.is_int64() || v.is_uint64()));
    }
    static bool may_be(const value& types, const value& v)
    {
        if (types.is_string())
            return is(std::string_view{types.as_string()}, v);
        const auto& all = types.as_array();
        return std::any_of(all.begin(), all.end(),
                           [&](const value& t) { return is(std::string_view{t.as_string()}, v); });
    }
    void complain(const std::string& at, const std::string& what) { found_.push_back(at + ": " + what); }

    void check(const object& s, const value& v, const std::string& at)
    {
        if (const value* const to = s.if_contains("$ref")) {
            const std::string path{to->as_string()};
            const auto name = path.substr(path.rfind('/') + 1);
            return check(document_.at("components").at("schemas").at(name).as_object(), v, at);
        }
        if (const value* const choices = s.if_contains("oneOf"))
            return check_choices(choices->as_array(), v, at);
        if (!may_be(s.at("type"), v))
            return complain(at, "has another type: " + boost::json::serialize(v));
        if (const value* const allowed = s.if_contains("enum")) {
            const auto& all = allowed->as_array();
            if (std::find(all.begin(), all.end(), v) == all.end())
                complain(at, "is not allowed: " + boost::json::serialize(v));
        }
        if (v.is_object())
            check_members(s, v.as_object(), at);
        if (v.is_array())
            for (std::size_t i = 0; i < v.as_array().size(); ++i)
                check(s.at("items").as_object(), v.as_array()[i], at + '/' + std::to_string(i));
    }
    void check_choices(const boost::json::array& choices, const value& v, const std::string& at)
    {
        for (const value& choice : choices) {
            schema_check one{document_};
            if (one.complaints(choice, v).empty())
                return;
        }
        complain(at, "is none of what it may be");
    }
    void check_members(const object& s, const object& v, const std::string& at)
    {
        static const object none;
        const value* const p = s.if_contains("properties");
        const object& known = p != nullptr ? p->as_object() : none;
        if (const value* const required = s.if_contains("required"))
            for (const value& name : required->as_array())
                if (!v.contains(name.as_string()))
                    complain(at, "has no " + std::string{name.as_string()});
        const value* const more = s.if_contains("additionalProperties");
        for (const auto& [name, member] : v) {
            const std::string there = at + '/' + std::string{name};
            if (const value* const one = known.if_contains(name))
                check(one->as_object(), member, there);
            else if (more != nullptr && more->is_object())
                check(more->as_object(), member, there);
            else if (more != nullptr)
                complain(there, "is not known");
        }
    }

    const object& document_;
    std::vector<std::string> found_;
};

}
