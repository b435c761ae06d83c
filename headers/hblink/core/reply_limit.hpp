// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/random.hpp"
#include "hblink/core/time.hpp"
#include "hblink/wire/address.hpp"
#include "hblink/wire/digest.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <span>
#include <vector>

namespace hblink::core {

// Token buckets for answers to strangers, one set for each kind, so that the server cannot be used to
// flood a third party, and voice from strangers cannot starve the logins behind the same NAT (spec
// hbp.md, "Answers to strangers"). A fixed number of buckets, chosen by a keyed hash of the source (IPv4
// address, IPv6 /64): collisions share a bucket, nothing is ever evicted.
class reply_limit
{
public:
    enum class kind : std::uint8_t
    {
        challenge, // RPTACK with a salt
        refusal,   // MSTNAK
        guess      // wrong answers to a challenge: apart, or voice from strangers would starve logins
    };
    static constexpr std::size_t kinds = 3;

    reply_limit(unsigned per_second, unsigned burst, std::vector<wire::network> exempt, random_source&);

    // What was used up before counts on.
    void change(unsigned per_second, unsigned burst, std::vector<wire::network> exempt);

    // Takes a token. False: none is left, do not answer.
    bool take(kind, const wire::address& source, time_point now);
    // Whether take would succeed.
    bool available(kind, const wire::address& source, time_point now);

private:
    static constexpr std::size_t buckets = 65536;

    bool is_exempt(const wire::address&) const noexcept;
    duration& bucket(kind, const wire::address&);

    duration interval_{};  // between two tokens
    duration tolerance_{}; // how far a bucket may run ahead of the time: the burst
    std::vector<wire::network> exempt_;
    wire::keyed_hash hash_;
    // When each bucket will be full again ("generic cell rate algorithm"): one number is the whole bucket.
    // From std::calloc: the zeros of so large a block cost no memory until a bucket is used.
    struct release
    {
        void operator()(duration* d) const noexcept { std::free(d); }
    };
    using row = std::unique_ptr<duration[], release>;
    static row make_row();
    std::array<row, kinds> full_at_;
};

}
