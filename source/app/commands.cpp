// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/commands.hpp"

#include "hblink/app/not_started.hpp"
#include "hblink/config/load.hpp"
#include "hblink/net/socket_address.hpp"
#include "hblink/wire/homebrew.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <optional>
#include <system_error>
#include <vector>

#include <poll.h>
#include <unistd.h>

namespace hblink::app {
namespace {

void print(std::ostream& out, const char* kind, const std::vector<config::diagnostic>& list)
{
    for (const auto& d : list)
        out << kind << ": " << d.to_string() << '\n';
}

// Where the server can be reached from this host.
std::vector<wire::endpoint> reachable(const config::listener_settings& listeners)
{
    std::array<std::uint8_t, 16> loopback{};
    loopback.back() = 1;
    std::vector<wire::endpoint> found;
    if (listeners.ipv4) {
        const bool any = listeners.ipv4->is_unspecified();
        found.push_back({any ? wire::address::v4(0x7F00'0001) : *listeners.ipv4, listeners.port_ipv4});
    }
    if (listeners.ipv6) {
        const bool any = listeners.ipv6->is_unspecified();
        found.push_back({any ? wire::address::v6(loopback) : *listeners.ipv6, listeners.port_ipv6});
    }
    return found;
}

// Sends the keep-alive and waits for the refusal. Nothing: it came; otherwise what went wrong.
std::optional<std::string> ask(const wire::endpoint& server)
{
    constexpr int patience = 2000; // ms
    const bool v4 = server.address.is_v4();
    const int s = ::socket(v4 ? AF_INET : AF_INET6, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (s < 0)
        return std::string{"no socket: "} + std::strerror(errno);
    struct closer
    {
        int descriptor;
        ~closer() { ::close(descriptor); }
    } const close_it{s};

    net::socket_address to{};
    const socklen_t length = net::fill(to, server, v4 ? AF_INET : AF_INET6);
    const auto ping = wire::write_keep_alive(wire::health_check_id);
    if (::connect(s, reinterpret_cast<const sockaddr*>(&to), length) != 0 ||
        ::send(s, ping.data(), ping.size(), 0) < 0)
        return std::string{"cannot send: "} + std::strerror(errno);
    pollfd readable{s, POLLIN, 0};
    if (::poll(&readable, 1, patience) != 1)
        return "no answer within 2 s";
    std::array<std::byte, 64> answer{};
    const ssize_t size = ::recv(s, answer.data(), answer.size(), 0);
    if (size < 0)
        return std::string{"no answer: "} + std::strerror(errno);
    const auto message = wire::parse_server_message(std::span{answer}.first(static_cast<std::size_t>(size)));
    if (!message || !std::holds_alternative<wire::refusal>(*message))
        return "an answer that is not this server's";
    return std::nullopt;
}

}

int check(const std::filesystem::path& configuration, std::ostream& out)
{
    const auto loaded = config::load_file(configuration);
    print(out, "error", loaded.errors);
    print(out, "warning", loaded.warnings);
    if (!loaded.settings) {
        out << configuration.native() << ": " << loaded.errors.size()
            << " error(s); the server would not start with it\n";
        return exit_bad_configuration;
    }
    print(out, "warning", not_started(*loaded.settings));
    print(out, "advice", config::advice(*loaded.settings));
    out << configuration.native() << ": good, " << loaded.warnings.size() << " warning(s)\n";
    return exit_ok;
}

int init(const std::filesystem::path& configuration, std::ostream& out, std::ostream& err)
{
    try {
        const config::initial_secrets secrets = config::write_initial_configuration(configuration);
        out << "Wrote " << configuration.native()
            << " with a random passphrase.\n"
               "Enter this in a hotspot or repeater (Pi-Star, WPSD, MMDVMHost, DMRGateway):\n"
               "  server address   the name or address of this host\n"
               "  port             62031 (UDP)\n"
               "  password         "
            << secrets.passphrase
            << "\n"
               "The page, on this machine, all of it for who has this token:\n"
               "  http://127.0.0.1:8080/#token="
            << secrets.page_token << '\n';
        return exit_ok;
    } catch (const std::system_error& e) {
        if (e.code() == std::errc::file_exists)
            err << "hblinkd: " << configuration.native()
                << " exists already; it was left as it is. Move it away to make a new one.\n";
        else
            err << "hblinkd: cannot write " << configuration.native() << ": " << e.code().message() << '\n';
        return exit_failure;
    }
}

int health(const std::filesystem::path& configuration, std::ostream& out, std::ostream& err)
{
    const auto loaded = config::load_file(configuration);
    if (!loaded.settings) {
        print(err, "error", loaded.errors);
        return exit_failure; // Docker reserves 2
    }
    // One listener that answers is enough: the server runs without the others, too.
    for (const wire::endpoint& server : reachable(loaded.settings->listeners)) {
        const auto trouble = ask(server);
        if (!trouble) {
            out << "healthy: " << server.to_string() << " answers\n";
            return exit_ok;
        }
        err << "hblinkd: unhealthy: " << server.to_string() << ": " << *trouble << '\n';
    }
    return exit_failure;
}

}
