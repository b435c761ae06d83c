// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/talker.hpp"

#include "hblink/core/connection.hpp"

#include <string>

namespace hblink::core {
namespace {

constexpr std::size_t id_size = 4;
constexpr std::size_t radio_size = 3;
constexpr std::size_t data_size = 7; // of a link control without opcode and feature set

std::uint32_t number(wire::bytes big_endian) noexcept
{
    std::uint32_t n = 0;
    for (const std::byte b : big_endian)
        n = n << 8 | std::to_integer<std::uint32_t>(b);
    return n;
}

// What follows the repeater's id, if it is there: one of three layouts has none.
wire::bytes without_id(wire::bytes body, dmr::repeater_id sender) noexcept
{
    const bool named = body.size() > id_size && number(body.first(id_size)) == sender.value();
    return named ? body.subspan(id_size) : body;
}

}

std::optional<talker_block> read_talker_alias(wire::bytes body, dmr::repeater_id sender) noexcept
{
    const wire::bytes rest = without_id(body, sender);
    if (rest.size() <= radio_size + 1)
        return std::nullopt;
    const auto type = std::to_integer<std::uint8_t>(rest[radio_size]);
    if (type > 3) // 0 is the header, 1 to 3 are the blocks
        return std::nullopt;
    const auto first = static_cast<std::uint8_t>(dmr::flco::talker_alias_header);
    const wire::bytes data = rest.subspan(radio_size + 1);
    return talker_block{dmr::radio_id{number(rest.first(radio_size))}, static_cast<dmr::flco>(first + type),
                        data.first(std::min(data.size(), data_size))};
}

std::optional<talker_block> read_position(wire::bytes body, dmr::repeater_id sender) noexcept
{
    const wire::bytes rest = without_id(body, sender);
    if (rest.size() < radio_size + data_size)
        return std::nullopt; // DMRGateway's cut one: half a position is none
    return talker_block{dmr::radio_id{number(rest.first(radio_size))}, dmr::flco::gps,
                        rest.subspan(radio_size, data_size)};
}

void talker_reader::read_header(stream& s, const wire::dmrd& burst, time_point now)
{
    if (burst.data() != dmr::data_type::voice_lc_header || s.link_control.from_header())
        return;
    const auto lc = s.link_control.read_whole(burst.data(), burst.payload());
    if (!lc)
        return doubt(s, link_control_doubt::unreadable, lc, now);
    if (s.link_control.from_header())
        for (rendition& r : s.renditions)
            r.encoded = false; // now the options are known
    hold_against_call(s, *lc, now);
}

void talker_reader::hold_against_call(stream& s, const dmr::link_control& lc, time_point now)
{
    if (lc.opcode() != opcode_of(s.call.call))
        return doubt(s, link_control_doubt::impossible, lc, now);
    if (lc.destination() != s.received.talkgroup || lc.source() != s.call.source)
        doubt(s, link_control_doubt::contradicts, lc, now);
}

void talker_reader::doubt(stream& s, link_control_doubt what, const std::optional<dmr::link_control>& lc,
                          time_point now)
{
    const auto bit = static_cast<std::uint8_t>(1U << static_cast<unsigned>(what));
    if ((s.doubts & bit) != 0)
        return;
    s.doubts = static_cast<std::uint8_t>(s.doubts | bit);
    events_.on(link_control_doubted{*s.slot->owner, *s.slot, what, lc}, now);
}

// From the voice itself.
void talker_reader::take(stream& s, const dmr::link_control& lc, time_point now)
{
    if (lc.opcode() == dmr::flco::group_voice || lc.opcode() == dmr::flco::unit_voice)
        return hold_against_call(s, lc, now);
    take(s, talker_block{s.call.source, lc.opcode(), wire::bytes{lc.octets}.subspan(2)}, now);
}

void talker_reader::take(stream& s, const talker_block& block, time_point now)
{
    if (block.opcode == dmr::flco::gps) {
        const auto where = dmr::read_position(block.data);
        if (!where || where == s.position)
            return;
        s.position = where;
        return tell(s, now);
    }
    if (s.alias.add(block.opcode, block.data) && s.alias.complete())
        tell(s, now);
}

void talker_reader::tell(stream& s, time_point now)
{
    const std::string alias = s.alias.complete() ? s.alias.text() : std::string{};
    if (s.alias.complete() && alias.empty())
        doubt(s, link_control_doubt::alias, std::nullopt, now);
    if (alias.empty() && !s.position)
        return;
    users_.describe(s.call.source, alias, s.position, now);
    events_.on(talker_heard{*s.slot->owner, *s.slot, alias, s.position}, now);
}

}
