// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/surroundings.hpp"

#include <boost/test/unit_test.hpp>

#include <fstream>

#include "support/temporary.hpp"

namespace config = hblink::config;

BOOST_AUTO_TEST_SUITE(surroundings)

BOOST_AUTO_TEST_CASE(a_file_is_read_whole_or_not_at_all)
{
    const hblink::test::temporary_folder folder;
    const auto file = folder.path() / "secret";
    BOOST_TEST(!config::read_whole_file(file, 10));
    std::ofstream{file} << "0123456789";
    BOOST_TEST(config::read_whole_file(file, 10).value() == "0123456789");
    BOOST_TEST(!config::read_whole_file(file, 9));
    BOOST_TEST(!config::read_whole_file(folder.path(), 10)); // a folder can be opened, but not read
}

BOOST_AUTO_TEST_CASE(what_has_no_end_is_not_read)
{
    BOOST_TEST(!config::read_whole_file("/dev/zero", 100'000));
    BOOST_TEST(config::read_whole_file("/dev/null", 100'000).value().empty());
}

BOOST_AUTO_TEST_CASE(relative_paths_start_at_the_folder_of_the_configuration)
{
    const auto real = config::surroundings::real("/etc/hblinkd/../hblinkd/hblinkd.json");
    BOOST_TEST(real.folder == "/etc/hblinkd");
    BOOST_TEST(config::surroundings::real("hblinkd.json").folder == std::filesystem::current_path());
}

BOOST_AUTO_TEST_CASE(the_environment_is_that_of_the_process)
{
    const auto real = config::surroundings::real("/etc/hblinkd/hblinkd.json");
    BOOST_TEST(real.environment("PATH").has_value());
    BOOST_TEST(!real.environment("A_VARIABLE_THAT_NOBODY_SETS").has_value());
}

BOOST_AUTO_TEST_SUITE_END()
