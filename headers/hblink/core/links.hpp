// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/core/calls.hpp"
#include "hblink/core/counters.hpp"
#include "hblink/core/egress.hpp"
#include "hblink/core/events.hpp"
#include "hblink/core/link_table.hpp"
#include "hblink/core/random.hpp"
#include "hblink/core/subscriptions.hpp"
#include "hblink/core/time.hpp"
#include "hblink/wire/homebrew.hpp"

#include <cstddef>
#include <string_view>

namespace hblink::core {

// The outbound links: their logins, and what they bring (spec links.md). A link's task finds the peer's
// address and opens a socket; all else is here.
class links
{
public:
    links(const config::settings&, link_table&, subscriptions&, calls&, egress&, event_sink&, random_source&,
          counters&);

    // An attempt begins: the name is looked up.
    void begin(link_id, time_point now);
    // A socket is there: the login goes out by it.
    void open(link_id, const path& to_peer, time_point now);
    // The attempt ends before the login: no_address, no_socket, itself.
    void fail(link_id, link_failure, std::string_view detail, time_point now);
    link_outcome outcome(link_id) const;

    void on_datagram(link_id, const path& from, wire::bytes, time_point now);
    // Does what is due at link::due().
    void on_time(link_id, time_point now);

    // Closes those that the settings do not have any more, and adds those that are new.
    void settings_changed(time_point now);
    // RPTCL to all that are authenticated; answers how many those are. No datagram may come after it.
    std::size_t say_goodbye(time_point now);

private:
    void add(const config::link_settings&);
    void on_burst(link&, const wire::dmrd&, time_point now);
    void take(link&, const link_login::reaction&, time_point now);
    void come_up(link&, time_point now);
    void go_down(link&, link_failure, time_point now, std::string_view detail = {});
    void send(const link&, wire::bytes);
    void close(link&, time_point now);

    const config::settings& settings_;
    link_table& table_;
    subscriptions& subscriptions_;
    calls& calls_;
    egress& egress_;
    event_sink& events_;
    random_source& random_;
    counters& counters_;
};

}
