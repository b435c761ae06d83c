// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/dashboard.hpp"

#include <algorithm>
#include <array>

namespace hblink::test {
namespace {

namespace json = boost::json;

// The type of a field: i integer, s text, b true or false, n number, L null or ascending integers, T list of
// translations, H eight hexadecimal digits, S slot, C call type, K connection type, E end reason, D reason of
// a disconnection, N "outbound" or "openbridge", G slots of talkgroups, R and M what is said of a link that
// is not up.
struct field
{
    std::string_view name;
    char type;
};
using fields = std::vector<field>;

fields link_and(field f)
{
    return {{"connection_name", 's'}, {"radio_id", 'i'}, {"remote_address", 's'}, {"remote_port", 'i'}, f};
}

fields link_state()
{
    fields f = link_and({"slot1_talkgroups", 'L'});
    f.push_back({"slot2_talkgroups", 'L'});
    return f;
}

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
          {"is_data", 'b'}}},
        {"stream_update",
         {{"slot", 'S'},
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
          {"is_data", 'b'}}},
        {"hang_time_expired", {{"slot", 'S'}}},
        {"outbound_connecting", link_state()},
        {"outbound_connected", link_state()},
        {"outbound_disconnected", link_and({"reason", 'R'})},
        {"outbound_error", link_and({"error_message", 'M'})},
        {"openbridge_connected",
         {{"connection_name", 's'},
          {"network_id", 'i'},
          {"remote_address", 's'},
          {"remote_port", 'i'},
          {"preserve_source_peer", 'b'},
          {"talkgroups", 'G'}}},
        {"openbridge_disconnected", {{"connection_name", 's'}}}};
    return all;
}

bool is_of_a_call(std::string_view type)
{
    return type.starts_with("stream_") || type == "hang_time_expired";
}

// Which connection the event of a call is about, and where the call came from (spec events.md, 4.5 to 4.8).
fields identification(const std::string& type, const json::object& data)
{
    if (!data.contains("connection_type"))
        return {{"repeater_id", 'i'}};
    fields f{{"connection_type", 'N'}, {"connection_name", 's'}};
    if (type == "stream_start" && data.contains("is_assumed") && data.at("is_assumed") == false)
        f.push_back({"remote_repeater_id", 'i'});
    return f;
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

bool is_slots(const json::value& v)
{
    return v.is_object() && std::all_of(v.get_object().begin(), v.get_object().end(), [](const auto& entry) {
               return entry.key().find_first_not_of("0123456789") == json::string_view::npos &&
                      entry.value().is_int64() && (entry.value() == 1 || entry.value() == 2);
           });
}

// HBlink4's words (spec events.md, 4.10 and 4.11), and what it has no words for.
bool is_reason(const json::value& v)
{
    return is_one_of(v, {"Connection timeout (3 missed pongs)", "Server initiated disconnect",
                         "Server shutdown", "Removed from the configuration"});
}

bool is_error_message(const json::value& v)
{
    const auto begins = [&](std::string_view text) {
        return std::string_view{v.get_string()}.starts_with(text);
    };
    return v.is_string() && (begins("DNS resolution failed") || begins("Failed to create UDP endpoint") ||
                             is_one_of(v, {"Connection rejected by server (MSTNAK)", "No answer to the login",
                                           "The address is one of this server itself"}));
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
    case 'N':
        return is_one_of(v, {"outbound", "openbridge"});
    case 'G':
        return is_slots(v);
    case 'R':
        return is_reason(v);
    case 'M':
        return is_error_message(v);
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

std::string owner_of(const json::object& o)
{
    return o.contains("connection_name") ? plain(o, "connection_name") : text(o, "repeater_id");
}

bool is_of_trunk(const json::object& o)
{
    return o.contains("connection_type") && o.at("connection_type") == "openbridge";
}

std::string line_of(const std::string& type, const json::object& o)
{
    std::string line = type + ' ' + owner_of(o);
    if (o.contains("slot"))
        line += '/' + text(o, "slot");
    if (o.contains("is_assumed"))
        line += o.at("is_data") == true ? " data" : o.at("is_assumed") == true ? " tx" : " rx";
    if (o.contains("src_id"))
        line += ' ' + text(o, "src_id") + (plain(o, "call_type") == "group" ? '>' : '-') + text(o, "dst_id");
    for (const auto name :
         {"stream_id", "end_reason", "reason", "error_message", "packet_count", "packets", "missed_pings"})
        if (o.contains(name) && !(std::string_view{name} == "missed_pings" && o.at(name) == 0))
            line += ' ' + plain(o, name);
    return line;
}

}

void dashboard::accept()
{
    pending_.clear();
    repeaters_.clear();
    links_.clear();
    trunks_.clear();
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
    else if (type.starts_with("outbound_"))
        on_link(type, data);
    else if (type.starts_with("openbridge_"))
        on_trunk(type, data);
    else
        on_call(type, data);
}

void dashboard::check_fields(const std::string& type, const json::object& data)
{
    const auto table = tables().find(type);
    if (table == tables().end())
        return note("unknown type: " + type);
    fields all = table->second;
    if (is_of_a_call(type)) {
        const fields who = identification(type, data);
        all.insert(all.end(), who.begin(), who.end());
    }
    for (const field& f : all)
        if (!data.contains(f.name))
            note(type + " without " + std::string{f.name});
        else if (!is_of_type(data.at(f.name), f.type))
            note(type + ": " + std::string{f.name} + " is " + text(data, f.name).substr(0, 100));
    if (data.size() != all.size())
        note(type + " with more fields than it has: " + json::serialize(data).substr(0, 300));
    if (type == "hang_time_expired" && is_of_trunk(data))
        note("a trunk has no hang time: " + line_of(type, data));
    if (type == "stream_update" && data.contains("connection_type"))
        note("an update of another one than a repeater: " + line_of(type, data));
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
        unknown_.erase(owner_of(data));
    } else if (type == "repeater_disconnected") {
        unknown_.erase(owner_of(data)); // it may have gone before its turn in the snapshot came
        expect_no_calls(owner_of(data), line_of(type, data));
        repeaters_.erase(id);
    } else if (!knows(id)) {
        unknown_.insert(owner_of(data));
    } else if (data.at("rpto_received") != true) {
        note("an RPTO that was not received: " + line_of(type, data));
    }
}

void dashboard::on_link(const std::string& type, const json::object& data)
{
    const std::string name = owner_of(data);
    const std::string state = type.substr(std::string_view{"outbound_"}.size());
    if (state != "connected")
        expect_no_calls(name, line_of(type, data));
    if (state != "connecting")
        unknown_.erase(name); // it may have gone before its turn in the snapshot came
    links_[name] = state;
}

void dashboard::on_trunk(const std::string& type, const json::object& data)
{
    const std::string name = owner_of(data);
    unknown_.erase(name);
    if (type == "openbridge_connected") {
        trunks_.insert(name);
    } else {
        expect_no_calls(name, line_of(type, data));
        trunks_.erase(name);
    }
}

void dashboard::expect_no_calls(const std::string& owner, const std::string& line)
{
    for (const auto& [k, c] : calls_)
        if (k.first == owner)
            note("it still has a call at " + k.second + ": " + line);
}

// Owners of calls are told apart by their names alone: no repeater's id is the name of a link in a test.
bool dashboard::is_there(const std::string& owner) const
{
    return trunks_.contains(owner) || state_of_link(owner) == "connected" ||
           std::any_of(repeaters_.begin(), repeaters_.end(),
                       [&](const auto& r) { return std::to_string(r.first) == owner; });
}

std::string dashboard::state_of_link(const std::string& name) const
{
    const auto found = links_.find(name);
    return found == links_.end() ? "" : found->second;
}

void dashboard::on_call(const std::string& type, const json::object& data)
{
    const key k{owner_of(data), is_of_trunk(data) ? plain(data, "stream_id") : text(data, "slot")};
    if (!is_there(k.first))
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
             {"slot", "src_id", "dst_id", "call_type", "stream_id", "is_assumed", "is_data"})
            if (found->second.start.at(name) != data.at(name))
                note(std::string{name} + " is not that of the start: " + line_of("stream_end", data));
    if (is_of_trunk(data))
        calls_.erase(k);
    else
        calls_[k] = {phase::hang, data};
}

std::vector<std::string> dashboard::violations() const
{
    auto all = wrong_;
    for (const auto& owner : unknown_)
        all.push_back("a connection that is not there: " + owner);
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
