#include "thoihan/engine/ledger.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <tuple>

#include "src/pack/say.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/pack/explain.hpp"
#include "thoihan/pack/route.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

constexpr std::string_view reporter = "reporter";

std::string_view outcome_name(clock_outcome outcome) {
  switch (outcome) {
    case clock_outcome::running: return "running";
    case clock_outcome::met: return "met";
    case clock_outcome::met_late: return "met_late";
    case clock_outcome::cancelled: return "cancelled";
  }
  return "unknown";
}

class ledger_maker {
 public:
  ledger_maker(const case_view& view, std::span<const case_standing> stood, instant now)
      : pack_(view.pack()), stood_(stood) {
    out_.pack = &pack_;
    out_.case_id = view.case_id();
    out_.from = view.opened_at();
    out_.until = now;
    const auto end =
        std::find_if(stood.begin(), stood.end(), [](const case_standing& s) { return s.pack->states[s.state].end; });
    if (end != stood.end() && end->from <= now) {
      out_.until = end->from;
      out_.ended = true;
    }
    out_.rounds = view.duties();
    if (const auto at = find_id(pack_.roles, reporter)) reporter_ = static_cast<role_number>(*at);
  }

  case_ledger make() {
    const std::vector<instant> marks = boundaries();
    std::size_t standing = 0;
    std::size_t begun = 0;
    for (std::size_t i = 0; i + 1 < marks.size(); ++i) {
      const instant from = marks[i];
      while (standing + 1 < stood_.size() && stood_[standing + 1].from <= from) ++standing;
      for (; begun < out_.rounds.size() && out_.rounds[begun].clock.started_at() <= from; ++begun)
        running_.push_back(begun);
      running_.erase(std::remove_if(running_.begin(), running_.end(), [&](std::size_t r) { return end_of(r) <= from; }),
                     running_.end());
      stands_ = &stood_[standing];
      at_ = from;
      assign(from, marks[i + 1]);
    }
    for (ledger_part& part : out_.parts) measure(part);
    find_last_wait();
    return std::move(out_);
  }

 private:
  // A duty whose time may count, or none: the state without a duty.
  struct claim {
    std::optional<std::size_t> round;
    std::uint16_t calendar = 0;
    bool always = false;  // its time counts when the office is closed, too
  };

  // Who can end a pause is waited for.
  static bool waits_for_reporter(const rule_pack& pack, std::size_t pause) {
    const auto role = find_id(pack.roles, reporter);
    const pause_rule& rule = pack.pauses[pause];
    return role && std::any_of(pack.transitions.begin(), pack.transitions.end(), [&](const transition_rule& act) {
             return std::find(rule.until.begin(), rule.until.end(), act.event) != rule.until.end() &&
                    std::find(act.by.begin(), act.by.end(), static_cast<role_number>(*role)) != act.by.end();
           });
  }

  instant end_of(std::size_t round) const {
    const duty_clock& clock = out_.rounds[round].clock;
    return clock.running() ? out_.until : std::min(clock.ended_at(), out_.until);
  }

  // When a round became late, if it did while it ran.
  std::optional<instant> late_from(std::size_t round) const {
    const duty_clock& clock = out_.rounds[round].clock;
    if (!clock.late_at(last_supported_instant)) return std::nullopt;
    return clock.answer().late_from;
  }

  // Between two of these nothing changes but the hour.
  std::vector<instant> boundaries() const {
    std::vector<instant> out{out_.from, out_.until};
    const auto add = [&](instant t) {
      if (t > out_.from && t < out_.until) out.push_back(t);
    };
    for (const case_standing& standing : stood_) add(standing.from);
    for (const authority& body : pack_.authorities) {
      if (body.succeeded_by && body.until) add(instant_at(*body.until + 1, 0));
    }
    for (std::size_t i = 0; i < out_.rounds.size(); ++i) {
      add(out_.rounds[i].clock.started_at());
      add(end_of(i));
      if (const auto late = late_from(i)) add(*late);
    }
    std::sort(out.begin(), out.end());
    out.erase(std::unique(out.begin(), out.end()), out.end());
    return out;
  }

  ledger_party owner(std::size_t round) const {
    return {pack_.duties[out_.rounds[round].duty].owed_by, body_that_owes(pack_, out_.rounds[round], at_)};
  }

  ledger_party holder() const {
    if (!stands_->holder || !stands_->authority) return {stands_->holder, std::nullopt};
    return {stands_->holder, heir_of(pack_, *stands_->authority, day_of(at_))};
  }

  bool is_holders(std::size_t round) const {
    const auto& [role, authority] = owner(round);
    return role == stands_->holder && (!authority || authority == holder().authority);
  }

  void assign(instant from, instant until) {
    std::optional<std::size_t> late;
    for (const std::size_t round : running_) {
      const auto since = late_from(round);
      if (!since || *since > from) continue;
      const auto order = [this](std::size_t r) { return std::tuple{*late_from(r), !is_holders(r), r}; };
      if (!late || order(round) < order(*late)) late = round;
    }
    if (late) {
      add(from, until, ledger_cause::late, owner(*late), late, calendar_of(*late));
    } else if (stands_->pause) {
      const bool for_reporter =
          (reporter_ && waits_for_reporter(*stands_->pack, *stands_->pause)) || is_reporters(holder());
      add(from, until, for_reporter ? ledger_cause::waiting_for_reporter : ledger_cause::standing_still,
          for_reporter ? ledger_party{reporter_, std::nullopt} : ledger_party{}, std::nullopt,
          pack_.main_calendar_number);
    } else if (running_.empty() && is_reporters(holder())) {
      add(from, until, ledger_cause::waiting_for_reporter, holder(), std::nullopt, pack_.main_calendar_number);
    } else {
      share(from, until, claims(), 0);
    }
  }

  bool is_reporters(const ledger_party& party) const { return reporter_ && party.role == reporter_; }
  std::uint16_t calendar_of(std::size_t round) const { return pack_.duties[out_.rounds[round].duty].calendar; }

  // The duties that run in time, the first one first; of several whose time ends with the same office, one is enough.
  std::vector<claim> claims() const {
    std::vector<std::size_t> order = running_;
    const auto rank = [this](std::size_t r) {
      const duty_clock& clock = out_.rounds[r].clock;
      return std::tuple{!is_holders(r), !clock.limited(), clock.limited() ? clock.answer().late_from : instant{0}, r};
    };
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return rank(a) < rank(b); });
    std::vector<claim> out;
    for (const std::size_t round : order) {
      const duty_clock& clock = out_.rounds[round].clock;
      const claim next{round, calendar_of(round), clock.limited() && counts_closed_time(clock.what())};
      const bool known =
          std::any_of(out.begin(), out.end(), [&](const claim& c) { return c.calendar == next.calendar; });
      if (next.always || !known) out.push_back(next);
      if (next.always) break;
    }
    if (out.empty()) out.push_back({std::nullopt, pack_.main_calendar_number, false});
    return out;
  }

  // To the first claim whose time counts; to nobody where none does.
  void share(instant from, instant until, const std::vector<claim>& list, std::size_t at) {
    if (at == list.size()) {
      add_closed(from, until, list.front());
      return;
    }
    const claim& first = list[at];
    const auto take = [&](instant a, instant b) {
      add(a, b, first.round ? ledger_cause::working : ledger_cause::without_duty,
          first.round ? owner(*first.round) : holder(), first.round, first.calendar);
    };
    if (first.always) {
      take(from, until);
      return;
    }
    const calendar& hours = known_hours(first.calendar, from, until);
    instant done = from;
    // The night before may reach into the first date.
    for (day_number day = std::max(day_of(from) - 1, hours.first_day()); day <= day_of(until - 1); ++day) {
      for (const session& s : hours.sessions(day)) {
        const instant open = std::max(instant_at(day, s.open_s), done);
        const instant close = std::min(instant_at(day, s.close_s), until);
        if (close <= open) continue;
        if (open > done) share(done, open, list, at + 1);
        take(open, close);
        done = close;
      }
    }
    if (done < until) share(done, until, list, at + 1);
  }

  void add_closed(instant from, instant until, const claim& first) {
    const calendar& hours = *pack_.compiled[first.calendar];
    for (instant at = from; at < until;) {
      const day_number day = day_of(at);
      const instant end = std::min(until, instant_at(day + 1, 0));
      ledger_closure why;
      why.kind = hours.kind(day);
      why.cause = hours.cause(day);
      why.day = day;
      why.outside_hours = !hours.sessions(day).empty();
      add(at, end, ledger_cause::closed_office, {}, first.round, first.calendar, why);
      at = end;
    }
  }

  void add(instant from, instant until, ledger_cause cause, ledger_party party, std::optional<std::size_t> round,
           std::uint16_t calendar, std::optional<ledger_closure> closed = std::nullopt) {
    ledger_part part;
    part.from = from;
    part.until = until;
    part.cause = cause;
    part.party = party;
    part.holder = holder();
    part.then = stands_->pack;
    part.state = stands_->state;
    part.round = round;
    for (const std::size_t other : running_) {
      if (other != round) part.beside.push_back(other);
    }
    if (stands_->pause && !round) part.pause = stands_->pause;
    part.closed = closed;
    part.calendar = calendar;
    if (!out_.parts.empty() && goes_on(out_.parts.back(), part))
      out_.parts.back().until = until;
    else
      out_.parts.push_back(std::move(part));
  }

  static bool goes_on(const ledger_part& a, const ledger_part& b) {
    const bool same_closure = a.closed && b.closed ? a.closed->same_as(*b.closed) : !a.closed && !b.closed;
    return same_closure && a.cause == b.cause && a.party == b.party && a.holder == b.holder && a.then == b.then && a.state == b.state &&
           a.round == b.round && a.beside == b.beside && a.pause == b.pause && a.calendar == b.calendar;
  }

  const calendar& known_hours(std::uint16_t calendar_number, instant from, instant until) const {
    const calendar& hours = *pack_.compiled[calendar_number];
    if (!hours.knows_instant(from) || !hours.knows_instant(until))
      throw_limit_error(status::horizon, pack_, calendar_number, from);
    return hours;
  }

  void measure(ledger_part& part) const {
    const calendar& hours = known_hours(part.calendar, part.from, part.until);
    hours.elapsed(part.from, part.until, part.working_s);
    part.provisional = hours.undecided_between(day_of(part.from), day_of(part.until - 1));
  }

  // A case that has ended was with the reporter until then.
  void find_last_wait() {
    for (std::size_t i = stood_.size(); i-- > 0;) {
      if (stood_[i].from >= out_.until) continue;
      if (!stood_[i].holder || stood_[i].holder != reporter_) break;
      out_.with_reporter_from = stood_[i].from;
    }
  }

  const rule_pack& pack_;
  std::span<const case_standing> stood_;
  case_ledger out_;
  std::optional<role_number> reporter_;
  std::vector<std::size_t> running_;      // rounds, in their order
  const case_standing* stands_ = nullptr;
  instant at_ = 0;  // no body ends between it and the next mark
};

json::string time_of(instant t) { return format_instant(t).data(); }

json::value text_or_null(const std::string& text) { return text.empty() ? json::value(nullptr) : json::value(text); }

void put_party(json::object& out, const rule_pack& pack, const char* role, const char* authority,
               const ledger_party& party) {
  out[role] = party.role ? json::value(pack.roles[*party.role].id) : json::value(nullptr);
  out[authority] = party.authority ? json::value(pack.authorities[*party.authority].id) : json::value(nullptr);
}

json::value duty_or_null(const case_ledger& ledger, const ledger_part& part) {
  return part.round ? json::value(ledger.pack->duties[ledger.rounds[*part.round].duty].id) : json::value(nullptr);
}

void put_closure(json::object& out, const case_ledger& ledger, const ledger_part& part, language lang) {
  out["closed_by"] = nullptr;
  out["closed_cause"] = nullptr;
  if (!part.closed) return;
  out["closed_by"] =
      part.closed->outside_hours ? json::string("outside_hours") : json::string(day_kind_name(part.closed->kind));
  out["closed_cause"] = closure_words(ledger, part).in(lang);
}

json::object part_object(const case_ledger& ledger, const ledger_part& part, language lang) {
  const rule_pack& pack = *ledger.pack;
  json::object out;
  out["case"] = ledger.case_id;
  out["from"] = time_of(part.from);
  out["to"] = time_of(part.until);
  out["seconds"] = part.until - part.from;
  out["working_seconds"] = part.working_s;
  put_party(out, pack, "party", "authority", part.party);
  out["cause"] = json::string(ledger_cause_name(part.cause));
  out["state"] = part.then->states[part.state].id;
  put_party(out, pack, "holder", "holder_authority", part.holder);
  out["duty"] = duty_or_null(ledger, part);
  out["round"] = part.round ? json::value(ledger.rounds[*part.round].round) : json::value(nullptr);
  out["outcome"] = part.round ? json::value(json::string(outcome_name(ledger.rounds[*part.round].clock.outcome())))
                              : json::value(nullptr);
  out["cite"] = text_or_null(cite_of(ledger, part));
  put_closure(out, ledger, part, lang);
  out["source"] = part.closed ? json::value(closure_source(ledger, part).in(lang)) : json::value(nullptr);
  json::array beside;
  for (const std::size_t other : part.beside) beside.emplace_back(pack.duties[ledger.rounds[other].duty].id);
  out["beside"] = std::move(beside);
  out["provisional"] = part.provisional;
  return out;
}

}  // namespace

std::string_view ledger_cause_name(ledger_cause cause) noexcept {
  switch (cause) {
    case ledger_cause::working: return "working";
    case ledger_cause::late: return "late";
    case ledger_cause::waiting_for_reporter: return "waiting_for_reporter";
    case ledger_cause::standing_still: return "standing_still";
    case ledger_cause::closed_office: return "closed_office";
    case ledger_cause::without_duty: return "without_duty";
  }
  return "unknown";
}

bilingual ledger_cause_words(ledger_cause cause) {
  switch (cause) {
    case ledger_cause::working: return {"đang làm, còn hạn", "working, in time"};
    case ledger_cause::late: return {"trễ hạn", "late"};
    case ledger_cause::waiting_for_reporter: return {"chờ người phản ánh", "waiting for the reporter"};
    case ledger_cause::standing_still: return {"hồ sơ tạm dừng", "standing still"};
    case ledger_cause::closed_office: return {"ngoài giờ làm việc, ngày nghỉ", "office closed"};
    case ledger_cause::without_duty: return {"không ai có nghĩa vụ", "no duty runs"};
  }
  return {};
}

bool counts_closed_time(const limit& what) noexcept {
  return std::any_of(what.nodes.begin(), what.nodes.begin() + what.size, [](const limit_node& node) {
    if (node.kind != limit_kind::term) return false;
    const limit_term& term = node.term;
    const unit in = term.length.in == unit::now ? term.grace.in : term.length.in;
    return !is_working_time_unit(in) && in != unit::working_day && in != unit::next_session;
  });
}

case_standing standing_of(const case_view& view) {
  const auto holder = view.pack().states[view.state()].holder;
  return {view.last_at(),   &view.pack(), view.state(),
          view.open_pause(), holder,       holder ? view.body_of(*holder) : std::nullopt};
}

void note_standing(std::vector<case_standing>& stood, const case_view& view, const command& what) {
  if (what.kind == event_kind::migrate && !stood.empty()) {
    const rule_pack& before = *stood.back().pack;
    const rule_pack& now = view.pack();
    for (case_standing& one : stood) {
      if (one.holder) {
        const auto at = find_id(now.roles, mapped_id(what.mapping.roles, before.roles[*one.holder].id));
        one.holder = at ? std::optional{static_cast<role_number>(*at)} : std::nullopt;
      }
      if (one.authority) {
        const std::string& id = before.authorities[*one.authority].id;
        const auto at = find_id(now.authorities, mapped_id(what.mapping.authorities, id));
        one.authority = at ? std::optional{static_cast<authority_number>(*at)} : std::nullopt;
      }
    }
  }
  stood.push_back(standing_of(view));
}

case_ledger make_ledger(const case_view& view, std::span<const case_standing> stood, instant now) {
  if (now < view.opened_at()) {
    throw error(status::range, say("hồ sơ {} được tiếp nhận lúc {}, sau {}", "the case {} was received at {}, after {}",
                                   view.case_id(), std::string_view{format_instant(view.opened_at()).data()},
                                   std::string_view{format_instant(now).data()}));
  }
  return ledger_maker{view, stood, now}.make();
}

std::vector<ledger_sum> sums_of(const case_ledger& ledger) {
  const auto same = [&](const ledger_part& a, const ledger_part& b) {
    const auto duty = [&](const ledger_part& part) {
      return part.round ? std::optional{ledger.rounds[*part.round].duty} : std::nullopt;
    };
    if (a.cause != b.cause || !(a.party == b.party)) return false;
    // Of a closed office it matters why, not what would have been done.
    return a.closed ? a.closed->same_as(*b.closed) : duty(a) == duty(b);
  };
  std::vector<ledger_sum> out;
  for (std::size_t i = 0; i < ledger.parts.size(); ++i) {
    const ledger_part& part = ledger.parts[i];
    auto sum =
        std::find_if(out.begin(), out.end(), [&](const ledger_sum& s) { return same(ledger.parts[s.first], part); });
    if (sum == out.end()) sum = out.insert(out.end(), {i, 0, 0});
    sum->seconds += part.until - part.from;
    sum->working_s += part.working_s;
  }
  return out;
}

std::string cite_of(const case_ledger& ledger, const ledger_part& part) {
  const rule_pack& pack = *ledger.pack;
  if (part.round) return basis_of(pack, ledger.rounds[*part.round]).text();
  return part.pause ? part.then->pauses[*part.pause].source.text() : part.then->states[part.state].source.text();
}

bilingual closure_words(const case_ledger& ledger, const ledger_part& part) {
  if (part.closed->outside_hours) return {"ngoài giờ làm việc", "outside office hours"};
  return date_words(*ledger.pack->calendars[part.calendar].office, part.closed->day);
}

bilingual closure_source(const case_ledger& ledger, const ledger_part& part) {
  const office_calendar& office = *ledger.pack->calendars[part.calendar].office;
  bilingual source;
  if (!part.closed->outside_hours) source = date_source(office, part.closed->day);
  // Ordinary days of the week rest on the calendar itself.
  return source.en.empty() ? bilingual{office.reference, office.reference} : source;
}

std::vector<std::string> json_lines(const case_ledger& ledger, language lang) {
  std::vector<std::string> out;
  std::int64_t working_s = 0;
  for (const ledger_part& part : ledger.parts) {
    working_s += part.working_s;
    out.push_back(json::serialize(part_object(ledger, part, lang)));
  }
  json::array sums;
  for (const ledger_sum& sum : sums_of(ledger)) {
    const ledger_part& part = ledger.parts[sum.first];
    json::object line;
    put_party(line, *ledger.pack, "party", "authority", part.party);
    line["cause"] = json::string(ledger_cause_name(part.cause));
    line["duty"] = part.closed ? json::value(nullptr) : duty_or_null(ledger, part);
    put_closure(line, ledger, part, lang);
    line["seconds"] = sum.seconds;
    line["working_seconds"] = sum.working_s;
    sums.push_back(std::move(line));
  }
  json::object whole;
  whole["case"] = ledger.case_id;
  whole["from"] = time_of(ledger.from);
  whole["to"] = time_of(ledger.until);
  whole["ended"] = ledger.ended;
  whole["parts"] = ledger.parts.size();
  whole["seconds"] = ledger.until - ledger.from;
  whole["working_seconds"] = working_s;
  whole["with_reporter_from"] = nullptr;
  whole["seconds_until_then"] = nullptr;
  if (ledger.with_reporter_from) {
    whole["with_reporter_from"] = time_of(*ledger.with_reporter_from);
    whole["seconds_until_then"] = *ledger.with_reporter_from - ledger.from;
  }
  whole["sums"] = std::move(sums);
  out.push_back(json::serialize(whole));
  return out;
}

}  // namespace thoihan
