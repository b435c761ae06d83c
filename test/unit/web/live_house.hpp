// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/web/live.hpp"

#include <memory>
#include <string>
#include <vector>

#include "support/websocket_frames.hpp"
#include "unit/web/loopback.hpp"

namespace hblink::test {

// A state of so many messages.
struct small_state final : web::live_source
{
    std::size_t messages{2};
    std::size_t size{10};
    std::size_t begun{};
    std::size_t nothing{}; // so many times there is nothing yet: what was to be said has gone meanwhile
    std::size_t asked{};

    std::string message(web::view v) const
    {
        return (v == web::view::full ? "full " : "open ") + std::string(size, 's');
    }
    std::string begin(web::view v) override
    {
        ++begun;
        return message(v);
    }
    bool next(web::view v, cursor& c, std::string& out) override
    {
        ++asked;
        if (nothing != 0) {
            --nothing;
            return true;
        }
        out = message(v);
        return ++c.place + 1 < messages; // begin() was the first
    }
};

// A web server with a live page.
struct live_house : house
{
    small_state state;

    live_house() { source = &state; }

    // A browser that asks for the live page.
    visitor& browse(std::string_view fields = "", int receive_buffer = 0)
    {
        visitor& v = visit(receive_buffer);
        v.say(upgrade("/api/v1/live", fields));
        return v;
    }
    bool is_live(const visitor& v) const { return frames(v).size() >= state.messages; }

    // What it heard after the handshake.
    static std::vector<heard_frame> frames(const visitor& v)
    {
        const std::size_t end = v.heard().find("\r\n\r\n");
        return end == std::string::npos ? std::vector<heard_frame>{}
                                        : frames_in(std::string_view{v.heard()}.substr(end + 4));
    }
    static unsigned closed_with(const visitor& v)
    {
        const auto all = frames(v);
        return all.empty() ? 0 : code_in(all.back());
    }
    static unsigned status(const visitor& v)
    {
        return v.heard().size() < 12 ? 0 : static_cast<unsigned>(std::stoul(v.heard().substr(9, 3)));
    }

    void publish(web::view v, std::string message)
    {
        server->audience().publish(v, std::make_shared<const std::string>(std::move(message)));
    }
    const web::counters& counters() const { return server->counters(); }
};

}
