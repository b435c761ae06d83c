// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/wire/homebrew.hpp"

#include <algorithm>
#include <string>

namespace hblink::wire {

namespace {

class message_category final : public boost::system::error_category
{
public:
    const char* name() const noexcept override { return "hblink.message"; }
    std::string message(int code) const override
    {
        switch (message_error(code)) {
        case message_error::empty:
            return "empty datagram";
        case message_error::too_short:
            return "message too short";
        case message_error::unknown:
            return "unknown message";
        case message_error::quiet:
            return "message that does not concern us";
        }
        return "unknown message error";
    }
};

constexpr std::size_t longest_options = 300;

std::string_view as_text(bytes b) noexcept { return {reinterpret_cast<const char*>(b.data()), b.size()}; }

dmr::repeater_id id_at(bytes datagram, std::size_t offset) noexcept
{
    std::uint32_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
        value = value << 8 | std::to_integer<std::uint32_t>(datagram[offset + i]);
    return dmr::repeater_id{value};
}

// Where a writer is in its array.
class cursor
{
public:
    explicit cursor(std::span<std::byte> out) noexcept : out_{out} {}

    cursor& text(std::string_view t) noexcept
    {
        for (const char c : t)
            byte(static_cast<std::uint8_t>(c));
        return *this;
    }
    cursor& raw(bytes b) noexcept
    {
        std::copy(b.begin(), b.end(), out_.begin());
        out_ = out_.subspan(b.size());
        return *this;
    }
    cursor& u24(std::uint32_t v) noexcept
    {
        return byte(static_cast<std::uint8_t>(v >> 16))
            .byte(static_cast<std::uint8_t>(v >> 8))
            .byte(static_cast<std::uint8_t>(v));
    }
    cursor& u32(std::uint32_t v) noexcept { return byte(static_cast<std::uint8_t>(v >> 24)).u24(v); }
    cursor& byte(std::uint8_t v) noexcept
    {
        out_[0] = std::byte{v};
        out_ = out_.subspan(1);
        return *this;
    }

private:
    std::span<std::byte> out_;
};

template <std::size_t Size>
std::array<std::byte, Size> tag_and_id(std::string_view tag, dmr::repeater_id id) noexcept
{
    std::array<std::byte, Size> out;
    cursor{out}.text(tag).u32(id.value());
    return out;
}

options_request read_options(bytes datagram) noexcept
{
    std::string_view text = as_text(datagram.subspan(8));
    text = text.substr(0, longest_options);
    return {id_at(datagram, 4), text.substr(0, text.find('\0'))};
}

// The RPT… messages. RPTCL comes before RPTC, whose tag it begins with.
boost::system::result<client_message> parse_rpt(bytes d)
{
    const std::string_view text = as_text(d);
    if (text.starts_with("RPTP")) { // the first four bytes are enough (spec quirks.md 19)
        if (d.size() < 11)
            return message_error::too_short;
        return keep_alive{id_at(d, 7)};
    }
    if (text.starts_with("RPTL")) {
        if (d.size() < 8)
            return message_error::too_short;
        return login_request{id_at(d, 4)};
    }
    if (text.starts_with("RPTK")) {
        if (d.size() < 40)
            return message_error::too_short;
        return challenge_answer{id_at(d, 4), d.subspan<8, 32>()};
    }
    if (text.starts_with("RPTCL")) {
        if (d.size() < 9)
            return message_error::too_short;
        return goodbye{id_at(d, 5)};
    }
    if (text.starts_with("RPTC")) {
        if (d.size() < 8)
            return message_error::too_short;
        return description_report{id_at(d, 4), d.subspan(8)};
    }
    if (text.starts_with("RPTO")) {
        if (d.size() < 8)
            return message_error::too_short;
        return read_options(d);
    }
    if (text.starts_with("RPTG") || text.starts_with("RPTINTR") || text.starts_with("RPTRSSI"))
        return message_error::quiet;
    return message_error::unknown;
}

}

boost::system::error_code make_error_code(message_error e) noexcept
{
    static const message_category category;
    return {static_cast<int>(e), category};
}

std::optional<std::uint8_t> dmrd::bit_errors() const noexcept
{
    return data_.size() >= dmrd_size ? std::optional{at(53)} : std::nullopt;
}

std::optional<std::uint8_t> dmrd::rssi() const noexcept
{
    return data_.size() >= dmrd_size ? std::optional{at(54)} : std::nullopt;
}

dmrd_bytes dmrd::to_55_bytes() const noexcept
{
    dmrd_bytes out{};
    const bytes kept = data_.first(std::min(data_.size(), dmrd_size));
    std::copy(kept.begin(), kept.end(), out.begin());
    return out;
}

boost::system::result<client_message> parse_client_message(bytes datagram)
{
    if (datagram.empty())
        return message_error::empty;
    const std::string_view text = as_text(datagram);
    if (text.starts_with("DMRD")) {
        if (datagram.size() < dmrd_least)
            return message_error::too_short;
        return dmrd{datagram};
    }
    if (text.starts_with("RPT"))
        return parse_rpt(datagram);
    // A talker alias or position of another length is of no use, and of no harm (spec real-clients.md).
    if (text.starts_with("DMRA")) {
        if (datagram.size() != 15 && datagram.size() != 19)
            return message_error::quiet;
        return talker_alias{datagram.subspan(4)};
    }
    if (text.starts_with("DMRG")) {
        if (datagram.size() != 14 && datagram.size() != 18)
            return message_error::quiet;
        return position{datagram.subspan(4)};
    }
    if (text.starts_with("DTC"))
        return message_error::quiet;
    return message_error::unknown;
}

boost::system::result<server_message> parse_server_message(bytes datagram)
{
    if (datagram.empty())
        return message_error::empty;
    const std::string_view text = as_text(datagram);
    if (text.starts_with("DMRD")) {
        if (datagram.size() < dmrd_least)
            return message_error::too_short;
        return dmrd{datagram};
    }
    if (text.starts_with("RPTACK")) {
        if (datagram.size() < 10)
            return message_error::too_short;
        acknowledgement a{};
        std::copy_n(datagram.begin() + 6, a.value.size(), a.value.begin());
        return a;
    }
    // MMDVM programs look at these tags only, so a server may leave out the id (spec real-clients.md).
    if (text.starts_with("MSTNAK"))
        return refusal{};
    if (text.starts_with("MSTPONG"))
        return pong{};
    if (text.starts_with("MSTCL"))
        return server_goodbye{};
    return message_error::unknown;
}

std::array<std::byte, 10> write_challenge(const salt& s) noexcept
{
    std::array<std::byte, 10> out;
    cursor{out}.text("RPTACK").raw(s);
    return out;
}

std::array<std::byte, 10> write_acknowledgement(dmr::repeater_id id) noexcept
{
    return tag_and_id<10>("RPTACK", id);
}

std::array<std::byte, 10> write_refusal(dmr::repeater_id id) noexcept { return tag_and_id<10>("MSTNAK", id); }

std::array<std::byte, 11> write_pong(dmr::repeater_id id) noexcept { return tag_and_id<11>("MSTPONG", id); }

std::array<std::byte, 9> write_server_goodbye(dmr::repeater_id id) noexcept
{
    return tag_and_id<9>("MSTCL", id);
}

std::array<std::byte, 8> write_login_request(dmr::repeater_id id) noexcept
{
    return tag_and_id<8>("RPTL", id);
}

std::array<std::byte, 40> write_challenge_answer(dmr::repeater_id id, const digest& proof) noexcept
{
    std::array<std::byte, 40> out;
    cursor{out}.text("RPTK").u32(id.value()).raw(proof);
    return out;
}

std::array<std::byte, 11> write_keep_alive(dmr::repeater_id id) noexcept
{
    return tag_and_id<11>("RPTPING", id);
}

std::array<std::byte, 9> write_goodbye(dmr::repeater_id id) noexcept { return tag_and_id<9>("RPTCL", id); }

std::vector<std::byte> write_options(dmr::repeater_id id, std::string_view text)
{
    text = text.substr(0, longest_options);
    std::vector<std::byte> out(8 + text.size());
    cursor{out}.text("RPTO").u32(id.value()).text(text);
    return out;
}

dmrd_bytes write_dmrd(const dmrd_header& h, dmr::burst payload, std::uint8_t bit_errors,
                      std::uint8_t rssi) noexcept
{
    const unsigned bits = (h.slot == dmr::slot::two ? 0x80u : 0u) |
                          (h.call == dmr::call_type::unit ? 0x40u : 0u) |
                          static_cast<unsigned>(h.frame) << 4 | (h.detail & 0x0Fu);
    dmrd_bytes out;
    cursor{out}
        .text("DMRD")
        .byte(h.sequence)
        .u24(h.source.value())
        .u24(h.destination)
        .u32(h.id.value())
        .byte(static_cast<std::uint8_t>(bits))
        .u32(h.stream.value())
        .raw(payload)
        .byte(bit_errors)
        .byte(rssi);
    return out;
}

void set_repeater_id(std::span<std::byte> datagram, dmr::repeater_id id) noexcept
{
    cursor{datagram.subspan(11, 4)}.u32(id.value());
}

void set_source(std::span<std::byte> datagram, dmr::radio_id source) noexcept
{
    cursor{datagram.subspan(5, 3)}.u24(source.value());
}

void set_destination(std::span<std::byte> datagram, std::uint32_t destination) noexcept
{
    cursor{datagram.subspan(8, 3)}.u24(destination);
}

void set_slot(std::span<std::byte> datagram, dmr::slot s) noexcept
{
    constexpr std::byte slot_two{0x80};
    datagram[15] = s == dmr::slot::two ? datagram[15] | slot_two : datagram[15] & ~slot_two;
}

}
