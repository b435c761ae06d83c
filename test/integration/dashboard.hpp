// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <string_view>

#include "integration/stage.hpp"
#include "support/dashboard.hpp"

namespace hblink::test {

// HBlink4's dashboard as a server sees it: it listens, asks each connection for the snapshot, and reads.
class listening_dashboard final : public participant
{
public:
    listening_dashboard(stage&, const std::filesystem::path& unix_socket);
    listening_dashboard(stage&, std::string_view address, std::uint16_t port);
    ~listening_dashboard() override;

    void close();                    // it ends: nobody listens, the connections are gone
    void listen_again();             // as a new process: knows nothing
    void stop() { stopped_ = true; } // as SIGSTOP does: the kernel accepts, nobody reads
    void go_on() { stopped_ = false; }
    void say(std::string_view bytes); // on the newest connection

    std::size_t connections() const { return lines_.size(); } // accepted so far
    std::size_t open() const;
    // Waits.
    bool sees(const std::function<bool(const dashboard&)>&);
    bool has_been_connected(std::size_t times);

    int descriptor() const override { return stopped_ ? -1 : listener_; }
    void on_readable() override;

    dashboard page;

private:
    // A connection that the server made.
    class line final : public participant
    {
    public:
        line(listening_dashboard& d, int socket) : participant{d.stage_}, dashboard_{d}, socket_{socket} {}
        ~line() override { close(); }

        int descriptor() const override { return dashboard_.stopped_ ? -1 : socket_; }
        void on_readable() override;
        void close();
        bool is_open() const { return socket_ >= 0; }
        void say(std::string_view bytes) const;

    private:
        listening_dashboard& dashboard_;
        int socket_;
    };

    void listen();
    void hung_up();

    stage& stage_;
    std::function<int()> bound_; // a new socket, bound to its address
    int listener_{-1};
    bool stopped_{false};
    std::deque<line> lines_;
};

}
