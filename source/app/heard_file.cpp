// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/heard_file.hpp"

#include "hblink/app/json_text.hpp"
#include "hblink/config/surroundings.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

#include <cmath>
#include <stdexcept>
#include <system_error>
#include <utility>

namespace hblink::app {
namespace {

namespace json = boost::json;

constexpr std::size_t largest_file = 8 * 1024 * 1024; // bytes
constexpr std::size_t longest_text = 200;             // bytes, of each
constexpr std::array<const char*, live_state::tables_of_heard> table_names{"heard",
                                                                           "heard_without_unit_calls"};

void write_channel(json_text& to, const core::channel& c)
{
    to.begin_array().value(dmr::number_of(c.slot)).value(c.talkgroup).end_array();
}

void write_call(json_text& to, const heard_call& h)
{
    to.begin_object().member("at_ms", h.at_ms).member("source", h.source);
    to.member("from", static_cast<int>(h.from)).member("origin", h.origin).member("name", h.origin_name);
    to.key("local");
    write_channel(to, h.local);
    to.key("network");
    write_channel(to, h.network);
    to.member("unit", h.call == dmr::call_type::unit).member("broadcast", h.broadcast).member("data", h.data);
    to.member("alias", h.alias).member("length_s", h.length_s);
    to.member("reason", static_cast<int>(h.in_progress != 0 ? heard_end::lost : h.reason));
    to.key("quality");
    if (h.quality) {
        to.begin_array().value(h.quality->packets).value(h.quality->loss_percent);
        to.value(h.quality->jitter_ms).value(h.quality->ber_percent).value(h.quality->rssi_dbm).end_array();
    } else {
        to.null();
    }
    to.end_object();
}

template <class Number>
Number number(const json::value& v, Number most)
{
    const auto n = v.to_number<Number>();
    if (n > most)
        throw std::runtime_error{"a number is too large"};
    return n;
}

std::string text(const json::value& v)
{
    const json::string& s = v.as_string();
    if (s.size() > longest_text)
        throw std::runtime_error{"a text is too long"};
    return std::string{s.data(), s.size()};
}

// What is no number cannot be in JSON, but 1e999 can.
double measure(const json::value& v)
{
    const double d = v.to_number<double>();
    if (!std::isfinite(d) || std::abs(d) > 1e12)
        throw std::runtime_error{"a number is too large"};
    return d;
}

std::optional<double> possible_measure(const json::value& v)
{
    return v.is_null() ? std::nullopt : std::optional{measure(v)};
}

std::int64_t read_time(const json::value& v)
{
    const auto ms = v.to_number<std::int64_t>();
    if (ms < 0 || ms > 253'402'300'800'000) // the year 10000
        throw std::runtime_error{"a time is impossible"};
    return ms;
}

core::channel read_channel(const json::value& v)
{
    const json::array& a = v.as_array();
    const auto slot = number<unsigned>(a.at(0), 2);
    return {slot == 1 ? dmr::slot::one : dmr::slot::two, number<std::uint32_t>(a.at(1), dmr::largest_24_bit)};
}

heard_call read_call(const json::value& v)
{
    const json::object& o = v.as_object();
    heard_call h;
    h.at_ms = read_time(o.at("at_ms"));
    h.source = dmr::radio_id{number<std::uint32_t>(o.at("source"), dmr::largest_24_bit)};
    h.from = static_cast<core::connection_kind>(number<unsigned>(o.at("from"), 2));
    h.origin = dmr::repeater_id{o.at("origin").to_number<std::uint32_t>()};
    if (h.from == core::connection_kind::repeater)
        h.number = h.origin.value(); // it may come again
    h.origin_name = text(o.at("name"));
    h.local = read_channel(o.at("local"));
    h.network = read_channel(o.at("network"));
    h.call = o.at("unit").as_bool() ? dmr::call_type::unit : dmr::call_type::group;
    h.broadcast = o.at("broadcast").as_bool();
    h.data = o.at("data").as_bool();
    h.alias = text(o.at("alias"));
    h.length_s = measure(o.at("length_s"));
    h.reason = static_cast<heard_end>(number<unsigned>(o.at("reason"), 3));
    if (const json::value& q = o.at("quality"); !q.is_null()) {
        const json::array& a = q.as_array();
        h.quality =
            heard_quality{a.at(0).to_number<std::uint64_t>(), possible_measure(a.at(1)),
                          possible_measure(a.at(2)), possible_measure(a.at(3)), possible_measure(a.at(4))};
    }
    return h;
}

}

std::string write_kept(const kept_page& k)
{
    json_text to;
    to.begin_object();
    to.key("today");
    write_today(to, k.today);
    for (std::size_t t = 0; t < k.heard.size(); ++t) {
        to.key(table_names[t]).begin_array();
        for (const heard_call& h : k.heard[t])
            write_call(to, h);
        to.end_array();
    }
    to.end_object();
    return to.take() + '\n';
}

kept_page read_kept(std::string_view all)
{
    const json::value root = json::parse({all.data(), all.size()});
    const json::object& o = root.as_object();
    kept_page k;
    const json::object& today = o.at("today").as_object();
    k.today = {.since_ms = read_time(today.at("since_ms")),
               .calls = today.at("calls").to_number<std::uint64_t>(),
               .data_calls = today.at("data_calls").to_number<std::uint64_t>(),
               .sent_calls = today.at("sent_calls").to_number<std::uint64_t>(),
               .air_time_s = measure(today.at("air_time_s"))};
    for (std::size_t t = 0; t < k.heard.size(); ++t) {
        const json::array& list = o.at(table_names[t]).as_array();
        if (list.size() > last_heard::most)
            throw std::runtime_error{"there are more than " + std::to_string(last_heard::most) + " calls"};
        for (const json::value& v : list) {
            heard_call h = read_call(v);
            if (t == 1 && h.call == dmr::call_type::unit)
                throw std::runtime_error{"a unit call stands where none may be"};
            k.heard[t].push_back(std::move(h));
        }
    }
    return k;
}

loaded_page load_kept(const std::filesystem::path& path)
{
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found)
        return {};
    if (status.type() != std::filesystem::file_type::regular)
        return {{}, error ? error.message() : "it is no file", false};
    const auto text = config::read_whole_file(path, largest_file);
    if (!text)
        return {{}, "it cannot be read, or is too large", false};
    try {
        return {read_kept(*text), {}, false};
    } catch (const std::exception& e) {
        std::filesystem::rename(path, path.native() + ".broken", error);
        return {{}, e.what(), !error};
    }
}

}
