// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "dice.hpp"
#include "messages.hpp"
#include "scene.hpp"

namespace hblink::simulation {

// What repeaters ask for by RPTO: mostly one or two talkgroups; some want a range, some everything or
// nothing on a slot, some have their own words for them (mostly those who are trusted: of others it means
// nothing), and some make mistakes. An empty text: it never asks.
wish random_wish(dice&, const scene&, bool trusted);

}
