// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/http_log.hpp"

namespace hblink::app {

namespace {

struct words
{
    std::string_view reason;
    std::string_view action;
    bool alarming;
};

words words_of(web::trouble t) noexcept
{
    switch (t) {
    case web::trouble::slow:
        return {"slow", "cut off", true};
    case web::trouble::malformed:
        return {"malformed", "refused", false};
    case web::trouble::header_too_long:
        return {"header_too_long", "refused", false};
    case web::trouble::body_too_long:
        return {"body_too_long", "refused", false};
    case web::trouble::many_in_a_row:
        return {"many_in_a_row", "answered one after the other", false};
    case web::trouble::wrong_token:
        return {"wrong_token", "refused", true};
    case web::trouble::foreign_page:
        return {"foreign_page", "refused", true};
    case web::trouble::browsers_full:
        return {"browsers_full", "refused", true};
    case web::trouble::slow_browser:
        return {"slow_browser", "cut off", false};
    case web::trouble::strange_browser:
        return {"strange_browser", "closed", false};
    }
    return {"unknown", "none", true};
}

}

void http_log::on_listening(const wire::endpoint& e, std::size_t limit) { lines_.listening(e, limit); }

void http_log::on_listen_failed(const wire::endpoint& e, const boost::system::error_code& error)
{
    lines_.listen_failed(e, error);
}

void http_log::on_limit_lowered(std::size_t wanted, std::size_t limit, std::size_t open_files)
{
    lines_.limit_lowered(wanted, limit, open_files);
}

void http_log::on_full(std::size_t limit, std::uint64_t times, const wire::endpoint& last)
{
    lines_.full(limit, times, last);
}

void http_log::on_accept_failed(const boost::system::error_code& error, std::uint64_t times)
{
    lines_.accept_failed(error, times);
}

void http_log::on_trouble(web::trouble t, std::uint64_t times, const wire::endpoint& last)
{
    const words w = words_of(t);
    lines_.trouble(w.reason, w.action, w.alarming, times, last);
}

void http_log::on_fault(std::string_view path, std::string_view what, std::uint64_t times)
{
    lines_.failed(path, what, times);
}

}
