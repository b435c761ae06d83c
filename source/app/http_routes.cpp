// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/http_routes.hpp"

#include "hblink/task/as_result.hpp"
#include "hblink/web/page.hpp"

#include <boost/asio/steady_timer.hpp>

#include <memory>
#include <utility>

namespace hblink::app {

namespace {

using clock = std::chrono::steady_clock;
using page = std::shared_ptr<const std::string>;

// One text for all who ask at about the same time.
class metrics_page
{
public:
    metrics_page(asio::any_io_executor executor, std::function<asio::awaitable<std::string>()> write)
        : write_{std::move(write)}, written_{executor, asio::steady_timer::time_point::max()}
    {}

    asio::awaitable<page> get()
    {
        while (writing_)
            co_await written_.async_wait(task::as_result);
        const auto now = clock::now();
        if (page_ && now - begun_ < metrics_age)
            co_return page_;
        const writer only{*this};
        std::string text = co_await write_();
        page_ = std::make_shared<const std::string>(std::move(text));
        begun_ = now;
        co_return page_;
    }

private:
    // Whoever writes may be cut off: then the next one who waits writes.
    struct writer
    {
        explicit writer(metrics_page& p) : of{p} { of.writing_ = true; }
        ~writer()
        {
            of.writing_ = false;
            of.written_.cancel();
        }
        writer(const writer&) = delete;
        writer& operator=(const writer&) = delete;
        metrics_page& of;
    };

    std::function<asio::awaitable<std::string>()> write_;
    asio::steady_timer written_; // never expires: cancelled to wake those who wait
    page page_;
    clock::time_point begun_{};
    bool writing_{false};
};

web::response readiness(const std::vector<std::string>& missing)
{
    if (missing.empty())
        return web::text(200, "ready\n");
    std::string text = "not ready\n";
    for (const std::string& m : missing)
        text.append(m).append("\n");
    return web::text(503, std::move(text));
}

web::response unauthorized()
{
    web::response r = web::text(401, "http.token is needed\n");
    r.fields.emplace_back("WWW-Authenticate", "Bearer realm=\"hblinkd\"");
    return r;
}

asio::awaitable<web::response> answer_metrics(metrics_page& from)
{
    web::response r;
    r.content_type = "text/plain; version=0.0.4; charset=utf-8";
    r.body = co_await from.get();
    co_return r;
}

asio::awaitable<web::response> at_once(web::response r) { co_return r; }

}

void add_routes(web::server& server, asio::any_io_executor executor, http_sources from)
{
    web::serve_page(server, web::built_in_page());
    server.serve("/healthz", [](const web::request&) { return at_once(web::text(200, "ok\n")); });
    server.serve("/readyz", [missing = std::move(from.missing)](const web::request&) {
        return at_once(readiness(missing()));
    });
    auto metrics = std::make_shared<metrics_page>(std::move(executor), std::move(from.metrics));
    server.serve("/metrics", [&server, metrics = std::move(metrics)](const web::request& r) {
        if (server.settings().metrics_token && !server.authorized(r))
            return at_once(unauthorized());
        return answer_metrics(*metrics);
    });
}

}
