// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/connection_type.hpp"

#include <boost/test/unit_test.hpp>

#include <string>
#include <string_view>

namespace config = hblink::config;

BOOST_AUTO_TEST_SUITE(connection_type)

namespace {

std::string detect(std::string_view package, std::string_view software = "", std::string_view slots = "3")
{
    return std::string{to_string(config::connection_type_rules{}.detect(package, software, slots))};
}

}

BOOST_AUTO_TEST_CASE(the_package_id_tells_the_type_whatever_its_case)
{
    BOOST_TEST(detect("MMDVM_hblinkd 1.0") == "network");
    BOOST_TEST(detect("FreeDMR") == "network");
    BOOST_TEST(detect("DMR+ Master") == "network");
    BOOST_TEST(detect("MMDVM_MMDVM_HS_Hat") == "hotspot");
    BOOST_TEST(detect("ZUMspot") == "hotspot");
    BOOST_TEST(detect("MMDVM_DMO") == "hotspot");
    BOOST_TEST(detect("MMDVM_Unknown") == "repeater");
    BOOST_TEST(detect("STM32-DVM") == "repeater");
}

BOOST_AUTO_TEST_CASE(network_comes_before_hotspot_and_hotspot_before_repeater)
{
    BOOST_TEST(detect("hblink mmdvm_hs repeater") == "network");
    BOOST_TEST(detect("mmdvm_hs repeater") == "hotspot");
    BOOST_TEST(detect("duplex simplex") == "hotspot");
}

BOOST_AUTO_TEST_CASE(exactly_mmdvm_is_a_hotspot_with_slots_4_and_else_a_repeater)
{
    BOOST_TEST(detect("MMDVM", "20200101_Pi-Star", "4") == "hotspot");
    BOOST_TEST(detect("MMDVM", "20200101_Pi-Star", "3") == "repeater");
    BOOST_TEST(detect("mmdvm", "", "") == "repeater");
    BOOST_TEST(detect("MMDVM2", "", "4") == "unknown");
}

BOOST_AUTO_TEST_CASE(the_software_id_is_asked_when_the_package_id_says_nothing)
{
    BOOST_TEST(detect("", "HBlink4") == "network");
    BOOST_TEST(detect("x", "20210101_PiStar") == "hotspot");
    BOOST_TEST(detect("x", "PiStar over HBlink") == "network");
    BOOST_TEST(detect("", "WPSD") == "hotspot");
    BOOST_TEST(detect("", "") == "unknown");
    BOOST_TEST(detect("x", "20200101") == "unknown");
}

BOOST_AUTO_TEST_CASE(the_lists_of_the_operator_replace_the_defaults)
{
    config::connection_type_rules rules;
    rules.hotspot_packages = {"mybox"};
    rules.network_packages = {};
    BOOST_TEST((rules.detect("MyBox 2", "", "3") == config::connection_type::hotspot));
    BOOST_TEST((rules.detect("ZUMspot", "", "3") == config::connection_type::unknown));
    BOOST_TEST((rules.detect("hblink", "", "3") == config::connection_type::unknown));
}

BOOST_AUTO_TEST_SUITE_END()
