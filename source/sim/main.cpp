// SPDX-License-Identifier: GPL-3.0-or-later
// hblink-sim: plays repeaters against a HomeBrew server and says whether everything arrived; or plays the
// other side of a link or a trunk.
#include "hblink/sim/bridge.hpp"
#include "hblink/sim/master.hpp"
#include "hblink/sim/options.hpp"
#include "hblink/sim/player_options.hpp"
#include "hblink/sim/report.hpp"
#include "hblink/sim/simulation.hpp"
#include "hblink/sim/stage.hpp"
#include "hblink/sim/transport.hpp"
#include "hblink/task/as_result.hpp"
#include "hblink/task/task_group.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/signal_set.hpp>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iomanip>
#include <iostream>
#include <memory>
#include <optional>
#include <random>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace sim = hblink::sim;
namespace task = hblink::task;
namespace asio = boost::asio;

namespace {

constexpr int nothing_missing = 0;
constexpr int something_missing = 1;
constexpr int not_started = 2;

// The first signal ends the run in good order, the second one at once.
template <class Run>
asio::awaitable<void> obey(asio::signal_set& signals, Run& run)
{
    co_await signals.async_wait(asio::use_awaitable);
    run.stop();
    const int second = co_await signals.async_wait(asio::use_awaitable);
    std::_Exit(128 + second);
}

asio::awaitable<void> run_all(sim::simulation& run, sim::transport& transport, asio::signal_set& signals)
{
    auto executor = co_await asio::this_coro::executor;
    task::task_group group{executor};
    auto deliver = [&run](std::size_t repeater, hblink::wire::bytes bytes, sim::time_point now) {
        run.on_datagram(repeater, bytes, now);
    };
    transport.receive(group, deliver);
    auto listen = [&signals, &run] { return obey(signals, run); };
    group.spawn("signals", listen);
    // A child, so that an error anywhere ends everything.
    auto play = [&run, &group]() -> asio::awaitable<void> {
        co_await run.run();
        group.cancel();
    };
    group.spawn("run", play);
    co_await group.join();
}

asio::awaitable<void> play_all(sim::stage& stage, sim::player& player, std::chrono::duration<double> length,
                               asio::signal_set& signals)
{
    auto executor = co_await asio::this_coro::executor;
    task::task_group group{executor};
    auto listen = [&signals, &stage] { return obey(signals, stage); };
    group.spawn("signals", listen);
    auto play = [&stage, &player, &group, length]() -> asio::awaitable<void> {
        const auto ticks = std::chrono::duration_cast<std::chrono::steady_clock::duration>(length);
        co_await stage.play(player, ticks);
        group.cancel();
    };
    group.spawn("play", play);
    co_await group.join();
}

asio::ip::udp::endpoint resolve(asio::io_context& io, std::string_view option, const sim::server_name& server,
                                const std::optional<asio::ip::udp>& family = std::nullopt)
{
    asio::ip::udp::resolver resolver{io};
    boost::system::error_code error;
    const auto port = std::to_string(server.port);
    const auto found = family ? resolver.resolve(*family, server.host, port, error)
                              : resolver.resolve(server.host, port, error);
    if (error)
        throw sim::usage_error{"--" + std::string{option} + ": cannot find " + server.host + ": " +
                               error.message()};
    return found.begin()->endpoint();
}

// Where the result goes, beside the table: opened before the run, so that nothing is played in vain.
class report_file
{
public:
    explicit report_file(const std::string& name) : name_{name}
    {
        if (name.empty() || name == "-")
            return;
        file_.open(name);
        if (!file_)
            throw sim::usage_error{"--json: cannot write " + name};
    }
    void write(const std::string& table, const std::string& json)
    {
        std::cout << (name_ == "-" ? json : table) << std::flush;
        if (file_.is_open() && !(file_ << json << std::flush))
            std::cerr << "hblink-sim: could not write " << name_ << '\n';
    }

private:
    std::string name_;
    std::ofstream file_;
};

template <class Run>
void run_to_the_end(asio::io_context& io, Run& all)
{
    std::exception_ptr failure;
    asio::co_spawn(io, all, [&](std::exception_ptr error) { failure = error; });
    io.run();
    if (failure)
        std::rethrow_exception(failure);
}

int play_repeaters(const sim::options& options)
{
    asio::io_context io{1};
    asio::signal_set signals{io, SIGINT, SIGTERM};
    report_file report{options.json};
    const auto server = resolve(io, "server", options.server);
    sim::transport transport{io.get_executor(), server, options.repeaters};
    sim::simulation run{options, transport, [](const std::string& line) { std::cerr << line << std::endl; }};

    auto all = [&] { return run_all(run, transport, signals); };
    run_to_the_end(io, all);
    const sim::summary result = run.result();
    report.write(sim::to_table(result), sim::to_json(result));
    return result.passed() ? nothing_missing : something_missing;
}

// Each line with the seconds since the beginning.
sim::narrator narrate()
{
    return [begin = std::chrono::steady_clock::now()](const std::string& text) {
        const std::chrono::duration<double> since = std::chrono::steady_clock::now() - begin;
        std::ostringstream line;
        line << std::fixed << std::setprecision(1) << since.count() << " s: " << text << '\n';
        std::cerr << line.str() << std::flush;
    };
}

std::unique_ptr<sim::player> make_player(const sim::player_options& o, const sim::endpoint& peer)
{
    std::random_device chance;
    sim::call_plan calls = o.calls;
    calls.first_stream = hblink::dmr::stream_id{chance()};
    if (o.plays == sim::player_options::role::openbridge)
        return std::make_unique<sim::bridge>(peer, o.passphrase, calls, narrate());
    sim::master_behaviour b;
    b.passphrase = o.passphrase;
    b.calls = calls;
    b.refuses = o.refuses;
    b.mute_after = o.mute_after;
    b.seed = chance();
    return std::make_unique<sim::master>(b, narrate());
}

int play_other_side(const sim::player_options& options)
{
    asio::io_context io{1};
    asio::signal_set signals{io, SIGINT, SIGTERM};
    report_file report{options.json};
    sim::endpoint local{asio::ip::udp::v4(), options.local_port};
    sim::endpoint peer;
    if (!options.local_host.empty()) {
        local = resolve(io, options.peer ? "openbridge" : "master", {options.local_host, 1});
        local.port(options.local_port);
        peer = options.peer ? resolve(io, "peer", *options.peer, local.protocol()) : peer;
    } else if (options.peer) {
        peer = resolve(io, "peer", *options.peer);
        local = {peer.protocol(), options.local_port};
    }
    sim::stage stage{io.get_executor(), local};
    std::cerr << "listening at " << stage.local() << std::endl;
    const auto player = make_player(options, peer);

    auto all = [&] { return play_all(stage, *player, options.run, signals); };
    run_to_the_end(io, all);
    report.write(player->to_table(), player->to_json());
    return player->passed() ? nothing_missing : something_missing;
}

}

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN); // a pager that was closed must not cut off the goodbyes
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    try {
        for (const std::string& a : arguments) {
            if (a == "--help") {
                std::cout << sim::usage() << '\n' << sim::player_usage();
                return nothing_missing;
            }
        }
        return sim::asks_for_player(arguments) ? play_other_side(sim::parse_player_options(arguments))
                                               : play_repeaters(sim::parse_options(arguments));
    } catch (const sim::usage_error& e) {
        std::cerr << "hblink-sim: " << e.what() << "\nTry hblink-sim --help.\n";
    } catch (const std::exception& e) {
        std::cerr << "hblink-sim: " << e.what() << '\n';
    }
    return not_started;
}
