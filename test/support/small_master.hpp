// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/task/as_result.hpp"
#include "hblink/task/asio.hpp"
#include "hblink/wire/digest.hpp"
#include "hblink/wire/homebrew.hpp"

#include <boost/asio/awaitable.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>

#include <array>
#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <utility>
#include <variant>

// The least HomeBrew server that hblink-sim can use: it believes everything but the passphrase, and forwards
// voice to whoever asked for the same options. Not to be taken for the real one.
namespace hblink::test {

class small_master
{
public:
    using endpoint = asio::ip::udp::endpoint;

    // How often a datagram of voice is forwarded to one target; 1 is right, the others are faults.
    std::function<int(const wire::dmrd&)> copies = [](const wire::dmrd&) { return 1; };

    small_master(asio::io_context& io, const asio::ip::address& address, std::string passphrase)
        : socket_{io, endpoint{address, 0}}, passphrase_{std::move(passphrase)}
    {
        socket_.non_blocking(true);
    }

    endpoint local() const { return socket_.local_endpoint(); }
    std::size_t goodbyes() const { return goodbyes_; }
    std::size_t sessions() const { return sessions_.size(); }

    void close() { socket_.close(); }

    asio::awaitable<void> serve()
    {
        for (;;) {
            auto [error] = co_await socket_.async_wait(asio::ip::udp::socket::wait_read, task::as_result);
            if (error)
                co_return;
            drain();
        }
    }

private:
    void drain()
    {
        std::array<std::byte, 512> data;
        for (;;) {
            endpoint from;
            boost::system::error_code error;
            const std::size_t n = socket_.receive_from(asio::buffer(data), from, 0, error);
            if (error)
                return;
            const auto parsed = wire::parse_client_message(wire::bytes{data}.first(n));
            if (parsed)
                std::visit([&](const auto& m) { on(m, from); }, *parsed);
        }
    }

    template <std::size_t Size>
    void answer(const std::array<std::byte, Size>& bytes, const endpoint& to)
    {
        boost::system::error_code ignored;
        socket_.send_to(asio::buffer(bytes), to, 0, ignored);
    }

    void on(const wire::login_request&, const endpoint& from) { answer(wire::write_challenge(salt_), from); }
    void on(const wire::challenge_answer& m, const endpoint& from)
    {
        if (wire::equal(m.proof, sha_.challenge_answer(salt_, passphrase_)))
            answer(wire::write_acknowledgement(m.id), from);
        else
            answer(wire::write_refusal(m.id), from);
    }
    void on(const wire::description_report& m, const endpoint& from)
    {
        answer(wire::write_acknowledgement(m.id), from);
    }
    void on(const wire::options_request& m, const endpoint& from)
    {
        sessions_[from] = std::string{m.text};
        answer(wire::write_acknowledgement(m.id), from);
    }
    void on(const wire::keep_alive& m, const endpoint& from) { answer(wire::write_pong(m.id), from); }
    void on(const wire::goodbye&, const endpoint& from) { goodbyes_ += sessions_.erase(from); }
    void on(const wire::dmrd& m, const endpoint& from)
    {
        const auto origin = sessions_.find(from);
        if (origin == sessions_.end())
            return;
        for (const auto& [target, options] : sessions_)
            if (target != from && options == origin->second)
                for (int n = copies(m); n > 0; --n)
                    answer(m.to_55_bytes(), target);
    }
    void on(const wire::talker_alias&, const endpoint&) {}
    void on(const wire::position&, const endpoint&) {}

    asio::ip::udp::socket socket_;
    std::string passphrase_;
    wire::sha256 sha_;
    wire::salt salt_{std::byte{1}, std::byte{2}, std::byte{3}, std::byte{4}};
    std::map<endpoint, std::string> sessions_; // what each asked for
    std::size_t goodbyes_{0};
};

}
