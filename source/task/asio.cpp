// SPDX-License-Identifier: GPL-3.0-or-later
// Boost.Asio itself, compiled once (BOOST_ASIO_SEPARATE_COMPILATION) instead of into every file that uses it.
#include <boost/asio/impl/src.hpp>
