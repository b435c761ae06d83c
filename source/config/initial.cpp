// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/initial.hpp"

#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>

#include <openssl/rand.h>

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <unistd.h>

namespace hblink::config {

namespace {

std::string as_json(std::string_view text)
{
    return boost::json::serialize(boost::json::value(boost::json::string_view{text.data(), text.size()}));
}

bool is_below_etc(const std::filesystem::path& file)
{
    const auto whole = std::filesystem::absolute(file).lexically_normal();
    auto part = whole.begin();
    return part != whole.end() && ++part != whole.end() && *part == "etc";
}

[[noreturn]] void fail(int error, const std::filesystem::path& file)
{
    throw std::system_error{error, std::generic_category(), file.string()};
}

// All of it or an exception; closes the descriptor.
void write_and_close(int descriptor, std::string_view text, const std::filesystem::path& file)
{
    int error = 0;
    while (!text.empty() && error == 0) {
        const ssize_t written = ::write(descriptor, text.data(), text.size());
        if (written >= 0)
            text.remove_prefix(static_cast<std::size_t>(written));
        else if (errno != EINTR)
            error = errno;
    }
    if (::close(descriptor) != 0 && error == 0)
        error = errno;
    if (error == 0)
        return;
    ::unlink(file.c_str()); // half a configuration would be in the way of the next try
    fail(error, file);
}

}

std::string initial_configuration(const initial_secrets& secrets,
                                  const std::filesystem::path& state_directory)
{
    const bool service = state_directory.empty();
    std::string text = R"({
    "_comment": "Configuration of hblinkd. Keys that begin with _ are comments. After a change: hblinkd check",

    "global": {
        "_comment": "Repeaters and hotspots connect to these UDP ports, over IPv4 and IPv6.",
        "bind_ipv4": "0.0.0.0",
        "port_ipv4": 62031,
        "bind_ipv6": "::",
        "port_ipv6": 62031,
        "logging": {
)";
    text +=
        service
            ? R"(            "_comment": "No log file: systemd or Docker keep what the server prints.",
            "file": "",
)"
            : R"(            "_comment": "Beside this file; a new one every midnight. An empty name means none.",
            "file": "logs/hblink.log",
)";
    text += R"(            "console_level": "INFO"
        }
    },

    "repeater_configurations": {
        "_comment": "Patterns are rules for single repeaters, by id or callsign. All others get the default.",
        "patterns": [],
        "default": {
            "_comment": "Enter this passphrase in every hotspot. Talkgroups: null = all, [] = none, [8, 9] = these.",
            "passphrase": )" +
            as_json(secrets.passphrase) + R"(,
            "slot1_talkgroups": null,
            "slot2_talkgroups": null
        }
    },

    "parrot": {
        "_comment": "The echo: talk on talkgroup 9990, or call 9990 privately, and hear yourself.",
        "enabled": true,
        "talkgroups": [9990],
        "radio_ids": [9990]
    },

    "http": {
        "_comment": "The page. Everybody who can reach it sees what goes on; who has the token sees all of it.",
        "address": "127.0.0.1",
        "port": 8080,
        "token": )" +
            as_json(secrets.page_token) + R"(
    })";
    if (!service)
        text += ",\n\n    \"state_directory\": " + as_json(state_directory.string());
    return text + "\n}\n";
}

std::string random_passphrase()
{
    // Without i, l, o, 0 and 1, which are mistaken for each other; capitals are a nuisance on the phone.
    constexpr std::string_view alphabet = "abcdefghjkmnpqrstuvwxyz23456789";
    constexpr std::size_t characters = 20;
    constexpr std::size_t group = 4;
    // A byte above the last multiple of the alphabet's size would favour its first letters.
    constexpr std::size_t fair = 256 / alphabet.size() * alphabet.size();

    std::string result;
    for (std::size_t made = 0; made < characters;) {
        unsigned char byte = 0;
        if (RAND_bytes(&byte, 1) != 1)
            throw std::runtime_error{"OpenSSL has no random numbers"};
        if (byte >= fair)
            continue;
        if (made > 0 && made % group == 0)
            result += '-';
        result += alphabet[byte % alphabet.size()];
        ++made;
    }
    return result;
}

initial_secrets write_initial_configuration(const std::filesystem::path& file)
{
    initial_secrets secrets{random_passphrase(), random_passphrase()};
    const std::string text = initial_configuration(secrets, is_below_etc(file) ? "" : "state");
    const int descriptor = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (descriptor < 0)
        fail(errno, file);
    write_and_close(descriptor, text, file);
    return secrets;
}

}
