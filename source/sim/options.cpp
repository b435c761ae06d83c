// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/sim/options.hpp"

#include "hblink/sim/arguments.hpp"
#include "hblink/sim/population.hpp"

#include <boost/program_options.hpp>

#include <algorithm>
#include <sstream>

namespace po = boost::program_options;

namespace hblink::sim {

namespace {

po::options_description description()
{
    po::options_description all{"Options", 100, 60};
    const auto text = [] { return po::value<std::string>(); };
    all.add_options()("help", "print this and exit")                                                        //
        ("server", text()->value_name("HOST:PORT"), "the server; [ADDRESS]:PORT for IPv6")                  //
        ("passphrase", text()->value_name("P"), "what the repeaters log in with")                           //
        ("repeaters", text()->value_name("N"), "how many repeaters, 1..20000 (12)")                         //
        ("first-id", text()->value_name("ID"), "repeater id of the first one, the others follow (3120001)") //
        ("talkgroup", text()->value_name("T[,T...]"), "talkgroups, dealt out to the repeaters (3120)")      //
        ("slot", text()->value_name("S"), "timeslot, 1 or 2 (2)")                                           //
        ("local", text()->value_name("S:T"), "every other repeater has its talkgroup as T on timeslot S")   //
        ("calls", text()->value_name("C"), "calls at the same time, at most one a talkgroup (1)")           //
        ("call-seconds", text()->value_name("D"), "length of a call's voice, 0.36..600 (10)")               //
        ("seconds", text()->value_name("D"), "length of the whole run, 1..1000000 (60)")                    //
        ("speed", text()->value_name("X"), "how much faster than real time, 0.1..20 (1)")                   //
        ("loss", text()->value_name("PCT"), "voice lost on the way to the server, percent (0)")             //
        ("jitter", text()->value_name("MS"), "voice delayed by up to this on the way to the server (0)")    //
        ("seed", text()->value_name("N"), "for loss, jitter and stream ids (1)")                            //
        ("json", text()->value_name("FILE"), "write the result there, too; - is standard output");
    return all;
}

local_channel read_local(const std::string& text)
{
    const std::size_t colon = std::min(text.find(':'), text.size());
    const auto slot = read_number<std::uint32_t>(text.substr(0, colon));
    const auto talkgroup = read_number<std::uint32_t>(text.substr(std::min(colon + 1, text.size())));
    if (!slot || (*slot != 1 && *slot != 2) || !talkgroup || *talkgroup == 0 ||
        *talkgroup > dmr::largest_24_bit)
        refuse_option("local", "must be timeslot:talkgroup, as 1:9, is \"" + text + '"');
    return {dmr::slot_at(*slot - 1), *talkgroup};
}

void check_together(const options& o)
{
    if (o.first_id > 0xFFFF'FFFFu - (o.repeaters - 1))
        throw usage_error{"--first-id is too large for so many --repeaters"};
    const std::size_t conversations = population{o.repeaters, o.talkgroups.size()}.conversations();
    if (o.calls > conversations)
        throw usage_error{"--calls must be at most " + std::to_string(conversations) +
                          ": one for each talkgroup that two --repeaters share"};
}

}

options parse_options(const std::vector<std::string>& given)
{
    const arguments a{given, description()};
    options o;
    o.server = read_server("server", a.needed_text("server"));
    o.passphrase = a.needed_text("passphrase");
    if (const auto talkgroups = a.text("talkgroup"))
        o.talkgroups = read_talkgroups(*talkgroups);
    a.number<std::uint32_t>("repeaters", 1, 20'000, o.repeaters);
    a.number<std::uint32_t>("first-id", 1, 0xFFFF'FFFF, o.first_id);
    std::uint32_t slot = 2;
    a.number<std::uint32_t>("slot", 1, 2, slot);
    o.slot = dmr::slot_at(slot - 1);
    if (const auto local = a.text("local"))
        o.local = read_local(*local);
    a.number<std::uint32_t>("calls", 0, 20'000, o.calls);
    a.number<double>("call-seconds", 0.36, 600, o.call_seconds);
    a.number<double>("seconds", 1, 1'000'000, o.seconds);
    a.number<double>("speed", 0.1, 20, o.speed);
    a.number<double>("loss", 0, 100, o.loss);
    a.number<double>("jitter", 0, 10'000, o.jitter);
    a.number<std::uint32_t>("seed", 0, 0xFFFF'FFFF, o.seed);
    o.json = a.text("json").value_or("");
    check_together(o);
    return o;
}

std::string usage()
{
    std::ostringstream out;
    out << "hblink-sim --server HOST:PORT --passphrase P [options]\n"
           "Plays repeaters that log in to a HomeBrew server and talk to each other.\n"
           "Exit status: 0 every burst arrived, 1 something is missing, 2 it could not start.\n\n"
        << description();
    return out.str();
}

}
