// What stands between C and the library: no exception leaves an exported function.
//
//     tho_status tho_pack_open(..., tho_pack** out, tho_error** err) {
//       return guarded(err, [&] { ... });         // throw what you like; return nothing, or a tho_status of 0 and more
//     }
//     const char* tho_pack_id(...) {
//       return guarded_value("", [&] { ... });    // functions that cannot fail
//     }
#pragma once

#include <exception>
#include <new>
#include <type_traits>
#include <utility>

#include "src/capi/tho_error.hpp"

namespace thoihan {

template <class Body>
tho_status guarded(tho_error** err, Body&& body) noexcept {
  if (err != nullptr) *err = nullptr;
  try {
    if constexpr (std::is_void_v<std::invoke_result_t<Body>>) {
      body();
      return THO_OK;
    } else {
      return body();
    }
  } catch (argument_error& problem) {
    const std::int64_t offset = problem.offset();
    return fail(err, std::move(problem), offset);
  } catch (error& problem) {
    return fail(err, std::move(problem));
  } catch (const std::bad_alloc&) {
    return fail_without_memory(err);
  } catch (const std::exception& problem) {
    return fail_unexpected(err, problem.what());
  } catch (...) {
    return fail_unexpected(err, "");
  }
}

// `otherwise` is the answer in the case that cannot be.
template <class Value, class Body>
Value guarded_value(Value otherwise, Body&& body) noexcept {
  try {
    return body();
  } catch (...) {
    return otherwise;
  }
}

template <class Body>
void guarded_release(Body&& body) noexcept {
  try {
    body();
  } catch (...) {
    // Nobody could be told; the handle is gone all the same.
  }
}

}  // namespace thoihan
