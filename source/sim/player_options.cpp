// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/player_options.hpp"

#include "hblink/sim/arguments.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <sstream>

namespace po = boost::program_options;

namespace hblink::sim {

namespace {

auto text() { return po::value<std::string>(); }

// Of both players; `also` are the player's own.
po::options_description described(const char* caption)
{
    po::options_description all{caption, 100, 60};
    all.add_options()("passphrase", text()->value_name("P"), "the one that both sides have")            //
        ("talkgroup", text()->value_name("T[,T...]"), "make test calls on these, by turns (none)")      //
        ("every", text()->value_name("D"), "seconds from one test call to the next, 1..86400 (10)")     //
        ("call-seconds", text()->value_name("D"), "length of a test call's voice, 0.36..600 (3)")       //
        ("source", text()->value_name("ID"), "radio id of who talks in the test calls (1000001)")       //
        ("seconds", text()->value_name("D"), "length of the whole run; 0: until it is interrupted (0)") //
        ("json", text()->value_name("FILE"), "write the result there, too; - is standard output");
    return all;
}

po::options_description master_description()
{
    po::options_description all = described("Options with --master");
    all.add_options()("master", text()->value_name("[ADDRESS:]PORT"), "play a server; links log in here") //
        ("slot", text()->value_name("S"), "timeslot of the test calls, 1 or 2 (2)")                       //
        ("repeater-id", text()->value_name("ID"), "repeater id of the test calls (3120001)")              //
        ("nak", "refuse everybody")                                                                       //
        ("mute-after", text()->value_name("N"), "say nothing any more after so many answers");
    return all;
}

po::options_description bridge_description()
{
    po::options_description all = described("Options with --openbridge");
    all.add_options()("openbridge", text()->value_name("[ADDRESS:]PORT"), "play the other side of a trunk") //
        ("peer", text()->value_name("HOST:PORT"), "the server: its trunk's local address and port")         //
        ("network-id", text()->value_name("ID"), "repeater id of the test calls");
    return all;
}

// PORT, ADDRESS:PORT or [ADDRESS]:PORT; port 0 is any.
void read_local(const char* option, const std::string& text, player_options& to)
{
    const std::string why = "must be PORT, ADDRESS:PORT or [ADDRESS]:PORT, is \"" + text + '"';
    const std::size_t colon = text.rfind(':');
    const bool has_host = colon != std::string::npos;
    const auto port = read_number<std::uint16_t>(has_host ? std::string_view{text}.substr(colon + 1)
                                                          : std::string_view{text});
    if (!port)
        refuse_option(option, why);
    to.local_port = *port;
    if (has_host)
        to.local_host = *port == 0 ? read_server(option, text.substr(0, colon) + ":1").host
                                   : read_server(option, text).host;
}

void read_common(const arguments& a, player_options& to)
{
    to.passphrase = a.needed_text("passphrase");
    if (const auto talkgroups = a.text("talkgroup"))
        to.calls.talkgroups = read_talkgroups(*talkgroups);
    a.number<double>("every", 1, 86'400, to.calls.every);
    a.number<double>("call-seconds", 0.36, 600, to.calls.voice);
    a.number<std::uint32_t>("source", 1, dmr::largest_24_bit, to.calls.source);
    a.number<double>("seconds", 0, 1'000'000, to.run);
    to.json = a.text("json").value_or("");
}

player_options read_master(const std::vector<std::string>& given)
{
    const arguments a{given, master_description()};
    player_options o;
    o.plays = player_options::role::master;
    read_local("master", a.needed_text("master"), o);
    read_common(a, o);
    std::uint32_t slot = 2;
    a.number<std::uint32_t>("slot", 1, 2, slot);
    o.calls.slot = dmr::slot_at(slot - 1);
    o.calls.repeater = dmr::repeater_id{3'120'001};
    a.number<std::uint32_t>("repeater-id", 1, 0xFFFF'FFFF, o.calls.repeater);
    o.refuses = a.has("nak");
    if (a.has("mute-after"))
        a.number<std::uint32_t>("mute-after", 0, 1'000'000'000, o.mute_after.emplace());
    return o;
}

player_options read_bridge(const std::vector<std::string>& given)
{
    const arguments a{given, bridge_description()};
    player_options o;
    o.plays = player_options::role::openbridge;
    read_local("openbridge", a.needed_text("openbridge"), o);
    read_common(a, o);
    o.peer = read_server("peer", a.needed_text("peer"));
    a.needed_text("network-id");
    a.number<std::uint32_t>("network-id", 1, 0xFFFF'FFFF, o.network_id);
    o.calls.slot = dmr::slot::one; // on a trunk all calls are there (spec links.md)
    o.calls.repeater = dmr::repeater_id{o.network_id};
    return o;
}

bool names(const std::vector<std::string>& given, const std::string& option)
{
    return std::any_of(given.begin(), given.end(),
                       [&](const std::string& a) { return a == option || a.rfind(option + '=', 0) == 0; });
}

}

bool asks_for_player(const std::vector<std::string>& given)
{
    return names(given, "--master") || names(given, "--openbridge");
}

player_options parse_player_options(const std::vector<std::string>& given)
{
    if (!names(given, "--master"))
        return read_bridge(given);
    if (names(given, "--openbridge"))
        throw usage_error{"--master and --openbridge: one of them"};
    return read_master(given);
}

std::string player_usage()
{
    std::ostringstream out;
    out << "hblink-sim --master [ADDRESS:]PORT --passphrase P [options]\n"
           "Plays a HomeBrew server, for checking a link. Exit status: 0 somebody logged in, else 1.\n\n"
        << master_description()
        << "\nhblink-sim --openbridge [ADDRESS:]PORT --peer HOST:PORT --passphrase P --network-id N "
           "[options]\n"
           "Plays the other side of an OpenBridge trunk. Exit status: 0 it was heard well, else 1.\n\n"
        << bridge_description();
    return out.str();
}

}
