// SPDX-License-Identifier: GPL-3.0-or-later
// The only file that knows Boost.Log: it is heavy to compile.
#include "hblink/observe/asynchronous_log.hpp"

#include "hblink/observe/console.hpp"
#include "hblink/observe/log_file.hpp"

#include <boost/log/attributes/attribute_set.hpp>
#include <boost/log/attributes/constant.hpp>
#include <boost/log/attributes/value_extraction.hpp>
#include <boost/log/core/core.hpp>
#include <boost/log/sinks/async_frontend.hpp>
#include <boost/log/sinks/basic_sink_backend.hpp>
#include <boost/log/sinks/bounded_fifo_queue.hpp>
#include <boost/make_shared.hpp>
#include <boost/smart_ptr/shared_ptr.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <condition_variable>
#include <ctime>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include <pthread.h>
#include <signal.h>

#if defined(__SANITIZE_THREAD__)
// libboost_log is not built for ThreadSanitizer, which so misses the reference counts that are kept in it: it
// takes the freeing of a record for a race with its last use in another thread. These are the functions of
// the library that free; what the sinks' threads do is still watched.
extern "C" const char* __tsan_default_suppressions()
{
    return "race:record_view::public_data::destroy\n"
           "race:log::v2_mt_posix::core::push_record_move\n"
           "race:log::v2_mt_posix::attribute_set::~attribute_set\n";
}
#endif

namespace hblink::observe {

namespace {

namespace logging = boost::log;
using namespace std::chrono_literals;

// What is known of one output by both sides of its queue.
struct account
{
    std::atomic<std::uint64_t> lost{0}; // not yet told of
    std::atomic<std::uint64_t> lost_in_all{0};
    std::mutex mutex;
    std::condition_variable changed;
    std::size_t pending{0}; // handed to the queue and not yet handled; guarded by `mutex`

    void lose() noexcept
    {
        lost.fetch_add(1, std::memory_order_relaxed);
        lost_in_all.fetch_add(1, std::memory_order_relaxed);
    }

    void add_pending()
    {
        const std::lock_guard lock{mutex};
        ++pending;
    }

    void remove_pending()
    {
        const std::lock_guard lock{mutex};
        --pending;
        changed.notify_all();
    }

    bool one_pending()
    {
        const std::lock_guard lock{mutex};
        return pending == 1;
    }

    bool wait_until_handled(std::chrono::steady_clock::time_point deadline)
    {
        std::unique_lock lock{mutex};
        return changed.wait_until(lock, deadline, [this] { return pending == 0; });
    }
};

enum output : std::size_t
{
    to_console,
    to_file
};
constexpr std::size_t outputs = 2;

// A rendered line on its way through Boost.Log, for one output.
struct line
{
    account* destination{};
    wall_time time;
    std::string text;
};
using line_ptr = boost::shared_ptr<const line>;

const logging::attribute_name& line_name()
{
    static const logging::attribute_name name{"Line"};
    return name;
}

line_ptr line_of(const logging::attribute_value_set& values)
{
    const auto found = logging::extract<line_ptr>(line_name(), values);
    return found ? found.get() : line_ptr{};
}

// Boost.Log's own policies for a full queue block or drop silently; this one counts.
struct count_overflow
{
    template <class Lock>
    static bool on_overflow(const logging::record_view& r, Lock&)
    {
        if (const auto l = line_of(r.attribute_values())) {
            l->destination->lose();
            l->destination->remove_pending();
        }
        return false;
    }
    static void on_queue_space_available() {}
    static void interrupt() {}
};

// The sink thread's side: writes, and accounts for what was lost.
template <class Output>
class backend : public logging::sinks::basic_sink_backend<logging::sinks::synchronized_feeding>
{
public:
    using failed = std::function<void(const std::error_code&)>;

    backend(Output& out, account& a, std::string_view name, config::log_format format, failed on_failure)
        : out_{out}, account_{a}, name_{name}, format_{format}, on_failure_{std::move(on_failure)}
    {}

    void consume(const logging::record_view& r)
    {
        const auto l = line_of(r.attribute_values());
        if (write(l->text, l->time))
            tell_of_losses(l->time);
        else
            account_.lose();
        account_.remove_pending(); // last: close() takes it for the sign that nothing is being written
    }

private:
    bool write(std::string_view text, wall_time now)
    {
        const auto error = out_(text, now);
        if (error && !failing_ && on_failure_)
            on_failure_(error);
        failing_ = static_cast<bool>(error);
        return !error;
    }

    // When the queue is empty again; in a flood that never lets it, every ten seconds.
    void tell_of_losses(wall_time now)
    {
        if (account_.lost.load(std::memory_order_relaxed) == 0) {
            nothing_untold_ = now;
            return;
        }
        if (!account_.one_pending() && now - nothing_untold_ < 10s)
            return;
        nothing_untold_ = now;
        const auto number = account_.lost.exchange(0, std::memory_order_relaxed);
        const std::array<field, 2> fields{{{"sink", name_}, {"lost", number}}};
        const record r{now, config::log_level::warning, log_event::log_lines_lost, fields};
        if (!write(render(r, format_), now))
            account_.lost.fetch_add(number, std::memory_order_relaxed);
    }

    Output& out_;
    account& account_;
    std::string_view name_;
    config::log_format format_;
    failed on_failure_;
    bool failing_{false};
    wall_time nothing_untold_{std::chrono::system_clock::now()};
};

struct console_output
{
    console out;
    std::error_code operator()(std::string_view text, wall_time) { return out.write(text); }
};

// Once it gives up, it writes no more: the process is about to end.
class file_output
{
public:
    file_output(const config::logging_settings& s, const std::atomic<bool>& give_up)
        : out_{s.file, s.retention}, give_up_{give_up}
    {}

    std::error_code operator()(std::string_view text, wall_time now)
    {
        if (give_up_.load(std::memory_order_relaxed))
            return std::make_error_code(std::errc::operation_canceled);
        return out_.write(text, now);
    }

private:
    log_file out_;
    const std::atomic<bool>& give_up_;
};

template <class Output>
using sink_of = logging::sinks::asynchronous_sink<
    backend<Output>, logging::sinks::bounded_fifo_queue<asynchronous_log::most_queued_lines, count_overflow>>;

// Threads made while this lives have all signals blocked: signals are for the main thread, and a write to a
// closed pipe is an error (EPIPE), not a SIGPIPE.
class without_signals
{
public:
    without_signals()
    {
        sigset_t all;
        sigfillset(&all);
        pthread_sigmask(SIG_SETMASK, &all, &before_);
    }
    ~without_signals() { pthread_sigmask(SIG_SETMASK, &before_, nullptr); }
    without_signals(const without_signals&) = delete;
    without_signals& operator=(const without_signals&) = delete;

private:
    sigset_t before_;
};

config::log_level least_level(const config::logging_settings& s)
{
    return s.file.empty() ? s.console_level : std::min(s.console_level, s.file_level);
}

}

struct asynchronous_log::parts
{
    parts(const config::logging_settings& s, int descriptor)
        : settings{s},
          console_level{s.console_level},
          file_level{s.file_level},
          console_out{console{descriptor, give_up}}
    {
        if (!settings.file.empty())
            file_out.emplace(settings, give_up);
    }

    void start();
    void push(output, wall_time, std::string text);
    void tell_of_file_failure(const std::error_code&);
    bool wait_until_handled(std::chrono::steady_clock::time_point deadline);
    void stop();

    template <class Output>
    boost::shared_ptr<sink_of<Output>> add_sink(Output& out, output which, std::string_view name,
                                                config::log_format format,
                                                typename backend<Output>::failed on_failure)
    {
        auto sink = boost::make_shared<sink_of<Output>>(
            boost::make_shared<backend<Output>>(out, accounts[which], name, format, std::move(on_failure)));
        sink->set_filter([mine = &accounts[which]](const logging::attribute_value_set& values) {
            const auto l = line_of(values);
            return l && l->destination == mine;
        });
        logging::core::get()->add_sink(sink);
        return sink;
    }

    template <class Sink>
    static void stop(boost::shared_ptr<Sink>& sink)
    {
        if (sink) {
            logging::core::get()->remove_sink(sink);
            sink->stop(); // its thread waits for the queue only
            sink.reset();
        }
    }

    const config::logging_settings settings; // but for the levels, which change
    std::atomic<config::log_level> console_level;
    std::atomic<config::log_level> file_level;
    std::atomic<bool> give_up{false};
    std::atomic<bool> closed{false};
    std::array<account, outputs> accounts;
    console_output console_out;
    std::optional<file_output> file_out;
    boost::shared_ptr<sink_of<console_output>> console_sink;
    boost::shared_ptr<sink_of<file_output>> file_sink;
};

void asynchronous_log::parts::start()
{
    tzset(); // localtime_r need not
    const without_signals in_threads;
    console_sink = add_sink(console_out, to_console, "console", settings.console_format, {});
    if (file_out)
        file_sink = add_sink(*file_out, to_file, "file", settings.file_format,
                             [this](const std::error_code& error) { tell_of_file_failure(error); });
}

void asynchronous_log::parts::push(output which, wall_time time, std::string text)
{
    auto& destination = accounts[which];
    if (closed.load(std::memory_order_relaxed)) {
        destination.lose();
        return;
    }
    const line_ptr l = boost::make_shared<const line>(line{&destination, time, std::move(text)});
    logging::attribute_set attributes;
    attributes[line_name()] = logging::attributes::constant<line_ptr>{l};
    destination.add_pending();
    auto core = logging::core::get();
    if (auto r = core->open_record(attributes)) {
        core->push_record(std::move(r));
    } else {
        destination.lose();
        destination.remove_pending();
    }
}

// On the file's thread.
void asynchronous_log::parts::tell_of_file_failure(const std::error_code& error)
{
    if (error == std::errc::operation_canceled ||
        console_level.load(std::memory_order_relaxed) > config::log_level::warning)
        return;
    const std::string path = settings.file.native();
    const std::string reason = error.message();
    const std::array<field, 3> fields{
        {{"path", path},
         {"error", reason},
         {"action", "the server goes on without it and tries again; make room, or let it write there"}}};
    const record r{std::chrono::system_clock::now(), config::log_level::warning, log_event::log_file_failed,
                   fields};
    push(to_console, r.time, render(r, settings.console_format));
}

bool asynchronous_log::parts::wait_until_handled(std::chrono::steady_clock::time_point deadline)
{
    // The file first: what its thread has to say goes to the console.
    return accounts[to_file].wait_until_handled(deadline) &&
           accounts[to_console].wait_until_handled(deadline);
}

void asynchronous_log::parts::stop()
{
    stop(file_sink);
    stop(console_sink);
}

asynchronous_log::asynchronous_log(const config::logging_settings& s, int console_descriptor)
    : log{least_level(s)}, parts_{std::make_unique<parts>(s, console_descriptor)}
{
    parts_->start();
}

asynchronous_log::~asynchronous_log()
{
    if (!close())
        (void)parts_.release(); // a thread still uses them, for as long as the process lives
}

bool asynchronous_log::close(std::chrono::milliseconds limit)
{
    constexpr auto patience = 200ms; // for the threads to notice that they are to give up
    const auto deadline = std::chrono::steady_clock::now() + limit;
    const bool in_time = parts_->wait_until_handled(deadline);
    parts_->closed = true;
    if (!in_time) {
        parts_->give_up = true;
        if (!parts_->wait_until_handled(std::chrono::steady_clock::now() + patience))
            return false;
    }
    parts_->stop();
    return true;
}

asynchronous_log::levels asynchronous_log::current_levels() const noexcept
{
    return {parts_->console_level.load(std::memory_order_relaxed),
            parts_->file_level.load(std::memory_order_relaxed)};
}

void asynchronous_log::set_levels(levels l) noexcept
{
    parts_->console_level.store(l.console, std::memory_order_relaxed);
    parts_->file_level.store(l.file, std::memory_order_relaxed);
    set_least(parts_->file_out ? std::min(l.console, l.file) : l.console);
}

std::uint64_t asynchronous_log::lines_lost() const noexcept
{
    std::uint64_t sum = 0;
    for (const auto& a : parts_->accounts)
        sum += a.lost_in_all.load(std::memory_order_relaxed);
    return sum;
}

std::size_t asynchronous_log::lines_queued() const
{
    std::size_t most = 0;
    for (auto& a : parts_->accounts) {
        const std::lock_guard lock{a.mutex};
        most = std::max(most, a.pending);
    }
    return most;
}

void asynchronous_log::append(const record& r)
{
    const auto& s = parts_->settings;
    const levels l = current_levels();
    const bool for_file = parts_->file_out && r.level >= l.file;
    const bool for_console = r.level >= l.console;
    std::string text;
    if (for_console)
        text = render(r, s.console_format);
    if (for_file) {
        const bool same = for_console && s.file_format == s.console_format;
        parts_->push(to_file, r.time, same ? text : render(r, s.file_format));
    }
    if (for_console)
        parts_->push(to_console, r.time, std::move(text));
}

}
