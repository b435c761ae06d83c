// SPDX-License-Identifier: GPL-3.0-or-later
// What a browser sends on its WebSocket, in portions of any size.
#include "hblink/web/websocket.hpp"

#include <string>
#include <string_view>
#include <vector>

#include "fuzz/input.hpp"
#include "fuzz/require.hpp"
#include "support/websocket_frames.hpp"

namespace {

using namespace hblink;
using fuzz::require;
using what = web::frame_reader::what;

struct outcome
{
    std::vector<what> frames;
    std::string payloads;
    web::close_code code{web::close_code::normal};
    friend bool operator==(const outcome&, const outcome&) = default;
};

outcome read(std::string_view sent, std::string_view cuts)
{
    web::frame_reader r;
    outcome o;
    std::string received;
    for (std::size_t i = 0; !sent.empty(); ++i) {
        const std::size_t portion =
            cuts.empty() ? sent.size() : std::size_t{1} + static_cast<unsigned char>(cuts[i % cuts.size()]);
        received += sent.substr(0, portion);
        sent.remove_prefix(std::min(portion, sent.size()));
        for (what w; (w = r.take(received)) != what::needs_more;) {
            o.frames.push_back(w);
            if (w == what::refused) {
                o.code = r.code();
                return o;
            }
            require(r.payload().size() <= web::frame_reader::longest_payload, "a payload is short");
            o.payloads += r.payload();
        }
        require(received.size() < web::frame_reader::longest_frame, "what is kept is bounded");
    }
    return o;
}

}

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    fuzz::input in{data, size};
    const std::string_view cuts = in.text_until('\n');
    const std::string_view sent = in.rest();
    const outcome whole = read(sent, "");
    require(whole == read(sent, cuts), "frames are the same in any portions");
    require((whole.code != web::close_code::normal) ==
                (!whole.frames.empty() && whole.frames.back() == what::refused),
            "a refusal has a reason");

    // What we send is read by whoever reads as the standard says.
    const std::string frame = web::frame_of(web::frame::text, sent);
    const auto found = test::frames_in(frame);
    require(found.size() == 1 && found[0].first == 0x81 && found[0].payload == sent,
            "a frame is one message");
    if (sent.size() <= web::frame_reader::longest_payload) {
        std::string masked = test::browser_frame(0x89, sent);
        web::frame_reader r;
        require(r.take(masked) == what::ping && r.payload() == sent && masked.empty(),
                "a ping is understood");
    }
    return 0;
}
