// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

namespace hblink::config {

// What a fresh configuration has and nobody else knows.
struct initial_secrets
{
    std::string passphrase; // of repeaters
    std::string page_token; // http.token
};

// The text of a fresh configuration, as `hblinkd init` writes it. With a state directory it is one for a
// local run: state and log lie beside the file. With an empty one it is one for a service: no such key
// ($STATE_DIRECTORY or /var/lib/hblinkd), and no log file (systemd or Docker keep the log).
std::string initial_configuration(const initial_secrets&, const std::filesystem::path& state_directory);

// Twenty characters of a random passphrase that are easy to type and to read aloud, in groups of four
// with `-` between. Throws std::runtime_error when OpenSSL has no random numbers.
std::string random_passphrase();

// Writes a working configuration with random secrets, mode 0600; fails if the file exists (throws
// std::system_error with errc::file_exists), and returns the secrets. Below /etc it is one for a
// service, elsewhere one for a local run.
initial_secrets write_initial_configuration(const std::filesystem::path& file);

}
