// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/site.hpp"

#include "hblink/web/bearer.hpp"
#include "hblink/web/forwarded.hpp"
#include "hblink/web/origin.hpp"
#include "hblink/web/session_cookie.hpp"
#include "hblink/web/target.hpp"
#include "hblink/web/websocket.hpp"
#include "hblink/web/words.hpp"

#include <algorithm>
#include <optional>
#include <utility>

namespace hblink::web {

namespace {

constexpr std::string_view reading = "GET, HEAD";
constexpr std::string_view acting = "POST, DELETE";

response method_not_allowed(std::string_view allowed)
{
    response r = text(405, std::string{allowed} + " only\n");
    r.fields.emplace_back("Allow", allowed);
    return r;
}

response redirect(std::string to)
{
    response r = text(307, "see " + to + '\n');
    r.fields.emplace_back("Location", std::move(to));
    return r;
}

response too_many_attempts()
{
    response r = text(429, "too many wrong tokens\n");
    r.fields.emplace_back("Retry-After", std::to_string(attempts::for_another.count()));
    return r;
}

response no_websocket(unsigned status)
{
    response r = text(status, "a WebSocket is here\n");
    r.fields.emplace_back("Upgrade", "websocket");
    r.fields.emplace_back("Sec-WebSocket-Version", "13");
    return r;
}

std::optional<method> method_named(std::string_view name) noexcept
{
    if (name == "GET")
        return method::get;
    if (name == "HEAD")
        return method::head;
    if (name == "POST")
        return method::post;
    if (name == "DELETE")
        return method::remove;
    return std::nullopt;
}

}

// --- Who asks --------------------------------------------------------------------------------------

bool site::authorized(const request& r) const noexcept { return bears(r.authorization, settings_.token); }

bool site::is_proxy(const wire::address& a) const noexcept
{
    return std::any_of(settings_.trusted_proxies.begin(), settings_.trusted_proxies.end(),
                       [&](const wire::network& n) { return n.contains(a); });
}

// Programs name no origin.
bool site::is_from_elsewhere(const request_head& head, const wire::endpoint& peer) const
{
    return !head.origin.empty() && !same_origin(head.origin, head.host) &&
           !(is_proxy(peer.address) && same_origin(head.origin, head.forwarded_host));
}

// Whoever shows a token shows no cookie. A cookie is not guessed: it may be tried as often as one likes, so
// that nobody else's attempts from behind the same proxy shut out who has one.
void site::recognise(request& r, const request_head& head, const moment& now)
{
    if (settings_.token.empty())
        return;
    if (r.authorization.empty()) {
        if (has_session(head.cookie, settings_.token, now.wall))
            r.view = view::full;
    } else if (authorized(r)) {
        r.view = view::full;
    } else {
        r.wrong_token = true;
        attempts_.wrong(r.client.address, now.steady);
    }
}

// --- What is asked for -----------------------------------------------------------------------------

site::decision site::decide(const request_head& head, const wire::endpoint& peer, const moment& now)
{
    decision d;
    request& r = d.request;
    r.client = client_of(peer, head.forwarded_for, settings_.trusted_proxies);
    const auto how = method_named(head.method);
    auto asked = how ? parse_target(head.target) : std::nullopt;
    if (!how) {
        d.instead = method_not_allowed(reading);
        return d;
    }
    r.method = *how;
    if (!asked) {
        d.instead = text(400, "malformed request\n");
        return d;
    }
    r.query = std::move(asked->query);
    if (lacks_slash(settings_.base_path, asked->path)) {
        const std::string query = r.query.empty() ? "" : '?' + r.query;
        d.instead = redirect(settings_.base_path + query);
        return d;
    }
    r.path = below(settings_.base_path, asked->path);
    r.authorization = head.authorization;
    r.accept_encoding = head.accept_encoding;
    r.if_none_match = head.if_none_match;
    std::string_view protocols = head.forwarded_proto; // the first one is the browser's own
    r.by_https = is_proxy(peer.address) && same_word(take_entry(protocols), "https");
    d.from_elsewhere = is_from_elsewhere(head, peer);
    if (!r.authorization.empty() && !settings_.token.empty() &&
        !attempts_.allowed(r.client.address, now.steady)) {
        d.instead = too_many_attempts();
        return d;
    }
    recognise(r, head, now);
    choose(d, head);
    return d;
}

void site::choose(decision& d, const request_head& head) const
{
    const bool acts = d.request.method == method::post || d.request.method == method::remove;
    if (!acts && !live_path_.empty() && d.request.path == live_path_)
        return choose_live(d, head);
    const auto& mine = acts ? actions_ : pages_;
    const auto& others = acts ? pages_ : actions_;
    auto found = mine.find(d.request.path);
    if (found == mine.end()) // whoever answers for all that is below
        found = mine.find(d.request.path.substr(0, d.request.path.rfind('/') + 1));
    if (found != mine.end() && found->first == "/" && d.request.path != "/")
        found = mine.end();
    if (found != mine.end() && acts && d.from_elsewhere)
        d.instead = text(403, "not from a page of another site\n");
    else if (found != mine.end())
        d.handler = &found->second;
    else if (acts)
        d.instead = method_not_allowed(reading);
    else if (others.contains(d.request.path))
        d.instead = method_not_allowed(acting);
    else
        d.instead = text(404, "not found\n");
}

void site::choose_live(decision& d, const request_head& head) const
{
    if (d.request.method != method::get) {
        d.instead = method_not_allowed("GET");
        return;
    }
    d.to_live = wants_websocket(head);
    if (const unsigned status = objection_to_websocket(head); status != 0)
        d.instead = no_websocket(status);
    else if (d.from_elsewhere)
        d.instead = text(403, "not from a page of another site\n");
    else if (d.request.wrong_token)
        d.instead = text(401, "wrong token\n");
    else
        d.instead.status = 101;
}

}
