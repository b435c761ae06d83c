// SPDX-License-Identifier: GPL-3.0-or-later
// The text of a configuration. Nothing is read from the disk: files and variables are a few of our own.
#include "hblink/config/document.hpp"
#include "hblink/config/load.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <optional>
#include <string>
#include <vector>

#include "fuzz/bytes.hpp"
#include "fuzz/require.hpp"
#include "fuzz/utf8.hpp"

namespace {

using namespace hblink;
using config::diagnostic;
using fuzz::require;

config::surroundings small_world()
{
    return {"/folder",
            [](const std::string& name) {
                return name.empty() ? std::nullopt : std::optional<std::string>{"from-the-environment"};
            },
            [](const std::filesystem::path& file) {
                return file.string().size() % 2 == 0 ? std::nullopt
                                                     : std::optional<std::string>{"from-a-file\n"};
            }};
}

void check(const std::vector<diagnostic>& diagnostics)
{
    require(diagnostics.size() <= 2000, "diagnostics are limited");
    for (const diagnostic& d : diagnostics) {
        require(d.pointer.empty() || d.pointer.starts_with('/'), "a diagnostic has a JSON pointer");
        require(!d.message.empty(), "a diagnostic says something");
        require(!fuzz::has_control_characters(d.to_string()), "a terminal does not obey a diagnostic");
    }
}

void check(const config::settings& s)
{
    require(s.listeners.ipv4 || s.listeners.ipv6, "a server listens somewhere");
    require(s.listeners.port_ipv4 != 0 && s.listeners.port_ipv6 != 0, "a port is a number");
    require(s.limits.max_repeaters > 0, "a server takes a repeater");
    require(s.timing.keep_alive_period > s.timing.keep_alive_period.zero(), "time is positive");
    require(s.timing.stream_timeout > s.timing.stream_timeout.zero(), "time is positive");
    require(s.timing.max_missed > 0, "a repeater may miss a keep-alive before it is lost");
    for (const auto& rule : s.access.rules) {
        require(rule != nullptr && rule->passphrase != nullptr, "each rule has a passphrase");
        for (const auto& [first, last] : rule->match.id_ranges)
            require(first <= last, "a range goes upwards");
        require(std::is_sorted(rule->match.ids.begin(), rule->match.ids.end()), "ids are sorted");
    }
    for (const std::uint32_t id : {0U, 1U, 3120001U})
        require(s.access.may_be_proven(dmr::repeater_id{id}).size() <= config::most_proofs,
                "the passphrases to be tried are limited");
    require(s.logging.file.empty() || s.logging.file.is_absolute(), "paths are absolute");
}

// The tree is that of Boost.JSON's own parser.
void check_document(std::string_view text)
{
    const auto document = config::parse_document(text);
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    boost::json::parse_options strict;
    strict.max_depth = config::deepest_document;
    boost::json::error_code error;
    const auto value = boost::json::parse({text.data(), text.size()}, error, {}, strict);
    require(document.error.has_value() == static_cast<bool>(error), "JSON is what Boost.JSON takes for it");
    // As texts: 0e999999 is no number, and so not equal to itself.
    require(error || boost::json::serialize(document.root) == boost::json::serialize(value),
            "the tree is the text's");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view text = fuzz::as_text(data, size);
    check_document(text);
    static const config::surroundings around = small_world();
    const auto loaded = config::load(text, around);
    require(loaded.settings.has_value() == loaded.errors.empty(), "settings are there or an error is");
    check(loaded.errors);
    check(loaded.warnings);
    if (loaded.settings) {
        check(*loaded.settings);
        check(config::advice(*loaded.settings));
    }
    return 0;
}
