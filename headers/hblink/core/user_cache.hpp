// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/slot_state.hpp"
#include "hblink/core/time.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/dmr/position.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace hblink::core {

struct connection;

// Where a radio was heard last, and what is known of who carries it (spec routing.md, "The user cache").
struct user
{
    dmr::radio_id radio;
    dmr::slot slot{dmr::slot::one};
    dmr::call_type last_call{dmr::call_type::group};
    std::uint32_t last_destination{}; // talkgroup or radio, in the words of that connection
    dmr::repeater_id where;           // the repeater, or the link; it may have gone since, and come again
    time_point heard{};
    std::string alias; // UTF-8; "" = not known
    std::optional<dmr::position> position;
};

// The radios that were heard lately. Each operation costs the same however many there are; hearing one that
// is known allocates nothing.
class user_cache
{
public:
    // When so many radios are known, the one heard longest ago gives way to a new one.
    static constexpr std::size_t usual_most = 65'536;

    // A radio is forgotten `timeout` after it was heard. `most` is at least 1.
    explicit user_cache(duration timeout, std::size_t most = usual_most);
    void change_timeout(duration t) noexcept { timeout_ = t; }
    user_cache(const user_cache&) = delete;
    user_cache& operator=(const user_cache&) = delete;

    // A radio begins to talk or to send data. `call` is in the words of the repeater whose slot it is. The
    // answer may be used until the next call of heard or expire.
    user& heard(dmr::radio_id, const connection& where, const slot_state&, const addressing& call,
                time_point now);

    // What its transmissions say of it. An empty alias, or no position, leaves what is known; a radio that
    // is not known stays so.
    void describe(dmr::radio_id, std::string_view alias, const std::optional<dmr::position>&, time_point now);

    // Null: it was not heard, or too long ago.
    const user* find(dmr::radio_id, time_point now) const noexcept;

    // Forgets those that were heard too long ago. Costs in proportion to them. Every minute.
    void expire(time_point now);

    std::size_t size() const noexcept { return size_; }               // with those that are to expire
    std::uint64_t pushed_out() const noexcept { return pushed_out_; } // had to give way: a metric

private:
    struct entry : user
    {
        entry* next{};  // in its bucket, or among the free ones
        entry* older{}; // by when they were heard
        entry* newer{};
    };

    std::size_t bucket_of(dmr::radio_id) const noexcept;
    entry* look_up(dmr::radio_id) const noexcept;
    bool is_over(const user& u, time_point now) const noexcept { return now - u.heard >= timeout_; }
    entry& add(dmr::radio_id, time_point now);
    void remove(entry&);
    void append(entry&) noexcept; // as the newest
    void unlink(entry&) noexcept;

    duration timeout_;
    std::size_t most_;
    unsigned shift_; // of a 24-bit hash, to a bucket's number
    std::vector<entry*> buckets_;
    std::deque<entry> all_; // grows to at most `most`, and is used again
    entry* free_{};
    entry* oldest_{};
    entry* newest_{};
    std::size_t size_{};
    std::uint64_t pushed_out_{};
};

}
