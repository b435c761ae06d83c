// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/live_fan.hpp"

#include "hblink/task/as_result.hpp"
#include "hblink/web/browser.hpp"
#include "hblink/web/websocket.hpp"

namespace hblink::web {

live_fan::live_fan(const asio::any_io_executor& executor, web::turns& t, web::counters& c)
    : turns_{t}, counters_{c}, something_new_{executor, asio::steady_timer::time_point::max()}
{}

// --- Who is there ----------------------------------------------------------------------------------

live_fan::place live_fan::join(browser& b)
{
    ++viewers_[index(b.sees())];
    counters_.browsers = browsers_.size() + 1;
    return browsers_.insert(browsers_.end(), &b);
}

void live_fan::leave(place p)
{
    const view v = (*p)->sees();
    if (--viewers_[index(v)] == 0)
        streams_[index(v)].forget();
    if (next_ == p)
        ++next_;
    browsers_.erase(p);
    counters_.browsers = browsers_.size();
}

// --- What there is for them ------------------------------------------------------------------------

void live_fan::publish(view v, std::shared_ptr<const std::string> message)
{
    if (!anybody(v))
        return;
    ++counters_.live_messages;
    streams_[index(v)].add(std::make_shared<const std::string>(frame_of(frame::text, *message)));
    look_round();
}

void live_fan::take_back_full_view()
{
    for (browser* const b : browsers_)
        if (b->sees() == view::full)
            b->will_close(close_code::view_changed);
    look_round();
}

void live_fan::look_round()
{
    another_round_ = true;
    something_new_.cancel();
}

// Goes on to the next browser that waits for its turn to send.
bool live_fan::find_next()
{
    for (; next_ != browsers_.end(); ++next_) {
        if ((*next_)->is_too_late())
            (*next_)->drop();
        else if ((*next_)->could_send())
            return true;
    }
    return false;
}

asio::awaitable<void> live_fan::run()
{
    for (;;) {
        if (!another_round_) {
            co_await something_new_.async_wait(task::as_result);
            continue;
        }
        another_round_ = false;
        next_ = browsers_.begin();
        while (find_next()) {
            co_await turns_.take();
            if (find_next()) // it may have gone, or found a turn of its own
                (*next_++)->wake();
        }
    }
}

}
