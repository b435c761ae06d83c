// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/dmr/burst.hpp"

#include <boost/test/unit_test.hpp>

using namespace hblink::dmr;

BOOST_AUTO_TEST_SUITE(bursts)

BOOST_AUTO_TEST_CASE(headers_and_terminators_belong_to_voice_and_all_else_is_data)
{
    for (unsigned value = 0; value < 16; ++value)
        BOOST_TEST(belongs_to_voice(data_type(value)) == (value <= 2));
    BOOST_TEST(belongs_to_voice(data_type::pi_header));
    BOOST_TEST(!belongs_to_voice(data_type::csbk));
    BOOST_TEST(!belongs_to_voice(data_type::data_header));
}

BOOST_AUTO_TEST_SUITE_END()
