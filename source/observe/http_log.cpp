// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/observe/http_log.hpp"

namespace hblink::observe {

namespace {

using config::log_level;

std::string_view remedy(const std::error_code& error) noexcept
{
    if (error == std::errc::address_in_use)
        return "another program, or another hblinkd, has this port: stop it (ss -tlpn shows it) or change "
               "http.port";
    if (error == std::errc::address_not_available)
        return "no interface of this machine has this address: change http.address";
    if (error == std::errc::permission_denied)
        return "ports below 1024 need a privilege: choose a higher one";
    if (error == std::errc::address_family_not_supported)
        return "this machine has no IPv6: change http.address";
    return "check http.address and http.port";
}

}

void http_log::listening(const wire::endpoint& e, std::size_t max_connections)
{
    log_.write(log_level::info, log_event::http_listening,
               {{"address", e.to_string()}, {"max_connections", max_connections}});
}

void http_log::listen_failed(const wire::endpoint& e, const std::error_code& error)
{
    log_.write(log_level::warning, log_event::http_listen_failed,
               {{"address", e.to_string()},
                {"error", error.message()},
                {"remedy", remedy(error)},
                {"action", "the server goes on without HTTP"}});
}

void http_log::limit_lowered(std::size_t wanted, std::size_t max_connections, std::size_t open_files)
{
    log_.write(log_level::warning, log_event::http_limit_lowered,
               {{"wanted", wanted},
                {"max_connections", max_connections},
                {"open_files", open_files},
                {"remedy", "allow more open files (LimitNOFILE, ulimit -n), or lower http.max_connections"}});
}

void http_log::full(std::size_t max_connections, std::uint64_t times, const wire::endpoint& last)
{
    log_.write(log_level::warning, log_event::http_full,
               {{"max_connections", max_connections},
                {"times", times},
                {"address", last.to_string()},
                {"remedy", "raise http.max_connections, or keep out who has so many"}});
}

void http_log::accept_failed(const std::error_code& error, std::uint64_t times)
{
    log_.write(log_level::warning, log_event::http_accept_failed,
               {{"error", error.message()},
                {"times", times},
                {"remedy", "allow more open files (LimitNOFILE, ulimit -n)"},
                {"action", "tried again every second"}});
}

void http_log::trouble(std::string_view reason, std::string_view action, bool alarming, std::uint64_t times,
                       const wire::endpoint& last)
{
    log_.write(alarming ? log_level::warning : log_level::info, log_event::http_trouble,
               {{"reason", reason}, {"times", times}, {"address", last.to_string()}, {"action", action}});
}

void http_log::failed(std::string_view path, std::string_view error, std::uint64_t times)
{
    log_.write(log_level::error, log_event::http_failed,
               {{"path", path},
                {"error", error},
                {"times", times},
                {"action", "this request failed; please report this line"}});
}

}
