// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/web/message.hpp"
#include "hblink/web/request_reader.hpp"

#include <map>
#include <string>

namespace hblink::web {

// What there is to be asked for, and who may ask. Knows no socket.
class site
{
public:
    explicit site(config::http_settings s) : settings_{std::move(s)} {}

    // For this very path, below base_path; "/" is the first page. Another path that ends with "/" stands for
    // all that have one name more.
    void serve(std::string path, handler h) { handlers_.insert_or_assign(std::move(path), std::move(h)); }

    // Takes effect with the next request.
    void change(config::http_settings s) { settings_ = std::move(s); }
    const config::http_settings& settings() const noexcept { return settings_; }

    // Does the request show the token? Without a token nobody can.
    bool authorized(const request&) const noexcept;

    // Who answers: a handler, or else `instead` says it all. The handler lives as long as the site.
    struct decision
    {
        const web::handler* handler{};
        web::request request;
        response instead;
    };
    decision decide(const request_head&, const wire::endpoint& peer) const;

private:
    config::http_settings settings_;
    std::map<std::string, handler, std::less<>> handlers_;
};

}
