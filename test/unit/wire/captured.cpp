// SPDX-License-Identifier: GPL-3.0-or-later
// What real clients send, through the parser. Mirrors no header: it is about all of them.
#include "support/captured.hpp"

#include "hblink/wire/digest.hpp"
#include "hblink/wire/homebrew.hpp"
#include "hblink/wire/station.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <string>
#include <variant>
#include <vector>

using namespace hblink;
using test::to_hex;

namespace {

std::vector<test::captured_client> everyone()
{
    std::vector<test::captured_client> all = test::captured_clients("clients.json");
    for (auto& c : test::captured_clients("constructed.json"))
        all.push_back(std::move(c));
    return all;
}

// What the parser takes a message for, by the name that the capture has for it.
struct tag_of
{
    std::string operator()(const wire::dmrd&) const { return "DMRD"; }
    std::string operator()(const wire::keep_alive&) const { return "RPTPING"; }
    std::string operator()(const wire::login_request&) const { return "RPTL"; }
    std::string operator()(const wire::challenge_answer&) const { return "RPTK"; }
    std::string operator()(const wire::description_report&) const { return "RPTC"; }
    std::string operator()(const wire::options_request&) const { return "RPTO"; }
    std::string operator()(const wire::goodbye&) const { return "RPTCL"; }
    std::string operator()(const wire::talker_alias&) const { return "DMRA"; }
    std::string operator()(const wire::position&) const { return "DMRG"; }
};

struct id_of
{
    template <class Message>
    std::uint32_t operator()(const Message& m) const
    {
        if constexpr (requires { m.id(); })
            return m.id().value();
        else if constexpr (requires { m.id; })
            return m.id.value();
        else
            return 0; // alias and position: not every layout has one
    }
};

}

BOOST_AUTO_TEST_SUITE(captured_clients)

BOOST_AUTO_TEST_CASE(every_message_is_recognised_with_its_id)
{
    std::size_t seen = 0;
    for (const auto& client : everyone()) {
        for (const auto& message : client.messages) {
            BOOST_TEST_CONTEXT(client.name << ", " << message.tag)
            {
                ++seen;
                const auto parsed = wire::parse_client_message(message.bytes);
                if (message.tag == "RPTG") {
                    BOOST_TEST((parsed.error() == wire::message_error::quiet));
                    continue;
                }
                BOOST_REQUIRE(parsed.has_value());
                BOOST_TEST(std::visit(tag_of{}, *parsed) == message.tag);
                const std::uint32_t id = std::visit(id_of{}, *parsed);
                const bool without_id = message.tag == "DMRA" || message.tag == "DMRG";
                BOOST_TEST(id == (without_id ? 0u : client.id));
            }
        }
    }
    BOOST_TEST(seen == 45u);
}

BOOST_AUTO_TEST_CASE(every_truncation_is_refused_or_harmless)
{
    // How many bytes make each message complete; texts and descriptions may end anywhere behind the id.
    const std::map<std::string, std::size_t> complete{{"RPTL", 8},     {"RPTK", 40}, {"RPTC", 8}, {"RPTO", 8},
                                                      {"RPTPING", 11}, {"RPTCL", 9}, {"DMRD", 53}};
    for (const auto& client : everyone()) {
        for (const auto& message : client.messages) {
            for (std::size_t n = 0; n < message.bytes.size(); ++n) {
                // A heap block of exactly this size, so that AddressSanitizer sees a byte too far.
                const std::vector<std::byte> cut{message.bytes.begin(),
                                                 message.bytes.begin() + static_cast<std::ptrdiff_t>(n)};
                const auto parsed = wire::parse_client_message(cut);
                const auto known = complete.find(message.tag);
                if (known == complete.end() || n < 5)
                    continue;
                BOOST_TEST_CONTEXT(message.tag << " of " << n)
                {
                    BOOST_TEST(parsed.has_value() == (n >= known->second));
                }
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(the_captured_digests_prove_the_captured_password)
{
    wire::sha256 sha;
    std::size_t seen = 0;
    for (const auto& client : test::captured_clients("clients.json")) {
        const auto parsed = wire::parse_client_message(client.first("RPTK"));
        BOOST_REQUIRE(parsed.has_value());
        const auto& answer = std::get<wire::challenge_answer>(*parsed);
        wire::salt salt{};
        BOOST_REQUIRE(client.salt.size() == salt.size());
        std::copy(client.salt.begin(), client.salt.end(), salt.begin());
        BOOST_TEST(wire::equal(answer.proof, sha.challenge_answer(salt, client.password)));
        BOOST_TEST(!wire::equal(answer.proof, sha.challenge_answer(salt, client.password + "x")));
        BOOST_TEST(
            to_hex(wire::write_challenge_answer(answer.id, sha.challenge_answer(salt, client.password))) ==
            to_hex(client.first("RPTK")));
        ++seen;
    }
    BOOST_TEST(seen == 3u);
}

BOOST_AUTO_TEST_CASE(options_are_read_with_and_without_padding)
{
    const auto text_of = [](const test::captured_client& c) {
        const auto parsed = wire::parse_client_message(c.first("RPTO"));
        return std::string{std::get<wire::options_request>(parsed.value()).text};
    };
    const auto all = everyone();
    BOOST_TEST(text_of(all.at(0)) == "TS1=8;TS2=3120");
    BOOST_TEST(text_of(all.at(2)) == "TS2=3120");
    BOOST_TEST(text_of(all.at(3)) == "TS1=1,2,8;TS2=2345");
}

BOOST_AUTO_TEST_CASE(a_captured_call_is_a_header_a_superframe_and_a_terminator)
{
    for (const std::size_t which : {0u, 2u}) {
        const auto client = test::captured_clients("clients.json").at(which);
        std::string shape;
        for (const auto& message : client.messages) {
            if (message.tag != "DMRD")
                continue;
            const wire::dmrd d{message.bytes};
            BOOST_TEST((d.slot() == dmr::slot::two));
            BOOST_TEST((d.call() == dmr::call_type::group));
            BOOST_TEST(d.destination() == 3120u);
            shape += d.is_terminator()                         ? 'T'
                     : d.frame() == dmr::frame_type::data_sync ? 'H'
                                                               : static_cast<char>('A' + (d.bits() & 15));
            BOOST_TEST(d.is_voice_sync() == (shape.back() == 'A'));
            BOOST_TEST(to_hex(d.to_55_bytes()) == to_hex(message.bytes));
        }
        BOOST_TEST(shape == "HABCDEFT");
    }
}

BOOST_AUTO_TEST_CASE(a_description_padded_with_nuls_is_read_like_any_other)
{
    const auto client = test::captured_clients("constructed.json").at(0);
    const auto parsed = wire::parse_client_message(client.first("RPTC"));
    const auto& report = std::get<wire::description_report>(parsed.value());
    const wire::station s = wire::station::read(report.fields);
    BOOST_TEST(s.callsign() == "N0CALL-L");
    BOOST_TEST(s[wire::station_field::latitude] == "38.0");
    BOOST_TEST(s[wire::station_field::location] == "Network link");
    BOOST_TEST(s[wire::station_field::description] == "to the core");
    BOOST_TEST(s[wire::station_field::software_id] == "HBlink4");
    BOOST_TEST(s[wire::station_field::package_id] == "HBlink4 v2.0");
}

BOOST_AUTO_TEST_SUITE_END()
