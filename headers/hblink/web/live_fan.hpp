// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/task/asio.hpp"
#include "hblink/web/counters.hpp"
#include "hblink/web/live.hpp"
#include "hblink/web/live_stream.hpp"
#include "hblink/web/turns.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>

#include <array>
#include <list>

namespace hblink::web {

class browser;

// The live page's messages, on their way to all browsers. A text that is published becomes one frame that all
// of them share. Then one browser after the other is woken, each in a turn of its own (web::turns), in which
// it sends: so a datagram with voice waits for one browser at most, whatever their number.
class live_fan final : public live_audience
{
public:
    live_fan(const asio::any_io_executor&, web::turns&, web::counters&);

    // Without a source there is no live page. It must outlive the browsers.
    void show(live_source& s) noexcept { source_ = &s; }
    live_source* source() const noexcept { return source_; }

    void limit(std::size_t browsers) noexcept { counters_.browsers_limit = browsers; }
    bool has_room() const noexcept { return browsers_.size() < counters_.browsers_limit; }

    bool anybody(view v) const noexcept override { return viewers_[index(v)] != 0; }
    void publish(view, std::shared_ptr<const std::string> message) override;

    // Whoever has the full view must load the page anew: the token is another.
    void take_back_full_view();

    // Wakes browsers that have something to send, and gives up those that are too slow, until it is
    // cancelled.
    asio::awaitable<void> run();

    // For browsers: in the list of those that are there.
    using place = std::list<browser*>::iterator;
    place join(browser&);
    void leave(place);
    const live_stream& stream(view v) const noexcept { return streams_[index(v)]; }

private:
    static std::size_t index(view v) noexcept { return static_cast<std::size_t>(v); }
    void look_round();
    bool find_next();

    web::turns& turns_;
    web::counters& counters_;
    live_source* source_{};
    std::array<live_stream, views> streams_; // of frames
    std::array<std::size_t, views> viewers_{};
    std::list<browser*> browsers_;
    place next_{browsers_.end()}; // who is looked at next in this round
    bool another_round_{false};
    asio::steady_timer something_new_; // never expires: cancelled to wake run()
};

}
