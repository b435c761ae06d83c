// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/page_sockets.hpp"

namespace hblink::app {
namespace {

page_socket feed_of(const socket_states& s)
{
    const config::feed_settings& f = s.settings.feed;
    const bool off = !f.enabled || f.transport == config::feed_transport::none;
    std::string name = f.transport == config::feed_transport::unix_socket
                           ? f.unix_socket.native()
                           : f.host_ipv4 + ':' + std::to_string(f.port);
    if (off)
        return {"feed", "", "", true, "The feed for HBlink4's dashboard is switched off."};
    if (s.feed_connected)
        return {"feed", std::move(name), "", true, "HBlink4's dashboard is connected."};
    return {"feed", std::move(name), "", false,
            "No HBlink4 dashboard is there; without one set dashboard.enabled to false."};
}

page_socket names_of(std::string what, const std::filesystem::path& file, std::size_t known)
{
    if (file.empty())
        return {std::move(what), "", "", true, "No file with names is configured."};
    const bool good = known != 0;
    return {std::move(what), file.native(), "", good,
            good ? std::to_string(known) + " names are known."
                 : std::string{"No name is known: the log says what is wrong with the file."}};
}

}

std::vector<page_socket> describe(const socket_states& s)
{
    std::vector<page_socket> all;
    for (const wire::endpoint& e : s.bound)
        all.push_back({"listener", e.to_string(), "", true, "Repeaters can log in here."});
    if (s.bound.size() < s.listeners_wanted)
        all.push_back({"listener", "", "", false,
                       "An address of the configuration could not be bound: the log says why."});
    all.push_back(feed_of(s));
    all.push_back({"control", s.settings.control_socket.native(), "", s.control_bound,
                   s.control_bound ? "The commands of hblinkd reach the server."
                                   : "The commands of hblinkd cannot reach the server: the log says why."});
    if (s.settings.http.enabled)
        all.push_back({"http", wire::endpoint{s.settings.http.address, s.settings.http.port}.to_string(), "",
                       s.http_bound,
                       s.http_bound ? "The web server listens." : "The web server cannot listen."});
    all.push_back(names_of("users", s.settings.users_file, s.users));
    all.push_back(names_of("talkgroups", s.settings.talkgroups_file, s.talkgroups));
    all.push_back({"log", "", "", s.log_lines_lost == 0,
                   s.log_lines_lost == 0
                       ? std::string{"No line was lost."}
                       : "Lines were lost: look at the disk, or at what reads the server's output."});
    all.push_back({"reload", "", "", !s.reload_refused,
                   s.reload_refused
                       ? "The last reload was refused: the configuration has errors, see the log."
                       : "The configuration is as it was read last."});
    return all;
}

}
