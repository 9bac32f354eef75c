// The calls that a fuzzer found worth keeping, each file of tests/data/c_calls, and as many at random.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "tests/capi/call_sequence.hpp"
#include "tests/capi/handles.hpp"

TEST_SUITE("tho: sequences") {
  TEST_CASE("the corpus") {
    const pack_writer rules;
    temporary_folder folder;
    std::vector<std::filesystem::path> files;
    for (const auto& entry : std::filesystem::directory_iterator(THOIHAN_SOURCE_DIR "/tests/data/c_calls")) {
      files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    REQUIRE(files.size() > 20);
    int stores = 0;
    int calls = 0;
    call_sequence without{rules.pack_folder(), ""};
    for (const std::filesystem::path& file : files) {
      CAPTURE(file.string());
      std::ifstream in(file, std::ios::binary);
      const std::vector<char> bytes{std::istreambuf_iterator<char>(in), {}};
      const auto* const first = reinterpret_cast<const unsigned char*>(bytes.data());
      calls += without.run(first, bytes.size());
      // A database costs some milliseconds.
      if (++stores > 20) continue;
      call_sequence with{rules.pack_folder(), folder.file(file.filename().string() + ".db")};
      with.run(first, bytes.size());
    }
    CHECK(calls > 500);
  }

  TEST_CASE("sequences at random") {
    const pack_writer rules;
    call_sequence calls{rules.pack_folder(), ""};
    std::mt19937 source{1022};
    std::vector<unsigned char> bytes(2000);
    int made = 0;
    for (int sequence = 0; sequence < 200; ++sequence) {
      for (unsigned char& byte : bytes) byte = static_cast<unsigned char>(source());
      made += calls.run(bytes.data(), bytes.size());
    }
    CHECK(made > 10000);
  }
}
