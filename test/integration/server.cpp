// SPDX-License-Identifier: GPL-3.0-or-later
#include "integration/server.hpp"

#include "hblink/net/socket_address.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include <fstream>
#include <stdexcept>
#include <utility>

#include <unistd.h>

namespace hblink::test {

namespace json = boost::json;

namespace {

bool can_bind(const wire::endpoint& e, sa_family_t family)
{
    const int s = ::socket(family, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    if (s < 0)
        return false;
    const int only = 1;
    if (family == AF_INET6)
        ::setsockopt(s, IPPROTO_IPV6, IPV6_V6ONLY, &only, sizeof only);
    net::socket_address local{};
    const socklen_t length = net::fill(local, e, family);
    const bool bound = ::bind(s, reinterpret_cast<const sockaddr*>(&local), length) == 0;
    ::close(s);
    return bound;
}

std::vector<std::string> command_for(std::vector<std::string> prefix, const std::filesystem::path& file)
{
    for (const std::string& word :
         {std::string{HBLINKD_PROGRAM}, std::string{"run"}, std::string{"--config"}, file.string()})
        prefix.push_back(word);
    return prefix;
}

const std::filesystem::path& written(const std::filesystem::path& file, const json::object& configuration)
{
    write_file(file, json::serialize(configuration));
    return file;
}

}

// Below the ports that the kernel gives to sockets that ask for any: nobody takes it in the meantime.
std::uint16_t free_port()
{
    constexpr int first = 20000;
    constexpr int ports = 10000;
    static int next = static_cast<int>(::getpid()) * 61 % ports;
    for (int tried = 0; tried < ports; ++tried) {
        const auto port = static_cast<std::uint16_t>(first + next);
        next = (next + 1) % ports;
        const bool free4 = can_bind({wire::address::v4(0), port}, AF_INET);
        if (free4 && (!has_ipv6() || can_bind({wire::address{}, port}, AF_INET6)))
            return port;
    }
    throw std::runtime_error{"no free port"};
}

bool has_ipv6()
{
    static const bool it_has = can_bind(at("::1", 0), AF_INET6);
    return it_has;
}

wire::endpoint at(std::string_view address, std::uint16_t port)
{
    return {wire::parse_address(address).value(), port};
}

// --- Configuration ---------------------------------------------------------------------------------

json::object configuration(std::uint16_t port)
{
    return {
        {"global",
         {{"port_ipv4", port},
          {"port_ipv6", port},
          {"disable_ipv6", true},
          {"logging", {{"file", "hblinkd.log"}}}}},
        {"repeater_configurations", {{"patterns", json::array{}}, {"default", {{"passphrase", passphrase}}}}},
        {"dashboard", {{"enabled", false}}},
        {"http", {{"enabled", false}}},
        {"history", {{"enabled", false}}},
        {"state_directory", "state"}};
}

json::object with_both_families(json::object c)
{
    c["global"].as_object()["disable_ipv6"] = false;
    return c;
}

json::object with_logging(json::object c, std::string_view key, std::string_view value)
{
    c["global"].as_object()["logging"].as_object()[{key.data(), key.size()}] =
        json::string_view{value.data(), value.size()};
    return c;
}

void write_file(const std::filesystem::path& file, std::string_view text)
{
    std::ofstream out{file};
    out << text << std::flush;
    if (!out)
        throw std::runtime_error{"cannot write " + file.string()};
    // Otherwise the server warns that others can read the passphrases.
    std::filesystem::permissions(file,
                                 std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
}

// --- server ----------------------------------------------------------------------------------------

server::server(stage& s, const std::filesystem::path& file, const json::object& configuration,
               const std::vector<std::string>& environment, std::vector<std::string> prefix)
    : process{s, command_for(std::move(prefix), written(file, configuration)), environment}, stage_{s}
{}

const std::vector<json::object>& server::log()
{
    const std::string& text = process.out.text();
    for (auto end = text.find('\n', read_); end != text.npos; end = text.find('\n', read_)) {
        const json::value line = json::parse({text.data() + read_, end - read_});
        lines_.push_back(line.as_object());
        read_ = end + 1;
    }
    return lines_;
}

const json::object* server::find(std::string_view event, std::size_t from)
{
    log();
    for (std::size_t i = from; i < lines_.size(); ++i)
        if (text_of(lines_[i], "event") == event)
            return &lines_[i];
    return nullptr;
}

std::size_t server::count(std::string_view event)
{
    std::size_t n = 0;
    for (const json::object& line : log())
        n += text_of(line, "event") == event ? 1u : 0u;
    return n;
}

bool server::logged(std::string_view event, std::size_t times)
{
    const bool it_was = stage_.wait_until([&] { return count(event) >= times || process.out.ended(); }) &&
                        count(event) >= times;
    return it_was;
}

int server::stop(int signal)
{
    process.signal(signal);
    return process.wait();
}

std::string server::last_event() { return log().empty() ? "" : text_of(lines_.back(), "event"); }

std::string text_of(const json::object& line, std::string_view field)
{
    const json::value* const v = line.if_contains({field.data(), field.size()});
    if (v == nullptr)
        return {};
    return v->is_string() ? std::string{v->as_string().data(), v->as_string().size()} : json::serialize(*v);
}

}
