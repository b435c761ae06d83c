// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/feed/observer.hpp"
#include "hblink/observe/feed_lines.hpp"

#include <boost/system/error_code.hpp>

#include <map>
#include <string>
#include <string_view>

namespace hblink::app {

// Writes what the feed has to say into the log. An attempt that fails in the same way again and again is told
// once, unless it is ordinary.
class feed_log final : public feed::observer
{
public:
    explicit feed_log(observe::log& l) noexcept : lines_{l} {}

    void connected(std::string_view where) override;
    void lost(std::string_view where, std::string_view why) override { lines_.lost(where, why); }
    void refused(std::string_view where, const boost::system::error_code&) override;
    void overflowed(std::string_view where) override { lines_.overflowed(where); }
    void nonsense(std::string_view where, std::string_view what) override { lines_.nonsense(where, what); }

private:
    observe::feed_lines lines_;
    std::map<std::string, boost::system::error_code, std::less<>> told_; // by address: a handful
};

}
