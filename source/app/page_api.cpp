// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/page_api.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <memory>

namespace hblink::app {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::size_t piece_size = 12 * 1024; // bytes
constexpr std::chrono::microseconds slice{80};

web::response json_response(unsigned status, std::string body)
{
    web::response r = web::text(status, std::move(body));
    r.content_type = "application/json";
    return r;
}

web::response failure(unsigned status, std::string_view why)
{
    json_text to;
    to.begin_object().member("error", why).end_object();
    return json_response(status, to.take() + '\n');
}

web::response unauthorized(std::string_view why)
{
    web::response r = failure(401, why);
    r.fields.emplace_back("WWW-Authenticate", "Bearer realm=\"hblinkd\"");
    return r;
}

asio::awaitable<web::response> at_once(web::response r) { co_return r; }

asio::awaitable<void> give_way()
{
    auto executor = co_await asio::this_coro::executor;
    co_await asio::post(executor, asio::use_awaitable);
}

// The rows of a section, for one who asks, a little at a time.
class listing
{
public:
    listing(live_state& s, web::view v, section of, api_query q)
        : state_{s}, view_{v}, of_{of}, query_{std::move(q)}
    {
        if (of_ == section::heard || of_ == section::events)
            ids_ = state_.newest_first(view_, of_);
        else if (of_ == section::names)
            ids_ = state_.mentioned();
    }

    std::string head() const
    {
        json_text to;
        to.begin_object().member("time_ms", state_.time_ms()).member("n", state_.number(view_));
        to.key("items").begin_array();
        return to.text();
    }

    // Answers a piece, which is empty only behind the end.
    asio::awaitable<std::string> next()
    {
        std::string piece;
        while (!ended_ && piece.empty()) {
            const auto began = clock::now();
            while (!over_ && piece.size() < piece_size && clock::now() - began < slice)
                step(piece);
            if (over_) {
                ended_ = true;
                piece += "]}\n";
            } else if (piece.empty()) {
                co_await give_way();
            }
        }
        co_return piece;
    }

private:
    void add(std::string& piece, std::string_view key, const std::string& row)
    {
        std::string item = of_ == section::names ? talkgroup(key, row) : keyed(key, row);
        if (told_ >= query_.limit || !query_.admits(item))
            return;
        if (told_++ != 0)
            piece += ',';
        piece += item;
    }
    static std::string keyed(std::string_view key, const std::string& row)
    {
        json_text to;
        to.begin_object().member("key", key);
        return to.take() + ',' + row.substr(1);
    }
    // The key says which it is, the row what it is called.
    static std::string talkgroup(std::string_view key, const std::string& name)
    {
        json_text to;
        to.begin_object().member("key", key);
        to.key("slot").raw(key.substr(0, 1)).key("talkgroup").raw(key.substr(2));
        to.key("name").raw(name).end_object();
        return to.take();
    }
    void step(std::string& piece)
    {
        const auto take = [&](std::string_view key, const std::string& row) { add(piece, key, row); };
        if (of_ == section::heard || of_ == section::events || of_ == section::names) {
            if (next_id_ < ids_.size()) {
                const std::uint64_t id = ids_[next_id_++];
                if (const auto row = state_.row(view_, of_, id))
                    take(state_.key_of(of_, id), *row);
                else if (of_ == section::names)
                    take(state_.key_of(of_, id), "\"\"");
            }
            over_ = next_id_ >= ids_.size();
        } else {
            const auto next = state_.some_rows(view_, of_, place_, take);
            over_ = !next;
            place_ = next.value_or(0);
        }
        over_ = over_ || told_ >= query_.limit;
    }

    live_state& state_;
    web::view view_;
    section of_;
    api_query query_;
    std::vector<std::uint64_t> ids_; // of heard and events the newest first; of names
    std::size_t next_id_{0};
    std::uint64_t place_{0};
    std::size_t told_{0};
    bool over_{false};  // there are no more rows
    bool ended_{false}; // the last piece was taken
};

web::response list(const api_sources& from, const web::request& r, section of)
{
    auto query = read_api_query(r.query);
    if (!query)
        return failure(400, "the query cannot be understood");
    auto rows = std::make_shared<listing>(from.state, from.view_of(r), of, std::move(*query));
    web::response answer = json_response(200, rows->head());
    answer.next_piece = [rows] { return rows->next(); };
    return answer;
}

// Talkgroups are known by the rows that mention them: so those are looked at first.
asio::awaitable<web::response> list_talkgroups(const api_sources& from, const web::request& r)
{
    const web::view v = from.view_of(r);
    for (const section s :
         {section::repeaters, section::links, section::trunks, section::calls, section::heard}) {
        std::optional<std::uint64_t> place = 0;
        while (place) {
            place = from.state.some_rows(v, s, *place, [](std::string_view, const std::string&) {});
            co_await give_way();
        }
    }
    co_return list(from, r, section::names);
}

web::response one(const api_sources& from, const web::request& r, section of, std::uint64_t id)
{
    const web::view v = from.view_of(r);
    const auto row = from.state.row(v, of, id);
    if (!row)
        return failure(404, "there is none");
    json_text to;
    to.begin_object().member("time_ms", from.state.time_ms()).member("n", from.state.number(v));
    to.key("item").raw("{\"key\":\"" + from.state.key_of(of, id) + "\"," + row->substr(1)).end_object();
    return json_response(200, to.take() + '\n');
}

web::response one_repeater(const api_sources& from, const web::request& r, std::string_view id)
{
    std::uint32_t number{};
    const auto [end, error] = std::from_chars(id.data(), id.data() + id.size(), number);
    if (error != std::errc{} || end != id.data() + id.size())
        return failure(404, "that is no repeater's id");
    return one(from, r, section::repeaters, number);
}

asio::awaitable<web::response> status(const api_sources& from, const web::request& r)
{
    if (from.view_of(r) != web::view::full)
        co_return unauthorized("http.token is needed");
    auto pieces = std::make_shared<std::vector<std::string>>();
    *pieces = co_await from.status();
    web::response answer = json_response(200, "");
    answer.next_piece = [pieces, next = std::size_t{0}]() mutable -> asio::awaitable<std::string> {
        while (next < pieces->size() && (*pieces)[next].empty())
            ++next;
        std::string piece = next < pieces->size() ? std::move((*pieces)[next++]) : std::string{};
        return [](std::string p) -> asio::awaitable<std::string> { co_return p; }(std::move(piece));
    };
    co_return answer;
}

bool is_name(std::string_view text)
{
    return !text.empty() && text.size() <= 40 && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
    });
}

bool is_value(std::string_view text)
{
    return text.size() <= api_query::longest_value && std::all_of(text.begin(), text.end(), [](char c) {
               return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      std::string_view{"_-.:/@"}.find(c) != std::string_view::npos;
           });
}

}

std::optional<api_query> read_api_query(std::string_view query)
{
    api_query q;
    while (!query.empty()) {
        const std::string_view part = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), part.size() + 1));
        const auto equals = part.find('=');
        if (equals == part.npos)
            return std::nullopt;
        const std::string_view name = part.substr(0, equals);
        const std::string_view value = part.substr(equals + 1);
        if (!is_name(name) || !is_value(value))
            return std::nullopt;
        if (name == "limit") {
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), q.limit);
            if (error != std::errc{} || end != value.data() + value.size())
                return std::nullopt;
        } else if (q.filters.size() == api_query::most_filters) {
            return std::nullopt;
        } else {
            q.filters.emplace_back(name, value);
        }
    }
    return q;
}

// A quotation mark inside a text has a backslash before it, so no text can look like a member.
bool api_query::admits(std::string_view row) const
{
    return std::all_of(filters.begin(), filters.end(), [&](const auto& f) {
        const std::string member = '"' + f.first + "\":";
        for (std::size_t at = row.find(member); at != row.npos; at = row.find(member, at + 1)) {
            std::string_view value = row.substr(at + member.size());
            const bool text = value.starts_with('"');
            value.remove_prefix(text ? 1 : 0);
            if (value.starts_with(f.second)) {
                value.remove_prefix(f.second.size());
                if (text ? value.starts_with('"') : value.starts_with(',') || value.starts_with('}'))
                    return true;
            }
        }
        return false;
    });
}

void add_api(api_sources sources, const std::function<void(std::string, web::handler)>& serve_to_all)
{
    const auto from = std::make_shared<const api_sources>(std::move(sources));
    // Whoever shows a wrong token means to see all: the public view would look like an answer to that.
    const auto serve = [&](std::string path, web::handler h) {
        serve_to_all(std::move(path), [answer = std::move(h)](const web::request& r) {
            return r.wrong_token ? at_once(unauthorized("the token is not http.token")) : answer(r);
        });
    };
    const auto serve_list = [&](std::string path, section of) {
        serve("/api/v1/" + std::move(path),
              [from, of](const web::request& r) { return at_once(list(*from, r, of)); });
    };
    serve_list("repeaters", section::repeaters);
    serve_list("links", section::links);
    serve_list("trunks", section::trunks);
    serve_list("calls", section::calls);
    serve_list("last-heard", section::heard);
    serve_list("events", section::events);
    serve_list("refusals", section::refusals);
    serve("/api/v1/talkgroups", [from](const web::request& r) { return list_talkgroups(*from, r); });
    serve("/api/v1/health",
          [from](const web::request& r) { return at_once(one(*from, r, section::health, 0)); });
    serve("/api/v1/server",
          [from](const web::request& r) { return at_once(one(*from, r, section::server, 0)); });
    serve("/api/v1/status", [from](const web::request& r) { return status(*from, r); });
    serve("/api/v1/repeaters/", [from](const web::request& r) {
        return at_once(one_repeater(*from, r, std::string_view{r.path}.substr(r.path.rfind('/') + 1)));
    });
}

}
