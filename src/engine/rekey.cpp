#include "thoihan/engine/rekey.hpp"

#include "src/pack/say.hpp"
#include "src/store/seal.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

std::int64_t rekey(store& events, const host_key& from, const host_key& to,
                   const std::function<bool(std::int64_t)>& progress) {
  if (from.id == to.id) {
    throw error(status::conflict, say("hai khóa cùng tên \"{}\": hãy đặt tên khác cho khóa mới",
                                      "both keys are called \"{}\": give the new key another id", from.id));
  }
  constexpr std::int64_t piece = 1000;
  std::int64_t done = 0;
  std::int64_t after = 0;
  while (true) {
    const std::vector<keyed_case> cases = events.cases_under(from.id, after, piece);
    if (cases.empty()) break;
    events.write([&](store_writer& writer) {
      for (const keyed_case& one : cases) {
        // Erased since it was listed: there is nothing to wrap.
        if (writer.find_case_key(one.number) != one.key) continue;
        const data_key key = data_key::unwrap(one.key.wrapped, from, one.case_id);
        writer.put_case_key(one.number, {to.id, key.wrap(to, one.case_id)});
      }
    });
    done += static_cast<std::int64_t>(cases.size());
    after = cases.back().number;
    if (!progress(done)) return done;
  }
  events.purge();
  return done;
}

}  // namespace thoihan
