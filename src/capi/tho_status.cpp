#include "src/capi/guard.hpp"
#include "thoihan/base/status.hpp"
#include "thoihan/thoihan.h"

const char* tho_status_name(tho_status status) {
  // The names are literals, so that they end with a NUL.
  return thoihan::guarded_value("UNKNOWN", [&] {
    return status == THO_NONE ? "NONE" : thoihan::status_name(static_cast<thoihan::status>(status)).data();
  });
}

int32_t tho_status_is_retryable(tho_status status) {
  return thoihan::guarded_value(0, [&] {
    return status == THO_E_BUSY || status == THO_E_FULL || status == THO_E_NOMEM || status == THO_E_REENTRANT ? 1 : 0;
  });
}
