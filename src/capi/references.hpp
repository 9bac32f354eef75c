// Counting the references of a handle.
//
//     struct tho_text : thoihan::counted { ... };
//     thoihan::retain(text);
//     thoihan::release(text);     // the last one deletes
//
// Thread-safety: any.
#pragma once

#include <atomic>
#include <cstdint>

namespace thoihan {

struct counted {
  std::atomic<std::int64_t> references{1};
};

template <class Handle>
void retain(Handle* handle) noexcept {
  if (handle != nullptr) handle->references.fetch_add(1, std::memory_order_relaxed);
}

template <class Handle>
void release(Handle* handle) noexcept {
  if (handle != nullptr && handle->references.fetch_sub(1, std::memory_order_acq_rel) == 1) delete handle;
}

}  // namespace thoihan
