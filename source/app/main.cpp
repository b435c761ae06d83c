// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/command_line.hpp"
#include "hblink/app/commands.hpp"
#include "hblink/app/operator_commands.hpp"
#include "hblink/app/run.hpp"
#include "hblink/app/version.hpp"

#include <boost/program_options/errors.hpp>

#include <exception>
#include <iostream>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace {

int execute(const hblink::app::command_line& line)
{
    using hblink::app::command;
    switch (line.command) {
    case command::run:
        return hblink::app::run(line.configuration);
    case command::check:
        return hblink::app::check(line.configuration, std::cout);
    case command::init:
        return hblink::app::init(line.configuration, std::cout, std::cerr);
    case command::health:
        return hblink::app::health(line.configuration, std::cout, std::cerr);
    case command::operate:
        return hblink::app::operate(line.word, line.operators, std::cout, std::cerr);
    case command::version:
        std::cout << "hblinkd " << hblink::app::version << '\n';
        return hblink::app::exit_ok;
    case command::help:
        hblink::app::print_help(std::cout);
        return hblink::app::exit_ok;
    }
    return hblink::app::exit_failure;
}

// A closed stdin, stdout or stderr would be taken by the next file that is opened, a socket perhaps, and
// the log would write into that.
void open_missing_standard_files()
{
    while (true) {
        const int descriptor = ::open("/dev/null", O_RDWR);
        if (descriptor < 0 || descriptor > STDERR_FILENO) {
            if (descriptor >= 0)
                ::close(descriptor);
            return;
        }
    }
}

}

int main(int argc, char** argv)
{
    open_missing_standard_files();
    try {
        return execute(hblink::app::parse_command_line({argv + 1, argv + argc}));
    } catch (const boost::program_options::error& e) {
        std::cerr << "hblinkd: " << e.what() << '\n';
        return hblink::app::exit_bad_configuration;
    } catch (const std::exception& e) {
        std::cerr << "hblinkd: " << e.what() << '\n';
        return hblink::app::exit_failure;
    }
}
