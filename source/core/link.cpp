// SPDX-License-Identifier: GPL-3.0-or-later
#include "hblink/core/link.hpp"

#include "hblink/config/link_options.hpp"

#include <utility>

namespace hblink::core {
namespace {

// A link asks a peer for what it likes; here nothing but memory limits it.
constexpr unsigned most_talkgroups = 20'000;

}

link::link(link_id n, config::link_settings s)
    : connection{connection_kind::link},
      number{n},
      settings{std::move(s)},
      wanted{config::link_talkgroups(settings.options, most_talkgroups)},
      login{settings.radio_id, settings.passphrase, settings.station, settings.options}
{
    id = settings.radio_id;
    rewrite_id = true;
    relays = true;
    own_slots();
}

}
