// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/json_text.hpp"
#include "hblink/app/status_parts.hpp"
#include "hblink/config/settings.hpp"
#include "hblink/core/data_calls.hpp"
#include "hblink/core/link.hpp"
#include "hblink/core/session.hpp"
#include "hblink/core/stream.hpp"
#include "hblink/core/trunk.hpp"
#include "hblink/observe/refusal_book.hpp"
#include "hblink/web/view.hpp"

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

// The rows of the live page that tell what the core knows (docs/live.md): each is one JSON object.
namespace hblink::app {

// What a view leaves out (spec config.md, http.public).
struct live_hiding
{
    bool addresses{false};
    bool coordinates{false};
    bool unit_calls{false};
    bool details{false}; // what is never public

    friend bool operator==(const live_hiding&, const live_hiding&) = default;
};
live_hiding hiding_of(web::view, const config::http_settings&) noexcept;

// Who knows names.
class live_names
{
public:
    virtual std::string user(std::uint32_t radio) const = 0; // "" = not known
    // A row speaks of this talkgroup of the network: its name is wanted, too.
    virtual void mention(dmr::slot, std::uint32_t talkgroup) = 0;

protected:
    ~live_names() = default;
};

// For whom a row is written.
struct row_context
{
    const moment& at;
    live_hiding hiding;
    live_names& names;
    bool hid{false}; // something was left out: the row is another one in another view

    // Asks whether it is to be left out.
    bool hides(bool what) noexcept
    {
        hid = hid || what;
        return what;
    }

    std::int64_t ms(core::time_point) const; // since 1970
};
std::int64_t ms_of(std::chrono::system_clock::time_point) noexcept;

std::string key_of(const core::connection&); // "r312123", "l3", "t7"
// Callsign of a repeater, name of a link or trunk. The view lives as long as the connection.
std::string_view name_of(const core::connection&) noexcept;
std::string_view kind_of(dmr::call_type, bool broadcast) noexcept;
// Loss in percent; nothing: there were no packets.
std::optional<double> loss_of(const core::quality_summary&) noexcept;

// Of a repeater that is connected. `recent`: the loss of its last calls, negative = not known.
void write_repeater(json_text&, const core::session&, std::span<const float> recent, row_context&);
void write_link(json_text&, const core::link&, row_context&);
void write_trunk(json_text&, const core::trunk&, row_context&);
std::string advice_for(const core::trunk&); // "" or why nothing is heard

// A call in progress: what comes in on the slot, or what is played there.
struct shown_call
{
    const core::slot_state* slot{};
    const core::stream* stream{};  // null: a data call
    const core::data_call* data{}; // null: voice
    unsigned busy{};
    bool echo{false};

    const core::addressing& local() const noexcept;
    bool is_unit() const noexcept;
    bool played() const noexcept { return stream != nullptr && stream->slot == nullptr; }
    core::channel network() const noexcept;
};
void write_call(json_text&, const shown_call&, row_context&);

// A slot that is not idle. `call`: the number of the call that it carries, if that is shown.
struct shown_slot
{
    const core::slot_state* slot{};
    std::optional<std::uint64_t> call;
    core::duration hang_time{};
};
bool is_idle(const core::slot_state&) noexcept;
void write_slot(json_text&, const shown_slot&, row_context&);

// False: this view does not show it.
bool write_refusal(json_text&, const observe::refusal&, row_context&);

}
