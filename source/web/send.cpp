// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/send.hpp"

#include "hblink/task/as_result.hpp"
#include "hblink/web/service.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

namespace hblink::web {

using asio::ip::tcp;
using task::as_result;

namespace {

constexpr std::size_t write_slice = 16 << 10; // bytes in one turn

}

asio::awaitable<bool> send_in_turns(tcp::socket& socket, service& s, std::string_view rest)
{
    while (!rest.empty()) {
        boost::system::error_code error;
        const std::string_view slice = rest.substr(0, write_slice);
        const std::size_t n = socket.write_some(asio::buffer(slice.data(), slice.size()), error);
        if (error && error != asio::error::would_block)
            co_return false;
        if (!error)
            s.counters.bytes_sent += n;
        rest.remove_prefix(error ? 0 : n);
        if (rest.empty())
            break;
        if (error) {
            const auto [failed] = co_await socket.async_wait(tcp::socket::wait_write, as_result);
            if (failed)
                co_return false;
        }
        co_await s.turns.take();
    }
    co_return true;
}

void reset(tcp::socket& socket)
{
    boost::system::error_code ignored;
    socket.set_option(tcp::socket::linger{true, 0}, ignored);
    socket.close(ignored); // whoever waits for it hears that it failed
}

}
