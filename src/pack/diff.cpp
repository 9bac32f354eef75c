#include "thoihan/pack/diff.hpp"

#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <cstddef>
#include <functional>
#include <iterator>
#include <optional>
#include <set>
#include <tuple>
#include <utility>

#include "src/pack/due_shift.hpp"
#include "src/pack/json_text.hpp"
#include "src/pack/likeness.hpp"
#include "src/pack/rule_words.hpp"
#include "src/pack/say.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

// The sections in the order in which they are told; others, of which this knows nothing, follow.
constexpr std::string_view section_order[] = {"pack",    "duties",      "transitions", "states", "pauses",
                                              "routing", "publication", "notices",     "roles",  "channels",
                                              "facts",   "authorities", "clauses",     "gaps",   "assumptions"};

std::string_view view_of(const json::string& text) { return {text.data(), text.size()}; }

std::string text_of(const json::value* value) {
  const json::string* text = value == nullptr ? nullptr : value->if_string();
  return text == nullptr ? std::string{} : std::string{view_of(*text)};
}

const json::value* member(const json::value* value, std::string_view key) {
  const json::object* object = value == nullptr ? nullptr : value->if_object();
  return object == nullptr ? nullptr : object->if_contains(json::string_view{key.data(), key.size()});
}

// A name, or a list of names; nothing for all else.
std::optional<std::set<std::string>> names_in(const json::value* value) {
  if (value == nullptr) return std::nullopt;
  if (value->is_string()) return std::set{text_of(value)};
  const json::array* list = value->if_array();
  if (list == nullptr) return std::nullopt;
  std::set<std::string> out;
  for (const json::value& name : *list) {
    if (!name.is_string()) return std::nullopt;
    out.insert(text_of(&name));
  }
  return out;
}

std::set<std::string> names_at(const json::value* rule, std::string_view key) {
  return names_in(member(rule, key)).value_or(std::set<std::string>{});
}

std::string joined_names(const std::set<std::string>& names) {
  return joined(std::vector<std::string>{names.begin(), names.end()});
}

std::string clauses_of(const json::value* rule) {
  basis out;
  for (const std::string& id : names_at(rule, "cite")) out.cites.push_back(id);
  for (const std::string& id : names_at(rule, "assume")) out.assumes.push_back(id);
  return clauses_of(out);
}

// Where in a rule a difference is: for programs and in words; and the basis of the nearest part that has one.
struct part_path {
  std::string part;
  bilingual words;
  std::string cite_before;
  std::string cite_after;

  part_path below(const std::string& key, const bilingual& key_text) const {
    part_path out = *this;
    out.part += (part.empty() ? "" : "/") + key;
    const std::string_view between = words.en.empty() || key_text.en.empty() ? "" : ", ";
    out.words.vi.append(between).append(key_text.vi);
    out.words.en.append(between).append(key_text.en);
    return out;
  }

  part_path with_basis_of(const json::value* before, const json::value* after) const {
    part_path out = *this;
    if (const std::string text = clauses_of(before); !text.empty()) out.cite_before = text;
    if (const std::string text = clauses_of(after); !text.empty()) out.cite_after = text;
    return out;
  }
};

using row_match = std::pair<const json::value*, const json::value*>;

// The rows of two lists paired by `score`, best first; the unpaired stand alone. In the order of the newer list, then what is
// gone.
std::vector<row_match> match_rows(const json::array& before, const json::array& after,
                                  const std::function<int(const json::value&, const json::value&)>& score) {
  std::vector<std::tuple<int, std::size_t, std::size_t>> pairs;
  for (std::size_t j = 0; j < after.size(); ++j) {
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (const int alike = score(before[i], after[j]); alike > 0) pairs.emplace_back(-alike, j, i);
    }
  }
  std::sort(pairs.begin(), pairs.end());
  std::vector<const json::value*> partner(after.size(), nullptr);
  std::set<std::size_t> taken;
  for (const auto& [unlikeness, j, i] : pairs) {
    if (partner[j] != nullptr || !taken.insert(i).second) continue;
    partner[j] = &before[i];
  }
  std::vector<row_match> out;
  for (std::size_t j = 0; j < after.size(); ++j) out.emplace_back(partner[j], &after[j]);
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (taken.count(i) == 0) out.emplace_back(&before[i], nullptr);
  }
  return out;
}

class rule_diff {
 public:
  rule_diff(const rule_pack& before, const rule_pack& after, std::vector<difference>& out)
      : before_(before), after_(after), one_regulation_(before.id == after.id), out_(out) {}

  void compare() {
    const std::array<json::object, 2> sides = {pack_sections(before_), pack_sections(after_)};
    std::array<json::object, 2> identity;
    std::set<std::string> names;
    for (const std::size_t side : {0U, 1U}) {
      for (const auto& [key, value] : sides[side]) {
        const std::string name{key};
        if (name == "format" || name == "note") continue;
        if (!value.is_structured() || name == "title" || name == "instrument" || name == "calendars")
          identity[side][key] = value;
        else
          names.insert(name);
      }
    }
    const json::value old_identity(identity[0]);
    const json::value new_identity(identity[1]);
    begin("pack", after_.id);
    parts(&old_identity, &new_identity, {});
    compare_calendars();
    for (const std::string_view known : section_order) {
      if (names.erase(std::string{known}) != 0) section(std::string{known}, sides);
    }
    for (const std::string& name : names) section(name, sides);
  }

 private:
  // What no two regulations share.
  bool is_left_out(std::string_view key) const {
    if (key == "note") return true;
    return !one_regulation_ && (key == "cite" || key == "assume" || key == "gap" || key == "answers");
  }

  json::value stripped(const json::value& value) const {
    if (const json::array* list = value.if_array()) {
      json::array out;
      for (const json::value& element : *list) out.push_back(stripped(element));
      return out;
    }
    const json::object* object = value.if_object();
    if (object == nullptr) return value;
    json::object out;
    for (const auto& [key, below] : *object) {
      if (!is_left_out({key.data(), key.size()}) || below.is_object()) out[key] = stripped(below);
    }
    return out;
  }

  bool is_same(const json::value* a, const json::value* b) const {
    if ((a == nullptr) != (b == nullptr)) return false;
    return a == nullptr || stripped(*a) == stripped(*b);
  }

  void begin(std::string section, std::string rule) {
    section_ = std::move(section);
    rule_ = std::move(rule);
    label_ = {};
  }

  void section(const std::string& name, const std::array<json::object, 2>& sides) {
    if (!one_regulation_ && (name == "clauses" || name == "gaps")) return;
    const json::value* a = sides[0].if_contains(name);
    const json::value* b = sides[1].if_contains(name);
    const bool lists = (a != nullptr && a->is_array()) || (b != nullptr && b->is_array());
    if (lists)
      list_section(name, a, b);
    else
      named_section(name, a, b);
  }

  void named_section(const std::string& name, const json::value* a, const json::value* b) {
    std::vector<std::pair<std::string, std::string>> rules;  // ids before and after; empty: not there
    std::set<std::string> met;
    if (name == "duties") {
      for (const auto& [i, j] : same_duties(before_, after_)) {
        rules.emplace_back(before_.duties[i].id, after_.duties[j].id);
        met.insert({"<" + before_.duties[i].id, ">" + after_.duties[j].id});
      }
    }
    for (const std::string& id : keys_of(b)) {
      if (met.count(">" + id) != 0) continue;
      const bool known = name != "duties" && member(a, id) != nullptr;
      rules.emplace_back(known ? id : "", id);
      if (known) met.insert("<" + id);
    }
    for (const std::string& id : keys_of(a)) {
      if (met.count("<" + id) == 0) rules.emplace_back(id, "");
    }
    for (const auto& [old_id, new_id] : rules) {
      begin(name, new_id.empty() ? old_id : new_id);
      whole(old_id.empty() ? nullptr : member(a, old_id), new_id.empty() ? nullptr : member(b, new_id));
      if (!old_id.empty() && !new_id.empty() && old_id != new_id) {
        const part_path at = part_path{}.below("id", {"mã", "id"}).with_basis_of(member(a, old_id), member(b, new_id));
        tell(at, {old_id, old_id}, {new_id, new_id}, {});
      }
    }
  }

  static std::vector<std::string> keys_of(const json::value* value) {
    std::vector<std::string> out;
    if (value == nullptr || !value->is_object()) return out;
    for (const auto& entry : value->get_object()) {
      if (entry.key() != "note") out.emplace_back(entry.key());
    }
    return out;
  }

  void list_section(const std::string& name, const json::value* a, const json::value* b) {
    static const json::array none;
    const json::array& before = a != nullptr && a->is_array() ? a->get_array() : none;
    const json::array& after = b != nullptr && b->is_array() ? b->get_array() : none;
    const auto score = [&](const json::value& x, const json::value& y) { return row_score(name, x, y); };
    for (const auto& [x, y] : match_rows(before, after, score)) {
      const json::value& row = y != nullptr ? *y : *x;
      const json::array& list = y != nullptr ? after : before;
      begin(name, row_name(row, &row - list.data()));
      label_ = row_label(row);
      whole(x, y);
    }
  }

  int row_score(const std::string& section, const json::value& a, const json::value& b) const {
    static constexpr int equal = 1'000'000;
    if (member(&a, "id") != nullptr || member(&b, "id") != nullptr)
      return text_of(member(&a, "id")) == text_of(member(&b, "id")) ? equal : 0;
    if (section == "publication") return is_same(member(&a, "when"), member(&b, "when")) ? equal : 0;
    if (text_of(member(&a, "on")) != text_of(member(&b, "on"))) return 0;
    if (is_same(&a, &b)) return equal;
    int score = 1 + 4 * likeness(names_at(&a, "from"), names_at(&b, "from"));
    score += likeness(names_at(&a, "by"), names_at(&b, "by"));
    if (is_same(member(&a, "to"), member(&b, "to"))) score += 2000;
    if (is_same(member(&a, "when"), member(&b, "when"))) score += 2000;
    return score;
  }

  // Its id; else its place in the list, and its event.
  static std::string row_name(const json::value& row, std::ptrdiff_t place) {
    if (const json::value* id = member(&row, "id")) return text_of(id);
    const std::string event = text_of(member(&row, "on"));
    return std::to_string(place) + (event.empty() ? "" : " " + event);
  }

  // "received, returned → with_authority" of a transition, else the condition.
  static bilingual row_label(const json::value& row) {
    if (member(&row, "id") != nullptr) return {};
    if (const json::value* to = member(&row, "to")) {
      const std::string from = joined_names(names_at(&row, "from"));
      const std::string way = (from.empty() ? "" : from + " ") + "→ " + text_of(to);
      return {way, way};
    }
    const json::value* when = member(&row, "when");
    return when == nullptr ? bilingual{} : guard_words(*when);
  }

  // One rule: new, gone, or with parts that differ.
  void whole(const json::value* a, const json::value* b) {
    const json::value* shown = b != nullptr ? b : a;
    for (const char* key : {"label", "name"}) {
      if (const json::value* label = member(shown, key); label != nullptr && is_text_pair(*label))
        label_ = value_words(key, *label);
    }
    if (is_same(a, b)) return;
    if (a != nullptr && b != nullptr) {
      const bool listed = a->is_array() && b->is_array();
      return listed ? part("", a, b, part_path{}) : parts(a, b, part_path{}.with_basis_of(a, b));
    }
    difference out;
    out.is = a == nullptr ? difference_kind::added : difference_kind::removed;
    (a == nullptr ? out.after : out.before) = summary(*shown);
    out.cite_before = clauses_of(a);
    out.cite_after = clauses_of(b);
    const bilingual says = summary(*shown);
    const bilingual change = a == nullptr ? bilingual{"mới", "new"} : bilingual{"không còn", "gone"};
    add(std::move(out), says.en.empty() ? change : bilingual{change.vi + ": " + says.vi, change.en + ": " + says.en});
  }

  // What a rule says, in short.
  static bilingual summary(const json::value& rule) {
    bilingual out;
    const auto append = [&out](const bilingual& more) {
      for (const auto& [whole, part] : {std::pair{&out.vi, &more.vi}, std::pair{&out.en, &more.en}}) {
        const bool sentence = !whole->empty() && whole->back() == '.';
        *whole += (whole->empty() ? "" : sentence ? " " : "; ") + *part;
      }
    };
    if (const json::value* within = member(&rule, "within")) append(value_words("within", *within));
    for (const char* key : {"says", "takes", "why", "open", "template"}) {
      const json::value* value = member(&rule, key);
      if (value != nullptr && is_text_pair(*value)) append(value_words(key, *value));
    }
    if (is_text_pair(rule)) append(value_words("", rule));
    if (const json::value* when = member(&rule, "when")) {
      const bilingual words = guard_words(*when);
      append({"khi " + words.vi, "when " + words.en});
    }
    for (const char* key : {"is", "lead", "type"}) {
      if (const json::value* value = member(&rule, key)) append(value_words(key, *value));
    }
    return out;
  }

  // Two objects, key by key.
  void parts(const json::value* a, const json::value* b, const part_path& at) {
    std::set<std::string> keys;
    for (const json::value* side : {a, b}) {
      for (const std::string& key : keys_of(side)) keys.insert(key);
    }
    for (const std::string& key : keys) {
      const json::value* x = member(a, key);
      const json::value* y = member(b, key);
      if (is_left_out(key) && !(x != nullptr && x->is_object())) continue;
      // The limit of a row is the row itself, in words.
      const bool row_limit = key == "limit" && at.part.substr(0, at.part.find('[')) == "within";
      part(key, x, y, at.below(key, row_limit ? bilingual{} : key_words(key)));
    }
  }

  void part(const std::string& key, const json::value* a, const json::value* b, const part_path& above) {
    if (is_same(a, b)) return;
    const part_path at = above.with_basis_of(a, b);
    const bool leaf =
        key == "when" || key == "limit" || key == "sets" || key == "received" || a == nullptr || b == nullptr;
    const bool objects = !leaf && a->is_object() && b->is_object();
    if (objects && !is_text_pair(*a) && !is_text_pair(*b)) return parts(a, b, at);
    if (key == "within" && !leaf && a->is_array() && b->is_array()) return rows(a->get_array(), b->get_array(), above);
    const auto old_names = names_in(a);
    const auto new_names = names_in(b);
    const bool lists = (a != nullptr && a->is_array()) || (b != nullptr && b->is_array());
    if (lists && (old_names || a == nullptr) && (new_names || b == nullptr)) {
      return names(old_names.value_or(std::set<std::string>{}), new_names.value_or(std::set<std::string>{}), at);
    }
    bilingual before = a == nullptr ? bilingual{} : value_words(key, *a);
    bilingual after = b == nullptr ? bilingual{} : value_words(key, *b);
    // Where only the other language's words changed, these are shown.
    if (before.vi == after.vi) before.vi = before.en, after.vi = after.en;
    if (before.en == after.en) before.en = before.vi, after.en = after.vi;
    tell(at, before, after, {});
  }

  // Sets of names: what came and what went.
  void names(const std::set<std::string>& before, const std::set<std::string>& after, const part_path& at) {
    std::set<std::string> came;
    std::set<std::string> went;
    std::set_difference(after.begin(), after.end(), before.begin(), before.end(), std::inserter(came, came.end()));
    std::set_difference(before.begin(), before.end(), after.begin(), after.end(), std::inserter(went, went.end()));
    if (came.empty() && went.empty()) return;
    bilingual how;
    if (!came.empty()) how = say("thêm {}", "adds {}", joined_names(came));
    const bool both = !came.empty() && !went.empty();
    if (!went.empty()) {
      const bilingual less = say("{}bỏ {}", "{}drops {}", both ? "; " : "", joined_names(went));
      how = {how.vi + less.vi, how.en + less.en};
    }
    const std::string old_list = joined_names(before);
    const std::string new_list = joined_names(after);
    tell(at, {old_list, old_list}, {new_list, new_list}, how);
  }

  // The rows of a choice of limits, by their conditions.
  void rows(const json::array& before, const json::array& after, const part_path& at) {
    const auto condition = [this](const json::value& row) {
      json::object out;
      for (const char* key : {"when", "received"}) {
        if (const json::value* value = member(&row, key)) out[key] = stripped(*value);
      }
      return out;
    };
    const auto score = [&](const json::value& a, const json::value& b) { return condition(a) == condition(b) ? 1 : 0; };
    for (const auto& [a, b] : match_rows(before, after, score)) {
      if (is_same(a, b)) continue;
      const json::object asked = condition(b != nullptr ? *b : *a);
      part_path here = at;
      if (!asked.empty()) {
        bilingual words;
        for (const auto& [key, value] : asked) {
          const bilingual more = value_words({key.data(), key.size()}, value);
          words.vi += (words.vi.empty() ? "" : ", ") + more.vi;
          words.en += (words.en.empty() ? "" : ", ") + more.en;
        }
        here.part += "[" + words.en + "]";
        here.words.vi += " khi " + words.vi;
        here.words.en += " when " + words.en;
      }
      here = here.with_basis_of(a, b);
      if (a != nullptr && b != nullptr) {
        parts(a, b, here);
      } else {
        const json::value* limit = member(b != nullptr ? b : a, "limit");
        const bilingual words = limit == nullptr ? bilingual{} : limit_value_words(*limit);
        tell(here, b == nullptr ? words : bilingual{}, b == nullptr ? bilingual{} : words, {});
      }
    }
  }

  void compare_calendars() {
    for (const named_calendar& newer : after_.calendars) {
      for (const named_calendar& older : before_.calendars) {
        if (older.name != newer.name || older.office->reference != newer.office->reference ||
            older.office->hash == newer.office->hash)
          continue;
        part_path at;
        at.part = "calendars/" + newer.name;
        at.words = say("lịch {}", "calendar {}", newer.office->reference);
        tell(at, say("bản {}", "revision {}", older.office->revision),
             say("bản {}", "revision {}", newer.office->revision),
             {"ngày làm việc, ngày nghỉ đã khác", "its dates are others"});
      }
    }
  }

  // One part that differs; `how`: instead of "from ... to ...".
  void tell(const part_path& at, const bilingual& before, const bilingual& after, const bilingual& how) {
    difference out;
    out.part = at.part;
    out.before = before;
    out.after = after;
    out.cite_before = at.cite_before;
    out.cite_after = at.cite_after;
    bilingual text = how;
    if (!how.en.empty()) {
      // Said already.
    } else if (before.en.empty()) {
      text = say("thêm \"{}\"", "\"{}\" is new", after);
    } else if (after.en.empty()) {
      text = say("bỏ \"{}\"", "\"{}\" is gone", before);
    } else {
      text = say("từ \"{}\" thành \"{}\"", "from \"{}\" to \"{}\"", before, after);
    }
    if (!at.words.en.empty()) text = {at.words.vi + ": " + text.vi, at.words.en + ": " + text.en};
    add(std::move(out), text);
  }

  void add(difference found, const bilingual& text) {
    found.section = section_;
    found.rule = rule_;
    const auto subject = [this](const std::string& kind, const std::string& label) {
      return kind + " " + rule_ + (label.empty() ? "" : " \"" + label + "\"");
    };
    const bilingual kind = section_words(section_);
    found.subject = {subject(kind.vi, label_.vi), subject(kind.en, label_.en)};
    found.text = text;
    out_.push_back(std::move(found));
  }

  const rule_pack& before_;
  const rule_pack& after_;
  bool one_regulation_;
  std::vector<difference>& out_;
  std::string section_;
  std::string rule_;
  bilingual label_;
};

}  // namespace

pack_diff diff_packs(const rule_pack& before, const rule_pack& after, const diff_options& options) {
  pack_diff out;
  const day_number newer = std::max(before.instrument.in_force, after.instrument.in_force);
  out.year = options.year.value_or(civil_from_days(newer).year);
  out.one_regulation = before.id == after.id;
  rule_diff{before, after, out.rules}.compare();
  out.dues = shift_dues(before, after, out.year);
  return out;
}

std::string_view difference_kind_name(difference_kind kind) noexcept {
  switch (kind) {
    case difference_kind::added: return "added";
    case difference_kind::removed: return "removed";
    case difference_kind::changed: return "changed";
  }
  return "unknown";
}

}  // namespace thoihan
