// SPDX-License-Identifier: GPL-3.0-or-later
// Plays a fuzzer's corpus, or single inputs, without libFuzzer: any compiler, and part of ./dev test.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

// Files, and those in folders, in the order of their names.
std::vector<std::filesystem::path> inputs_in(int argc, char** argv)
{
    std::vector<std::filesystem::path> files;
    for (int i = 1; i < argc; ++i) {
        if (!std::filesystem::is_directory(argv[i]))
            files.emplace_back(argv[i]);
        else
            for (const auto& entry : std::filesystem::directory_iterator{argv[i]})
                files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    return files;
}

// False: it cannot be read.
bool replay(const std::filesystem::path& file)
{
    std::ifstream in{file, std::ios::binary};
    if (!in)
        return false;
    const std::string text{std::istreambuf_iterator<char>{in}, {}};
    std::fprintf(stderr, "%s\n", file.c_str()); // the last one named is the one that failed
    LLVMFuzzerTestOneInput(reinterpret_cast<const std::uint8_t*>(text.data()), text.size());
    return true;
}

}

int main(int argc, char** argv)
try {
    const auto files = inputs_in(argc, argv);
    if (files.empty()) {
        std::fprintf(stderr, "no inputs: name files or folders\n");
        return 1;
    }
    for (const auto& file : files)
        if (!replay(file)) {
            std::fprintf(stderr, "%s: cannot be read\n", file.c_str());
            return 1;
        }
    std::fprintf(stderr, "%zu inputs replayed\n", files.size());
    return 0;
} catch (const std::exception& e) {
    std::fprintf(stderr, "%s\n", e.what());
    return 1;
}
