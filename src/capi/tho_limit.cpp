#include "src/capi/tho_limit.hpp"

#include "src/capi/argument.hpp"
#include "src/capi/guard.hpp"
#include "src/capi/tho_deadline.hpp"
#include "src/capi/tho_pack.hpp"
#include "src/capi/tho_text.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/limit/evaluate.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/pack/load.hpp"

using namespace thoihan;

tho_limit::tho_limit(std::shared_ptr<const rule_pack> pack, std::string_view text)
    : rules(std::move(pack)), rule(read_limit(*rules, text)), facts(standard_facts(*rules)) {}

namespace thoihan {

const std::shared_ptr<const office_calendar>& hours_for(const tho_limit& limit, const tho_calendar* calendar) noexcept {
  return calendar == nullptr ? limit.rules->calendars[limit.rules->main_calendar_number].office : calendar->office;
}

void check_outcome(status code, const office_calendar& office) {
  switch (code) {
    case status::ok: return;
    case status::horizon: throw_horizon(office);
    case status::guard:
      throw error(code, {"thời hạn này tính lùi từ một dữ kiện chưa có giá trị; hãy dùng nghĩa vụ",
                         "this limit counts back from a fact that has no value here; evaluate a duty"});
    default: throw error(code, {"kết quả nằm ngoài 1990 đến 2099", "the answer lies outside 1990 to 2099"});
  }
}

}  // namespace thoihan

tho_status tho_limit_parse(const tho_pack* pack, const char* text, int64_t text_size, tho_limit** out,
                           tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    need(pack, "pack");
    const std::string_view written = text_argument(text, text_size, "text");
    need(out, "out");
    *out = new tho_limit(pack->rules, written);
  });
}

tho_status tho_limit_evaluate(const tho_limit* limit, const tho_calendar* hours, int64_t start, tho_deadline* out,
                              tho_error** err) {
  return guarded(err, [&] {
    const deadline_out result{out, "out"};
    const office_calendar& office = *hours_for(*need(limit, "limit"), hours);
    limit_answer answer;
    const status code = evaluate_limit(office.compiled, limit->rule.row.what, start, limit->facts, answer);
    if (code != status::ok) {
      time_argument(start, "start");
      check_outcome(code, office);
    }
    result.write(answer);
  });
}

tho_status tho_limit_explain(const tho_limit* limit, const tho_calendar* hours, int64_t start, tho_language lang,
                             tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const office_calendar& office = *hours_for(*need(limit, "limit"), hours);
    const instant from = time_argument(start, "start");
    const language words = language_argument(lang, "language");
    need(out, "out");
    const explanation why = explain_limit(office, limit->rule.row.what, from, limit->facts);
    check_outcome(why.code, office);
    *out = new tho_text(json_of_limit(from, limit->rule.text, why.answer, limit->rule.source.text(), &why, words));
  });
}

void tho_limit_retain(tho_limit* limit) {
  guarded_release([&] { retain(limit); });
}

void tho_limit_release(tho_limit* limit) {
  guarded_release([&] { release(limit); });
}
