// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/control/observer.hpp"
#include "hblink/observe/control_log.hpp"

namespace hblink::app {

// Tells the log what happens at the control socket.
class control_observer final : public control::observer
{
public:
    explicit control_observer(observe::log& l) noexcept : lines_{l} {}

    void listening(const std::filesystem::path&) override;
    void unavailable(const std::filesystem::path&, const std::error_code&) override;
    void executed(const control::request&, const control::peer&, std::string_view outcome) override;
    void refused(const control::peer&, std::string_view why) override;

private:
    observe::control_log lines_;
};

}
