#include "src/tool/worst_words.hpp"

namespace thoihan {

bilingual wait_words(wait_kind kind) {
  switch (kind) {
    case wait_kind::no_limit: return {"không có thời hạn", "no limit"};
    case wait_kind::declared: return {"tự định ngày", "self-declared date"};
    case wait_kind::exempted: return {"được miễn", "exempted"};
    case wait_kind::no_duty: return {"không ai có việc phải làm", "nobody's duty"};
    case wait_kind::pause: return {"tạm dừng", "the case stands still"};
  }
  return {};
}

named_wait name_of(const rule_pack& pack, const open_wait& wait) {
  const std::string cite = source_of(pack, wait).text();
  if (wait.kind == wait_kind::pause) return {"", "", {"Tạm dừng", "Pause"}, cite};
  if (wait.kind == wait_kind::no_duty)
    return {"state", pack.states[wait.number].id, pack.states[wait.number].label, cite};
  return {"duty", pack.duties[wait.number].id, pack.duties[wait.number].label, cite};
}

const limit_rule& row_of(const rule_pack& pack, const pressing_rule& rule) {
  return rule.is_bar ? pack.transitions[rule.number].until->within[rule.row]
                     : pack.duties[rule.number].within[rule.row];
}

const basis& source_of(const rule_pack& pack, const pressing_rule& rule) {
  const basis& own = row_of(pack, rule).source;
  if (!own.text().empty()) return own;
  return rule.is_bar ? pack.transitions[rule.number].until->source : pack.duties[rule.number].source;
}

state_number state_after(const rule_pack& pack, const std::vector<worst_act>& path, std::size_t at) {
  // An act that stays leads to where the last one led that did not.
  while (!pack.transitions[path[at].transition].to) --at;
  return *pack.transitions[path[at].transition].to;
}

}  // namespace thoihan
