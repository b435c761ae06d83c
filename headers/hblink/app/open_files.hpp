// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace hblink::app {

// Asks for as many open files as this process may have: usual is 1024, which is too few for http's default
// of 1000 connections. To be called once, at the start.
void raise_open_files() noexcept;

}
