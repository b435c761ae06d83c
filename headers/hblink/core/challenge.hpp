// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "hblink/core/random.hpp"
#include "hblink/core/time.hpp"
#include "hblink/dmr/ids.hpp"
#include "hblink/wire/address.hpp"
#include "hblink/wire/digest.hpp"
#include "hblink/wire/homebrew.hpp"

#include <chrono>
#include <span>
#include <string_view>

namespace hblink::core {

// The challenge of a login, without any state: the salt is computed from who asks and when, so a flood of
// forged RPTL costs no memory and pushes nobody out (spec hbp.md, "RPTL").
class challenge
{
public:
    explicit challenge(random_source&);

    // What RPTL is answered with: the same for the same endpoint within an epoch. A digest may be made with
    // the salt of this epoch or of the one before.
    static constexpr std::chrono::seconds epoch{60};
    wire::salt salt(dmr::repeater_id, const wire::endpoint&, time_point now);

    // Whether `proof` is the answer to that salt with that passphrase. In constant time.
    bool proves(std::span<const std::byte, 32> proof, const wire::salt&, std::string_view passphrase);

private:
    wire::keyed_hash hash_;
    wire::sha256 sha256_;
};

}
