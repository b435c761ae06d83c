// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <ostream>

// What `hblinkd` does beside running the server. Each answers its exit status (spec config.md, "Command
// line").
namespace hblink::app {

inline constexpr int exit_ok = 0;
inline constexpr int exit_failure = 1;
inline constexpr int exit_bad_configuration = 2;
inline constexpr int exit_no_server = 3;

// Says everything that is wrong, will hurt, or is stricter than in HBlink4. 0, or 2 with errors.
int check(const std::filesystem::path& configuration, std::ostream& out);

// Writes a configuration with a random passphrase and says what to enter in a hotspot. 1 when the file
// exists or cannot be written.
int init(const std::filesystem::path& configuration, std::ostream& out, std::ostream& err);

// Sends a keep-alive with an unused id to the configured listener, and expects to be refused within 2 s.
// 0, or 1, also when the configuration cannot be read.
int health(const std::filesystem::path& configuration, std::ostream& out, std::ostream& err);

}
