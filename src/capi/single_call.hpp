// One call at a time on a handle: a second one is refused, it does not wait.
//
//     const single_call call{store.in_call, "kho này đang có một lời gọi khác", "this store is in another call"};
//
// Errors: thoihan::error with `reentrant` and these words. Thread-safety: that is what it is for.
#pragma once

#include <atomic>

#include "thoihan/pack/error.hpp"

namespace thoihan {

class single_call {
 public:
  single_call(std::atomic_flag& in_call, const char* refusal_vi, const char* refusal_en) : in_call_(in_call) {
    if (in_call.test_and_set(std::memory_order_acquire)) throw error(status::reentrant, {refusal_vi, refusal_en});
  }
  single_call(const single_call&) = delete;
  single_call& operator=(const single_call&) = delete;
  ~single_call() { in_call_.clear(std::memory_order_release); }

 private:
  std::atomic_flag& in_call_;
};

}  // namespace thoihan
