// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/dashboard.hpp"

#include <algorithm>
#include <array>

namespace hblink::test {
namespace {

namespace json = boost::json;

// The type of a field: i integer, s text, b true or false, n number, L null or ascending integers, T list of
// translations, H eight hexadecimal digits, S slot, C call type, K connection type, E end reason, D reason of
// a disconnection.
struct field
{
    std::string_view name;
    char type;
};
using fields = std::vector<field>;

const std::map<std::string, fields>& tables()
{
    static const std::map<std::string, fields> all{
        {"repeater_connected",
         {{"repeater_id", 'i'},
          {"callsign", 's'},
          {"location", 's'},
          {"address", 's'},
          {"rx_freq", 's'},
          {"tx_freq", 's'},
          {"colorcode", 's'},
          {"connection_type", 'K'},
          {"software_id", 's'},
          {"package_id", 's'},
          {"slot1_talkgroups", 'L'},
          {"slot2_talkgroups", 'L'},
          {"rpto_received", 'b'},
          {"translations", 'T'},
          {"last_ping", 'n'},
          {"missed_pings", 'i'}}},
        {"repeater_details",
         {{"repeater_id", 'i'},
          {"latitude", 's'},
          {"longitude", 's'},
          {"height", 's'},
          {"tx_power", 's'},
          {"description", 's'},
          {"url", 's'},
          {"software_id", 's'},
          {"package_id", 's'},
          {"connection_type", 'K'},
          {"slots", 's'},
          {"matched_pattern", 's'},
          {"pattern_description", 's'},
          {"match_reason", 's'}}},
        {"repeater_options_updated",
         {{"repeater_id", 'i'},
          {"slot1_talkgroups", 'L'},
          {"slot2_talkgroups", 'L'},
          {"rpto_received", 'b'},
          {"translations", 'T'}}},
        {"repeater_disconnected", {{"repeater_id", 'i'}, {"callsign", 's'}, {"reason", 'D'}}},
        {"stream_start",
         {{"slot", 'S'},
          {"src_id", 'i'},
          {"dst_id", 'i'},
          {"stream_id", 'H'},
          {"call_type", 'C'},
          {"is_assumed", 'b'},
          {"is_data", 'b'},
          {"repeater_id", 'i'}}},
        {"stream_update",
         {{"repeater_id", 'i'},
          {"slot", 'S'},
          {"src_id", 'i'},
          {"dst_id", 'i'},
          {"duration", 'n'},
          {"packets", 'i'},
          {"call_type", 'C'}}},
        {"stream_end",
         {{"slot", 'S'},
          {"src_id", 'i'},
          {"dst_id", 'i'},
          {"stream_id", 'H'},
          {"duration", 'n'},
          {"packet_count", 'i'},
          {"end_reason", 'E'},
          {"hang_time", 'n'},
          {"call_type", 'C'},
          {"is_assumed", 'b'},
          {"is_data", 'b'},
          {"repeater_id", 'i'}}},
        {"hang_time_expired", {{"repeater_id", 'i'}, {"slot", 'S'}}}};
    return all;
}

bool is_integer(const json::value& v) { return v.is_int64() || v.is_uint64(); }

bool is_one_of(const json::value& v, std::initializer_list<std::string_view> words)
{
    return v.is_string() && std::find(words.begin(), words.end(), v.get_string()) != words.end();
}

bool is_ascending(const json::array& a)
{
    return std::is_sorted(a.begin(), a.end(), [](const json::value& x, const json::value& y) {
        return x.to_number<std::int64_t>() <= y.to_number<std::int64_t>();
    });
}

bool is_talkgroups(const json::value& v)
{
    if (v.is_null())
        return true;
    return v.is_array() && std::all_of(v.get_array().begin(), v.get_array().end(), is_integer) &&
           is_ascending(v.get_array());
}

bool is_translations(const json::value& v)
{
    if (!v.is_array())
        return false;
    std::array<std::int64_t, 4> before{};
    for (const json::value& entry : v.get_array()) {
        if (!entry.is_array() || entry.get_array().size() != 4)
            return false;
        std::array<std::int64_t, 4> now{};
        for (std::size_t i = 0; i < 4; ++i)
            now[i] = entry.get_array()[i].to_number<std::int64_t>();
        if (now <= before || now[0] > 2 || now[2] < 1 || now[2] > 2)
            return false;
        before = now;
    }
    return true;
}

bool is_hex(const json::value& v)
{
    return v.is_string() && v.get_string().size() == 8 &&
           v.get_string().find_first_not_of("0123456789abcdef") == json::string::npos;
}

bool is_of_type(const json::value& v, char type)
{
    switch (type) {
    case 'i':
        return is_integer(v) && v.to_number<std::int64_t>() >= 0;
    case 's':
        return v.is_string();
    case 'b':
        return v.is_bool();
    case 'n':
        return v.is_number() && v.to_number<double>() >= 0;
    case 'L':
        return is_talkgroups(v);
    case 'T':
        return is_translations(v);
    case 'H':
        return is_hex(v);
    case 'S':
        return is_integer(v) && (v.to_number<int>() == 1 || v.to_number<int>() == 2);
    case 'C':
        return is_one_of(v, {"group", "private"});
    case 'K':
        return is_one_of(v, {"repeater", "hotspot", "network", "unknown"});
    case 'E':
        return is_one_of(v, {"terminator", "timeout", "fast_terminator"});
    case 'D':
        return is_one_of(v, {"disconnect", "timeout", "reconnect_different_port"});
    default:
        return false;
    }
}

// Outside of texts.
bool has_white_space(std::string_view body)
{
    bool inside = false;
    for (std::size_t i = 0; i < body.size(); ++i) {
        if (inside && body[i] == '\\')
            ++i;
        else if (body[i] == '"')
            inside = !inside;
        else if (!inside && (body[i] == ' ' || body[i] == '\n' || body[i] == '\t'))
            return true;
    }
    return false;
}

std::string text(const json::object& o, std::string_view name)
{
    return o.contains(name) ? json::serialize(o.at(name)) : "?";
}

std::string plain(const json::object& o, std::string_view name)
{
    return o.contains(name) && o.at(name).is_string() ? std::string{o.at(name).get_string()} : text(o, name);
}

std::string line_of(const std::string& type, const json::object& o)
{
    std::string line = type + ' ' + text(o, "repeater_id");
    if (o.contains("slot"))
        line += '/' + text(o, "slot");
    if (o.contains("is_assumed"))
        line += o.at("is_data") == true ? " data" : o.at("is_assumed") == true ? " tx" : " rx";
    if (o.contains("src_id"))
        line += ' ' + text(o, "src_id") + (plain(o, "call_type") == "group" ? '>' : '-') + text(o, "dst_id");
    for (const auto name : {"stream_id", "end_reason", "reason", "packet_count", "packets", "missed_pings"})
        if (o.contains(name) && !(std::string_view{name} == "missed_pings" && o.at(name) == 0))
            line += ' ' + plain(o, name);
    return line;
}

}

void dashboard::accept()
{
    pending_.clear();
    repeaters_.clear();
    calls_.clear();
    heard_of_.clear();
    unknown_.clear();
}

void dashboard::read(std::string_view bytes)
{
    pending_ += bytes;
    std::size_t at = 0;
    while (pending_.size() - at >= 4) {
        std::size_t size = 0;
        for (std::size_t i = 0; i < 4; ++i)
            size = size << 8 | static_cast<unsigned char>(pending_[at + i]);
        if (size == 0 || size > 8 * 1024 * 1024)
            note("a frame of " + std::to_string(size) + " bytes");
        if (pending_.size() - at - 4 < size)
            break;
        longest_frame_ = std::max(longest_frame_, size);
        on_frame(std::string_view{pending_}.substr(at + 4, size));
        at += 4 + size;
    }
    pending_.erase(0, at);
}

void dashboard::on_frame(std::string_view body)
{
    ++events_;
    boost::system::error_code error;
    const json::value parsed = json::parse(body, error);
    const auto* const o = error ? nullptr : parsed.if_object();
    if (o == nullptr || o->size() != 3 || !o->contains("type") || !o->contains("timestamp") ||
        !o->contains("data") || !o->at("type").is_string() || !o->at("timestamp").is_number() ||
        !o->at("data").is_object())
        return note("no envelope: " + std::string{body.substr(0, 200)});
    if (has_white_space(body))
        note("white space: " + std::string{body.substr(0, 200)});
    const std::string type{o->at("type").get_string()};
    const json::object& data = o->at("data").get_object();
    last_[type] = {data, o->at("timestamp").to_number<double>()};
    if (events_ <= 100'000)
        told_.push_back(line_of(type, data));
    on_event(type, data);
}

void dashboard::on_event(const std::string& type, const json::object& data)
{
    const std::size_t wrong_before = wrong_.size();
    check_fields(type, data);
    if (wrong_.size() != wrong_before)
        return;
    if (type.starts_with("repeater_"))
        on_repeater(type, data);
    else
        on_call(type, data);
}

void dashboard::check_fields(const std::string& type, const json::object& data)
{
    const auto table = tables().find(type);
    if (table == tables().end())
        return note("unknown type: " + type);
    for (const field& f : table->second)
        if (!data.contains(f.name))
            note(type + " without " + std::string{f.name});
        else if (!is_of_type(data.at(f.name), f.type))
            note(type + ": " + std::string{f.name} + " is " + text(data, f.name).substr(0, 100));
    if (data.size() != table->second.size())
        note(type + " with more fields than it has: " + json::serialize(data).substr(0, 300));
}

void dashboard::on_repeater(const std::string& type, const json::object& data)
{
    const auto id = data.at("repeater_id").to_number<std::uint32_t>();
    if (type == "repeater_details") {
        details_.insert(id);
    } else if (type == "repeater_connected") {
        if (!details_.contains(id))
            note("no details before " + line_of(type, data));
        repeaters_[id] = data;
        unknown_.erase(id);
    } else if (type == "repeater_disconnected") {
        unknown_.erase(id); // it may have gone before its turn in the snapshot came
        for (const int slot : {1, 2})
            if (calls_.contains({id, slot}))
                note("its slot is still in use: " + line_of(type, data));
        repeaters_.erase(id);
    } else if (!knows(id)) {
        unknown_.insert(id);
    } else if (data.at("rpto_received") != true) {
        note("an RPTO that was not received: " + line_of(type, data));
    }
}

void dashboard::on_call(const std::string& type, const json::object& data)
{
    const key k{data.at("repeater_id").to_number<std::uint32_t>(), data.at("slot").to_number<int>()};
    if (!knows(k.first))
        unknown_.insert(k.first);
    const auto found = calls_.find(k);
    if (type == "stream_start") {
        start(k, data);
    } else if (type == "stream_end") {
        end(k, data);
    } else if (type == "hang_time_expired") {
        if (found == calls_.end() || found->second.phase != phase::hang)
            note("no hang time there: " + line_of(type, data));
        calls_.erase(k);
    } else if (found == calls_.end() || found->second.phase != phase::running) {
        note("no call there: " + line_of(type, data));
    } else {
        const json::object& s = found->second.start;
        for (const auto name : {"src_id", "dst_id", "call_type"})
            if (!s.contains(name) || s.at(name) != data.at(name))
                note(std::string{name} + " is not that of the start: " + line_of(type, data));
        if (s.contains("is_data") && (s.at("is_data") == true || s.at("is_assumed") == true))
            note("not of a voice call that is received: " + line_of(type, data));
    }
    heard_of_.insert(k);
}

void dashboard::start(const key& k, const json::object& data)
{
    const auto found = calls_.find(k);
    if (found != calls_.end() && found->second.phase == phase::running)
        note("the call there has not ended: " + line_of("stream_start", data));
    if (found != calls_.end() && data.at("is_data") == true)
        note("data replaces a call: " + line_of("stream_start", data));
    if (data.at("is_data") == true && data.at("is_assumed") == true)
        note("data is never sent: " + line_of("stream_start", data));
    calls_[k] = {phase::running, data};
}

void dashboard::end(const key& k, const json::object& data)
{
    const auto found = calls_.find(k);
    const bool running = found != calls_.end() && found->second.phase == phase::running;
    if (!running && heard_of_.contains(k))
        note("no call there: " + line_of("stream_end", data));
    if (running)
        for (const auto name :
             {"src_id", "dst_id", "call_type", "stream_id", "is_assumed", "is_data", "repeater_id"})
            if (found->second.start.at(name) != data.at(name))
                note(std::string{name} + " is not that of the start: " + line_of("stream_end", data));
    calls_[k] = {phase::hang, data};
}

std::vector<std::string> dashboard::violations() const
{
    auto all = wrong_;
    for (const auto id : unknown_)
        all.push_back("a repeater that is not connected: " + std::to_string(id));
    if (all.size() > 10)
        all.resize(10);
    return all;
}

std::size_t dashboard::slots_in_use() const { return calls_.size(); }

std::size_t dashboard::running() const
{
    return static_cast<std::size_t>(std::count_if(
        calls_.begin(), calls_.end(), [](const auto& c) { return c.second.phase == phase::running; }));
}

}
