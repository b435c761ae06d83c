// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/observe/http_log.hpp"
#include "hblink/web/observer.hpp"

namespace hblink::app {

// Writes what the web server tells into the log.
class http_log final : public web::observer
{
public:
    explicit http_log(observe::log& l) noexcept : lines_{l} {}

    void on_listening(const wire::endpoint&, std::size_t limit) override;
    void on_listen_failed(const wire::endpoint&, const boost::system::error_code&) override;
    void on_limit_lowered(std::size_t wanted, std::size_t limit, std::size_t open_files) override;
    void on_full(std::size_t limit, std::uint64_t times, const wire::endpoint& last) override;
    void on_accept_failed(const boost::system::error_code&, std::uint64_t times) override;
    void on_trouble(web::trouble, std::uint64_t times, const wire::endpoint& last) override;
    void on_fault(std::string_view path, std::string_view what, std::uint64_t times) override;

private:
    observe::http_log lines_;
};

}
