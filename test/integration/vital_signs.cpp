// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/vital_signs.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

#include <unistd.h>

namespace hblink::test {

namespace {

std::size_t resident(const std::string& process)
{
    std::ifstream in{process + "/statm"};
    std::size_t whole = 0;
    std::size_t pages = 0;
    in >> whole >> pages;
    return pages * static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)) / 1024;
}

double cpu(const std::string& process)
{
    std::ifstream in{process + "/stat"};
    std::string line;
    std::getline(in, line);
    // After the name, which may hold blanks: eleven fields, then the ticks in user mode and in the kernel.
    std::istringstream fields{line.substr(line.rfind(')') + 1)};
    std::string skipped;
    for (int i = 0; i < 11; ++i)
        fields >> skipped;
    double user = 0;
    double system = 0;
    fields >> user >> system;
    return (user + system) / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

std::size_t files(const std::string& process)
{
    std::size_t n = 0;
    for (std::filesystem::directory_iterator i{process + "/fd"}, end; i != end; ++i)
        ++n;
    return n;
}

}

vital_signs vital_signs_of(pid_t pid)
{
    const std::string process = "/proc/" + std::to_string(pid);
    return {resident(process), files(process), cpu(process)};
}

}
