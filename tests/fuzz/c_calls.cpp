// The C API under libFuzzer: each input is a sequence of calls (tests/capi/call_sequence.hpp).
//
//     THOIHAN_FUZZ_RULES=<pack folder> THOIHAN_FUZZ_DATABASE=<file> build-fuzz/thoihan_c_fuzz tests/data/c_calls
//
// `tests/long fuzz` builds it with clang and its sanitizers and runs it. Without a database no stores are opened.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/capi/call_sequence.hpp"

namespace {

std::string setting(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  static const std::string database = setting("THOIHAN_FUZZ_DATABASE");
  static call_sequence calls{setting("THOIHAN_FUZZ_RULES"), database};
  calls.run(bytes, size);
  for (const char* part : {"", "-wal", "-shm"}) {
    if (!database.empty()) std::remove((database + part).c_str());
  }
  return 0;
}
