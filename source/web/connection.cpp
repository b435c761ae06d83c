// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/web/connection.hpp"

#include "hblink/task/as_result.hpp"
#include "hblink/web/admission.hpp"
#include "hblink/web/answer.hpp"
#include "hblink/web/browser.hpp"
#include "hblink/web/send.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/system/system_error.hpp>

#include <algorithm>
#include <array>
#include <ctime>
#include <exception>
#include <utility>

namespace hblink::web {

using asio::ip::tcp;
using task::as_result;

namespace {

constexpr std::size_t read_slice = 4096; // bytes in one turn
constexpr std::size_t most_discarded = 64 << 10;
constexpr std::size_t joined_below = 4096; // a body this short leaves with its head
constexpr unsigned many_in_a_row = 100;    // requests; browsers send none ahead

}

connection::connection(tcp::socket socket, wire::endpoint peer, kind k, service& s)
    : socket_{std::move(socket)},
      peer_{peer},
      kind_{k},
      service_{s},
      deadline_{clock::now() + s.patience.header}
{}

void connection::enter(phase p, patience::duration limit)
{
    phase_ = p;
    deadline_ = clock::now() + limit;
}

bool connection::overdue(clock::time_point now) const noexcept
{
    return browser_ != nullptr ? browser_->overdue(now) : now >= deadline_;
}

void connection::give_up(clock::time_point now)
{
    if (browser_ != nullptr)
        return browser_->give_up(now);
    deadline_ = clock::time_point::max();
    if (phase_ == phase::reading || phase_ == phase::answering) {
        ++service_.counters.timeouts;
        service_.reports.trouble(trouble::slow, peer_, now);
    }
    reset(socket_);
}

asio::awaitable<void> connection::run()
{
    if (kind_ == kind::turned_away) {
        send_no_room();
        co_await part();
    } else {
        co_await converse();
    }
}

asio::awaitable<void> connection::converse()
{
    bool goes_on = true;
    while (goes_on) {
        const bool asked = co_await read_request();
        if (!asked)
            co_return; // it went away
        goes_on = co_await answer();
    }
    co_await part();
}

// --- Reading ---------------------------------------------------------------------------------------

connection::received connection::receive()
{
    std::array<char, read_slice> chunk;
    boost::system::error_code error;
    const std::size_t room = std::min(chunk.size(), request_reader::header_limit - buffer_.size());
    const std::size_t n = socket_.read_some(asio::buffer(chunk.data(), room), error);
    if (error == asio::error::would_block)
        return received::nothing;
    if (error)
        return received::end;
    buffer_.append(chunk.data(), n);
    return received::bytes;
}

// False when the client went away. A request that is refused is there, too: the reader knows.
asio::awaitable<bool> connection::read_request()
{
    const bool first = phase_ == phase::idle;
    reader_.begin_anew();
    if (buffer_.empty()) {
        std::string{}.swap(buffer_); // an idle connection holds no memory
        sent_ahead_ = 0;
        enter(phase::idle, first ? service_.patience.header : service_.patience.idle);
    } else {
        if (++sent_ahead_ == many_in_a_row)
            service_.reports.trouble(trouble::many_in_a_row, peer_, clock::now());
        enter(phase::reading, service_.patience.header);
        co_await service_.turns.take();
    }
    auto progress = buffer_.empty() ? request_reader::progress::needs_more : reader_.put(buffer_);
    while (progress == request_reader::progress::needs_more) {
        const auto [error] = co_await socket_.async_wait(tcp::socket::wait_read, as_result);
        if (error)
            co_return false;
        co_await service_.turns.take();
        const received r = receive();
        if (r == received::end)
            co_return false;
        if (r == received::nothing)
            continue;
        if (phase_ == phase::idle)
            enter(phase::reading, service_.patience.header);
        progress = reader_.put(buffer_);
    }
    co_return true;
}

// --- Answering -------------------------------------------------------------------------------------

response connection::refusal()
{
    const auto now = clock::now();
    const unsigned status = reader_.status();
    ++service_.counters.malformed;
    if (status == 413)
        service_.reports.trouble(trouble::body_too_long, peer_, now);
    else if (status == 414 || status == 431)
        service_.reports.trouble(trouble::header_too_long, peer_, now);
    else
        service_.reports.trouble(trouble::malformed, peer_, now);
    return text(status, std::string{phrase(status)} + '\n');
}

void connection::count(const response& r, const wire::endpoint& client)
{
    ++service_.counters.answers[std::clamp(r.status / 100, 2U, 5U) - 2];
    if (r.status == 401 || r.status == 429) {
        ++service_.counters.unauthorized;
        service_.reports.trouble(trouble::wrong_token, client, clock::now());
    }
}

// True when the connection goes on.
asio::awaitable<bool> connection::answer()
{
    enter(phase::answering, service_.patience.answer);
    if (reader_.status() != 0) {
        const response no = refusal();
        count(no, peer_);
        co_await send_answer(no, method::get, false);
        co_return false;
    }
    site::decision decision = service_.site.decide(reader_.head(), peer_, moment::now());
    const auto admitted = decision.to_live ? admit(decision, service_) : admission::refused;
    if (admitted == admission::granted) {
        co_await be_browser(decision.request);
        co_return false;
    }
    if (admitted == admission::later) {
        const std::string both = switching_protocols(websocket_accept(reader_.head().websocket_key)) +
                                 close_frame(close_code::later);
        co_await send_in_turns(socket_, service_, both);
        co_return false;
    }
    const response r = co_await ask(decision);
    count(r, decision.request.client);
    enter(phase::answering, service_.patience.answer);
    const bool keep_alive = reader_.head().keep_alive && (!r.next_piece || reader_.head().http_1_1);
    const bool sent = co_await send_answer(r, decision.request.method, keep_alive);
    co_return sent&& keep_alive;
}

asio::awaitable<response> connection::ask(const site::decision& d)
{
    if (d.handler == nullptr)
        co_return d.instead;
    std::string what = "exception";
    try {
        co_return co_await (*d.handler)(d.request);
    } catch (const std::exception& e) {
        what = e.what();
    } catch (...) {
    }
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none) // that is why
        throw boost::system::system_error{asio::error::operation_aborted};
    ++service_.counters.faults;
    service_.reports.fault(d.request.path, what, clock::now());
    co_return text(500, "internal error\n");
}

// --- The live page ---------------------------------------------------------------------------------

asio::awaitable<void> connection::be_browser(const request& r)
{
    ++service_.counters.browsers_accepted;
    const wire::endpoint client = r.client;
    browser here{socket_, client, r.view, service_, std::exchange(buffer_, {})};
    const std::string head = switching_protocols(websocket_accept(reader_.head().websocket_key));
    reader_.begin_anew(); // it holds no memory
    const bool sent = co_await send_in_turns(socket_, service_, head);
    if (!sent)
        co_return;
    browser_ = &here;
    const struct leaving
    {
        browser*& who;
        ~leaving() { who = nullptr; }
    } at_the_end{browser_};
    co_await here.run();
}

// False when it did not reach the client.
asio::awaitable<bool> connection::send_answer(const response& r, method m, bool keep_alive)
{
    const bool in_pieces = static_cast<bool>(r.next_piece);
    const std::string_view body = r.body ? std::string_view{*r.body} : std::string_view{};
    answer_form form;
    form.keep_alive = keep_alive;
    form.chunked = in_pieces && reader_.head().http_1_1;
    if (in_pieces)
        form.length.reset();
    else
        form.length = body.size();
    std::string head = head_of(r, form, std::time(nullptr));
    if (m == method::head) {
        const bool sent = co_await send_in_turns(socket_, service_, head);
        co_return sent;
    }
    const bool together = body.size() < joined_below;
    if (together && !body.empty())
        head += form.chunked ? chunk_of(body) : std::string{body};
    bool sent = co_await send_in_turns(socket_, service_, head);
    if (sent && !together) {
        const std::string chunk = form.chunked ? chunk_of(body) : std::string{};
        const std::string_view rest = form.chunked ? std::string_view{chunk} : body;
        sent = co_await send_in_turns(socket_, service_, rest);
    }
    if (sent && in_pieces)
        sent = co_await send_pieces(r, form.chunked);
    co_return sent;
}

asio::awaitable<bool> connection::send_pieces(const response& r, bool chunked)
{
    for (;;) {
        const std::string piece = co_await r.next_piece();
        enter(phase::answering, service_.patience.answer);
        co_await service_.turns.take();
        const std::string chunk = chunked ? chunk_of(piece) : std::string{};
        const std::string_view bytes = chunked ? std::string_view{chunk} : std::string_view{piece};
        const bool sent = co_await send_in_turns(socket_, service_, bytes);
        if (!sent || piece.empty())
            co_return sent;
    }
}

// --- The end ---------------------------------------------------------------------------------------

// Whether it is sent depends on the kernel alone; nobody waits.
void connection::send_no_room()
{
    response no = text(503, "too many connections\n");
    no.fields.emplace_back("Retry-After", "10");
    answer_form form;
    form.keep_alive = false;
    form.length = no.body->size();
    const std::string all = head_of(no, form, std::time(nullptr)) + *no.body;
    boost::system::error_code ignored;
    service_.counters.bytes_sent += socket_.write_some(asio::buffer(all), ignored);
}

// What a client has sent and nobody has read makes close() reset the connection, and the reset may overtake
// the answer. So the client gets a moment to read and close.
asio::awaitable<void> connection::part()
{
    enter(phase::parting, service_.patience.farewell);
    boost::system::error_code ignored;
    socket_.shutdown(tcp::socket::shutdown_send, ignored);
    std::size_t discarded = 0;
    while (discarded < most_discarded) {
        const auto [error] = co_await socket_.async_wait(tcp::socket::wait_read, as_result);
        if (error)
            co_return;
        co_await service_.turns.take();
        buffer_.clear();
        if (receive() == received::end)
            co_return;
        discarded += buffer_.size();
    }
}

}
