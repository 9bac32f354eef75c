// What a compiled caller has built in: sizes, offsets and numbers. They never change within one ABI.
#include <doctest/doctest.h>

#include <cstddef>
#include <cstring>
#include <string>
#include <type_traits>
#include <utility>

#include "tests/capi/handles.hpp"
#include "thoihan/base/status.hpp"
#include "thoihan/thoihan.h"

static_assert(std::is_same_v<tho_status, int32_t> && std::is_same_v<tho_language, int32_t>);
static_assert(std::is_same_v<tho_working_dates, int32_t> && std::is_same_v<tho_store_mode, int32_t>);

static_assert(std::is_standard_layout_v<tho_deadline> && std::is_trivially_copyable_v<tho_deadline>);
static_assert(sizeof(tho_deadline) == 32 && alignof(tho_deadline) == 8);
static_assert(offsetof(tho_deadline, struct_size) == 0 && offsetof(tho_deadline, flags) == 4);
static_assert(offsetof(tho_deadline, due) == 8 && offsetof(tho_deadline, late_from) == 16);
static_assert(offsetof(tho_deadline, due_day) == 24 && offsetof(tho_deadline, reserved0) == 28);

static_assert(THO_NTS == -1 && THO_TIME_NONE == INT64_MIN);
static_assert(THO_LANGUAGE_VI == 1 && THO_LANGUAGE_EN == 2);
static_assert(THO_WORKING_DATES_ALL == 1 && THO_WORKING_DATES_WITHOUT_MAKE_UP == 2);
static_assert(THO_STORE_CREATE == 1 && THO_STORE_EXISTING == 2 && THO_STORE_READ_ONLY == 3);
static_assert(THO_DEADLINE_DAY_END == 1 && THO_DEADLINE_PROVISIONAL == 2 && THO_DEADLINE_ROLLED == 4);
static_assert(THO_DEADLINE_CLAMPED == 8 && THO_DEADLINE_CUT_OFF == 16 && THO_DEADLINE_BEFORE_START == 32);

namespace {

constexpr std::pair<tho_status, const char*> promised[] = {
    {THO_OK, "0 OK"},
    {THO_NONE, "2 NONE"},
    {THO_E_INVALID, "-1 INVALID"},
    {THO_E_UTF8, "-2 UTF8"},
    {THO_E_RANGE, "-3 RANGE"},
    {THO_E_STRUCT_SIZE, "-4 STRUCT_SIZE"},
    {THO_E_UNSUPPORTED, "-5 UNSUPPORTED"},
    {THO_E_REENTRANT, "-6 REENTRANT"},
    {THO_E_MISUSE, "-7 MISUSE"},
    {THO_E_SYNTAX, "-20 SYNTAX"},
    {THO_E_SCHEMA, "-21 SCHEMA"},
    {THO_E_CONFLICT, "-22 CONFLICT"},
    {THO_E_REFERENCE, "-23 REFERENCE"},
    {THO_E_TOO_BIG, "-24 TOO_BIG"},
    {THO_E_HASH, "-25 HASH"},
    {THO_E_HORIZON, "-40 HORIZON"},
    {THO_E_UNEXPECTED_EVENT, "-41 UNEXPECTED_EVENT"},
    {THO_E_GUARD, "-42 GUARD"},
    {THO_E_AUTHORITY, "-43 AUTHORITY"},
    {THO_E_TIME_ORDER, "-44 TIME_ORDER"},
    {THO_E_AMBIGUOUS, "-45 AMBIGUOUS"},
    {THO_E_EXPIRED, "-46 EXPIRED"},
    {THO_E_IO, "-60 IO"},
    {THO_E_CORRUPT, "-61 CORRUPT"},
    {THO_E_BUSY, "-62 BUSY"},
    {THO_E_STALE, "-63 STALE"},
    {THO_E_DUPLICATE, "-64 DUPLICATE"},
    {THO_E_FORMAT, "-65 FORMAT"},
    {THO_E_READONLY, "-66 READONLY"},
    {THO_E_FULL, "-67 FULL"},
    {THO_E_KEY, "-68 KEY"},
    {THO_E_NOMEM, "-80 NOMEM"},
    {THO_E_CALLBACK, "-81 CALLBACK"},
    {THO_E_INTERNAL, "-82 INTERNAL"},
};

}  // namespace

TEST_SUITE("tho: layout") {
  TEST_CASE("every status has its number and its name, and no other number has one") {
    int known = 0;
    for (tho_status code = -300; code <= 300; ++code) {
      const std::string name = tho_status_name(code);
      bool is_promised = false;
      for (const auto& [number, text] : promised) {
        if (number != code) continue;
        is_promised = true;
        ++known;
        CHECK(std::to_string(code) + " " + name == text);
      }
      if (!is_promised) CHECK_MESSAGE(name == "UNKNOWN", code);
    }
    CHECK(known == 34);
    CHECK(std::string{tho_status_name(INT32_MIN)} == "UNKNOWN");
  }

  TEST_CASE("statuses are those of the C++ library") {
    for (tho_status code = -300; code <= 0; ++code) {
      CHECK(thoihan::status_name(thoihan::status{code}) == tho_status_name(code));
    }
  }

  TEST_CASE("retryable is what may succeed by itself later") {
    for (tho_status code = -300; code <= 300; ++code) {
      const bool expected = code == -62 || code == -67 || code == -80 || code == -6;
      CHECK_MESSAGE(tho_status_is_retryable(code) == (expected ? 1 : 0), code);
    }
  }

  TEST_CASE("versions: header and library, number and text") {
    CHECK(tho_version_number() == THO_VERSION_NUMBER);
    CHECK(THO_VERSION_NUMBER == THO_VERSION_MAJOR * 1000000 + THO_VERSION_MINOR * 1000 + THO_VERSION_PATCH);
    CHECK(std::string{tho_version_string()} == THO_VERSION_STRING);
    CHECK(std::string{THO_VERSION_STRING} == std::to_string(THO_VERSION_MAJOR) + "." +
                                                 std::to_string(THO_VERSION_MINOR) + "." +
                                                 std::to_string(THO_VERSION_PATCH));
    CHECK(std::string{tho_version_build_info()}.find("thoihan " THO_VERSION_STRING) == 0);
    for (const char* part : {"Boost 1_", "SQLite 3."}) {
      CHECK(std::string{tho_version_build_info()}.find(part) != std::string::npos);
    }
  }

  TEST_CASE("a header that is newer than the library is refused") {
    for (const int32_t good : {0, 1, -1, INT32_MIN, THO_VERSION_NUMBER - 1, THO_VERSION_NUMBER}) {
      CHECK(done([&](tho_error** err) { return tho_version_check(good, err); }) == THO_OK);
    }
    for (const int32_t bad : {THO_VERSION_NUMBER + 1, THO_VERSION_NUMBER + 1000, INT32_MAX}) {
      CHECK(failed([&](tho_error** err) { return tho_version_check(bad, err); }).code == THO_E_UNSUPPORTED);
    }
    const failure f = failed([](tho_error** err) { return tho_version_check(12034056, err); });
    CHECK(f.en.find("12.34.56") != std::string::npos);
    CHECK(f.en.find(THO_VERSION_STRING) != std::string::npos);
  }

  TEST_CASE("macro and function make the same bytes") {
    const tho_deadline by_macro = THO_DEADLINE_INIT;
    tho_deadline by_function;
    std::memset(&by_function, 0xA5, sizeof by_function);
    ok(tho_deadline_init(&by_function, sizeof by_function, nullptr));
    CHECK(std::memcmp(&by_macro, &by_function, sizeof by_macro) == 0);
    CHECK(by_macro.struct_size == 32);
  }
}
