// What the rule book's page asks of thoihan, compiled to WebAssembly: UTF-8 texts in, one JSON object out.
//
//     page_open(0, texts, size, 1);      // {"duties":[...],"facts":[...],"findings":[]}
//     page_due(0, question, size, 1);    // {"due":"24:00 of 2024-05-06","limit":"5 working days","cites":["9.1.a-1"],"assumes":[],"answer":{...}}
//
// An answer stands until the next call. `english`: 0 for words in Vietnamese. What cannot be answered is
// {"error":{"code":...,"message":...}}, as json_of(error) has it. One thread.
#include <boost/json.hpp>

#include <cstddef>
#include <map>
#include <set>
#include <string>
#include <string_view>

#include "src/capi/fact_argument.hpp"
#include "src/pack/names.hpp"
#include "src/pack/pack_texts.hpp"
#include "src/pack/value_words.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/pack/json.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

std::map<int, rule_pack> opened;
std::string answer;

template <class Ask>
const char* answer_of(language lang, Ask ask) {
  try {
    answer = json::serialize(ask());
  } catch (const error& problem) {
    answer = json_of(problem, lang);
  } catch (const std::exception& problem) {
    answer = json_of(error(status::invalid, {problem.what(), problem.what()}), lang);
  }
  return answer.c_str();
}

json::value parsed(std::string_view text) { return json::parse(json::string_view{text.data(), text.size()}); }

std::string_view text_of(const json::value& value) {
  const json::string& text = value.as_string();
  return {text.data(), text.size()};
}

json::array names(const std::vector<std::string>& list) {
  json::array out;
  for (const std::string& name : list) out.emplace_back(name);
  return out;
}

json::object words_of(const bilingual& words) { return {{"vi", words.vi}, {"en", words.en}}; }

std::map<std::string, std::string> texts_of(const json::value& value) {
  std::map<std::string, std::string> out;
  for (const auto& member : value.as_object()) out[std::string{member.key()}] = std::string{text_of(member.value())};
  return out;
}

std::string_view type_word(const fact_declaration& fact) {
  switch (fact.type) {
    case fact_type::boolean: return "bool";
    case fact_type::integer: return "integer";
    case fact_type::date: return "date";
    case fact_type::moment: return "instant";
    case fact_type::choice:
    case fact_type::channel:
    case fact_type::authority: return "choice";
    case fact_type::authorities: return "choices";
    case fact_type::text:
    case fact_type::document: return "text";
  }
  return "text";
}

template <class Named, class LabelOf>
json::array choices(const std::vector<Named>& list, LabelOf label_of) {
  json::array out;
  for (const Named& one : list) out.push_back(json::object{{"id", one.id}, {"label", words_of(label_of(one))}});
  return out;
}

// What a field for the fact needs: its kind, its values, and what holds while nobody has said anything.
json::object field_of(const rule_pack& pack, const fact_declaration& fact) {
  const auto label = [](const auto& one) { return one.label; };
  const auto name = [](const auto& one) { return one.name; };
  json::object out{{"id", fact.id}, {"label", words_of(fact.label)}, {"type", type_word(fact)}};
  if (fact.type == fact_type::choice) out["values"] = choices(fact.values, label);
  if (fact.type == fact_type::channel) out["values"] = choices(pack.channels, label);
  if (fact.is_of_bodies()) out["values"] = choices(pack.authorities, name);
  if (fact.type == fact_type::integer) {
    out["low"] = fact.low;
    out["high"] = fact.high;
  }
  if (fact.standard.present && !fact.is_text() && fact.type != fact_type::authorities) {
    const auto words = [&](language lang) { return value_words(pack, fact, fact.standard.number, lang); };
    out["standard"] = words_of({words(language::vi), words(language::en)});
  }
  return out;
}

// The facts that choose among a duty's limits, and those that a limit counts from.
json::array facts_of(const rule_pack& pack, const duty_rule& duty) {
  std::set<std::uint16_t> numbers;
  for (const limit_rule& rule : duty.within) {
    for (const condition_node& node : rule.row.when) {
      if (node.kind == condition_kind::range || node.kind == condition_kind::present) numbers.insert(node.fact);
    }
    for (std::size_t i = 0; i < rule.row.what.size; ++i) {
      if (rule.row.what.nodes[i].term.back) numbers.insert(rule.row.what.nodes[i].term.anchor);
    }
  }
  json::array out;
  for (const std::uint16_t number : numbers) out.emplace_back(pack.facts[number].id);
  return out;
}

json::object open_pack(int place, std::string_view text, language lang) {
  const json::value files = parsed(text);
  checked_pack checked = check_pack(pack_texts{texts_of(files.at("own")), texts_of(files.at("shared"))});
  json::object out;
  json::array findings;
  for (const finding& one : checked.findings) findings.push_back(parsed(json_of(one, lang)));
  out["findings"] = std::move(findings);
  if (!checked.pack) return out;
  const rule_pack& pack = opened.insert_or_assign(place, std::move(*checked.pack)).first->second;
  json::array duties;
  for (const duty_rule& duty : pack.duties) {
    duties.push_back(json::object{{"id", duty.id}, {"label", words_of(duty.label)}, {"facts", facts_of(pack, duty)}});
  }
  json::array facts;
  for (const fact_declaration& fact : pack.facts) facts.push_back(field_of(pack, fact));
  out["duties"] = std::move(duties);
  out["facts"] = std::move(facts);
  return out;
}

json::object tell_due(int place, std::string_view text, language lang) {
  const json::value question = parsed(text);
  const rule_pack& pack = opened.at(place);
  const duty_rule& duty = pack.duties[index_of({"nghĩa vụ", "duty"}, text_of(question.at("duty")), pack.duties)];
  instant from = 0;
  if (const auto why = parse_instant(text_of(question.at("from")), from); why != time_text_error::none)
    throw error(status::range, time_words(why, instant_form_words()));
  const std::vector<fact_value> facts = read_said_facts(pack, json::serialize(question.at("facts")));
  const due_answer due = due_of(pack, duty, from, facts);
  if (!due.limit)
    return {{"answer", nullptr}, {"cites", names(duty.source.cites)}, {"assumes", names(duty.source.assumes)}};
  const limit_rule& rule = duty.within[*due.limit];
  const explanation why = explain_limit(*pack.calendars[duty.calendar].office, rule.row.what, from, facts);
  const basis& source = rule.source.text().empty() ? duty.source : rule.source;
  return {{"answer", parsed(json_of_limit(from, rule.text, due.answer, source.text(), &why, lang))},
          {"due", due_words(due.answer).in(lang)},
          {"limit", limit_words(rule.text).in(lang)},
          {"cites", names(source.cites)},
          {"assumes", names(source.assumes)}};
}

language language_of(int english) { return english != 0 ? language::en : language::vi; }

}  // namespace
}  // namespace thoihan

extern "C" {

const char* page_open(int place, const char* texts, std::size_t size, int english);
const char* page_due(int place, const char* question, std::size_t size, int english);

// Checks the texts of a pack, {"own":{"pack.json":"..."},"shared":{"national/office":"..."}}; one without errors takes this place,
// and one with errors leaves there what stood there.
const char* page_open(int place, const char* texts, std::size_t size, int english) {
  using namespace thoihan;
  const language lang = language_of(english);
  return answer_of(lang, [&] { return open_pack(place, {texts, size}, lang); });
}

// {"duty":"forward","from":"2024-04-26T16:00","facts":{"urgent":false}} of the pack that was put into this place.
const char* page_due(int place, const char* question, std::size_t size, int english) {
  using namespace thoihan;
  const language lang = language_of(english);
  return answer_of(lang, [&] { return tell_due(place, {question, size}, lang); });
}

}  // extern "C"
