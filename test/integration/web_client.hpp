// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "integration/stage.hpp"

namespace hblink::test {

// One request to a web server on 127.0.0.1, and all that comes back until it hangs up.
class web_request final : public participant
{
public:
    web_request(stage&, std::uint16_t port, std::string_view path);
    ~web_request() override;

    int descriptor() const override { return over_ ? -1 : socket_; }
    void on_readable() override;

    bool over() const { return over_; }
    int status() const; // 0: no answer
    std::string body() const;

private:
    int socket_;
    std::string came_;
    bool over_{false};
};

// The status and the body of the answer; nothing: there was none in time.
struct web_answer
{
    int status{};
    std::string body;
};
std::optional<web_answer> get(stage&, std::uint16_t port, std::string_view path);

// A TCP port of 127.0.0.1 that nobody uses.
std::uint16_t free_tcp_port();

}
