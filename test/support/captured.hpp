// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <boost/json.hpp>

#include <cstddef>
#include <cstdint>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include "support/bytes.hpp"

// Conversations of real clients, captured (clients.json) or made from their layouts (constructed.json).
namespace hblink::test {

struct captured_message
{
    std::string tag; // "RPTL"
    std::vector<std::byte> bytes;
};

struct captured_client
{
    std::string name;
    std::uint32_t id{};
    std::vector<std::byte> salt; // empty when no login was captured
    std::string password;
    std::vector<captured_message> messages;

    // The first message with this tag.
    const std::vector<std::byte>& first(const std::string& tag) const
    {
        for (const captured_message& m : messages)
            if (m.tag == tag)
                return m.bytes;
        throw std::out_of_range{"no such message: " + tag};
    }
};

// `file` is a name in test/data/vectors.
inline std::vector<captured_client> captured_clients(const std::string& file)
{
    std::ifstream in{std::string{HBLINK_TEST_DATA} + "/vectors/" + file};
    if (!in)
        throw std::runtime_error{"cannot read " + file};
    std::ostringstream text;
    text << in.rdbuf();

    std::vector<captured_client> clients;
    const boost::json::value parsed = boost::json::parse(text.str());
    for (const boost::json::value& entry : parsed.as_array()) {
        const boost::json::object& o = entry.as_object();
        captured_client c;
        c.name = boost::json::value_to<std::string>(o.at("client"));
        c.id = o.at("id").to_number<std::uint32_t>();
        if (o.contains("salt")) {
            c.salt = from_hex(boost::json::value_to<std::string>(o.at("salt")));
            c.password = boost::json::value_to<std::string>(o.at("password"));
        }
        for (const boost::json::value& m : o.at("messages").as_array()) {
            captured_message message{boost::json::value_to<std::string>(m.at("msg")),
                                     from_hex(boost::json::value_to<std::string>(m.at("hex")))};
            if (message.bytes.size() != m.at("len").to_number<std::size_t>())
                throw std::runtime_error{file + ": a message is not as long as its len says"};
            c.messages.push_back(std::move(message));
        }
        clients.push_back(std::move(c));
    }
    return clients;
}

}
