// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/json.hpp>

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// A dashboard as spec events.md requires one to be served, section 5 and the tables of section 4, and
// stricter than any real one: whatever is not exactly as written there is a violation. Knows nothing of the
// server.
namespace hblink::test {

class dashboard
{
public:
    // What it sends as soon as a connection is there.
    static std::string sync_request()
    {
        std::string frame(3, '\0');
        return frame + '\x18' + R"({"type": "sync_request"})";
    }

    // A new connection: the live state is wiped, the details are kept.
    void accept();
    // Bytes from the server, cut anywhere.
    void read(std::string_view bytes);
    bool inside_a_frame() const { return !pending_.empty(); }

    // Everything that was not as it must be; also what was told of repeaters, links and trunks that never
    // came.
    std::vector<std::string> violations() const;

    // One line for each event since the last call: "stream_start 1/2 rx 1001>91 00001234". In place of the
    // repeater's id stands the name of the link or trunk.
    std::vector<std::string> take() { return std::exchange(told_, {}); }
    // The data of the last event of that type.
    const boost::json::object& last(std::string_view type) const { return last_.at(std::string{type}).data; }
    bool has(std::string_view type) const { return last_.contains(std::string{type}); }
    double timestamp_of_last(std::string_view type) const { return last_.at(std::string{type}).timestamp; }

    std::size_t repeaters() const { return repeaters_.size(); }
    bool knows(std::uint32_t id) const { return repeaters_.contains(id); }
    // "connected", "connecting", "error", ...; "": it has no card.
    std::string state_of_link(const std::string& name) const;
    bool has_trunk(const std::string& name) const { return trunks_.contains(name); }
    std::size_t slots_in_use() const; // RX, TX or HANG on the page; calls of trunks
    std::size_t running() const;
    std::size_t events() const { return events_; }
    std::size_t longest_frame() const { return longest_frame_; }

private:
    enum class phase
    {
        running,
        hang
    };
    struct call
    {
        dashboard::phase phase;
        boost::json::object start; // "": it began before the connection
    };
    struct event
    {
        boost::json::object data;
        double timestamp{};
    };
    // R: repeater and slot; O: name and slot; B: name and stream id (spec events.md, section 5).
    using key = std::pair<std::string, std::string>;

    void on_frame(std::string_view body);
    void on_event(const std::string& type, const boost::json::object&);
    void check_fields(const std::string& type, const boost::json::object&);
    void on_repeater(const std::string& type, const boost::json::object&);
    void on_link(const std::string& type, const boost::json::object&);
    void on_trunk(const std::string& type, const boost::json::object&);
    void on_call(const std::string& type, const boost::json::object&);
    bool is_there(const std::string& owner) const;
    void expect_no_calls(const std::string& owner, const std::string& line);
    void start(const key&, const boost::json::object&);
    void end(const key&, const boost::json::object&);
    void note(std::string what) { wrong_.push_back(std::move(what)); }

    std::string pending_;
    std::vector<std::string> wrong_;
    std::vector<std::string> told_;
    std::map<std::string, event> last_;
    std::set<std::uint32_t> details_;
    std::map<std::uint32_t, boost::json::object> repeaters_;
    std::map<std::string, std::string> links_; // name and state
    std::set<std::string> trunks_;
    std::set<std::string> unknown_; // their calls were told, but they are not connected as far as we know
    std::map<key, call> calls_;
    std::set<key> heard_of_; // on this connection
    std::size_t events_{0};
    std::size_t longest_frame_{0};
};

}
