// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/names.hpp"

#include "hblink/task/periodic.hpp"

#include <utility>

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace hblink::app {
namespace {

constexpr std::size_t most_waiting = 8;  // jobs: one look, and lists that are thrown away
constexpr unsigned most_left_behind = 8; // threads

// What a look at a file came to, on the worker's thread.
template <class Data>
struct finding
{
    bool changed{false};
    std::optional<file_identity> identity;
    std::shared_ptr<const Data> data; // null: it could not be used
    config::names_report report;
    std::string error;
    std::string remedy;
};

config::loaded_users read(std::string_view text, const config::user_directory*)
{
    return config::read_users(text);
}
std::shared_ptr<const config::user_directory> data_of(config::loaded_users& l) { return std::move(l.users); }

config::loaded_talkgroup_names read(std::string_view text, const config::talkgroup_names*)
{
    return config::read_talkgroup_names(text);
}
std::shared_ptr<const config::talkgroup_names> data_of(config::loaded_talkgroup_names& l)
{
    return std::move(l.names);
}

template <class Data>
finding<Data> find(const file_reader& read_file, const std::filesystem::path& path,
                   const std::optional<file_identity>& known)
{
    changed_file file = read_file(path, known, Data::largest_file);
    finding<Data> f;
    f.changed = file.changed;
    f.identity = file.identity;
    f.error = std::move(file.error);
    f.remedy = std::move(file.remedy);
    if (!f.changed || !f.error.empty())
        return f;
    auto loaded = read(file.text, static_cast<const Data*>(nullptr));
    f.report = std::move(loaded.report);
    f.error = std::move(loaded.error);
    f.data = data_of(loaded);
    if (!f.error.empty())
        f.remedy = "see docs/names.md for what the file must look like";
    return f;
}

}

names::names(asio::any_io_executor executor, observe::log& log, names_files files, names_pace pace,
             file_reader read)
    : executor_{std::move(executor)},
      pace_{pace},
      read_{std::move(read)},
      lines_{log},
      worker_{std::make_unique<task::worker>(executor_, most_waiting)}
{
#ifdef __GLIBC__
    // Files of many megabytes come and go. glibc would learn from the first one to keep so much for the next,
    // and the lists of names would take four times the memory that they need.
    ::mallopt(M_MMAP_THRESHOLD, 1 << 20);
#endif
    users_.what = "users";
    users_.path = std::move(files.users);
    talkgroups_.what = "talkgroups";
    talkgroups_.path = std::move(files.talkgroups);
}

// --- Looking ---------------------------------------------------------------------------------------

asio::awaitable<void> names::run()
{
    auto executor = co_await asio::this_coro::executor;
    task::task_group work{executor};
    struct registration
    {
        task::task_group*& place;
        ~registration() { place = nullptr; }
    } const registered{work_};
    work_ = &work;
    work.spawn("first look", [this] { return look(); });
    work.spawn("clock",
               [this, &work] { return task::periodic(pace_.period, [this, &work](auto) { tick(work); }); });
    co_await work.join();
}

void names::tick(task::task_group& work)
{
    if (!looking_since_) {
        work.spawn("look", [this] { return look(); });
    } else if (!told_of_delay_) {
        told_of_delay_ = true;
        const auto& path = looking_at_ == users_.what ? users_.path : talkgroups_.path;
        lines_.names_failed(looking_at_, path.native(), "reading the file takes very long",
                            "is it on a network drive that is gone? Name another file and reload");
    }
}

asio::awaitable<void> names::look()
{
    if (looking_since_)
        co_return;
    struct end_of_look
    {
        names& n;
        std::uint64_t number;
        ~end_of_look()
        {
            if (n.look_number_ == number) // it was not given up
                n.looking_since_.reset();
        }
    } const at_the_end{*this, ++look_number_};
    do {
        changed_ = false;
        looking_since_ = clock::now();
        told_of_delay_ = false;
        co_await look_at(users_);
        co_await look_at(talkgroups_);
    } while (changed_);
}

template <class Data>
asio::awaitable<void> names::look_at(source<Data>& s)
{
    if (s.path.empty())
        co_return;
    looking_at_ = s.what;
    const auto path = s.path;
    auto job = [read_file = read_, path, known = s.seen] { return find<Data>(read_file, path, known); };
    finding<Data> found;
    try {
        auto running = worker_->run(std::move(job));
        found = co_await std::move(running);
    } catch (const std::bad_alloc&) {
        found.changed = true;
        found.error = "no memory for it";
        found.remedy = "give the server more memory, or a smaller file";
    }
    if (!found.changed || s.path != path)
        co_return; // as before; or other files were named meanwhile
    s.seen = found.identity;
    if (!found.data) {
        tell_of(s, found.error, found.remedy);
        co_return;
    }
    s.told.clear();
    forget(std::exchange(s.data, std::move(found.data)));
    lines_.names_loaded({.names = s.what,
                         .path = path.native(),
                         .rows = found.report.rows,
                         .skipped = found.report.skipped,
                         .memory = s.data->memory(),
                         .line = found.report.problem_line,
                         .problem = found.report.problem});
}

template <class Data>
void names::tell_of(source<Data>& s, const std::string& error, const std::string& remedy)
{
    ++failures_;
    if (s.told == error)
        return;
    s.told = error;
    lines_.names_failed(s.what, s.path.native(), error, remedy);
}

// To give back many megabytes takes long: the worker does that, too.
template <class Data>
void names::forget(std::shared_ptr<const Data> old)
{
    worker_->post([data = std::move(old)] {});
}

// --- Changing --------------------------------------------------------------------------------------

void names::change(names_files files)
{
    change(users_, std::move(files.users));
    change(talkgroups_, std::move(files.talkgroups));
    changed_ = true;
    leave_hanging_worker();
    if (work_ != nullptr)
        work_->spawn("look", [this] { return look(); });
}

template <class Data>
void names::change(source<Data>& s, std::filesystem::path path)
{
    if (s.path == path)
        return;
    s.path = std::move(path);
    s.seen.reset();
    s.told.clear();
    if (s.path.empty())
        forget(std::exchange(s.data, std::make_shared<const Data>()));
}

// The way out for an operator whose network drive is gone: name other files, and reload.
void names::leave_hanging_worker()
{
    if (!looking_since_ || clock::now() - *looking_since_ < pace_.hangs_after ||
        left_behind_ == most_left_behind)
        return;
    ++left_behind_;
    ++look_number_;
    looking_since_.reset();
    worker_ = std::make_unique<task::worker>(executor_, most_waiting);
}

// --- Asking ----------------------------------------------------------------------------------------

std::string names::user_label(std::uint32_t id) const
{
    const auto found = users_.data->find(dmr::radio_id{id});
    if (!found)
        return {};
    std::string label{found->callsign};
    if (!found->name.empty())
        (label += ' ') += found->name;
    return label;
}

std::string names::talkgroup_label(dmr::talkgroup t, dmr::slot s) const
{
    return std::string{talkgroups_.data->find(t, s)};
}

}
