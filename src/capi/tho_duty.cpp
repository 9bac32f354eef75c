#include "src/capi/argument.hpp"
#include "src/capi/guard.hpp"
#include "src/capi/tho_deadline.hpp"
#include "src/capi/tho_pack.hpp"
#include "src/capi/tho_text.hpp"
#include "src/pack/names.hpp"
#include "src/pack/reader.hpp"
#include "thoihan/engine/case_view.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/pack/explain.hpp"

using namespace thoihan;

namespace {

[[noreturn]] void throw_unknown_at(const bilingual& text, std::string_view name, std::vector<std::string> known,
                                   place where) {
  const bilingual near = nearest_name(name, known);
  throw error(status::reference, {text.vi + near.vi, text.en + near.en}, std::move(where), std::move(known));
}

// A value as the engine's commands write it; none for null, a fraction, an object, or an array of anything but strings.
std::optional<fact_input> input_of(const boost::json::value& value) {
  if (const auto* list = value.if_array()) {
    std::vector<std::string> names;
    for (const boost::json::value& name : *list) {
      if (!name.is_string()) return std::nullopt;
      names.emplace_back(name.get_string());
    }
    return names;
  }
  if (const bool* flag = value.if_bool()) return *flag;
  if (const std::int64_t* number = value.if_int64()) return *number;
  if (const auto* text = value.if_string()) return std::string{*text};
  return std::nullopt;
}

// What the caller says, over what stands before anybody has said anything.
std::vector<fact_value> read_facts(const rule_pack& rules, std::string_view written) {
  std::vector<fact_value> out = standard_facts(rules);
  std::vector<finding> found;
  finding_list findings{found};
  const auto document = json_text::read("", std::string{written}, found);
  const auto members =
      document ? read_members(document->root(), findings) : std::vector<std::pair<std::string, json_view>>{};
  if (!found.empty()) {
    std::vector<std::string> details;
    for (const finding& f : found) details.push_back(f.where.text() + ": " + f.text.en);
    throw error(document ? status::schema : status::syntax, found.front().text, found.front().where,
                std::move(details));
  }
  for (const auto& [name, view] : members) {
    const auto at = find_id(rules.facts, name);
    if (!at) {
      throw_unknown_at(say("gói \"{}\" không có dữ kiện \"{}\"", "the pack \"{}\" has no fact \"{}\"", rules.id, name),
                       name, ids_of(rules.facts), view.where_key());
    }
    const auto value = input_of(*view.value);
    if (!value) {
      throw error(status::schema,
                  say("dữ kiện \"{}\" phải là chuỗi, số nguyên, true, false hoặc một mảng chuỗi",
                      "the fact \"{}\" must be a string, a whole number, true, false or an array of strings", name),
                  view.where());
    }
    try {
      out[*at] = resolve_fact(rules, *at, *value);
    } catch (const error& problem) {
      throw error(problem.code(), problem.text(), view.where(), problem.details());
    }
  }
  return out;
}

// A question about a duty, and its answer.
struct asked_due {
  asked_due(const tho_pack* pack, const char* duty, int64_t duty_size, const char* written, int64_t written_size,
            int64_t time)
      : rules(need(pack, "pack")->rules), rule(find(*rules, text_argument(duty, duty_size, "duty"))) {
    const std::string_view said = text_argument_if(written, written_size, "facts");
    start = time_argument(time, "start");
    facts = written == nullptr ? standard_facts(*rules) : read_facts(*rules, said);
    due = due_of(*rules, rule, start, facts);
  }

  static const duty_rule& find(const rule_pack& rules, std::string_view id) {
    const auto at = find_id(rules.duties, id);
    if (at) return rules.duties[*at];
    throw_unknown_at(say("gói \"{}\" không có nghĩa vụ \"{}\"", "the pack \"{}\" has no duty \"{}\"", rules.id, id), id,
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
