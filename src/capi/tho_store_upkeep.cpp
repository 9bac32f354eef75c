// What keeps a store sound: whether it is whole, copies, keys, and the dues under other rules.
#include <cstdio>

#include "src/capi/guard.hpp"
#include "src/capi/tho_pack.hpp"
#include "src/capi/tho_store.hpp"
#include "src/pack/say.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/engine/rekey.hpp"
#include "thoihan/engine/replay.hpp"

using namespace thoihan;

namespace {

std::optional<sha256_digest> digest_argument(const char* text, std::int64_t size) {
  if (text == nullptr) return std::nullopt;
  if (const auto digest = read_digest(text_argument(text, size, "digest"))) return digest;
  throw argument_error(
      status::invalid,
      {"tham số digest: cần 64 chữ số thập lục phân viết thường mà tho_store_checkpoint đã cho",
       "the parameter digest: expected the 64 lower-case hexadecimal digits that tho_store_checkpoint gave"},
      "digest");
}

void need_whole(const std::string& path, const verification& found) {
  if (found.problems.empty()) return;
  throw error(status::corrupt, say("{} không nguyên vẹn: {}", "{} is not whole: {}", path, found.problems.front()),
              {path, 0, 0, ""}, found.problems);
}

constexpr auto to_the_end = [](std::int64_t, std::int64_t) { return true; };

}  // namespace

tho_status tho_store_verify(tho_store* store, const char* digest, int64_t digest_size, tho_text** out,
                            tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const verification found = call.events().verify(digest_argument(digest, digest_size));
    need_whole(call.events().path(), found);
    if (out != nullptr) *out = new tho_text(json_of(found));
  });
}

tho_status tho_store_checkpoint(tho_store* store, int64_t now, tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const instant at = time_argument(now, "now");
    need(out, "out");
    *out = new tho_text(json_of(call.events().seal_log(at)));
  });
}

tho_status tho_store_backup(tho_store* store, const char* path, int64_t path_size, tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const std::string file{name_argument(path, path_size, "path")};
    call.events().backup(file, {});
    verification found;
    try {
      found = store::open(file, store_mode::read_only).verify();
      if (found.problems.empty() && out != nullptr) *out = new tho_text(json_of_backup(file, found));
    } catch (...) {
      std::remove(file.c_str());
      throw;
    }
    need_whole(file, found);
  });
}

tho_status tho_store_purge(tho_store* store, tho_error** err) {
  return guarded(err, [&] {
    const store_call call{store};
    if (call.events().purge()) return;
    throw error(status::busy,
                say("{}: có tiến trình khác đang đọc", "{}: another process is reading", call.events().path()));
  });
}

tho_status tho_store_rekey(tho_store* store, const char* old_path, int64_t old_path_size, const char* new_path,
                           int64_t new_path_size, int64_t* cases, tho_error** err) {
  return guarded(err, [&] {
    set(cases, 0);
    const store_call call{store};
    const std::string old_file{name_argument(old_path, old_path_size, "old_path")};
    const std::string new_file{name_argument(new_path, new_path_size, "new_path")};
    const host_key from = read_host_key(old_file);
    host_key to = read_host_key(new_file);
    set(cases, rekey(call.events(), from, to, [](std::int64_t) { return true; }));
    call.cases().use_key(std::move(to));
  });
}

tho_status tho_store_replay(tho_store* store, const tho_pack* pack, tho_language lang, tho_text** out,
                            tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const std::shared_ptr<const rule_pack> other = need(pack, "pack")->rules;
    const language words = language_argument(lang, "language");
    need(out, "out");
    const auto instead = [&other](const rule_pack&) { return other; };
    *out =
        new tho_text(as_lines(json_lines(replay_open_cases(call.cases(), call.events(), instead, to_the_end), words)));
  });
}

tho_status tho_store_recompute(tho_store* store, const char* path, int64_t path_size, int64_t now, int32_t write,
                               tho_language lang, tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const std::string from{name_argument(path, path_size, "path")};
    const instant at = time_argument(now, "now");
    const bool writes = flag_argument(write, "write");
    const language words = language_argument(lang, "language");
    revision newer{calendars_at(from)};
    const auto instead = [&newer](const rule_pack& own) { return newer.under(own); };
    const replayed found = replay_open_cases(call.cases(), call.events(), instead, to_the_end);
    kept_answer answer{out};
    if (answer.is_asked_for()) answer.make(as_lines(json_lines(found, words)));
    if (writes) recompute_moved(call.cases(), newer, found, at);
    answer.hand_over();
  });
}
