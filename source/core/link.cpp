// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/link.hpp"

#include <utility>

namespace hblink::core {
link::link(link_id n, config::link_settings s, std::array<dmr::talkgroup_set, 2> carried)
    : connection{connection_kind::link},
      number{n},
      settings{std::move(s)},
      wanted{std::move(carried)},
      login{settings.radio_id, settings.passphrase, settings.station, settings.options}
{
    id = settings.radio_id;
    number_of_kind = static_cast<std::uint32_t>(number);
    rewrite_id = true;
    relays = true;
    own_slots();
}

}
