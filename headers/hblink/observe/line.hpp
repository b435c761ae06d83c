// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/observe/field.hpp"
#include "hblink/observe/log_event.hpp"

#include <chrono>
#include <span>
#include <string>
#include <string_view>

namespace hblink::observe {

using wall_time = std::chrono::system_clock::time_point;

// One line of the log before it has a format. Views: lives as long as the call that hands it over.
struct record
{
    wall_time time;
    config::log_level level{};
    log_event event{};
    std::span<const field> fields;
};

// "warning"; the text format has it in capitals.
std::string_view to_string(config::log_level) noexcept;

// The line, without its newline:
// JSON: {"time":"2026-01-01T12:00:00.000000Z","level":"warning","event":"repeater_lost","repeater":3120001}
// text: 2026-01-01 12:00:00,000 - WARNING - Repeater lost: repeater=3120001 (local time; quirks.md 60)
std::string render(const record&, config::log_format);

// The line as it is written: with its newline, and with one before it when the last line was written partly.
std::string with_newline(std::string_view line, bool after_a_torn_one);

// Appends `text` in quotes as a JSON string of valid UTF-8: control characters (C0, DEL, C1) and the line and
// paragraph separators are escaped, bytes that are no UTF-8 become U+FFFD.
void append_quoted(std::string& out, std::string_view text);

}
