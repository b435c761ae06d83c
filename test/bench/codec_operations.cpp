// SPDX-License-Identifier: GPL-3.0-or-later
#include "bench/codec_operations.hpp"

#include "hblink/dmr/bptc.hpp"
#include "hblink/dmr/data_header.hpp"
#include "hblink/dmr/embedded.hpp"
#include "hblink/dmr/full_link_control.hpp"
#include "hblink/dmr/slot_type.hpp"
#include "hblink/dmr/talker_alias.hpp"
#include "hblink/wire/openbridge.hpp"

#include <array>

namespace hblink::bench {

namespace {

using namespace dmr;

using burst_bytes = std::array<std::byte, burst_size>;

// Nothing here is known when it is compiled, and nothing of the results is thrown away.
link_control lc = link_control::voice(flco::group_voice, 0, 0x20, 91, radio_id{3120001});
burst_bytes header = lc_burst(lc, data_type::voice_lc_header, 1);
std::array<std::byte, block_size> block = decode_bptc(header).data;
fragments embedded = encode_embedded(lc);
burst_bytes out{};
volatile bool sink = false;

burst_bytes damaged_header()
{
    burst_bytes b = header;
    b[3] ^= std::byte{4};
    return b;
}
burst_bytes damaged = damaged_header();

fragments damaged_fragments()
{
    fragments f = embedded;
    f[1] ^= 4;
    return f;
}
fragments damaged_embedded = damaged_fragments();

burst_bytes data_burst()
{
    burst_bytes b{};
    write_data_header({.group = true,
                       .response_requested = false,
                       .format = data_format::confirmed,
                       .sap = 4,
                       .blocks = 5,
                       .destination = 91,
                       .source = radio_id{3120001}},
                      b);
    return b;
}
burst_bytes data = data_burst();

// "DL1ABC", and more to come.
std::array<std::byte, alias_part_size> alias_header{std::byte{0x40 | 27 << 1},
                                                    std::byte{'D'},
                                                    std::byte{'L'},
                                                    std::byte{'1'},
                                                    std::byte{'A'},
                                                    std::byte{'B'},
                                                    std::byte{'C'}};

void read_alias()
{
    alias_assembly alias;
    alias.add(flco::talker_alias_header, alias_header);
    sink = alias.text().empty();
}

wire::openbridge_seal seal{"passphrase"};

wire::openbridge_bytes signed_frame()
{
    wire::openbridge_bytes f{std::byte{'D'}, std::byte{'M'}, std::byte{'R'}, std::byte{'D'}};
    seal.sign(f);
    return f;
}
wire::openbridge_bytes frame = signed_frame();

constexpr std::array operations{
    codec_operation{"decode BPTC", [] { sink = decode_bptc(header).good; }},
    codec_operation{"encode BPTC", [] { encode_bptc(block, out); }},
    codec_operation{"decode voice header",
                    [] { sink = read_full_link_control(header, data_type::voice_lc_header).has_value(); }},
    codec_operation{"decode voice header, a wrong bit",
                    [] { sink = read_full_link_control(damaged, data_type::voice_lc_header).has_value(); }},
    codec_operation{"encode voice header",
                    [] { write_full_link_control(lc, data_type::voice_lc_header, out); }},
    codec_operation{"whole terminator", [] { out = terminator_burst(lc, 1); }},
    codec_operation{"encode embedded", [] { embedded = encode_embedded(lc); }},
    codec_operation{"decode embedded", [] { sink = decode_embedded(embedded).has_value(); }},
    codec_operation{"decode embedded, a wrong bit",
                    [] { sink = decode_embedded(damaged_embedded).has_value(); }},
    codec_operation{"write a fragment", [] { write_fragment(embedded[2], out); }},
    codec_operation{"read slot type", [] { sink = read_slot_type(header).has_value(); }},
    codec_operation{"decode data header", [] { sink = read_data_header(data).has_value(); }},
    codec_operation{"read alias", read_alias},
    codec_operation{"sign trunk frame", [] { seal.sign(frame); }},
    codec_operation{"check trunk frame", [] { sink = seal.is_genuine(frame); }},
};

}

std::span<const codec_operation> codec_operations() { return operations; }

void repeat(const codec_operation& operation, std::size_t count)
{
    for (std::size_t i = 0; i < count; ++i)
        operation.once();
}

}
