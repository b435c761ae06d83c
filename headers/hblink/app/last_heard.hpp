// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/app/json_text.hpp"
#include "hblink/core/connection.hpp"
#include "hblink/core/quality.hpp"
#include "hblink/core/slot_state.hpp"
#include "hblink/dmr/ids.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <cstddef>
#include <cstdint>
#include <list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::app {

// Why a call has ended, on the page.
enum class heard_end : std::uint8_t
{
    terminator,
    timeout,
    fast_terminator,
    lost // its connection went
};
std::string_view to_string(heard_end) noexcept;

struct heard_quality
{
    std::uint64_t packets{};
    std::optional<double> loss_percent;
    std::optional<double> jitter_ms;
    std::optional<double> ber_percent;
    std::optional<double> rssi_dbm;

    static heard_quality of(const core::quality_summary&) noexcept;
};

// The newest call of a radio on a connection.
struct heard_call
{
    std::int64_t at_ms{};
    dmr::radio_id source;
    core::connection_kind from{core::connection_kind::repeater};
    std::uint32_t number{}; // connection::number_of_kind; 0: not known since the server was started
    dmr::repeater_id origin;
    std::string origin_name;
    core::channel local;   // the destination as it came in
    core::channel network; // translated
    dmr::call_type call{dmr::call_type::group};
    bool broadcast{false};
    bool data{false};
    std::string alias;
    std::uint64_t in_progress{}; // number of the call; 0: it has ended
    double length_s{};
    heard_end reason{heard_end::terminator};
    std::optional<heard_quality> quality;

    bool translated() const noexcept { return !(local == network); }
    // "1001@r312123", "1001@l:North": the number of a link is another one after the next start.
    std::string key() const;
};

// The radios that were heard last, each with its newest call on each connection. Bounded: the one that was
// heard longest ago gives way. Each operation costs the same, however many there are.
class last_heard
{
public:
    static constexpr std::size_t most = 1000;
    using place = std::uint32_t; // below `most`; stays the radio's until it gives way

    struct noted
    {
        last_heard::place place{};
        std::string gone; // key of the row that had to give way, or ""
    };
    noted note(heard_call);

    const heard_call& operator[](place p) const { return calls_[p]; }
    heard_call* in_progress(place, std::uint64_t call) noexcept; // null: that call is not there any more
    bool has(std::string_view key) const { return by_key_.contains(key); }
    std::size_t size() const noexcept { return calls_.size(); } // places 0 to size-1 are in use

    // The one heard longest ago first.
    std::vector<place> by_age() const { return {order_.begin(), order_.end()}; }

private:
    struct text_hash
    {
        using is_transparent = void;
        std::size_t operator()(std::string_view s) const noexcept { return std::hash<std::string_view>{}(s); }
    };
    std::vector<heard_call> calls_;
    std::vector<std::list<place>::iterator> where_; // in `order_`, by place
    std::list<place> order_;                        // the last heard at the end
    boost::unordered_flat_map<std::string, place, text_hash, std::equal_to<>> by_key_;
};

}
