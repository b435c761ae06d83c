// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/dmr/ids.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

// What the operator's commands ask of the server: one JSON object on one line
// (docs/commands.md).
namespace hblink::control {

inline constexpr std::size_t largest_request = 64 * 1024; // bytes, with its newline
inline constexpr std::size_t longest_reason = 200;        // bytes
inline constexpr std::size_t longest_callsign = 8;        // as in an RPTC
inline constexpr std::chrono::seconds longest_block = std::chrono::hours{24 * 3660};

// Whom a block is about: an id, or a callsign in upper case.
using subject = std::variant<dmr::repeater_id, std::string>;

struct status_request
{
    bool refusals_only{false};
    std::optional<dmr::repeater_id> id; // only this repeater, its calls and refusals
};

struct kick_request
{
    dmr::repeater_id id;
    std::string reason; // may be ""
};

struct block_request
{
    subject who;
    std::optional<std::chrono::seconds> length; // nothing: until it is taken back
    std::string reason;                         // may be ""
};

struct unblock_request
{
    subject who;
};

struct reload_request
{};

struct log_level_request // at least one of them
{
    std::optional<config::log_level> console;
    std::optional<config::log_level> file;
};

using request = std::variant<status_request, kick_request, block_request, unblock_request, reload_request,
                             log_level_request>;

// A request, or one sentence that says why it is none. The sentence has nothing of the line in it.
struct reading
{
    std::optional<control::request> request;
    std::string trouble;
};
reading read_request(std::string_view line);

// One line, without its newline; read_request makes the same request of it.
std::string write_request(const request&);

// "block"
std::string_view name_of(const request&) noexcept;

// "id=312000 seconds=900", for people: what was asked for, without the operator's reason.
std::string arguments_of(const request&);
std::string_view reason_of(const request&) noexcept; // "" without one

// Is anything different afterwards?
bool changes_something(const request&) noexcept;

// An id of 1 to 4294967295 in decimal, or a callsign: up to eight letters, digits, '-' and '/' with a letter
// among them. Nothing: neither.
std::optional<subject> read_subject(std::string_view text);

// "warning", in any case, as in the configuration.
std::optional<config::log_level> read_level(std::string_view text);
std::string_view name_of(config::log_level) noexcept; // "warning"

}
