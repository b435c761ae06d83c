// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/observe/log.hpp"

#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include <string>
#include <vector>

namespace hblink::test {

// A log that keeps its lines, in both formats.
class collected_log final : public observe::log
{
public:
    explicit collected_log(config::log_level least = config::log_level::debug) : log{least} {}

    std::vector<std::string> json;
    std::vector<std::string> text;

    boost::json::object last() const { return boost::json::parse(json.at(json.size() - 1)).as_object(); }
    std::string last_text() const { return text.at(text.size() - 1); }

private:
    void append(const observe::record& r) override
    {
        json.push_back(render(r, config::log_format::json));
        text.push_back(render(r, config::log_format::text));
    }
};

}
