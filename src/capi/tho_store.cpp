#include <atomic>

#include "src/capi/argument.hpp"
#include "src/capi/guard.hpp"
#include "src/capi/tho_pack.hpp"
#include "src/capi/tho_text.hpp"
#include "thoihan/engine/engine.hpp"
#include "thoihan/engine/json.hpp"

using namespace thoihan;

struct tho_store {
  tho_store(const std::string& path, store_mode mode) : events(store::open(path, mode)), cases(events) {}

  store events;
  engine cases;
  std::atomic_flag in_call;
};

namespace {

// One call at a time: a second one is refused, it does not wait.
class store_call {
 public:
  explicit store_call(tho_store* store) : store_(*need(store, "store")) {
    if (store_.in_call.test_and_set(std::memory_order_acquire)) {
      throw error(status::reentrant, {"kho này đang có một lời gọi khác", "this store is in another call"});
    }
  }
  store_call(const store_call&) = delete;
  store_call& operator=(const store_call&) = delete;
  ~store_call() { store_.in_call.clear(std::memory_order_release); }

  store& events() const noexcept { return store_.events; }
  engine& cases() const noexcept { return store_.cases; }

 private:
  tho_store& store_;
};

store_mode mode_argument(tho_store_mode mode) {
  switch (mode) {
    case THO_STORE_CREATE: return store_mode::create;
    case THO_STORE_EXISTING: return store_mode::existing;
    case THO_STORE_READ_ONLY: return store_mode::read_only;
    default: throw_unknown_number(mode, "mode");
  }
}

}  // namespace

tho_status tho_store_open(const char* path, int64_t path_size, tho_store_mode mode, tho_store** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const std::string_view file = name_argument(path, path_size, "path");
    const store_mode how = mode_argument(mode);
    need(out, "out");
    *out = new tho_store(std::string{file}, how);
  });
}

tho_status tho_store_use_pack(tho_store* store, const tho_pack* pack, tho_error** err) {
  return guarded(err, [&] {
    const store_call call{store};
    call.cases().use(*need(pack, "pack")->rules);
  });
}

tho_status tho_store_use_key(tho_store* store, const char* path, int64_t path_size, tho_error** err) {
  return guarded(err, [&] {
    const store_call call{store};
    call.cases().use_key(read_host_key(std::string{name_argument(path, path_size, "path")}));
  });
}

tho_status tho_store_apply(tho_store* store, const char* act, int64_t act_size, tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const std::vector<command> asked = read_commands(text_argument(act, act_size, "command"));
    const std::vector<case_answer> answers = call.cases().apply_together(asked);
    std::string lines;
    for (const case_answer& answer : answers) lines += (lines.empty() ? "" : "\n") + json_of(answer);
    if (out != nullptr) *out = new tho_text(std::move(lines));
  });
}

tho_status tho_store_tick(tho_store* store, int64_t now, tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    std::string lines;
    for (const breach_row& breach : call.cases().tick(time_argument(now, "now"))) lines += json_of(breach) + '\n';
    if (out != nullptr) *out = new tho_text(std::move(lines));
  });
}

tho_status tho_store_case(tho_store* store, const char* case_id, int64_t case_id_size, tho_language lang,
                          tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const std::string_view id = name_argument(case_id, case_id_size, "case_id");
    const language words = language_argument(lang, "language");
    need(out, "out");
    *out = new tho_text(json_of_case(call.events(), call.cases().view(id), words));
  });
}

void tho_store_close(tho_store* store) {
  guarded_release([&] { delete store; });
}
