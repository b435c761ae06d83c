// SPDX-License-Identifier: GPL-3.0-or-later
// Hostile texts in the log: a line stays one line, and a JSON line says exactly what happened.
#include "hblink/config/options.hpp"
#include "hblink/core/session.hpp"
#include "hblink/observe/compact.hpp"
#include "hblink/observe/event_log.hpp"

#include <boost/json/parse.hpp>

#include <memory>
#include <string>
#include <vector>

#include "fuzz/bytes.hpp"
#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "fuzz/utf8.hpp"

namespace {

using namespace hblink;
using fuzz::require;

void check_line(std::string_view line)
{
    require(fuzz::is_utf8(line), "a line is UTF-8");
    require(!fuzz::has_control_characters(line), "a line is one line");
}

boost::json::object parsed(const observe::record& r)
{
    const std::string line = observe::render(r, config::log_format::json);
    check_line(line);
    check_line(observe::render(r, config::log_format::text));
    boost::json::error_code error;
    const auto value = boost::json::parse(line, error);
    require(!error && value.is_object(), "a line is a JSON object");
    return value.as_object();
}

// Each line that the server's events make is parsed again.
class checked_log final : public observe::log
{
public:
    checked_log() : log{config::log_level::debug} {}
    std::size_t lines{0};

private:
    void append(const observe::record& r) override
    {
        const auto line = parsed(r);
        require(line.at("event").as_string() == observe::to_string(r.event), "a line names its event");
        require(line.size() == r.fields.size() + 3, "no field stands twice in a line");
        ++lines;
    }
};

void check_fields(std::string_view text, std::int64_t number)
{
    const std::vector<observe::field> fields{{"text", text}, {"number", number}, {"flag", true}};
    const auto line = parsed({{}, config::log_level::warning, observe::log_event::stopped, fields});
    const std::string expected = fuzz::repaired(text);
    require(line.at("text").as_string() == expected, "a text is read as it was written");
    require(line.at("number").to_number<std::int64_t>() == number, "a number is read as it was written");
    require(line.at("flag").as_bool(), "a truth value is read as it was written");
}

void check_compact(std::string_view text)
{
    const std::string hidden = observe::without_secrets(text);
    require(observe::without_secrets(hidden) == hidden, "what is hidden stays hidden");
    require(observe::first_bytes(std::as_bytes(std::span{text})).size() <= 32, "the first bytes are few");
    const std::string secret = "a=1;" + std::string{"MyPaSs"} + "=geheim;" + std::string{text};
    require(observe::without_secrets(secret).find("geheim") == std::string::npos ||
                text.find("geheim") != text.npos,
            "a password is not shown");
}

// A repeater that calls itself anything, asks for anything, and sends anything.
void check_events(fuzz::input in)
{
    static checked_log lines;
    static observe::event_log events{lines, 1};
    static core::time_point now{};
    now += std::chrono::hours{1}; // nothing is suppressed

    core::session s;
    s.path.remote = {wire::address::v4(0x0A00'0001), 62031};
    s.id = dmr::repeater_id{in.u24()};
    const auto how = in.byte();
    const std::string_view fields = in.text(how);
    s.station = wire::station::read(std::as_bytes(std::span{fields}));
    const std::string_view text = in.rest();
    const auto wanted = config::parse_options(text, {.dmrplus = true});
    std::vector<core::remap> remaps;
    for (const std::size_t i : {0U, 1U})
        s.talkgroups[i] = wanted.talkgroups[i].value_or(dmr::talkgroup_set::everything());
    for (const auto& entry : wanted.translations)
        remaps.push_back(entry.remap);
    s.translation = std::make_unique<const core::translation>(core::settle(remaps).translation);
    s.source_override = wanted.source.value_or(dmr::radio_id{});

    const std::size_t before = lines.lines;
    events.on(core::login_refused{.id = s.id, .path = s.path, .callsign = s.station.callsign(), .rule = text},
              now);
    events.on(core::repeater_connected{s, true}, now);
    events.on(core::options_applied{s,
                                    text,
                                    s.talkgroups,
                                    wanted.bad_entries,
                                    wanted.unknown_keys,
                                    {},
                                    wanted.bad_entries,
                                    wanted.unknown_keys,
                                    wanted.cut},
              now);
    events.on(core::repeater_disconnected{s, core::disconnect_reason::goodbye}, now);
    events.on(core::datagram_refused{s.path, std::as_bytes(std::span{text}), wire::message_error::unknown},
              now);
    events.tell_of_fault(s.path, text, now);
    require(lines.lines == before + 6, "each event has its line");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::as_text(data, size);
    check_fields(text, static_cast<std::int64_t>(size) - 40);
    check_compact(text);
    check_events({data, size});
    return 0;
}
