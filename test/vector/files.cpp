// SPDX-License-Identifier: GPL-3.0-or-later
// The files themselves: what is not there must not look like a test that has passed.
#include <boost/test/unit_test.hpp>

#include <cstdlib>
#include <fstream>

#include "support/temporary.hpp"
#include "vector/vectors.hpp"

using hblink::test::list_of_vectors;

namespace {

// Meanwhile the vectors are elsewhere.
class elsewhere
{
public:
    explicit elsewhere(const std::string& folder)
    {
        if (const char* before = std::getenv("HBLINK_VECTORS"))
            before_ = before;
        setenv("HBLINK_VECTORS", folder.c_str(), 1);
    }
    ~elsewhere()
    {
        if (before_.empty())
            unsetenv("HBLINK_VECTORS");
        else
            setenv("HBLINK_VECTORS", before_.c_str(), 1);
    }
    elsewhere(const elsewhere&) = delete;
    elsewhere& operator=(const elsewhere&) = delete;

private:
    std::string before_;
};

}

BOOST_AUTO_TEST_SUITE(files)

BOOST_AUTO_TEST_CASE(a_missing_folder_fails)
{
    const hblink::test::temporary_folder folder;
    const elsewhere there{(folder / "nothing").string()};
    BOOST_CHECK_THROW(list_of_vectors("lc.json", "vectors"), std::exception);
}

BOOST_AUTO_TEST_CASE(files_without_vectors_fail)
{
    const hblink::test::temporary_folder folder;
    const elsewhere there{folder.path().string()};
    for (const char* text : {"", "{}", R"({"vectors": []})", R"({"vectors": {}})", R"({"words": [1]})"}) {
        std::ofstream{folder / "lc.json"} << text;
        BOOST_CHECK_THROW(list_of_vectors("lc.json", "vectors"), std::exception);
    }
    std::ofstream{folder / "lc.json"} << R"({"vectors": [1]})";
    BOOST_TEST(list_of_vectors("lc.json", "vectors").size() == 1u);
}

BOOST_AUTO_TEST_CASE(octets_of_another_length_fail)
{
    BOOST_TEST((hblink::test::octets<2>(boost::json::value("0102"))[1] == std::byte{2}));
    BOOST_CHECK_THROW(hblink::test::octets<2>(boost::json::value("010203")), std::exception);
    BOOST_CHECK_THROW(hblink::test::octets<2>(boost::json::value("01")), std::exception);
    BOOST_CHECK_THROW(hblink::test::octets<2>(boost::json::value(1)), std::exception);
}

BOOST_AUTO_TEST_SUITE_END()
