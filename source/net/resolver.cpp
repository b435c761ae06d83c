// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/resolver.hpp"

#include "hblink/net/socket_address.hpp"

#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <exception>
#include <memory>
#include <utility>

#include <netdb.h>

namespace hblink::net {
namespace {

constexpr std::size_t waiting_questions = 1; // beside the one under way

bool is_of(const wire::address& a, address_family wanted) noexcept
{
    return wanted == address_family::any || a.is_v4() == (wanted == address_family::v4);
}

void keep(resolved& r, address_family wanted)
{
    const bool any = !r.addresses.empty();
    std::erase_if(r.addresses, [&](const wire::address& a) { return !is_of(a, wanted); });
    if (r.addresses.size() > resolved::most)
        r.addresses.resize(resolved::most);
    if (any && r.addresses.empty())
        r.trouble = wanted == address_family::v4 ? "it has no IPv4 address" : "it has no IPv6 address";
}

std::string describe(int error)
{
    return error == EAI_SYSTEM ? boost::system::system_category().message(errno) : ::gai_strerror(error);
}

}

resolved look_up(const std::string& name)
{
    addrinfo wanted{}; // no AI_ADDRCONFIG: it would hide ::1 on a machine that has no other IPv6 address
    wanted.ai_family = AF_UNSPEC;
    wanted.ai_socktype = SOCK_DGRAM;
    addrinfo* found = nullptr;
    const int error = ::getaddrinfo(name.c_str(), nullptr, &wanted, &found);
    if (error != 0)
        return {{}, describe(error)};
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> all{found, ::freeaddrinfo};
    resolved answer;
    for (const addrinfo* i = found; i != nullptr; i = i->ai_next) {
        socket_address address{};
        std::memcpy(&address, i->ai_addr, std::min<std::size_t>(i->ai_addrlen, sizeof address));
        const wire::address a = read(address).address;
        if (std::find(answer.addresses.begin(), answer.addresses.end(), a) == answer.addresses.end())
            answer.addresses.push_back(a);
    }
    if (answer.addresses.empty())
        answer.trouble = "it has no address";
    return answer;
}

asio::awaitable<resolved> resolver::resolve(std::string name, address_family wanted,
                                            std::chrono::steady_clock::duration limit)
{
    resolved answer;
    const auto literal = wire::parse_address(name);
    if (literal)
        answer.addresses.push_back(*literal);
    else
        answer = co_await ask(std::move(name), limit);
    keep(answer, wanted);
    co_return answer;
}

asio::awaitable<resolved> resolver::ask(std::string name, std::chrono::steady_clock::duration limit)
{
    auto executor = co_await asio::this_coro::executor;
    resolved answer;
    try {
        if (!thread_)
            thread_.emplace(executor, waiting_questions);
        auto question = [f = look_up_, name = std::move(name)] { return f(name); };
        answer = co_await thread_->run(std::move(question), limit);
    } catch (const boost::system::system_error&) {
        throw; // cancelled
    } catch (const task::worker_is_late&) {
        answer.trouble = "the name service does not answer";
    } catch (const task::worker_is_full&) {
        answer.trouble = "the name service has not answered earlier questions yet";
    } catch (const std::exception& e) {
        answer.trouble = e.what();
    }
    co_return answer;
}

}
