// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/session.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/wire/address.hpp"

#include <boost/unordered/unordered_flat_map.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <optional>
#include <vector>

namespace hblink::core {

// All sessions, by id and by endpoint. A session stays where it is until it is removed; its memory is then
// used for the next one.
class session_table
{
public:
    session* find(dmr::repeater_id) const noexcept;

    // The first session of an endpoint; the others hang on its `next_at_endpoint`.
    session* at(const wire::endpoint&) const noexcept;
    bool has_connected(const wire::endpoint&) const noexcept;

    // For an id that has none.
    session& create(dmr::repeater_id, const path&);
    // Its slots must be idle (calls::forget).
    void remove(session&);

    std::size_t size() const noexcept { return by_id_.size(); }

    // f(session&) may remove the session that it was given.
    template <class F>
    void for_each(F&& f)
    {
        for (session& s : all_)
            if (s.used)
                f(s);
    }

    template <class F>
    void for_each(F&& f) const
    {
        for (const session& s : all_)
            if (s.used)
                f(s);
    }

    // A part of them: f(session&) for those in at most `most` places from `place` on. Answers the place to go
    // on with; nothing: that were the last. Who comes or goes in between may be missed.
    template <class F>
    std::optional<std::size_t> for_some(std::size_t place, std::size_t most, F&& f)
    {
        return for_some_of(all_, place, most, f);
    }
    template <class F>
    std::optional<std::size_t> for_some(std::size_t place, std::size_t most, F&& f) const
    {
        return for_some_of(all_, place, most, f);
    }

private:
    template <class Sessions, class F>
    static std::optional<std::size_t> for_some_of(Sessions& all, std::size_t place, std::size_t most, F& f)
    {
        const std::size_t end = std::min(all.size(), place + most);
        for (; place < end; ++place)
            if (all[place].used)
                f(all[place]);
        return place < all.size() ? std::optional{place} : std::nullopt;
    }

    std::deque<session> all_; // also the free ones
    std::vector<session*> free_;
    boost::unordered_flat_map<std::uint32_t, session*> by_id_;
    boost::unordered_flat_map<wire::endpoint, session*> by_endpoint_;
};

}
