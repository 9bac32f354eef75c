#include "thoihan/engine/migration.hpp"

#include <algorithm>

#include "src/pack/names.hpp"
#include "src/pack/pack_loader.hpp"
#include "src/pack/say.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

std::string time_text(instant t) { return format_instant(t).data(); }

bool same_events(const std::vector<event_number>& a, const std::vector<event_number>& b) {
  return a.size() == b.size() && std::is_permutation(a.begin(), a.end(), b.begin());
}

}  // namespace

class case_passage {
 public:
  case_passage(const case_view& before, const rule_pack& to, const id_mapping& mapping)
      : before_(before), from_(before.pack()), to_(to), mapping_(mapping), next_(to, before.case_id()) {}

  case_view carry(instant at) {
    if (before_.acts() == 0) {
      throw error(status::misuse,
                  say("hồ sơ {} chưa có sự kiện nào", "the case {} has no event yet", before_.case_id()));
    }
    if (at < before_.last_at()) {
      throw error(status::time_order,
                  say("thời điểm {} ở trước việc gần nhất, lúc {}", "{} is before the last act, at {}", time_text(at),
                      time_text(before_.last_at())));
    }
    check_mapping();
    carry_state();
    carry_facts();
    carry_events();
    carry_pauses();
    carry_duties();
    throw_complaints();
    next_.acts_ = before_.acts_;
    next_.opened_at_ = before_.opened_at_;
    next_.last_at_ = at;
    next_.duplicate_of_ = before_.duplicate_of_;
    for (std::size_t i = 0; i < next_.duties_.size(); ++i) choose_again(before_.duties_[i], next_.duties_[i], at);
    count_rounds();
    return std::move(next_);
  }

 private:
  void complain(bilingual text) {
    if (std::find(complaints_.begin(), complaints_.end(), text) == complaints_.end())
      complaints_.push_back(std::move(text));
  }

  void lacks(const bilingual& kind, const std::string& pack, const std::string& name,
             const std::vector<std::string>& known) {
    const bilingual near = nearest_name(name, known);
    complain(say("gói {} không có {} \"{}\"{}", "the pack {} has no {} \"{}\"{}", pack, kind, name, near));
  }
  std::string fresh_pack() const { return to_.id + " " + to_.version; }

  void check_pairs(const bilingual& kind, const id_pairs& pairs, const std::vector<std::string>& old,
                   const std::vector<std::string>& fresh, bool may_be_given_up) {
    for (const auto& [name, other] : pairs) {
      if (std::find(old.begin(), old.end(), name) == old.end()) lacks(kind, from_.id + " " + from_.version, name, old);
      if (other.empty() && !may_be_given_up) {
        complain(say("{} \"{}\" cần một tên trong gói mới", "the {} \"{}\" needs a name in the new pack", kind, name));
      } else if (!other.empty() && std::find(fresh.begin(), fresh.end(), other) == fresh.end()) {
        lacks(kind, fresh_pack(), other, fresh);
      }
    }
  }

  void check_mapping() {
    check_pairs(state_word, mapping_.states, ids_of(from_.states), ids_of(to_.states), false);
    check_pairs(event_word, mapping_.events, from_.events, to_.events, true);
    check_pairs(fact_word, mapping_.facts, ids_of(from_.facts), ids_of(to_.facts), true);
    check_pairs(channel_word, mapping_.channels, ids_of(from_.channels), ids_of(to_.channels), false);
    check_pairs(role_word, mapping_.roles, ids_of(from_.roles), ids_of(to_.roles), false);
    check_pairs(duty_word, mapping_.duties, ids_of(from_.duties), ids_of(to_.duties), false);
    check_pairs(authority_word, mapping_.authorities, ids_of(from_.authorities), ids_of(to_.authorities), false);
    for (const auto& [fact, pairs] : mapping_.values) {
      const auto old = find_id(from_.facts, fact);
      if (!old) {
        lacks(fact_word, from_.id + " " + from_.version, fact, ids_of(from_.facts));
        continue;
      }
      const auto fresh = find_id(to_.facts, mapped_id(mapping_.facts, fact));
      check_pairs(value_word(fact), pairs, ids_of(from_.facts[*old].values),
                  fresh ? ids_of(to_.facts[*fresh].values) : std::vector<std::string>{}, false);
    }
  }

  std::optional<std::size_t> find(const bilingual& kind, const id_pairs& pairs, const std::string& id,
                                  const std::vector<std::string>& known, bool needed = true) {
    const std::string& name = mapped_id(pairs, id);
    const auto found = std::find(known.begin(), known.end(), name);
    if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
    if (needed && !name.empty()) lacks(kind, fresh_pack(), name, known);
    return std::nullopt;
  }
  std::optional<event_number> find_event_of(event_number event, bool needed) {
    const auto found = find(event_word, mapping_.events, from_.events[event], to_.events, needed);
    return found ? std::optional{static_cast<event_number>(*found)} : std::nullopt;
  }
  std::optional<authority_number> find_authority(authority_number body) {
    const auto found = find(authority_word, mapping_.authorities, from_.authorities[body].id, ids_of(to_.authorities));
    return found ? std::optional{static_cast<authority_number>(*found)} : std::nullopt;
  }

  void carry_state() {
    const state& old = from_.states[before_.state_];
    const auto found = find(state_word, mapping_.states, old.id, ids_of(to_.states));
    if (!found) return;
    next_.state_ = static_cast<state_number>(*found);
    if (to_.states[*found].end == old.end) return;
    complain(old.end ? say("trạng thái \"{}\" đã kết thúc hồ sơ, còn \"{}\" của gói mới thì không",
                           "the state \"{}\" has ended the case, \"{}\" of the new pack has not", old.id,
                           to_.states[*found].id)
                     : say("trạng thái \"{}\" chưa kết thúc hồ sơ, còn \"{}\" của gói mới thì có",
                           "the state \"{}\" has not ended the case, \"{}\" of the new pack has", old.id,
                           to_.states[*found].id));
  }

  void carry_facts() {
    for (std::size_t i = 0; i < from_.facts.size(); ++i) {
      const fact_declaration& old = from_.facts[i];
      const fact_value value = before_.facts_[i];
      if (!value.present) continue;
      const bool said = value != old.standard;
      const auto at = find(fact_word, mapping_.facts, old.id, ids_of(to_.facts), said);
      if (!at) continue;
      const fact_declaration& fresh = to_.facts[*at];
      if (fresh.type != old.type) {
        if (said) {
          complain(say("dữ kiện \"{}\" có kiểu khác trong gói mới",
                       "the fact \"{}\" is of another type in the new pack", fresh.id));
        }
      } else if (old.type == fact_type::authorities) {
        carry_bodies(i, *at);
      } else if (const auto number = number_of(old, fresh, value.number, said)) {
        next_.facts_[*at] = fact_value::of(*number);
      }
    }
  }

  void carry_bodies(std::size_t old, std::size_t fresh) {
    std::vector<authority_number> list;
    for (const authority_number body : before_.bodies(old)) {
      if (const auto found = find_authority(body)) list.push_back(*found);
    }
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    next_.name_bodies(fresh, std::move(list));
  }

  std::optional<std::int64_t> number_of(const fact_declaration& old, const fact_declaration& fresh, std::int64_t number,
                                        bool said) {
    const auto position = static_cast<std::size_t>(number);
    std::optional<std::size_t> found;
    switch (old.type) {
      case fact_type::integer:
        if (fresh.counts) return std::min(number, fresh.high);
        if (number >= fresh.low && number <= fresh.high) return number;
        if (said) {
          complain(say("dữ kiện \"{}\": {} nằm ngoài khoảng {} đến {} của gói mới",
                       "the fact \"{}\": {} is outside {} to {} of the new pack", fresh.id, number, fresh.low,
                       fresh.high));
        }
        return std::nullopt;
      case fact_type::choice: {
        const auto pairs = std::find_if(mapping_.values.begin(), mapping_.values.end(),
                                        [&](const auto& values) { return values.first == old.id; });
        found = find(value_word(old.id), pairs == mapping_.values.end() ? id_pairs{} : pairs->second,
                     old.values[position].id, ids_of(fresh.values), said);
        break;
      }
      case fact_type::channel:
        found = find(channel_word, mapping_.channels, from_.channels[position].id, ids_of(to_.channels), said);
        break;
      case fact_type::authority:
        found =
            find(authority_word, mapping_.authorities, from_.authorities[position].id, ids_of(to_.authorities), said);
        break;
      default: return number;
    }
    return found ? std::optional{static_cast<std::int64_t>(*found)} : std::nullopt;
  }

  void carry_events() {
    for (std::size_t i = 0; i < from_.events.size(); ++i) {
      const std::optional<instant>& happened = before_.happened_[i];
      if (!happened) continue;
      const auto event = find_event_of(static_cast<event_number>(i), true);
      if (event) next_.happened_[*event] = std::max(*happened, next_.happened_[*event].value_or(*happened));
    }
    if (before_.opened_by_) next_.opened_by_ = find_event_of(*before_.opened_by_, false);
  }

  std::vector<event_number> carried(const std::vector<event_number>& events) {
    std::vector<event_number> out;
    for (const event_number event : events) {
      if (const auto fresh = find_event_of(event, false)) out.push_back(*fresh);
    }
    return out;
  }

  void carry_pauses() {
    next_.pauses_ = before_.pauses_;
    next_.paused_since_ = before_.paused_since_;
    for (std::size_t i = 0; i < from_.pauses.size(); ++i) {
      if (before_.pause_open_[i]) open_pause(from_.pauses[i]);
    }
  }

  void open_pause(const pause_rule& old) {
    const std::vector<event_number> from = carried(old.from);
    const std::vector<event_number> until = carried(old.until);
    event_number begun = old.from.front();
    for (const event_number event : old.from) {
      if (before_.happened_[event] > before_.happened_[begun]) begun = event;
    }
    const auto same = std::find_if(to_.pauses.begin(), to_.pauses.end(), [&](const pause_rule& fresh) {
      return same_events(fresh.from, from) && same_events(fresh.until, until);
    });
    const auto beginning = find_event_of(begun, false);
    const auto like =
        same != to_.pauses.end()
            ? same
            : std::find_if(to_.pauses.begin(), to_.pauses.end(), [&](const pause_rule& fresh) {
                return beginning && std::find(fresh.from.begin(), fresh.from.end(), *beginning) != fresh.from.end();
              });
    if (like != to_.pauses.end()) {
      next_.pause_open_[static_cast<std::size_t>(like - to_.pauses.begin())] = true;
      return;
    }
    complain(say("hồ sơ đang tạm dừng từ {} bởi \"{}\"; gói mới không có lúc tạm dừng nào bắt đầu như vậy",
                 "the case stands still since {} by \"{}\"; no pause of the new pack begins so",
                 time_text(*before_.happened_[begun]), from_.events[begun]));
  }

  void carry_duties() {
    std::vector<std::optional<std::size_t>> fresh_of(from_.duties.size());
    std::vector<std::optional<std::size_t>> old_of(to_.duties.size());
    for (const duty_round& old : before_.duties_) {
      if (!fresh_of[old.duty])
        fresh_of[old.duty] = find(duty_word, mapping_.duties, from_.duties[old.duty].id, ids_of(to_.duties));
      duty_round fresh = old;
      if (fresh_of[old.duty]) {
        fresh.duty = *fresh_of[old.duty];
        if (old_of[fresh.duty].value_or(old.duty) != old.duty) {
          complain(say("nghĩa vụ \"{}\" và \"{}\" đều đã có lượt nên không thể cùng thành \"{}\"",
                       "the duties \"{}\" and \"{}\" have rounds both and cannot become \"{}\" both",
                       from_.duties[*old_of[fresh.duty]].id, from_.duties[old.duty].id, to_.duties[fresh.duty].id));
        }
        old_of[fresh.duty] = old.duty;
        fresh.limit = same_limit(from_.duties[old.duty], old.limit, to_.duties[fresh.duty]);
        const std::string& name = from_.duties[old.duty].id;
        if (fresh.first_name.empty() && to_.duties[fresh.duty].id != name) fresh.first_name = name;
      }
      if (old.owed_authority) fresh.owed_authority = find_authority(*old.owed_authority);
      next_.duties_.push_back(std::move(fresh));
    }
  }

  // The row of the new pack that says what the old one said, for a round that keeps its due.
  static std::optional<std::size_t> same_limit(const duty_rule& old, std::optional<std::size_t> row,
                                               const duty_rule& fresh) {
    if (!row) return std::nullopt;
    const auto says_the_same = [&](const limit_rule& limit) {
      return limit.text == old.within[*row].text && limit.source.text() == old.within[*row].source.text();
    };
    if (*row < fresh.within.size() && says_the_same(fresh.within[*row])) return row;
    const auto found = std::find_if(fresh.within.begin(), fresh.within.end(), says_the_same);
    if (found == fresh.within.end()) return std::nullopt;
    return static_cast<std::size_t>(found - fresh.within.begin());
  }

  void throw_complaints() const {
    if (complaints_.empty()) return;
    std::vector<std::string> vi;
    std::vector<std::string> en;
    for (const bilingual& text : complaints_) {
      vi.push_back(text.vi);
      en.push_back(text.en);
    }
    throw error(
        status::reference,
        {fmt::format("hồ sơ {} không chuyển được sang gói {}: {}", before_.case_id(), fresh_pack(), joined(vi, "; ")),
         fmt::format("the case {} cannot go over to the pack {}: {}", before_.case_id(), fresh_pack(),
                     joined(en, "; "))},
        {}, en);
  }

  void choose_again(const duty_round& old, duty_round& fresh, instant at) {
    const duty_rule& rule = to_.duties[fresh.duty];
    duty_clock& clock = fresh.clock;
    if (!clock.running() || clock.late_at(at)) return;
    if (rule.within.empty()) {
      if (clock.limited()) clock.start(old.clock.started_at());
      fresh.limit.reset();
      return;
    }
    const instant start = clock.started_at();
    const limit_choice choice = choose_row(to_, rule.within, rule.calendar, start, next_.facts_);
    const limit& what = rule.within[choice.row].row.what;
    const calendar& hours = *to_.compiled[rule.calendar];
    const pauses still = next_.stood_still(rule);
    const status code = clock.limited() ? clock.choose_again(at, what, choice.provisional, hours, next_.facts_, still)
                                        : clock.start(start, what, choice.provisional, hours, next_.facts_, still);
    if (code != status::ok) throw_limit_error(code, to_, rule.calendar, start);
    fresh.limit = choice.row;
  }

  void count_rounds() {
    for (std::size_t i = 0; i < to_.facts.size(); ++i) {
      const fact_declaration& fact = to_.facts[i];
      if (!fact.counts || !fact.counts->duty) continue;
      const auto running = std::count_if(next_.duties_.begin(), next_.duties_.end(), [&](const duty_round& round) {
        return round.duty == *fact.counts->duty && round.clock.running();
      });
      next_.facts_[i] = fact_value::of(std::min<std::int64_t>(running, fact.high));
    }
  }

  static bilingual value_word(const std::string& fact) { return say("giá trị của \"{}\"", "value of \"{}\"", fact); }

  const bilingual state_word{"trạng thái", "state"};
  const bilingual event_word{"sự kiện", "event"};
  const bilingual fact_word{"dữ kiện", "fact"};
  const bilingual channel_word{"kênh", "channel"};
  const bilingual role_word{"vai", "role"};
  const bilingual duty_word{"nghĩa vụ", "duty"};
  const bilingual authority_word{"cơ quan", "authority"};

  const case_view& before_;
  const rule_pack& from_;
  const rule_pack& to_;
  const id_mapping& mapping_;
  case_view next_;
  std::vector<bilingual> complaints_;
};

case_view migrate(const case_view& before, const rule_pack& to, const id_mapping& mapping, instant at) {
  return case_passage{before, to, mapping}.carry(at);
}

}  // namespace thoihan
