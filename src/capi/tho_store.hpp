// A store as a handle, and what every function on one begins with.
//
//     const store_call call{store};                              // NULL, or a second call at the same time: an error
//     call.cases().apply(...);
#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "src/capi/argument.hpp"
#include "src/capi/single_call.hpp"
#include "src/capi/tho_text.hpp"
#include "thoihan/engine/engine.hpp"
#include "thoihan/thoihan.h"

struct tho_store {
  tho_store(const std::string& path, thoihan::store_mode mode)
      : events(thoihan::store::open(path, mode)), cases(events) {}

  thoihan::store events;
  thoihan::engine cases;
  std::atomic_flag in_call;
};

namespace thoihan {

class store_call {
 public:
  explicit store_call(tho_store* store)
      : store_(*need(store, "store")),
        call_(store_.in_call, "kho này đang có một lời gọi khác", "this store is in another call") {}

  store& events() const noexcept { return store_.events; }
  engine& cases() const noexcept { return store_.cases; }

 private:
  tho_store& store_;
  single_call call_;
};

// An answer that is made before what it tells is committed, and handed over afterwards without asking for memory.
class kept_answer {
 public:
  explicit kept_answer(tho_text** out) noexcept : out_(out) {}

  bool is_asked_for() const noexcept { return out_ != nullptr; }
  void make(std::string text) { made_ = std::make_unique<tho_text>(std::move(text)); }
  void hand_over() noexcept { set(out_, made_.release()); }

 private:
  tho_text** out_;
  std::unique_ptr<tho_text> made_;
};

// A line feed after each.
std::string as_lines(const std::vector<std::string>& lines);

template <class Rows, class Tell>
std::string as_lines(const Rows& rows, Tell tell) {
  std::string out;
  for (const auto& row : rows) {
    out += tell(row);
    out += '\n';
  }
  return out;
}

}  // namespace thoihan
