// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/net/resolver.hpp"

#include "hblink/task/task_group.hpp"

#include <boost/asio/io_context.hpp>
#include <boost/test/unit_test.hpp>

#include <atomic>
#include <future>
#include <stdexcept>

#include "unit/net/loopback.hpp"

using namespace hblink;
using namespace std::chrono_literals;
using net::address_family;
using net::resolved;
using test::at;

namespace {

struct asker
{
    asio::io_context io{1};

    // Waits for the answer.
    resolved ask(net::resolver& r, const std::string& name, address_family family = address_family::any,
                 std::chrono::steady_clock::duration limit = net::resolver::patience)
    {
        resolved answer;
        task::task_group group{io.get_executor()};
        group.spawn("question",
                    [&]() -> asio::awaitable<void> { answer = co_await r.resolve(name, family, limit); });
        io.restart();
        while (group.running() != 0)
            io.run_one();
        return answer;
    }
};

net::lookup answering(std::vector<wire::address> addresses)
{
    return [addresses](const std::string&) { return resolved{addresses, {}}; };
}

// A name service that does not answer before it is let go.
struct dead_service
{
    std::promise<void> let_go;
    std::shared_future<void> gone{let_go.get_future()};
    std::shared_ptr<std::atomic<int>> asked{std::make_shared<std::atomic<int>>(0)};

    ~dead_service() { let_go.set_value(); }
    net::lookup lookup() const
    {
        return [wait = gone, count = asked](const std::string&) {
            ++*count;
            wait.wait();
            return resolved{{at("192.0.2.1").address}, {}};
        };
    }
};

resolved must_not_be_asked(const std::string&) { throw std::logic_error{"nobody should ask"}; }

}

BOOST_FIXTURE_TEST_SUITE(resolvers, asker)

BOOST_AUTO_TEST_CASE(an_address_in_digits_is_answered_without_a_question)
{
    net::resolver r{must_not_be_asked};
    const resolved v4 = ask(r, "192.0.2.1");
    BOOST_REQUIRE(v4.addresses.size() == 1U);
    BOOST_TEST((v4.addresses[0] == at("192.0.2.1").address));
    BOOST_TEST((ask(r, "2001:db8::1").addresses.at(0) == at("2001:db8::1").address));
}

BOOST_AUTO_TEST_CASE(the_order_of_the_answer_is_kept)
{
    net::resolver r{answering({at("2001:db8::1").address, at("192.0.2.1").address})};
    const resolved answer = ask(r, "master.example");
    BOOST_REQUIRE(answer.addresses.size() == 2U);
    BOOST_TEST((answer.addresses[0] == at("2001:db8::1").address));
}

BOOST_AUTO_TEST_CASE(only_addresses_of_the_wanted_family_are_answered)
{
    net::resolver r{answering({at("2001:db8::1").address, at("192.0.2.1").address})};
    BOOST_TEST((ask(r, "x", address_family::v4).addresses == std::vector{at("192.0.2.1").address}));
    BOOST_TEST((ask(r, "x", address_family::v6).addresses == std::vector{at("2001:db8::1").address}));
    const resolved none = ask(r, "192.0.2.1", address_family::v6);
    BOOST_TEST(none.addresses.empty());
    BOOST_TEST(none.trouble == "it has no IPv6 address");
}

BOOST_AUTO_TEST_CASE(an_answer_has_a_bound)
{
    net::resolver r{answering(std::vector(1000, at("192.0.2.1").address))};
    BOOST_TEST(ask(r, "x").addresses.size() == resolved::most);
}

BOOST_AUTO_TEST_CASE(a_question_that_fails_says_why)
{
    net::resolver r{[](const std::string& name) -> resolved {
        if (name == "throws")
            throw std::runtime_error{"no memory"};
        return {{}, "not known"};
    }};
    BOOST_TEST(ask(r, "x").trouble == "not known");
    BOOST_TEST(ask(r, "throws").trouble == "no memory");
}

BOOST_AUTO_TEST_CASE(a_dead_name_service_delays_nobody_else)
{
    const dead_service dead;
    net::resolver slow{dead.lookup()};
    net::resolver quick{answering({at("192.0.2.1").address})};
    task::task_group group{io.get_executor()};
    group.spawn("slow", [&]() -> asio::awaitable<void> { co_await slow.resolve("x", address_family::any); });
    BOOST_TEST(ask(quick, "y").addresses.size() == 1U);
    BOOST_TEST(group.running() == 1U);
    group.cancel(); // nor the end of the program
    io.restart();
    io.run();
    BOOST_TEST(group.running() == 0U);
}

BOOST_AUTO_TEST_CASE(a_dead_name_service_is_given_up_and_never_costs_a_second_thread)
{
    const dead_service dead;
    net::resolver r{dead.lookup()};
    for (int i = 0; i < 5; ++i) {
        const resolved answer = ask(r, "x", address_family::any, 1ms);
        BOOST_TEST(answer.addresses.empty());
        BOOST_TEST(!answer.trouble.empty());
    }
    BOOST_TEST(*dead.asked <= 1);
}

BOOST_AUTO_TEST_CASE(the_system_knows_localhost)
{
    net::resolver r{net::look_up};
    const resolved answer = ask(r, "localhost", address_family::v4);
    BOOST_TEST((answer.addresses == std::vector{at("127.0.0.1").address}), answer.trouble);
}

BOOST_AUTO_TEST_CASE(a_name_that_nobody_has_is_trouble)
{
    net::resolver r{net::look_up};
    const resolved answer = ask(r, "there is no such name"); // blanks: not even DNS is asked
    BOOST_TEST(answer.addresses.empty());
    BOOST_TEST(!answer.trouble.empty());
}

BOOST_AUTO_TEST_SUITE_END()
