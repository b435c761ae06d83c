// SPDX-License-Identifier: GPL-3.0-or-later
// What any client, or stranger, sends to the server: what is understood can be written again, and is the
// same.
#include "fuzz/bytes.hpp"
#include "fuzz/require.hpp"

namespace {

using namespace hblink;
using fuzz::begins_with;
using fuzz::require;

void check(wire::bytes d, const wire::dmrd& m)
{
    require(m.datagram().data() == d.data() && m.datagram().size() == d.size(), "a burst is its datagram");
    require(m.source().value() <= dmr::largest_24_bit, "a radio id has 24 bits");
    require(m.destination() <= dmr::largest_24_bit, "a destination has 24 bits");
    require(m.bit_errors().has_value() == (d.size() >= wire::dmrd_size), "55 bytes have bit errors");
    require(m.rssi().has_value() == (d.size() >= wire::dmrd_size), "55 bytes have an RSSI");
    require(!(m.is_terminator() && m.is_voice_sync()), "a burst is of one kind");
    require(!(m.is_terminator() && m.begins_data_call()), "a terminator is voice");

    const wire::dmrd_header h{
        m.sequence(), m.source(), m.destination(), m.id(),
        m.slot(),     m.call(),   m.frame(),       static_cast<std::uint8_t>(m.bits() & 0x0F),
        m.stream()};
    wire::dmrd_bytes again =
        wire::write_dmrd(h, m.payload(), m.bit_errors().value_or(0), m.rssi().value_or(0));
    // Of 54 bytes the last one is passed on although it is half of a pair.
    wire::dmrd_bytes padded = m.to_55_bytes();
    if (d.size() == wire::dmrd_least + 1)
        padded[wire::dmrd_least] = std::byte{0};
    require(again == padded, "a burst that is written again is the same");

    wire::set_repeater_id(again, dmr::repeater_id{~m.id().value()});
    require(wire::dmrd{again}.id().value() == ~m.id().value(), "an id that is set is read");
    require(wire::dmrd{again}.stream() == m.stream(), "another id leaves the stream as it is");
}

void check(wire::bytes d, const wire::keep_alive& m)
{
    require(begins_with(d.subspan(7), wire::bytes{wire::write_keep_alive(m.id)}.subspan(7)),
            "a ping has its id");
}

void check(wire::bytes d, const wire::login_request& m)
{
    require(begins_with(d, wire::write_login_request(m.id)), "RPTL written again is the same");
}

void check(wire::bytes d, const wire::challenge_answer& m)
{
    wire::digest proof{};
    std::copy(m.proof.begin(), m.proof.end(), proof.begin());
    require(begins_with(d, wire::write_challenge_answer(m.id, proof)), "RPTK written again is the same");
}

void check(wire::bytes d, const wire::description_report& m)
{
    require(m.fields.data() == d.data() + 8 && m.fields.size() == d.size() - 8, "fields follow the id");
}

void check(wire::bytes d, const wire::options_request& m)
{
    require(m.text.size() <= 300, "options are limited");
    require(m.text.find('\0') == m.text.npos, "options end at the first NUL");
    require(begins_with(d, wire::write_options(m.id, m.text)), "RPTO written again is the same");
}

void check(wire::bytes d, const wire::goodbye& m)
{
    require(begins_with(d, wire::write_goodbye(m.id)), "RPTCL written again is the same");
}

void check(wire::bytes d, const wire::talker_alias& m)
{
    require(m.body.data() == d.data() + 4 && m.body.size() == d.size() - 4, "an alias follows its tag");
    require(m.body.size() >= 4, "an alias may have an id");
}

void check(wire::bytes d, const wire::position& m)
{
    require(m.body.data() == d.data() + 4 && m.body.size() == d.size() - 4, "a position follows its tag");
    require(m.body.size() >= 4, "a position may have an id");
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const wire::bytes d = fuzz::as_datagram(data, size);
    const auto parsed = wire::parse_client_message(d);
    if (parsed) {
        std::visit([&](const auto& m) { check(d, m); }, *parsed);
    } else {
        require((parsed.error() == wire::message_error::empty) == d.empty(), "nothing is empty but nothing");
        require(!parsed.error().message().empty(), "an error has a name");
    }
    return 0;
}
