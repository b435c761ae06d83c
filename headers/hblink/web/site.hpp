// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/config/settings.hpp"
#include "hblink/web/attempts.hpp"
#include "hblink/web/message.hpp"
#include "hblink/web/request_reader.hpp"

#include <chrono>
#include <ctime>
#include <map>
#include <string>

namespace hblink::web {

// What time it is.
struct moment
{
    std::time_t wall{};
    std::chrono::steady_clock::time_point steady;
    static moment now() { return {std::time(nullptr), std::chrono::steady_clock::now()}; }
};

// What there is to be asked for, and who may ask. Knows no socket and no clock.
class site
{
public:
    explicit site(config::http_settings s) : settings_{std::move(s)} {}

    // GET and HEAD of this very path, below base_path; "/" is the first page. Another path that ends with "/"
    // stands for all that have one name more.
    void serve(std::string path, handler h) { pages_.insert_or_assign(std::move(path), std::move(h)); }
    // POST and DELETE.
    void accept(std::string path, handler h) { actions_.insert_or_assign(std::move(path), std::move(h)); }
    // Where a browser may open a WebSocket.
    void show_live(std::string path) { live_path_ = std::move(path); }

    // Takes effect with the next request.
    void change(config::http_settings s) { settings_ = std::move(s); }
    const config::http_settings& settings() const noexcept { return settings_; }

    // Does the request itself show the token, in its field Authorization? Without a token nobody can.
    bool authorized(const request&) const noexcept;

    // Who answers: a handler, or else `instead` says it all. The handler lives as long as the site.
    struct decision
    {
        const web::handler* handler{};
        bool to_live{false};        // it becomes a WebSocket; if that was refused, `instead` says why
        bool from_elsewhere{false}; // it came from a page of another site
        web::request request;
        response instead;
    };
    decision decide(const request_head&, const wire::endpoint& peer, const moment& now);

private:
    void recognise(request&, const request_head&, const moment& now);
    bool is_from_elsewhere(const request_head&, const wire::endpoint& peer) const;
    bool is_proxy(const wire::address&) const noexcept;
    void choose(decision&, const request_head&) const;
    void choose_live(decision&, const request_head&) const;

    config::http_settings settings_;
    std::map<std::string, handler, std::less<>> pages_;
    std::map<std::string, handler, std::less<>> actions_;
    std::string live_path_;
    attempts attempts_; // to guess the token
};

}
