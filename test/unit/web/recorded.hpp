// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/web/observer.hpp"

#include <map>
#include <string>
#include <vector>

namespace hblink::test {

// An observer that remembers.
struct recorded final : web::observer
{
    void on_listening(const wire::endpoint& e, std::size_t limit) override
    {
        ++listening;
        at = e;
        announced_limit = limit;
    }
    void on_listen_failed(const wire::endpoint&, const boost::system::error_code& e) override
    {
        listen_errors.push_back(e);
    }
    void on_limit_lowered(std::size_t, std::size_t limit, std::size_t) override { lowered_to = limit; }
    void on_full(std::size_t, std::uint64_t times, const wire::endpoint&) override { full.push_back(times); }
    void on_accept_failed(const boost::system::error_code& e, std::uint64_t) override
    {
        accept_errors.push_back(e);
    }
    void on_trouble(web::trouble t, std::uint64_t times, const wire::endpoint& last) override
    {
        trouble[t].push_back(times);
        last_of[t] = last;
    }
    void on_fault(std::string_view path, std::string_view what, std::uint64_t) override
    {
        faults.push_back(std::string{path} + ": " + std::string{what});
    }

    std::size_t listening{};
    wire::endpoint at;
    std::size_t announced_limit{};
    std::size_t lowered_to{};
    std::vector<boost::system::error_code> listen_errors;
    std::vector<boost::system::error_code> accept_errors;
    std::vector<std::uint64_t> full;
    std::map<web::trouble, std::vector<std::uint64_t>> trouble; // the numbers told
    std::map<web::trouble, wire::endpoint> last_of;
    std::vector<std::string> faults;
};

}
