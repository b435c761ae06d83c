// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/page.hpp"

#include "hblink/app/state_file.hpp"
#include "hblink/app/version.hpp"
#include "hblink/task/periodic.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>

#include <exception>
#include <string>
#include <system_error>
#include <utility>

namespace hblink::app {
namespace {

using clock = std::chrono::steady_clock;

constexpr std::chrono::microseconds slice{100}; // voice waits no longer than that, and one row more
constexpr std::chrono::seconds patience{2};     // with a disk
constexpr std::size_t rows_in_a_step = 50;      // copied, to be saved

class nobody final : public web::live_audience
{
public:
    bool anybody(web::view) const override { return false; }
    void publish(web::view, std::shared_ptr<const std::string>) override {}
};
nobody no_audience;

live_sources sources_of_state(const page_sources& s)
{
    return {.router = s.router,
            .refusals = s.refusals,
            .name_of_radio = [&n = s.names](std::uint32_t radio) { return n.user_label(radio); },
            .name_of_talkgroup =
                [&n = s.names](dmr::slot slot, std::uint32_t talkgroup) {
                    return n.talkgroup_label(dmr::talkgroup{talkgroup}, slot);
                },
            .version = std::string{version}};
}

// Answers what went wrong, "" = nothing. On a thread of its own.
std::string write_page(const std::filesystem::path& path, const kept_page& kept)
{
    try {
        write_state_file(path, write_kept(kept));
        return {};
    } catch (const std::system_error& e) {
        return e.code().message();
    } catch (const std::exception& e) {
        return e.what();
    }
}

}

page::page(page_sources s)
    : sources_{std::move(s)},
      lines_{sources_.log},
      state_{sources_of_state(sources_), moment::now()},
      audience_{&no_audience},
      file_{heard_file_in(sources_.state_directory)},
      users_{sources_.names.users()},
      talkgroups_{sources_.names.talkgroups()}
{}

void page::restore()
{
    loaded_page found = load_kept(file_);
    if (!found.trouble.empty())
        lines_.unreadable(file_.native(), found.trouble, found.moved);
    if (!found.kept)
        return;
    for (std::size_t t = 0; t < live_state::tables_of_heard; ++t)
        for (heard_call& h : found.kept->heard[t])
            state_.restore(t, std::move(h));
    if (found.kept->today.since_ms == state_.today().since_ms)
        state_.today() = found.kept->today;
}

void page::start(task::task_group& work)
{
    work.spawn("page", [this] { return flush(); });
    work.spawn("page's figures", [this] { return task::periodic(look_period, [this](auto) { look(); }); });
    work.spawn("page's samples",
               [this] { return task::periodic(sample_period, [this](auto) { take_sample(); }); });
    work.spawn("page's file", [this] { return save_regularly(); });
}

asio::awaitable<void> page::flush()
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor};
    for (;;) {
        timer.expires_after(flush_period);
        co_await timer.async_wait(asio::use_awaitable);
        for (;;) {
            const auto began = clock::now();
            const bool done =
                state_.flush(*audience_, began, [began] { return clock::now() - began >= slice; });
            if (done)
                break;
            co_await asio::post(executor, asio::use_awaitable);
        }
    }
}

page_figures page::figures() const
{
    page_figures f = sources_.figures();
    f.voice_packets = state_.voice_packets();
    f.voice_lost = state_.voice_lost();
    f.started_ms = state_.started_ms();
    return f;
}

void page::look()
{
    const moment now = moment::now();
    follow_names();
    state_.look(now);
    if (!sources_.figures)
        return;
    page_figures f = figures();
    if (looked_ && looked_->all.reload.applied != f.all.reload.applied)
        state_.begin_anew(); // by now every session was held against the new settings
    if (looked_)
        state_.set_health(
            write_health(sample_between(*looked_, f, now.steady - looked_at_, state_.ms(now.steady)), f));
    looked_ = std::move(f);
    looked_at_ = now.steady;
    if (sources_.sockets)
        state_.set_sockets(sources_.sockets());
}

void page::take_sample()
{
    const auto now = clock::now();
    if (!sources_.figures)
        return;
    page_figures f = figures();
    if (sampled_)
        state_.add_sample(sample_between(*sampled_, f, now - sampled_at_, state_.ms(now)));
    sampled_ = std::move(f);
    sampled_at_ = now;
}

// Rows have the names of before: all is told anew.
void page::follow_names()
{
    auto users = sources_.names.users();
    auto talkgroups = sources_.names.talkgroups();
    if (users == users_ && talkgroups == talkgroups_)
        return;
    users_ = std::move(users);
    talkgroups_ = std::move(talkgroups);
    state_.begin_anew();
}

// --- The file --------------------------------------------------------------------------------------

asio::awaitable<void> page::save_regularly()
{
    auto executor = co_await asio::this_coro::executor;
    asio::steady_timer timer{executor};
    for (;;) {
        timer.expires_after(save_period);
        co_await timer.async_wait(asio::use_awaitable);
        co_await save(patience);
    }
}

asio::awaitable<void> page::save(clock::duration limit)
{
    const std::uint64_t changes = state_.changes_to_keep();
    if (changes == saved_)
        co_return;
    auto executor = co_await asio::this_coro::executor;
    auto kept = std::make_shared<kept_page>();
    kept->today = state_.today();
    for (std::size_t t = 0; t < live_state::tables_of_heard; ++t) {
        const last_heard& from = state_.heard(t);
        const std::vector<last_heard::place> order = from.by_age();
        for (std::size_t i = 0; i < order.size(); ++i) {
            kept->heard[t].push_back(from[order[i]]);
            if ((i + 1) % rows_in_a_step == 0)
                co_await asio::post(executor, asio::use_awaitable);
        }
    }
    std::string trouble;
    auto job = [kept, path = file_] { return write_page(path, *kept); };
    try {
        auto running = sources_.files.run(std::move(job), limit);
        trouble = co_await std::move(running);
    } catch (const task::worker_is_late&) {
        trouble = "the disk does not answer";
    } catch (const task::worker_is_full&) {
        trouble = "the disk does not answer";
    }
    if (trouble.empty())
        saved_ = changes;
    else if (!failed_)
        lines_.not_saved(file_.native(), trouble);
    failed_ = !trouble.empty();
}

}
