// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/task/asio.hpp"
#include "hblink/task/task_group.hpp"
#include "hblink/web/connection.hpp"
#include "hblink/web/counters.hpp"
#include "hblink/web/message.hpp"
#include "hblink/web/observer.hpp"
#include "hblink/web/patience.hpp"
#include "hblink/web/service.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>

#include <list>
#include <string>

namespace hblink::web {

// An HTTP/1.1 server for the section `http` of the configuration (spec config.md): small answers to few
// clients, next to voice, which must not notice. GET and HEAD only. Each connection works in slices, one at
// a time (web::turns); all that a client may take is limited in size, time and number. To be used on the
// executor's thread only.
class server
{
public:
    // The observer must outlive the server. Nothing happens before listen().
    server(asio::any_io_executor, config::http_settings, observer&, web::patience = {});

    // For this very path, below base_path. Before run().
    void serve(std::string path, handler h) { service_.site.serve(std::move(path), std::move(h)); }

    // POST and DELETE of this very path. Before run().
    void accept(std::string path, handler h) { service_.site.accept(std::move(path), std::move(h)); }

    // The live page: whom it asks for its state, and to whom its changes are published. Before run(); the
    // source must outlive it.
    void show_live(live_source&);
    live_audience& audience() noexcept { return service_.live; }

    // False: the observer knows why, and the program goes on without this server.
    bool listen();
    bool listening() const noexcept { return acceptor_.is_open(); }
    wire::endpoint local_endpoint() const; // {} when it does not listen

    // Serves until it is cancelled, and then ends at once; at once, too, when it does not listen.
    asio::awaitable<void> run();

    // Limits, token, proxies and base path, for a new configuration; it keeps the address.
    void change(config::http_settings);

    bool authorized(const request& r) const noexcept { return service_.site.authorized(r); }
    const config::http_settings& settings() const noexcept { return service_.site.settings(); }
    const web::counters& counters() const noexcept { return service_.counters; }

private:
    using guests = std::list<connection>;

    void limit_connections();
    asio::awaitable<void> accept(task::task_group&);
    bool accept_one(task::task_group&);
    asio::awaitable<void> attend(guests::iterator);
    asio::awaitable<void> watch_deadlines();
    connection* overdue() noexcept;

    asio::any_io_executor executor_;
    observer& observer_;
    service service_;
    asio::ip::tcp::acceptor acceptor_;
    guests connections_;
    std::size_t turned_away_{}; // of the connections, now
};

}
