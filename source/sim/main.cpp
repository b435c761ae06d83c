// SPDX-License-Identifier: GPL-3.0-or-later
// hblink-sim: plays repeaters against a HomeBrew server and says whether everything arrived.
#include "hblink/sim/options.hpp"
#include "hblink/sim/report.hpp"
#include "hblink/sim/simulation.hpp"
#include "hblink/sim/transport.hpp"
#include "hblink/task/as_result.hpp"
#include "hblink/task/task_group.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <string>
#include <vector>

namespace sim = hblink::sim;
namespace task = hblink::task;
namespace asio = boost::asio;

namespace {

constexpr int nothing_missing = 0;
constexpr int something_missing = 1;
constexpr int not_started = 2;

// The first signal ends the run in good order, the second one at once.
asio::awaitable<void> obey(asio::signal_set& signals, sim::simulation& run)
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

asio::ip::udp::endpoint resolve(asio::io_context& io, const sim::server_name& server)
{
    asio::ip::udp::resolver resolver{io};
    boost::system::error_code error;
    const auto found = resolver.resolve(server.host, std::to_string(server.port), error);
    if (error)
        throw sim::usage_error{"--server: cannot find " + server.host + ": " + error.message()};
    return found.begin()->endpoint();
}

int play(const sim::options& options)
{
    asio::io_context io{1};
    asio::signal_set signals{io, SIGINT, SIGTERM};
    std::ofstream json;
    if (!options.json.empty() && options.json != "-") {
        json.open(options.json);
        if (!json)
            throw sim::usage_error{"--json: cannot write " + options.json};
    }
    const auto server = resolve(io, options.server);
    sim::transport transport{io.get_executor(), server, options.repeaters};
    sim::simulation run{options, transport, [](const std::string& line) { std::cerr << line << std::endl; }};

    std::exception_ptr failure;
    auto all = [&] { return run_all(run, transport, signals); };
    asio::co_spawn(io, all, [&](std::exception_ptr error) { failure = error; });
    io.run();
    if (failure)
        std::rethrow_exception(failure);

    const sim::summary result = run.result();
    if (options.json == "-")
        std::cout << sim::to_json(result) << std::flush;
    else
        std::cout << sim::to_table(result) << std::flush;
    if (json.is_open() && !(json << sim::to_json(result) << std::flush))
        std::cerr << "hblink-sim: could not write " << options.json << '\n';
    return result.passed() ? nothing_missing : something_missing;
}

}

int main(int argc, char** argv)
{
    std::signal(SIGPIPE, SIG_IGN); // a pager that was closed must not cut off the goodbyes
    const std::vector<std::string> arguments(argv + std::min(argc, 1), argv + argc);
    try {
        for (const std::string& a : arguments) {
            if (a == "--help") {
                std::cout << sim::usage();
                return nothing_missing;
            }
        }
        return play(sim::parse_options(arguments));
    } catch (const sim::usage_error& e) {
        std::cerr << "hblink-sim: " << e.what() << "\nTry hblink-sim --help.\n";
    } catch (const std::exception& e) {
        std::cerr << "hblink-sim: " << e.what() << '\n';
    }
    return not_started;
}
