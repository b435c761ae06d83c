// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/app/block_file.hpp"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <fstream>
#include <string>

#include <sys/stat.h>
#include <unistd.h>

#include "support/temporary.hpp"

using namespace hblink;
using namespace std::chrono_literals;

namespace {

struct world
{
    test::temporary_folder folder;
    app::moment at = app::moment::now();
    asio::io_context io{1};
    app::block_file file{folder / "state/blocks.json"};

    std::string save(const core::block_list& blocks)
    {
        std::string trouble = "did not end";
        asio::co_spawn(io, file.save(blocks), [&](std::exception_ptr e, std::string t) {
            BOOST_TEST(!e);
            trouble = std::move(t);
        });
        io.restart();
        io.run();
        return trouble;
    }

    core::block_list some() const
    {
        core::block_list blocks;
        blocks.add({dmr::repeater_id{312000}, "", "too \"loud\"\n", at.steady + 1h}, at.steady);
        blocks.add({{}, "DL1ABC", "", std::nullopt}, at.steady);
        return blocks;
    }

    void write(std::string_view text) const
    {
        std::filesystem::create_directories(file.path().parent_path());
        std::ofstream{file.path()} << text;
    }
};

std::string trouble_of(std::string_view text)
{
    try {
        app::read_blocks(text, app::moment::now());
        return {};
    } catch (const std::exception& e) {
        return e.what();
    }
}

}

BOOST_FIXTURE_TEST_SUITE(block_files, world)

BOOST_AUTO_TEST_CASE(blocks_are_the_same_after_a_restart)
{
    BOOST_TEST(save(some()) == "");
    const auto found = file.load(at);
    BOOST_TEST(found.trouble == "");
    BOOST_REQUIRE(found.blocks.size() == 2U);
    BOOST_TEST(found.blocks[0].id.value() == 312000U);
    BOOST_TEST(found.blocks[0].reason == "too \"loud\"\n");
    const auto left = *found.blocks[0].until - at.steady;
    BOOST_TEST((left > 1h - 2s && left <= 1h));
    BOOST_TEST(found.blocks[1].callsign == "DL1ABC");
    BOOST_TEST(!found.blocks[1].until.has_value());
}

BOOST_AUTO_TEST_CASE(they_end_by_the_clock_on_the_wall_also_while_the_server_is_down)
{
    BOOST_TEST(save(some()) == "");
    app::moment later = at;
    later.wall += 2h;
    const auto found = file.load(later);
    BOOST_REQUIRE(found.blocks.size() == 1U);
    BOOST_TEST(found.blocks[0].callsign == "DL1ABC");
}

BOOST_AUTO_TEST_CASE(without_a_file_nobody_is_blocked)
{
    const auto found = file.load(at);
    BOOST_TEST(found.blocks.empty());
    BOOST_TEST(found.trouble == "");
}

BOOST_AUTO_TEST_CASE(a_broken_file_is_moved_aside)
{
    write("{\"blocks\":[");
    const auto found = file.load(at);
    BOOST_TEST(found.blocks.empty());
    BOOST_TEST(found.trouble != "");
    BOOST_TEST(found.moved);
    BOOST_TEST(!std::filesystem::exists(file.path()));
    BOOST_TEST(test::contents(file.path().native() + ".broken") == "{\"blocks\":[");
    BOOST_TEST(save(some()) == "");
    BOOST_TEST(file.load(at).blocks.size() == 2U);
}

BOOST_AUTO_TEST_CASE(what_is_no_file_is_left_alone)
{
    std::filesystem::create_directories(file.path());
    const auto found = file.load(at);
    BOOST_TEST(found.trouble == "it is no file");
    BOOST_TEST(!found.moved);
    BOOST_TEST(save(some()) != "");
}

BOOST_AUTO_TEST_CASE(what_makes_no_sense_in_it_is_refused)
{
    for (const char* const bad :
         {"", "[]", "{}", R"({"blocks":{}})", R"({"blocks":[7]})", R"({"blocks":[{}]})",
          R"({"blocks":[{"id":0}]})", R"({"blocks":[{"id":1,"callsign":"X1X"}]})",
          R"({"blocks":[{"id":4294967296}]})", R"({"blocks":[{"callsign":"*"}]})",
          R"({"blocks":[{"id":1,"until":"soon"}]})", R"({"blocks":[{"id":1,"reason":7}]})"})
        BOOST_TEST(trouble_of(bad) != "", bad);
    std::string many = R"({"blocks":[{"id":1})";
    for (std::size_t i = 0; i < core::block_list::most; ++i)
        many += R"(,{"id":1})";
    BOOST_TEST(trouble_of(many + "]}") != "");
}

BOOST_AUTO_TEST_CASE(times_beyond_reason_do_no_harm)
{
    const auto found = app::read_blocks(
        R"({"blocks":[{"id":1,"until":9223372036854775807},{"id":2,"until":-9223372036854775808}]})", at);
    BOOST_REQUIRE(found.size() == 1U);
    BOOST_TEST(found[0].id.value() == 1U);
    BOOST_TEST((*found[0].until > at.steady));
}

BOOST_AUTO_TEST_CASE(a_folder_that_cannot_be_made_is_told)
{
    file = app::block_file{"/dev/null/state/blocks.json"};
    BOOST_TEST(save(some()) == "Not a directory");
}

BOOST_AUTO_TEST_CASE(two_at_once_are_written_one_after_the_other)
{
    core::block_list blocks = some();
    std::vector<std::string> troubles;
    const auto note = [&](std::exception_ptr, std::string t) { troubles.push_back(std::move(t)); };
    asio::co_spawn(io, file.save(blocks), note);
    asio::co_spawn(io, file.save(blocks), note);
    io.poll();
    blocks.remove("DL1ABC"); // while the first one is written
    io.run();
    BOOST_TEST(troubles == (std::vector<std::string>{"", ""}), boost::test_tools::per_element());
    BOOST_TEST(file.load(at).blocks.size() == 1U);
}

BOOST_AUTO_TEST_SUITE_END()
