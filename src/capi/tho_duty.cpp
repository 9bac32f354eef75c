#include "src/capi/argument.hpp"
#include "src/capi/fact_argument.hpp"
#include "src/capi/guard.hpp"
#include "src/capi/tho_deadline.hpp"
#include "src/capi/tho_pack.hpp"
#include "src/capi/tho_text.hpp"
#include "src/pack/names.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/pack/explain.hpp"

using namespace thoihan;

namespace {

// A question about a duty, and its answer.
struct asked_due {
  asked_due(const tho_pack* pack, const char* duty, int64_t duty_size, const char* written, int64_t written_size,
            int64_t time)
      : rules(need(pack, "pack")->rules), rule(find(*rules, text_argument(duty, duty_size, "duty"))) {
    const std::string_view said = text_argument_if(written, written_size, "facts");
    start = time_argument(time, "start");
    facts = written == nullptr ? standard_facts(*rules) : read_said_facts(*rules, said);
    due = due_of(*rules, rule, start, facts);
  }

  static const duty_rule& find(const rule_pack& rules, std::string_view id) {
    const auto at = find_id(rules.duties, id);
    if (at) return rules.duties[*at];
    throw_unknown_name(say("gói \"{}\" không có nghĩa vụ \"{}\"", "the pack \"{}\" has no duty \"{}\"", rules.id, id), id,
                     ids_of(rules.duties), {});
  }

  std::shared_ptr<const rule_pack> rules;
  const duty_rule& rule;
  instant start = 0;
  std::vector<fact_value> facts;
  due_answer due;
};

}  // namespace

tho_status tho_duty_evaluate(const tho_pack* pack, const char* duty, int64_t duty_size, const char* facts,
                             int64_t facts_size, int64_t start, tho_deadline* out, tho_error** err) {
  return guarded(err, [&]() -> tho_status {
    const deadline_out result{out, "out"};
    const asked_due asked{pack, duty, duty_size, facts, facts_size, start};
    if (!asked.due.limit) {
      result.write_none();
      return THO_NONE;
    }
    result.write(asked.due.answer);
    return THO_OK;
  });
}

tho_status tho_duty_explain(const tho_pack* pack, const char* duty, int64_t duty_size, const char* facts,
                            int64_t facts_size, int64_t start, tho_language lang, tho_text** out, tho_error** err) {
  return guarded(err, [&]() -> tho_status {
    set(out, nullptr);
    const asked_due asked{pack, duty, duty_size, facts, facts_size, start};
    const language words = language_argument(lang, "language");
    need(out, "out");
    if (!asked.due.limit) return THO_NONE;
    const limit_rule& row = asked.rule.within[*asked.due.limit];
    const office_calendar& office = *asked.rules->calendars[asked.rule.calendar].office;
    const explanation why = explain_limit(office, row.row.what, asked.start, asked.facts);
    *out = new tho_text(json_of_limit(asked.start, row.text, asked.due.answer, row.source.text(), &why, words));
    return THO_OK;
  });
}
