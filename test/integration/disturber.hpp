// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/wire/address.hpp"

#include <atomic>
#include <filesystem>
#include <thread>

namespace hblink::test {

// Misuses the server's web server and its control socket in every way there is, in a thread of its own that
// gives way to the others, for as long as it exists.
class disturber
{
public:
    struct places
    {
        wire::endpoint http;
        std::filesystem::path control;
    };

    explicit disturber(places);
    ~disturber();
    disturber(const disturber&) = delete;
    disturber& operator=(const disturber&) = delete;

private:
    void run();

    places places_;
    std::atomic<bool> stop_{false};
    std::thread thread_;
};

}
