// The notices that a store owes.
#include <boost/json.hpp>

#include <algorithm>

#include "src/capi/guard.hpp"
#include "src/capi/tho_store.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/engine/outgoing_notice.hpp"

using namespace thoihan;

namespace {

// One that cannot be put into words does not keep the others back.
std::string line_of(engine& cases, const notice_row& row, language lang) {
  try {
    return json_of(outgoing_notice_of(cases, row));
  } catch (const error& problem) {
    if (problem.code() <= status::io && problem.code() != status::key) throw;
    boost::json::object line{{"id", row.id}, {"case", row.case_id}};
    line["error"] = boost::json::parse(json_of(problem, lang)).at("error");
    return boost::json::serialize(line);
  }
}

}  // namespace

tho_status tho_store_outbox(tho_store* store, int64_t after, int64_t most, tho_language lang, tho_text** out,
                            tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const std::int64_t last = count_argument(after, "after");
    const std::int64_t count = count_argument(most, "most");
    const language words = language_argument(lang, "language");
    need(out, "out");
    *out = new tho_text(as_lines(call.events().owed_notices(last, count),
                                 [&](const notice_row& row) { return line_of(call.cases(), row, words); }));
  });
}

tho_status tho_store_acknowledge(tho_store* store, const int64_t* ids, int64_t count, int64_t now,
                                 int32_t* acknowledged, tho_error** err) {
  return guarded(err, [&] {
    const std::int64_t listed = std::max<std::int64_t>(count, 0);
    if (acknowledged != nullptr) std::fill_n(acknowledged, listed, 0);
    const store_call call{store};
    const std::int64_t* first = need(ids, "ids");
    const std::int64_t notices = count_argument(count, "count");
    const instant at = time_argument(now, "now");
    std::vector<bool> done;
    call.events().write([&](store_writer& writer) {
      done.clear();
      for (std::int64_t i = 0; i < notices; ++i) done.push_back(writer.acknowledge_notice(first[i], at));
    });
    if (acknowledged != nullptr) std::copy(done.begin(), done.end(), acknowledged);
  });
}
