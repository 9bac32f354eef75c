#include <sqlite3.h>

#include <boost/version.hpp>

#include "src/capi/guard.hpp"
#include "src/pack/say.hpp"
#include "thoihan/thoihan.h"

#ifdef __clang__
#define THOIHAN_COMPILER __VERSION__
#else
#define THOIHAN_COMPILER "GCC " __VERSION__
#endif

int32_t tho_version_number(void) {
  return thoihan::guarded_value(0, [] { return THO_VERSION_NUMBER; });
}

const char* tho_version_string(void) {
  return thoihan::guarded_value("", [] { return THO_VERSION_STRING; });
}

tho_status tho_version_check(int32_t header_number, tho_error** err) {
  return thoihan::guarded(err, [&] {
    if (header_number <= THO_VERSION_NUMBER) return;
    throw thoihan::argument_error(
        thoihan::status::unsupported,
        thoihan::say("chương trình cần phiên bản {}.{}.{}, thư viện là {}",
                     "the program needs version {}.{}.{}, the library is {}", header_number / 1000000,
                     header_number / 1000 % 1000, header_number % 1000, THO_VERSION_STRING),
        "header_number");
  });
}

const char* tho_version_build_info(void) {
  return thoihan::guarded_value("", [] {
    return "thoihan " THO_VERSION_STRING ", " THOIHAN_COMPILER ", Boost " BOOST_LIB_VERSION ", SQLite " SQLITE_VERSION;
  });
}
