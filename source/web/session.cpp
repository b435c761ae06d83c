// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/session.hpp"

#include "hblink/web/bearer.hpp"
#include "hblink/web/session_cookie.hpp"

namespace hblink::web {

namespace {

// No script may read it, and no page of another site makes a browser send it.
response with_cookie(std::string_view value, std::time_t seconds, const request& r,
                     std::string_view base_path)
{
    std::string cookie{session_cookie_name};
    cookie.append("=").append(value).append("; Path=").append(base_path);
    cookie.append("; Max-Age=").append(std::to_string(seconds)).append("; HttpOnly; SameSite=Strict");
    if (r.by_https)
        cookie.append("; Secure");
    response answer;
    answer.status = 204;
    answer.fields.emplace_back("Set-Cookie", std::move(cookie));
    return answer;
}

}

response answer_session(const request& r, const config::http_settings& s, std::time_t now)
{
    if (r.method == method::remove)
        return with_cookie("", 0, r, s.base_path);
    if (s.token.empty())
        return text(403, "there is no full view: http.token is empty\n");
    if (!bears(r.authorization, s.token)) {
        response no = text(401, "wrong token\n");
        no.fields.emplace_back("WWW-Authenticate", "Bearer realm=\"hblinkd\"");
        return no;
    }
    return with_cookie(session_cookie(s.token, now + session_length), session_length, r, s.base_path);
}

}
