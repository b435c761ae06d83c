// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/config/initial.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <set>
#include <system_error>

#include "fixtures.hpp"
#include "support/temporary.hpp"

namespace config = hblink::config;
using config::test::lines;
using strings = std::vector<std::string>;

BOOST_AUTO_TEST_SUITE(initial)

BOOST_AUTO_TEST_CASE(a_passphrase_has_twenty_plain_characters_in_groups_of_four)
{
    std::set<std::string> made;
    for (int i = 0; i < 200; ++i) {
        const std::string passphrase = config::random_passphrase();
        BOOST_TEST(passphrase.size() == 24U);
        for (std::size_t at = 0; at < passphrase.size(); ++at) {
            const std::string_view allowed =
                at % 5 == 4 ? std::string_view{"-"} : std::string_view{"abcdefghjkmnpqrstuvwxyz23456789"};
            BOOST_TEST((allowed.find(passphrase[at]) != std::string_view::npos), passphrase);
        }
        made.insert(passphrase);
    }
    BOOST_TEST(made.size() == 200U);
}

BOOST_AUTO_TEST_CASE(every_character_of_the_alphabet_comes_about_equally_often)
{
    std::map<char, int> count;
    for (int i = 0; i < 2000; ++i)
        for (const char c : config::random_passphrase())
            ++count[c];
    count.erase('-');
    BOOST_TEST(count.size() == 31U);
    // 40000 draws, 1290 expected each, standard deviation 35: eight of them on either side.
    for (const auto& [c, times] : count)
        BOOST_TEST((times > 1010 && times < 1570), c << " came " << times << " times");
}

BOOST_AUTO_TEST_CASE(a_written_configuration_loads_and_needs_no_advice)
{
    const hblink::test::temporary_folder folder;
    const auto file = folder / "hblinkd.json";
    const auto [passphrase, token] = config::write_initial_configuration(file);

    const auto result = config::load_file(file);
    BOOST_TEST(lines(result.errors) == strings{}, boost::test_tools::per_element());
    BOOST_TEST(lines(result.warnings) == strings{}, boost::test_tools::per_element());
    const config::settings& s = result.settings.value();
    BOOST_TEST(lines(config::advice(s)) == strings{}, boost::test_tools::per_element());
    BOOST_TEST(*s.access.fallback->passphrase == passphrase);
    BOOST_TEST(s.access.fallback->talkgroups[0].is_everything());
    BOOST_TEST(s.access.fallback->talkgroups[1].is_everything());
    BOOST_TEST(s.http.token == token);
    BOOST_TEST(token.size() == passphrase.size()); // random, too
    BOOST_TEST(token != passphrase);
    BOOST_TEST(s.state_directory == folder / "state");
    BOOST_TEST(s.logging.file == folder / "logs/hblink.log");
    BOOST_TEST((std::filesystem::status(file).permissions() ==
                (std::filesystem::perms::owner_read | std::filesystem::perms::owner_write)));
}

BOOST_AUTO_TEST_CASE(an_existing_file_is_never_overwritten)
{
    const hblink::test::temporary_folder folder;
    const auto file = folder / "hblinkd.json";
    std::ofstream{file} << "mine";
    BOOST_CHECK_EXCEPTION(config::write_initial_configuration(file), std::system_error,
                          [](const auto& e) { return e.code() == std::errc::file_exists; });
    BOOST_TEST(config::test::content_of(file) == "mine");

    const auto link = folder / "link.json";
    std::filesystem::create_symlink(folder / "elsewhere.json", link);
    BOOST_CHECK_THROW(config::write_initial_configuration(link), std::system_error);
    BOOST_TEST(!std::filesystem::exists(folder / "elsewhere.json"));
}

BOOST_AUTO_TEST_CASE(a_folder_that_is_missing_is_told)
{
    const hblink::test::temporary_folder folder;
    BOOST_CHECK_EXCEPTION(config::write_initial_configuration(folder / "missing/hblinkd.json"),
                          std::system_error,
                          [](const auto& e) { return e.code() == std::errc::no_such_file_or_directory; });
}

BOOST_AUTO_TEST_CASE(a_configuration_for_a_service_leaves_state_and_log_to_the_system)
{
    const auto result =
        config::load(config::initial_configuration({"a-passphrase-\"quoted\"", "a-token"}, ""),
                     config::test::small_world());
    BOOST_TEST(lines(result.errors) == strings{}, boost::test_tools::per_element());
    BOOST_TEST(lines(result.warnings) == strings{}, boost::test_tools::per_element());
    BOOST_TEST(*result.settings.value().access.fallback->passphrase == "a-passphrase-\"quoted\"");
    BOOST_TEST(result.settings->state_directory.string() == "/var/lib/hblinkd");
    BOOST_TEST(result.settings->logging.file.empty());
    BOOST_TEST(result.settings->http.token == "a-token");
}

BOOST_AUTO_TEST_SUITE_END()
