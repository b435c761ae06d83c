// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/random.hpp"
#include "hblink/core/time.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/wire/address.hpp"
#include "hblink/wire/digest.hpp"
#include "hblink/wire/homebrew.hpp"

#include <array>
#include <cstdint>
#include <string_view>

namespace hblink::core {

// The challenge of a login, without any state: the salt is computed from who asks and when, so a flood of
// forged RPTL costs no memory and pushes nobody out (spec hbp.md, "RPTL").
class challenge
{
public:
    explicit challenge(random_source&);

    // What RPTL is answered with: the same for the same endpoint within an epoch of 60 s.
    wire::salt salt(dmr::repeater_id, const wire::endpoint&, time_point now);

    // The salts that a digest may be made with now: of this epoch and of the one before.
    std::array<wire::salt, 2> valid_salts(dmr::repeater_id, const wire::endpoint&, time_point now);

    // Whether `proof` is the answer to that salt with that passphrase. In constant time.
    bool proves(std::span<const std::byte, 32> proof, const wire::salt&, std::string_view passphrase);

private:
    wire::salt salt_of_epoch(dmr::repeater_id, const wire::endpoint&, std::int64_t epoch);

    wire::keyed_hash hash_;
    wire::sha256 sha256_;
};

}
