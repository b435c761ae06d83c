// SPDX-License-Identifier: GPL-3.0-or-later
// Prints the metrics of a server that there never was: something for promtool to check.
#include "hblink/observe/metrics_text.hpp"

#include <iostream>

#include "unit/observe/figures.hpp"

int main() { std::cout << hblink::observe::metrics_text(hblink::test::usual_figures()); }
