// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/control/observer.hpp"
#include "hblink/control/operations.hpp"
#include "hblink/control/socket_file.hpp"
#include "hblink/task/asio.hpp"
#include "hblink/task/task_group.hpp"

#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/local/stream_protocol.hpp>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace hblink::control {

struct limits
{
    std::size_t connections{16};
    std::chrono::milliseconds to_ask{std::chrono::seconds{5}};   // a whole request must have come
    std::chrono::milliseconds to_take{std::chrono::seconds{10}}; // a whole answer must have been taken
};

struct counters
{
    std::size_t connections{}; // now
    std::size_t most{};        // of them at once: what there is room for
    std::uint64_t requests{};  // carried out
    std::uint64_t failed{};    // answered with an error, or not to the end
    std::uint64_t refused{};   // no room, nonsense, too slow
};

// Answers the operator's commands on a unix socket: one request, one answer, and the connection is closed.
// Whoever may open the socket may give every command.
class server
{
public:
    // The references must outlive the server.
    server(asio::any_io_executor, operations&, observer&, control::limits = {});

    // Makes the socket at the first of these places where that is possible. The folder of the last one, the
    // state directory, is made if it is missing. False: nowhere; the observer was told.
    bool listen(const std::vector<std::filesystem::path>& places);

    // Serves until it is cancelled; then the socket's file is gone. Returns at once without a socket.
    asio::awaitable<void> run();

    control::counters counters() const noexcept;

private:
    using protocol = asio::local::stream_protocol;

    asio::awaitable<void> accept(task::task_group& connections);
    asio::awaitable<void> serve(protocol::socket);
    asio::awaitable<bool> receive(protocol::socket&, std::string& line);
    asio::awaitable<bool> send(protocol::socket&, const answer&);
    asio::awaitable<answer> execute(const request&, const peer&);
    void turn_away(protocol::socket&, std::string_view why);

    asio::any_io_executor executor_;
    operations& operations_;
    observer& observer_;
    control::limits limits_;
    std::optional<socket_file> file_;
    std::size_t connections_{0};
    control::counters counted_;
};

// {"ok":false,"error":"..."}
answer error_answer(std::string_view why);

}
