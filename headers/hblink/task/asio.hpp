// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace boost::asio {}

namespace hblink {
namespace asio = boost::asio;
}
