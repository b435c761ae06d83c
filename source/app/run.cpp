// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/run.hpp"

#include "hblink/app/commands.hpp"
#include "hblink/app/not_started.hpp"
#include "hblink/app/open_files.hpp"
#include "hblink/app/server.hpp"
#include "hblink/app/version.hpp"
#include "hblink/config/load.hpp"
#include "hblink/observe/asynchronous_log.hpp"
#include "hblink/observe/server_log.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <utility>

namespace hblink::app {
namespace {

// A configuration that cannot be used has no say in where its errors are logged: they go to the console.
observe::asynchronous_log make_log(const config::loaded& loaded)
{
    config::logging_settings settings;
    settings.file.clear();
    return observe::asynchronous_log{loaded.settings ? loaded.settings->logging : settings};
}

int serve(const std::filesystem::path& configuration, config::settings settings,
          observe::asynchronous_log& log, asio::io_context& io, asio::signal_set& signals)
{
    observe::server_log lines{log};
    server the_server{configuration, std::move(settings), log, io, signals};
    if (!the_server.listen())
        return exit_failure;
    lines.started(version);

    int status = exit_failure;
    std::exception_ptr failure;
    asio::co_spawn(io, the_server.run(), [&](std::exception_ptr error, int result) {
        failure = error;
        status = result;
    });
    io.run();
    if (failure)
        std::rethrow_exception(failure);
    lines.stopped(the_server.repeaters_told(), status);
    return status;
}

}

int run(const std::filesystem::path& configuration)
{
    // First of all: until then a stop request kills the process, or is lost when it is a container's first.
    asio::io_context io{1};
    asio::signal_set signals{io, SIGINT, SIGTERM, SIGHUP};
    raise_open_files();
    std::signal(SIGPIPE, SIG_IGN); // a reader of stdout that goes away must not take the server with it

    auto loaded = config::load_file(configuration);
    auto log = make_log(loaded);
    observe::server_log lines{log};
    for (const auto& d : loaded.warnings)
        lines.configuration_warning(d.pointer, d.message);
    for (const auto& d : loaded.errors)
        lines.configuration_error(d.pointer, d.message);
    int status = exit_bad_configuration;
    if (loaded.settings) {
        lines.starting(version, configuration.native());
        for (const auto& d : not_started(*loaded.settings))
            lines.configuration_warning(d.pointer, d.message);
        try {
            status = serve(configuration, std::move(*loaded.settings), log, io, signals);
        } catch (const std::exception& e) {
            lines.server_failed(e.what());
            status = exit_failure;
        }
    }
    if (!log.close(for_the_log))
        std::_Exit(status); // the log's thread hangs in a write that nobody reads
    return status;
}

}
