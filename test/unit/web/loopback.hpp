// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/web/server.hpp"

#include <boost/asio/cancellation_signal.hpp>
#include <boost/asio/io_context.hpp>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "unit/web/recorded.hpp"

namespace hblink::test {

// A client of a web server of this machine.
class visitor
{
public:
    // receive_buffer: bytes; 0 = what the kernel gives
    explicit visitor(const wire::endpoint& server, int receive_buffer = 0);
    ~visitor();
    visitor(const visitor&) = delete;
    visitor& operator=(const visitor&) = delete;

    void say(std::string_view); // as soon as the server takes it
    void finish();              // says that nothing more comes: half-closes
    void reset();               // closes with a reset
    void read(bool yes) { reads_ = yes; }

    void pump(); // sends and receives what is possible

    const std::string& heard() const noexcept { return heard_; }
    std::size_t unsent() const noexcept { return unsent_.size(); }
    bool ended() const noexcept { return ended_; } // by the server, one way or the other

private:
    int socket_;
    std::string unsent_;
    std::string heard_;
    bool reads_{true};
    bool ended_{false};
};

struct answer
{
    unsigned status{};
    std::map<std::string, std::string> fields; // names in lower case
    std::string body;
};

// The complete answers in what was heard; those to HEAD have no body.
std::vector<answer> answers_in(std::string_view heard, bool to_head = false);

// A raised limit of open files; answers what it is.
std::size_t raise_open_files();

// A web server and its clients, in one thread.
struct house
{
    house();
    ~house();

    // Starts it. "/hello", "/big" (1 MiB), "/long" (1 MiB in pieces), "/broken" (throws), "/never" (does not
    // answer), "/who" (the client), "/secret" (needs the token) exist.
    bool open(config::http_settings = anywhere(), web::patience = quick());
    void close(); // cancels the server, which must end at once

    visitor& visit(int receive_buffer = 0);
    // Lets everybody work until the condition holds; false: it does not in a very long time.
    bool until(const std::function<bool()>& condition);
    // Everything that the server says to this, until it closes or `answers` have come.
    std::vector<answer> ask(std::string_view requests, std::size_t answers = 1);

    static config::http_settings anywhere(); // 127.0.0.1, port 0
    static web::patience quick();            // for what must come to its end
    static web::patience patient();          // for what must not

    std::size_t trouble(web::trouble t) const;

    asio::io_context io{1};
    recorded told;
    web::live_source* source{}; // of the live page, if there is to be one
    std::optional<web::server> server;
    std::deque<visitor> visitors;

private:
    asio::cancellation_signal stop_;
    bool ended_{true};
};

inline std::string get(std::string_view path, std::string_view fields = "")
{
    return "GET " + std::string{path} + " HTTP/1.1\r\nHost: test\r\n" + std::string{fields} + "\r\n";
}

}
