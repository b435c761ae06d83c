// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/recording.hpp"
#include "hblink/core/slot_state.hpp"
#include "hblink/core/time.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/wire/homebrew.hpp"

#include <chrono>
#include <cstddef>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace hblink::core {

struct connection;

// The echo service's tapes: what repeaters say to it, and when it is played back to them (spec config.md,
// `parrot`). One for each slot of a repeater, first recorded, then played. It knows no slots and sends
// nothing.
class echo
{
public:
    // So many at once, recorded or played, in so much memory; what is beyond is not recorded.
    static constexpr std::size_t most_tapes = 128;
    static constexpr std::size_t most_bytes = 16 * 1024 * 1024;

    // From the end of the transmission to its playback.
    static constexpr duration pause = std::chrono::seconds{1};

    // What goes on for longer than `longest` is cut off there.
    explicit echo(duration longest);

    void change_longest(duration); // of recordings that begin from now on

    // A transmission begins; `call` is in the repeater's words. What was kept of that slot is discarded.
    // False: there is no room, it will not be recorded.
    bool begin(connection&, dmr::slot, const addressing& call);
    void add(const connection&, dmr::slot, const wire::dmrd&);
    // It has ended, and is to be played under that stream id. Without any voice there is nothing to play.
    void finish(const connection&, dmr::slot, dmr::stream_id fresh, time_point now);

    void cancel(const connection&, dmr::slot); // recorded or played
    void forget(const connection&);            // the repeater goes

    // Hands over each burst that is due, and answers when the next one will be; nothing: none is to be
    // played. bool f(connection&, const playback&, const wire::dmrd_bytes&, bool first, bool last): false
    // ends the playback, for example because its slot is somebody else's by now. f must not call begin,
    // cancel or forget.
    template <class F>
    std::optional<time_point> play(time_point now, F&& f)
    {
        for (std::size_t i = tapes_.size(); i-- > 0;)
            if (auto* const p = std::get_if<playback>(&tapes_[i].what); p && !play(*tapes_[i].of, *p, now, f))
                discard(i);
        return next_due();
    }
    std::optional<time_point> next_due() const;

    std::size_t tapes() const noexcept { return tapes_.size(); } // in use: a metric

private:
    struct tape
    {
        connection* of;
        dmr::slot slot;
        std::variant<recording, playback> what;
    };

    // Whether there is more to come.
    template <class F>
    static bool play(connection& of, playback& p, time_point now, F& f)
    {
        while (p.due() <= now) {
            const bool first = p.is_first();
            const bool last = p.is_last();
            const wire::dmrd_bytes datagram = p.next(now);
            if (!f(of, std::as_const(p), datagram, first, last) || last)
                return false;
        }
        return true;
    }
    recording* recording_of(const connection&, dmr::slot) noexcept;
    void discard(std::size_t i);

    std::size_t most_bursts_{}; // of one recording
    std::size_t room_{};        // tapes
    std::vector<tape> tapes_;
};

}
