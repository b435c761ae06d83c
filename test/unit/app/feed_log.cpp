// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/feed_log.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <vector>

using namespace hblink;

namespace {

using namespace boost::system::errc;

// Keeps level and event of each line.
class lines final : public observe::log
{
public:
    lines() : observe::log{config::log_level::debug} {}

    std::vector<std::string> take() { return std::exchange(lines_, {}); }

private:
    void append(const observe::record& r) override
    {
        lines_.push_back((r.level == config::log_level::debug ? "debug " : "") +
                         std::string{to_string(r.event)});
    }

    std::vector<std::string> lines_;
};

struct logged
{
    lines log;
    app::feed_log feed{log};

    std::vector<std::string> refuse(std::string_view where, errc_t why)
    {
        feed.refused(where, make_error_code(why));
        return log.take();
    }
};

using told = std::vector<std::string>;
const told nothing;
const told warning{"feed_unreachable"};
const told ordinary{"debug feed_unreachable"};

}

BOOST_FIXTURE_TEST_SUITE(feed_log, logged)

BOOST_AUTO_TEST_CASE(that_there_is_no_dashboard_is_ordinary_each_time)
{
    for (const auto why : {connection_refused, no_such_file_or_directory, address_not_available})
        for (int i = 0; i < 2; ++i)
            BOOST_TEST(refuse("unix:/run/x", why) == ordinary, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(another_failure_is_a_warning_once_until_it_changes_or_a_dashboard_was_there)
{
    BOOST_TEST(refuse("unix:/run/x", permission_denied) == warning, boost::test_tools::per_element());
    BOOST_TEST(refuse("unix:/run/x", permission_denied) == nothing, boost::test_tools::per_element());
    BOOST_TEST(refuse("unix:/run/y", permission_denied) == warning, boost::test_tools::per_element());
    BOOST_TEST(refuse("unix:/run/x", host_unreachable) == warning, boost::test_tools::per_element());
    feed.connected("unix:/run/x");
    BOOST_TEST(log.take() == told{"feed_connected"}, boost::test_tools::per_element());
    BOOST_TEST(refuse("unix:/run/x", host_unreachable) == warning, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_name_with_ever_new_addresses_fills_no_memory)
{
    for (int i = 0; i < 100; ++i)
        BOOST_TEST(refuse(std::to_string(i), timed_out) == warning, boost::test_tools::per_element());
}

BOOST_AUTO_TEST_SUITE_END()
