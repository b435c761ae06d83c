// SPDX-License-Identifier: GPL-3.0-or-later
// What a web client sends: the request in portions of any size, its target, and the field that proxies add.
#include "hblink/web/answer.hpp"
#include "hblink/web/bearer.hpp"
#include "hblink/web/forwarded.hpp"
#include "hblink/web/origin.hpp"
#include "hblink/web/request_reader.hpp"
#include "hblink/web/session_cookie.hpp"
#include "hblink/web/site.hpp"
#include "hblink/web/target.hpp"
#include "hblink/web/websocket.hpp"

#include <array>
#include <optional>
#include <string>

#include "fuzz/input.hpp"
#include "fuzz/require.hpp"

namespace {

using namespace hblink;
using fuzz::require;
using reader = web::request_reader;

void check_target(std::string_view written)
{
    const auto t = web::parse_target(written);
    if (!t)
        return;
    require(t->path.starts_with('/'), "a path begins at the root");
    require(t->path.find("//") == t->path.npos, "a path has no empty segment");
    require((t->path + '/').find("/../") == t->path.npos && (t->path + '/').find("/./") == t->path.npos,
            "a path has no dots");
    for (const char c : t->path)
        require(static_cast<unsigned char>(c) >= ' ' && c != '\x7F', "a path has no control characters");
    for (const char c : t->query)
        require(c > ' ' && c < '\x7F', "a query is visible ASCII");
    const std::string inside = web::below("/dmr/", t->path);
    require(inside.starts_with('/'), "what is below the base begins at the root");
    if (t->path.starts_with("/dmr/"))
        require("/dmr" + inside == t->path, "the base is cut off once");
    else
        require(inside == t->path, "what is not below the base stays");
}

void check_client(std::string_view field)
{
    static const std::array trusted{wire::network{wire::address::v4(0x7F00'0000), 8}};
    const wire::endpoint proxy{wire::address::v4(0x7F00'0001), 4711};
    const wire::endpoint stranger{wire::address::v4(0xC000'0201), 4711};
    require(web::client_of(stranger, field, trusted) == stranger, "nobody else may name the client");
    const wire::endpoint client = web::client_of(proxy, field, trusted);
    require(client == proxy || client.port == 0, "the client is the peer, or was named");
}

// Without the token nobody acts, nobody sees all, and no other site opens the live page.
void check_access(const web::request_head& head)
{
    config::http_settings s;
    s.token = "a token that no input knows";
    web::site site{std::move(s)};
    site.show_live("/api/v1/live");
    const auto d = site.decide(head, {wire::address::v4(0x7F00'0001), 1}, {1'800'000'000, {}});
    require(d.request.view == web::view::open_to_all, "a full view needs the token");
    require(!d.request.by_https, "nobody but a proxy tells of HTTPS");
    if (d.to_live && d.instead.status == 101) {
        require(web::objection_to_websocket(head) == 0, "a WebSocket begins with its handshake");
        require(head.origin.empty() || web::same_origin(head.origin, head.host), "and from our own page");
        require(web::websocket_accept(head.websocket_key).size() == 28, "which is answered");
    }
}

void check_cookie(std::string_view field)
{
    constexpr std::time_t now = 1'800'000'000;
    require(!web::has_session(field, "a token that no input knows", now), "a session is not guessed");
    require(!web::has_session(field, "", now), "without a token there is no session");
    if (field.find(';') != field.npos)
        return;
    const std::string good = "hblinkd=" + web::session_cookie("token", now + 1);
    require(web::has_session(std::string{field} + ';' + good, "token", now), "other cookies do not matter");
}

void check_origin(std::string_view origin)
{
    require(!web::same_origin(origin, ""), "no site is all sites");
    require(!web::same_origin(origin, "example.org") || origin.find("://") != origin.npos,
            "an origin has a scheme");
    static_cast<void>(web::same_origin("http://example.org", origin));
}

// All at once, or in the portions that `cuts` says: the same must come out.
struct outcome
{
    reader::progress progress{reader::progress::needs_more};
    unsigned status{};
    std::string target;
    std::string authorization;
    std::string forwarded_for;
    std::string host;
    std::string origin;
    std::string cookie;
    std::string websocket_key;
    friend bool operator==(const outcome&, const outcome&) = default;
};

outcome read(std::string_view sent, std::string_view cuts)
{
    reader r;
    outcome o;
    std::string received;
    for (std::size_t i = 0; !sent.empty() && o.progress == reader::progress::needs_more; ++i) {
        require(received.size() < reader::header_limit, "what is kept is bounded");
        const std::size_t room = reader::header_limit - received.size();
        const std::size_t portion =
            cuts.empty() ? room : std::size_t{1} + static_cast<unsigned char>(cuts[i % cuts.size()]);
        const std::string_view next = sent.substr(0, std::min(room, portion));
        received += next;
        sent.remove_prefix(next.size());
        o.progress = r.put(received);
    }
    if (o.progress == reader::progress::refused)
        o.status = r.status();
    if (o.progress == reader::progress::complete) {
        o.target = r.head().target;
        o.authorization = r.head().authorization;
        o.forwarded_for = r.head().forwarded_for;
        o.host = r.head().host;
        o.origin = r.head().origin;
        o.cookie = r.head().cookie;
        o.websocket_key = r.head().websocket_key;
        check_access(r.head());
        web::site site{config::http_settings{}};
        const auto decision = site.decide(r.head(), {wire::address::v4(0x7F00'0001), 1}, {});
        require(decision.handler == nullptr, "an empty site has no pages");
        const std::string head = web::head_of(decision.instead, {}, 0);
        require(head.find("\r\n\r\n") == head.size() - 4, "an answer's header ends once");
    }
    return o;
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::input in{data, size};
    const std::string_view cuts = in.text_until('\n');
    const std::string_view sent = in.rest();
    const outcome whole = read(sent, "");
    const outcome portions = read(sent, cuts);
    // A fault may be seen sooner or later; whether there is one, and what a good request says, is the same.
    require((whole.progress == reader::progress::complete) ==
                (portions.progress == reader::progress::complete),
            "a request is the same in any portions");
    if (whole.progress == reader::progress::complete)
        require(whole == portions, "a request says the same in any portions");
    check_target(whole.target);
    check_target(sent);
    check_client(whole.forwarded_for);
    check_client(sent);
    check_cookie(whole.cookie);
    check_cookie(sent);
    check_origin(whole.origin);
    check_origin(sent);
    require(!web::bears(sent, ""), "without a token nobody is let in");
    require(web::bears("Bearer " + std::string{sent}, sent) == !(sent.empty() || sent.front() == ' '),
            "the token opens");
    return 0;
}
