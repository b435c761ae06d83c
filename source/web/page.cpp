// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/page.hpp"

#include "hblink/web/server.hpp"
#include "hblink/web/words.hpp"

#include <memory>
#include <utility>

namespace hblink::web {

namespace {

// Scripts, styles and data from here alone, nothing inline: what a repeater calls itself can run nowhere.
constexpr std::string_view page_policy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'";

constexpr std::string_view no_page = R"(<!DOCTYPE html>
<html lang="en">
<meta charset="utf-8">
<title>hblinkd</title>
<h1>hblinkd</h1>
<p>The server runs. This program was built without its live page: install Node.js 18 or later and npm
(Debian: <code>apt-get install nodejs npm</code>), and build it again.</p>
<p><a href="healthz">healthz</a> <a href="readyz">readyz</a> <a href="metrics">metrics</a></p>
)";

// Is it in the field Accept-Encoding, and not with "q=0", which means: anything but this?
bool accepts(std::string_view field, std::string_view coding)
{
    while (!field.empty()) {
        std::string_view entry = take_entry(field);
        if (!same_word(take_entry(entry, ';'), coding))
            continue;
        const std::string_view weight = trimmed(entry);
        return !(weight.starts_with("q=0") && weight.find_first_of("123456789") == std::string_view::npos);
    }
    return false;
}

struct form
{
    std::string_view bytes;
    std::string_view coding; // "" = none
};

form shortest(const page_file& f, std::string_view accept_encoding)
{
    if (!f.brotli.empty() && accepts(accept_encoding, "br"))
        return {f.brotli, "br"};
    if (!f.gzip.empty() && accepts(accept_encoding, "gzip"))
        return {f.gzip, "gzip"};
    return {f.plain, ""};
}

// RFC 9110, 13.1.2: by weak comparison, so a "W/" that a proxy has put in front does not matter.
bool has_already(std::string_view if_none_match, std::string_view etag)
{
    while (!if_none_match.empty()) {
        std::string_view entry = take_entry(if_none_match);
        if (entry.starts_with("W/"))
            entry.remove_prefix(2);
        if (entry == etag || entry == "*")
            return true;
    }
    return false;
}

}

response answer_page(const page_file& f, const request& r)
{
    const form chosen = shortest(f, r.accept_encoding);
    // Strong: each form has its own.
    std::string etag = '"' + std::string{f.tag};
    etag.append(chosen.coding.empty() ? "" : "-").append(chosen.coding).append("\"");
    response answer;
    answer.content_type = f.content_type;
    answer.security_policy = page_policy;
    answer.cache_control = f.lasting ? "public, max-age=31536000, immutable" : "no-cache";
    answer.fields.emplace_back("Vary", "Accept-Encoding");
    if (has_already(r.if_none_match, etag)) {
        answer.status = 304;
    } else {
        answer.body = std::make_shared<const std::string>(chosen.bytes);
        if (!chosen.coding.empty())
            answer.fields.emplace_back("Content-Encoding", chosen.coding);
    }
    answer.fields.emplace_back("ETag", std::move(etag));
    return answer;
}

void serve_page(server& s, std::span<const page_file> files)
{
    for (const page_file& f : files)
        s.serve(std::string{f.path},
                [&f](const request& r) -> asio::awaitable<response> { co_return answer_page(f, r); });
    if (!files.empty())
        return;
    s.serve("/", [](const request&) -> asio::awaitable<response> {
        response r = text(200, std::string{no_page});
        r.content_type = "text/html; charset=utf-8";
        co_return r;
    });
}

}
