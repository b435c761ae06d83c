// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/events.hpp"

#include <boost/test/unit_test.hpp>

#include <set>
#include <string>
#include <string_view>

using namespace hblink;

namespace {

// The names of the values from 0 to the last; they go into logs that programs read.
template <class Reason>
std::set<std::string> names_up_to(Reason last)
{
    std::set<std::string> names;
    for (unsigned value = 0; value <= static_cast<unsigned>(last); ++value)
        names.emplace(to_string(static_cast<Reason>(value)));
    return names;
}

template <class Reason>
void check_names(Reason last)
{
    const auto names = names_up_to(last);
    BOOST_TEST(names.size() == static_cast<std::size_t>(last) + 1);
    BOOST_TEST(names.count("unknown") == 0U);
    const auto beyond = static_cast<Reason>(static_cast<unsigned>(last) + 1);
    BOOST_TEST(to_string(beyond) == "unknown");
}

}

BOOST_AUTO_TEST_SUITE(events)

BOOST_AUTO_TEST_CASE(every_reason_has_a_name_of_its_own)
{
    check_names(core::refusal_reason::login_unfinished);
    check_names(core::disconnect_reason::blocked);
    check_names(core::end_reason::fast_terminator);
    check_names(core::drop_reason::no_room);
    check_names(core::link_failure::shutdown);
    check_names(core::trunk_failure::itself);
    check_names(core::frame_refusal::unit_call);
    check_names(core::stranger_reason::not_connected);
    check_names(core::link_control_doubt::alias);
    BOOST_TEST(names_up_to(core::drop_reason::no_room).size() == core::drop_reasons);
    BOOST_TEST(names_up_to(core::link_failure::shutdown).size() == core::link_failures);
    BOOST_TEST(names_up_to(core::trunk_failure::itself).size() == core::trunk_failures);
    BOOST_TEST(names_up_to(core::frame_refusal::unit_call).size() == core::frame_refusals);
}

BOOST_AUTO_TEST_SUITE_END()
