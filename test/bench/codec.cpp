// SPDX-License-Identifier: GPL-3.0-or-later
// bench_codec: how long the codec takes, as JSON: {operation: {"median", "least", "most"}}, in nanoseconds.
// All operations are measured in turn, again and again, so that a machine that is busy for a while is so for
// all.
#include <boost/json.hpp>

#include <algorithm>
#include <chrono>
#include <iostream>
#include <vector>

#include "bench/codec_operations.hpp"

using namespace hblink::bench;

namespace {

constexpr int rounds = 41;
constexpr std::size_t operations_a_round = 5'000;

double nanoseconds(const codec_operation& operation)
{
    const auto start = std::chrono::steady_clock::now();
    repeat(operation, operations_a_round);
    const std::chrono::duration<double, std::nano> took = std::chrono::steady_clock::now() - start;
    return took.count() / static_cast<double>(operations_a_round);
}

}

int main()
{
    const auto operations = codec_operations();
    std::vector<std::vector<double>> took(operations.size());
    for (int round = 0; round < rounds; ++round)
        for (std::size_t i = 0; i < operations.size(); ++i)
            took[i].push_back(nanoseconds(operations[i]));
    boost::json::object out;
    for (std::size_t i = 0; i < operations.size(); ++i) {
        std::sort(took[i].begin(), took[i].end());
        out[operations[i].name] = {
            {"median", took[i][rounds / 2]}, {"least", took[i].front()}, {"most", took[i].back()}};
    }
    std::cout << out << '\n';
}
