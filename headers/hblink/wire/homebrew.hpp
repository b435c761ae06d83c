// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/dmr/burst.hpp"
#include "hblink/dmr/ids.hpp"

#include <boost/system/result.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>
#include <variant>
#include <vector>

// The HomeBrew protocol's datagrams (spec hbp.md and real-clients.md): views that point into the received
// bytes, and writers that fill small arrays. Nothing here allocates but write_options.
namespace hblink::wire {

using bytes = std::span<const std::byte>;
using salt = std::array<std::byte, 4>;
using digest = std::array<std::byte, 32>;

enum class message_error
{
    empty = 1, // a datagram of zero bytes
    too_short, // a known message, but bytes are missing
    unknown,   // no message of this protocol
    quiet      // known not to concern us: RPTG, RPTINTR, RPTRSSI, DTC... (spec real-clients.md)
};
boost::system::error_code make_error_code(message_error) noexcept;

// The id that `hblinkd health` asks with, to be refused: nobody logs in with it (radioid.net's end below
// 10,000,000).
inline constexpr dmr::repeater_id health_check_id{0xFFFF'FFFF};

// --- Client to server ------------------------------------------------------------------------------

struct login_request // RPTL
{
    dmr::repeater_id id;
};

struct challenge_answer // RPTK
{
    dmr::repeater_id id;
    std::span<const std::byte, 32> proof; // SHA-256(salt, passphrase)
};

struct description_report // RPTC; station.hpp reads the fields
{
    dmr::repeater_id id;
    bytes fields; // what follows the id, of any length (quirks.md 11)
};

struct options_request // RPTO
{
    dmr::repeater_id id;
    std::string_view text; // at most 300 bytes, cut at the first NUL
};

struct keep_alive // RPTPING
{
    dmr::repeater_id id;
};

struct goodbye // RPTCL
{
    dmr::repeater_id id;
};

// DMRA and DMRG. Two of their three layouts carry the repeater's id, one does not; only the session that
// the sender's address belongs to can tell (spec real-clients.md).
struct talker_alias // DMRA, 15 or 19 bytes
{
    bytes body; // what follows "DMRA"
};

struct position // DMRG, 14 or 18 bytes
{
    bytes body; // what follows "DMRG"
};

inline constexpr std::size_t dmrd_least = 53; // without BER and RSSI
inline constexpr std::size_t dmrd_size = 55;  // what repeaters and links are sent
using dmrd_bytes = std::array<std::byte, dmrd_size>;

// One DMR burst with its header. The view lives as long as the datagram that it points into.
class dmrd
{
public:
    explicit dmrd(bytes datagram) noexcept : data_{datagram} {} // of dmrd_least bytes or more

    std::uint8_t sequence() const noexcept { return at(4); }
    dmr::radio_id source() const noexcept { return dmr::radio_id{u24(5)}; }
    std::uint32_t destination() const noexcept { return u24(8); } // talkgroup or radio id
    dmr::repeater_id id() const noexcept { return dmr::repeater_id{u32(11)}; }
    std::uint8_t bits() const noexcept { return at(15); }
    dmr::slot slot() const noexcept { return (bits() & 0x80) != 0 ? dmr::slot::two : dmr::slot::one; }
    dmr::call_type call() const noexcept
    {
        return (bits() & 0x40) != 0 ? dmr::call_type::unit : dmr::call_type::group;
    }
    dmr::frame_type frame() const noexcept { return dmr::frame_type((bits() >> 4) & 3); }
    dmr::data_type data() const noexcept { return dmr::data_type(bits() & 0x0F); } // with data_sync only
    bool is_terminator() const noexcept
    {
        return frame() == dmr::frame_type::data_sync && data() == dmr::data_type::terminator_with_lc;
    }
    bool is_voice_sync() const noexcept { return frame() == dmr::frame_type::voice_sync; }
    // A stream that begins with such a frame is a data call.
    bool begins_data_call() const noexcept
    {
        return frame() == dmr::frame_type::data_sync && !dmr::belongs_to_voice(data());
    }
    dmr::stream_id stream() const noexcept { return dmr::stream_id{u32(16)}; }
    dmr::burst payload() const noexcept { return data_.subspan<20, dmr::burst_size>(); }
    // Present in datagrams of 55 bytes and more.
    std::optional<std::uint8_t> bit_errors() const noexcept;
    std::optional<std::uint8_t> rssi() const noexcept;

    // The datagram as a repeater gets it: 55 bytes, padded with zeros or cut.
    dmrd_bytes to_55_bytes() const noexcept;
    bytes datagram() const noexcept { return data_; }

private:
    std::uint8_t at(std::size_t i) const noexcept { return std::to_integer<std::uint8_t>(data_[i]); }
    std::uint32_t u24(std::size_t i) const noexcept
    {
        return std::uint32_t{at(i)} << 16 | std::uint32_t{at(i + 1)} << 8 | at(i + 2);
    }
    std::uint32_t u32(std::size_t i) const noexcept { return std::uint32_t{at(i)} << 24 | u24(i + 1); }

    bytes data_;
};

using client_message = std::variant<dmrd, keep_alive, login_request, challenge_answer, description_report,
                                    options_request, goodbye, talker_alias, position>;

// A whole DMRD: nearly all datagrams are one, so it is looked for first.
constexpr bool is_burst(bytes datagram) noexcept
{
    return datagram.size() >= dmrd_least && datagram[0] == std::byte{'D'} && datagram[1] == std::byte{'M'} &&
           datagram[2] == std::byte{'R'} && datagram[3] == std::byte{'D'};
}

// Recognises a client's datagram by its leading bytes. Fails with a message_error.
boost::system::result<client_message> parse_client_message(bytes datagram);

// --- Server to client ------------------------------------------------------------------------------

struct acknowledgement // RPTACK with an id or, as the answer to RPTL, a salt: only the state tells which
{
    std::array<std::byte, 4> value;
};

struct refusal // MSTNAK
{};
struct pong // MSTPONG
{};
struct server_goodbye // MSTCL, with or without an id
{};

using server_message = std::variant<dmrd, acknowledgement, refusal, pong, server_goodbye>;

// Recognises a server's datagram. Ids are not looked at, as in MMDVM programs. Fails with a message_error.
boost::system::result<server_message> parse_server_message(bytes datagram);

// --- Writers ---------------------------------------------------------------------------------------

std::array<std::byte, 10> write_challenge(const salt&) noexcept;            // RPTACK salt
std::array<std::byte, 10> write_acknowledgement(dmr::repeater_id) noexcept; // RPTACK id
std::array<std::byte, 10> write_refusal(dmr::repeater_id) noexcept;         // MSTNAK id
std::array<std::byte, 11> write_pong(dmr::repeater_id) noexcept;            // MSTPONG id
std::array<std::byte, 9> write_server_goodbye(dmr::repeater_id) noexcept;   // MSTCL id

std::array<std::byte, 8> write_login_request(dmr::repeater_id) noexcept;                    // RPTL
std::array<std::byte, 40> write_challenge_answer(dmr::repeater_id, const digest&) noexcept; // RPTK
std::array<std::byte, 11> write_keep_alive(dmr::repeater_id) noexcept;                      // RPTPING
std::array<std::byte, 9> write_goodbye(dmr::repeater_id) noexcept;                          // RPTCL

// RPTO, not padded (spec links.md). The text is cut at 300 bytes.
std::vector<std::byte> write_options(dmr::repeater_id, std::string_view text);

// What a DMRD's header says; the writer's input.
struct dmrd_header
{
    std::uint8_t sequence{};
    dmr::radio_id source;
    std::uint32_t destination{};
    dmr::repeater_id id;
    dmr::slot slot{dmr::slot::one};
    dmr::call_type call{dmr::call_type::group};
    dmr::frame_type frame{dmr::frame_type::voice};
    std::uint8_t detail{}; // data type, or the burst's place in the superframe: 0..15
    dmr::stream_id stream;
};
dmrd_bytes write_dmrd(const dmrd_header&, dmr::burst payload, std::uint8_t bit_errors = 0,
                      std::uint8_t rssi = 0) noexcept;

// Overwrite fields of a DMRD's header.
void set_repeater_id(std::span<std::byte> datagram, dmr::repeater_id id) noexcept;
void set_source(std::span<std::byte> datagram, dmr::radio_id) noexcept;
void set_destination(std::span<std::byte> datagram, std::uint32_t) noexcept; // talkgroup or radio id
void set_slot(std::span<std::byte> datagram, dmr::slot) noexcept;

}

template <>
struct boost::system::is_error_code_enum<hblink::wire::message_error> : std::true_type
{};
