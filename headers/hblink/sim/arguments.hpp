// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/ids.hpp"
#include "hblink/sim/options.hpp"

#include <boost/program_options/options_description.hpp>
#include <boost/program_options/variables_map.hpp>

#include <charconv>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

// Reading the command line; for the sources of this room only.
namespace hblink::sim {

template <class Number>
std::optional<Number> read_number(std::string_view text)
{
    Number value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return value;
}

// "--option why", as a usage_error.
[[noreturn]] void refuse_option(std::string_view option, const std::string& why);

// HOST:PORT or [ADDRESS]:PORT.
server_name read_server(std::string_view option, const std::string& text);
std::vector<dmr::talkgroup> read_talkgroups(const std::string& text);

// The arguments as texts by option, and their numbers with limits. All of these throw usage_error.
class arguments
{
public:
    arguments(const std::vector<std::string>& given, const boost::program_options::options_description&);

    bool has(const char* option) const { return given_.count(option) != 0; }
    std::optional<std::string> text(const char* option) const;
    std::string needed_text(const char* option) const;

    template <class Number, class Value>
    void number(const char* option, Number least, Number most, Value& out) const
    {
        const auto given = text(option);
        if (!given)
            return;
        const auto value = read_number<Number>(*given);
        if (!value || !(*value >= least && *value <= most)) { // not a number (nan) is in no range
            std::ostringstream why;
            why << "must be " << least << ".." << most << ", is \"" << *given << '"';
            refuse_option(option, why.str());
        }
        out = static_cast<Value>(*value);
    }

private:
    boost::program_options::variables_map given_;
};

}
