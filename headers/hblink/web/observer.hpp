// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/address.hpp"

#include <boost/system/error_code.hpp>

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace hblink::web {

// What clients do that an operator may want to know of.
enum class trouble : std::uint8_t
{
    slow,            // a request or its answer took too long: closed
    malformed,       // no HTTP/1: refused
    header_too_long, // refused
    body_too_long,   // refused
    many_in_a_row,   // very many requests sent ahead on one connection: answered one after the other
    wrong_token,     // refused
    foreign_page,    // a page of another site wanted what only ours may: refused
    browsers_full,   // one browser too many: refused
    slow_browser,    // it did not take what the live page sent: cut off
    strange_browser, // it broke the protocol, or said too much: closed
};
inline constexpr std::size_t troubles = static_cast<std::size_t>(trouble::strange_browser) + 1;

// Who hears of what the web server should tell an operator. What clients can cause is told at once, and then
// once a minute, as a number of times with the last one who did it.
class observer
{
public:
    virtual ~observer() = default;

    virtual void on_listening(const wire::endpoint&, std::size_t limit) = 0; // of connections
    virtual void on_listen_failed(const wire::endpoint&, const boost::system::error_code&) = 0;
    // Of the wanted connections only so many: each may need two of the process's file descriptors.
    virtual void on_limit_lowered(std::size_t wanted, std::size_t limit, std::size_t open_files) = 0;
    virtual void on_full(std::size_t limit, std::uint64_t times, const wire::endpoint& last) = 0;
    virtual void on_accept_failed(const boost::system::error_code&, std::uint64_t times) = 0;
    virtual void on_trouble(trouble, std::uint64_t times, const wire::endpoint& last) = 0;
    virtual void on_fault(std::string_view path, std::string_view what, std::uint64_t times) = 0;
};

}
