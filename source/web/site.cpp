// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/site.hpp"

#include "hblink/web/bearer.hpp"
#include "hblink/web/forwarded.hpp"
#include "hblink/web/target.hpp"

#include <utility>

namespace hblink::web {

namespace {

response method_not_allowed()
{
    response r = text(405, "GET and HEAD only\n");
    r.fields.emplace_back("Allow", "GET, HEAD");
    return r;
}

response redirect(std::string to)
{
    response r = text(307, "see " + to + '\n');
    r.fields.emplace_back("Location", std::move(to));
    return r;
}

}

bool site::authorized(const request& r) const noexcept { return bears(r.authorization, settings_.token); }

site::decision site::decide(const request_head& head, const wire::endpoint& peer) const
{
    decision d;
    d.request.client = client_of(peer, head.forwarded_for, settings_.trusted_proxies);
    if (head.method != "GET" && head.method != "HEAD") {
        d.instead = method_not_allowed();
        return d;
    }
    d.request.method = head.method == "HEAD" ? method::head : method::get;
    auto asked = parse_target(head.target);
    if (!asked) {
        d.instead = text(400, "malformed request\n");
        return d;
    }
    d.request.query = std::move(asked->query);
    if (lacks_slash(settings_.base_path, asked->path)) {
        const std::string query = d.request.query.empty() ? "" : '?' + d.request.query;
        d.instead = redirect(settings_.base_path + query);
        return d;
    }
    d.request.path = below(settings_.base_path, asked->path);
    d.request.authorization = head.authorization;
    auto found = handlers_.find(d.request.path);
    if (found == handlers_.end()) // whoever answers for all that is below
        found = handlers_.find(d.request.path.substr(0, d.request.path.rfind('/') + 1));
    if (found != handlers_.end() && found->first == "/" && d.request.path != "/")
        found = handlers_.end();
    if (found == handlers_.end())
        d.instead = text(404, "not found\n");
    else
        d.handler = &found->second;
    return d;
}

}
