// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/live_state.hpp"

#include <boost/json.hpp>
#include <boost/test/unit_test.hpp>

#include <map>
#include <set>
#include <string>
#include <vector>

namespace hblink::test {

namespace json = boost::json;

// A browser that knows docs/live.md only.
class live_browser
{
public:
    using rows = std::map<std::string, std::map<std::string, json::value>>;

    void receive(const std::string& text)
    {
        const json::object m = json::parse(text).as_object();
        texts += text;
        texts += '\n';
        const json::string& type = m.at("type").as_string();
        if (type == "begin") {
            known.clear();
            n = m.at("n").to_number<std::uint64_t>();
            begun = true;
        } else if (type == "rows") {
            set(m.at("set").as_object());
        } else if (type == "complete") {
            complete = true;
        } else {
            BOOST_REQUIRE(type == "diff");
            apply(m);
        }
    }

    rows known;
    std::uint64_t n{};
    bool begun{false};
    bool complete{false};
    bool gap{false};   // it would connect again
    std::string texts; // all that it was ever told

private:
    void apply(const json::object& m)
    {
        const auto number = m.at("n").to_number<std::uint64_t>();
        if (number != n + 1)
            gap = true;
        n = number;
        std::set<std::string> touched;
        if (const json::value* const s = m.if_contains("set")) {
            set(s->as_object());
            for (const auto& [name, of] : s->as_object())
                for (const auto& [key, value] : of.as_object())
                    touched.insert(std::string{name} + ' ' + std::string{key});
        }
        if (const json::value* const d = m.if_contains("del"))
            for (const auto& [name, keys] : d->as_object())
                for (const json::value& key : keys.as_array()) {
                    BOOST_TEST(!touched.contains(std::string{name} + ' ' + key.as_string().c_str()));
                    known[name].erase(key.as_string().c_str());
                }
    }
    void set(const json::object& all)
    {
        for (const auto& [name, of] : all)
            for (const auto& [key, value] : of.as_object())
                known[name][key] = value;
    }
};

// Browsers of both views, and what hands the differences to them.
class live_crowd final : public web::live_audience
{
public:
    struct guest
    {
        live_browser browser;
        web::view view{};
        web::live_source::cursor at;
        bool walking{true};
    };

    bool anybody(web::view v) const override
    {
        return std::any_of(guests.begin(), guests.end(), [&](const guest& g) { return g.view == v; });
    }
    void publish(web::view v, std::shared_ptr<const std::string> text) override
    {
        ++published;
        longest = std::max(longest, text->size());
        for (guest& g : guests)
            if (g.view == v)
                g.browser.receive(*text);
    }
    guest& join(web::live_source& source, web::view v)
    {
        guest& g = guests.emplace_back();
        g.view = v;
        g.browser.receive(source.begin(v));
        return g;
    }
    // One piece for each that has not got all yet.
    void walk(web::live_source& source)
    {
        for (guest& g : guests)
            if (g.walking)
                step(source, g);
    }
    static void step(web::live_source& source, guest& g)
    {
        std::string out;
        g.walking = source.next(g.view, g.at, out);
        BOOST_TEST(out.size() < 32U * 1024);
        if (!out.empty())
            g.browser.receive(out);
    }
    static live_browser::rows everything(web::live_source& source, web::view v)
    {
        guest g;
        g.view = v;
        g.browser.receive(source.begin(v));
        while (g.walking)
            step(source, g);
        BOOST_TEST(g.browser.complete);
        return g.browser.known;
    }

    std::list<guest> guests;
    std::size_t published{};
    std::size_t longest{};
};

}
