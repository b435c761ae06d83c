// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/feed/conversation.hpp"

#include <deque>
#include <string>
#include <string_view>

#include "support/core_world.hpp"
#include "support/dashboard.hpp"

// The router, the feed, and a dashboard that reads it; time and the connection are in the test's hand.
namespace hblink::test {

template <class World>
class feed_to_dashboard : public World
{
public:
    static constexpr feed::wall_time epoch{1'795'000'000s};

    explicit feed_to_dashboard(config::settings settings = open_settings(),
                               std::size_t most_queued = feed::frame_queue::usual_most)
        : World{std::move(settings)}, most_queued_{most_queued}
    {
        connect_dashboard();
    }

    // A new connection, which takes the place of the one before; the dashboard asks for the snapshot.
    void connect_dashboard()
    {
        this->listeners.add(lines_.emplace_back(this->router, counters, clocks, most_queued_));
        page.accept();
        ask();
    }
    feed::requests::found ask() { return line().read(dashboard::sync_request()); }
    feed::conversation& line() { return lines_.back(); }

    // The dashboard reads at most so many bytes of what there is. Answers how many it got.
    std::size_t read(std::size_t most = static_cast<std::size_t>(-1))
    {
        std::size_t all = 0;
        while (all < most) {
            const std::string_view bytes = line().to_send(this->now).substr(0, most - all);
            if (bytes.empty() && line().gathering())
                continue;
            if (bytes.empty())
                break;
            page.read(bytes);
            line().sent(bytes.size());
            all += bytes.size();
        }
        return all;
    }
    // What the dashboard is told from now on.
    void begin()
    {
        read();
        page.take();
    }
    std::vector<std::string> told()
    {
        read();
        return page.take();
    }

    feed::counters counters;
    dashboard page;

private:
    static feed::time_of_day clocks(core::time_point now)
    {
        return {now, epoch + std::chrono::duration_cast<feed::wall_time::duration>(now.time_since_epoch())};
    }

    std::size_t most_queued_;
    std::deque<feed::conversation> lines_;
};
using feed_world = feed_to_dashboard<world>;

}
