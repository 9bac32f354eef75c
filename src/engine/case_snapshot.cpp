#include "src/engine/case_snapshot.hpp"

#include <algorithm>
#include <boost/crc.hpp>
#include <charconv>
#include <limits>

#include "thoihan/engine/due.hpp"

namespace thoihan {
namespace {

constexpr char format_number = 1;
constexpr std::size_t hash_bytes = 8;
constexpr std::size_t seal_bytes = 4;
constexpr std::size_t head_bytes = 1 + 2 * hash_bytes;

void put_seal(std::string& out, std::uint32_t seal) {
  for (std::size_t i = 0; i < seal_bytes; ++i) out.push_back(static_cast<char>((seal >> (8 * i)) & 0xFFU));
}

// Of 64 hexadecimal digits the first 16.
void put_hash(std::string& out, const std::string& hash) {
  std::uint64_t first = 0;
  std::from_chars(hash.data(), hash.data() + std::min(hash.size(), 2 * hash_bytes), first, 16);
  for (std::size_t i = hash_bytes; i > 0; --i) out.push_back(static_cast<char>((first >> (8 * (i - 1))) & 0xFFU));
}

std::string head_of(const rule_pack& pack) {
  std::string out;
  out.reserve(256);
  out.push_back(format_number);
  put_hash(out, pack.hash);
  put_hash(out, pack.calendars_hash);
  return out;
}

std::uint32_t seal_of(std::string_view case_id, std::string_view bytes) {
  boost::crc_32_type crc;
  crc.process_bytes(case_id.data(), case_id.size());
  crc.process_bytes(bytes.data(), bytes.size());
  return crc.checksum();
}

class snapshot_writer {
 public:
  snapshot_writer(std::string& out, instant opened_at) : out_(out), opened_at_(opened_at) {}

  void number(std::uint64_t value) {
    for (; value > 0x7F; value >>= 7U) out_.push_back(static_cast<char>((value & 0x7FU) | 0x80U));
    out_.push_back(static_cast<char>(value));
  }
  void signed_number(std::int64_t value) {
    const auto doubled = static_cast<std::uint64_t>(value) << 1U;
    number(value < 0 ? ~doubled : doubled);
  }
  void time(instant t) { signed_number(t - opened_at_); }

  void answer(const limit_answer& a) {
    time(a.due);
    signed_number(a.late_from - a.due);
    signed_number(a.due_date - day_of(a.due));
    number((a.end == end_kind::moment ? 1U : 0U) | (a.rolled ? 2U : 0U) | (a.clamped ? 4U : 0U) |
           (a.cut_off ? 8U : 0U) | (a.provisional ? 16U : 0U) | (a.before_start ? 32U : 0U) | (a.paused ? 64U : 0U));
  }
  void text(std::string_view text) {
    number(text.size());
    out_ += text;
  }

 private:
  std::string& out_;
  instant opened_at_;
};

// Reads on without harm where there is nothing more to read: `good` tells at the end.
class snapshot_reader {
 public:
  explicit snapshot_reader(std::string_view bytes) : bytes_(bytes) {}

  bool good() const { return good_; }
  bool at_end() const { return good_ && bytes_.empty(); }
  void require(bool condition) { good_ = good_ && condition; }
  void count_from(instant opened_at) { opened_at_ = opened_at; }

  std::uint64_t number() {
    std::uint64_t out = 0;
    for (unsigned shift = 0; shift < 64; shift += 7) {
      if (bytes_.empty()) break;
      const auto byte = static_cast<unsigned char>(bytes_.front());
      bytes_.remove_prefix(1);
      if (shift == 63 && byte > 1) break;
      out |= static_cast<std::uint64_t>(byte & 0x7FU) << shift;
      if (byte < 0x80) return out;
    }
    good_ = false;
    return 0;
  }
  // A number below `end`, which is more than 0.
  std::size_t below(std::size_t end) {
    const std::uint64_t value = number();
    require(value < end);
    return good_ ? static_cast<std::size_t>(value) : 0;
  }
  // How many things follow: each has a byte at least.
  std::size_t length() {
    const std::uint64_t value = number();
    require(value <= bytes_.size());
    return good_ ? static_cast<std::size_t>(value) : 0;
  }
  std::int32_t natural() {
    return static_cast<std::int32_t>(below(std::size_t{std::numeric_limits<std::int32_t>::max()}));
  }
  // The next of an ascending list of numbers below `end`; `next` is the lowest that it can be.
  std::size_t ascending(std::size_t& next, std::size_t end) {
    const std::uint64_t step = number();
    require(next < end && step < end - next);
    if (!good_) return 0;
    const std::size_t out = next + static_cast<std::size_t>(step);
    next = out + 1;
    return out;
  }
  std::int64_t signed_number() {
    const std::uint64_t value = number();
    return static_cast<std::int64_t>((value >> 1U) ^ (~(value & 1U) + 1U));
  }
  // Numbers that are added to others are small: a hundred years of seconds at most.
  std::int64_t step() {
    const std::int64_t value = signed_number();
    require(value >= -most_step && value <= most_step);
    return good_ ? value : 0;
  }
  instant time() {
    const instant t = opened_at_ + step();
    require(is_supported_instant(t));
    return good_ ? t : first_supported_instant;
  }

  std::string text() {
    const std::size_t size = length();
    std::string out{bytes_.substr(0, size)};
    bytes_.remove_prefix(size);
    return out;
  }

  limit_answer answer() {
    limit_answer a;
    a.due = time();
    a.late_from = a.due + step();
    a.due_date = day_of(a.due) + static_cast<day_number>(std::clamp<std::int64_t>(step(), -2, 2));
    const std::size_t flags = below(128);
    a.end = (flags & 1U) != 0 ? end_kind::moment : end_kind::day;
    a.rolled = (flags & 2U) != 0;
    a.clamped = (flags & 4U) != 0;
    a.cut_off = (flags & 8U) != 0;
    a.provisional = (flags & 16U) != 0;
    a.before_start = (flags & 32U) != 0;
    a.paused = (flags & 64U) != 0;
    return a;
  }

 private:
  static constexpr std::int64_t most_step = last_supported_instant - first_supported_instant + 1;
  std::string_view bytes_;
  instant opened_at_ = 0;
  bool good_ = true;
};

// Can the fact have this value? Guards, tables and dates are asked with it.
bool is_possible(const rule_pack& pack, const fact_declaration& fact, std::int64_t number) {
  const auto within = [number](std::size_t count) { return number >= 0 && static_cast<std::uint64_t>(number) < count; };
  switch (fact.type) {
    case fact_type::boolean: return within(2);
    case fact_type::integer: return number >= std::min<std::int64_t>(fact.low, 0) && number <= fact.high;
    case fact_type::date: return number >= first_supported_day && number <= last_supported_day;
    case fact_type::moment: return is_supported_instant(number);
    case fact_type::choice: return within(fact.values.size());
    case fact_type::channel: return within(pack.channels.size());
    case fact_type::authority: return within(pack.authorities.size());
    case fact_type::authorities: return number > 0 && number <= most_bodies;
    case fact_type::text:
    case fact_type::document: break;
  }
  return number == 1;
}

bool is_told_by(const rule_pack& pack, const duty_round& round) {
  const duty_rule& rule = pack.duties[round.duty];
  const clock_memory& kept = round.clock.memory();
  const std::string& body = rule.for_each && round.owed_authority ? pack.authorities[*round.owed_authority].id : std::string{};
  if (!round.first_name.empty() || round.body != body || kept.limited != round.limit.has_value() || kept.limited == rule.within.empty()) return false;
  if (kept.limited && round.clock.chosen() != &rule.within[*round.limit].row.what) return false;
  if ((kept.exempted && !rule.exempted_by) || ((kept.extensions > 0 || kept.commitments > 0) && !rule.extended_by)) return false;
  const auto same = [&rule](amount by) { return by == rule.extended_by->by; };
  return std::all_of(kept.extended_by.begin(), kept.extended_by.begin() + kept.extensions, same);
}

// Duty, round, then bits: outcome (2), owed by an authority, limited, exempted, chosen by an undecided date, extended, committed; bits:
// extension asked for, exemption asked for; the act that started it;
// the authority; the row of `within`; when they were asked for; start; end where it has ended; number of extensions; number of commitments, when the last
// was given, what it was; the answer where there is a limit.
void put_round(snapshot_writer& out, const duty_round& round) {
  const clock_memory& kept = round.clock.memory();
  out.number(round.duty);
  out.number(static_cast<std::uint64_t>(round.round));
  out.number(static_cast<std::uint64_t>(kept.outcome) | (round.owed_authority ? 4U : 0U) | (kept.limited ? 8U : 0U) |
             (kept.exempted ? 16U : 0U) | (kept.provisional_choice ? 32U : 0U) | (kept.extensions > 0 ? 64U : 0U) |
             (kept.commitments > 0 ? 128U : 0U));
  out.number((round.extension_asked != no_instant ? 1U : 0U) | (round.exemption_asked != no_instant ? 2U : 0U));
  out.number(static_cast<std::uint64_t>(round.started_by));
  if (round.owed_authority) out.number(*round.owed_authority);
  if (kept.limited) out.number(*round.limit);
  if (round.extension_asked != no_instant) out.time(round.extension_asked);
  if (round.exemption_asked != no_instant) out.time(round.exemption_asked);
  out.time(kept.started_at);
  if (kept.outcome != clock_outcome::running) out.time(kept.ended_at);
  if (kept.extensions > 0) out.number(static_cast<std::uint64_t>(kept.extensions));
  if (kept.commitments > 0) {
    out.number(static_cast<std::uint64_t>(kept.commitments));
    out.time(kept.committed_at);
    out.answer(kept.commitment);
  }
  if (kept.limited) out.answer(kept.answer);
}

duty_round take_round(snapshot_reader& in, const rule_pack& pack) {
  duty_round round;
  clock_memory kept;
  round.duty = in.below(pack.duties.size());
  round.round = in.natural();
  const std::size_t bits = in.below(256);
  const std::size_t asked = in.below(4);
  round.started_by = in.natural();
  if (!in.good()) return round;
  const duty_rule& rule = pack.duties[round.duty];
  kept.outcome = static_cast<clock_outcome>(bits & 3U);
  kept.limited = (bits & 8U) != 0;
  kept.exempted = (bits & 16U) != 0;
  kept.provisional_choice = (bits & 32U) != 0;
  in.require(kept.limited == !rule.within.empty() && (!kept.exempted || rule.exempted_by));
  in.require((bits & (64U | 128U)) == 0 || rule.extended_by);
  if ((bits & 4U) != 0) round.owed_authority = static_cast<authority_number>(in.below(pack.authorities.size()));
  if (rule.for_each && round.owed_authority && in.good()) round.body = pack.authorities[*round.owed_authority].id;
  if (kept.limited) round.limit = in.below(rule.within.size());
  if ((asked & 1U) != 0) round.extension_asked = in.time();
  if ((asked & 2U) != 0) round.exemption_asked = in.time();
  kept.started_at = in.time();
  if (kept.outcome != clock_outcome::running) kept.ended_at = in.time();
  if ((bits & 64U) != 0) {
    kept.extensions = static_cast<std::int32_t>(in.below(max_extensions + 1));
    in.require(kept.extensions > 0);
  }
  if ((bits & 128U) != 0) {
    kept.commitments = in.natural();
    in.require(kept.commitments > 0);
    kept.committed_at = in.time();
    kept.commitment = in.answer();
  }
  if (kept.limited) kept.answer = in.answer();
  if (!in.good()) return round;
  for (std::int32_t i = 0; i < kept.extensions; ++i)
    kept.extended_by[static_cast<std::size_t>(i)] = rule.extended_by->by;
  const limit* what = round.limit ? &rule.within[*round.limit].row.what : nullptr;
  in.require(round.clock.remember(kept, what) == status::ok);
  return round;
}

}  // namespace

std::string case_snapshot(const case_view& view) {
  const rule_pack& pack = *view.pack_;
  // A round that came from another pack may have what this one cannot tell.
  const auto told = [&pack](const duty_round& round) { return is_told_by(pack, round); };
  if (!std::all_of(view.duties_.begin(), view.duties_.end(), told)) return {};
  std::string bytes = head_of(pack);
  snapshot_writer out{bytes, view.opened_at_};
  out.number(static_cast<std::uint64_t>(view.acts_));
  if (view.acts_ > 0) {
    out.number(view.state_);
    out.signed_number(view.opened_at_);
    out.time(view.last_at_);
    out.number(view.opened_by_ ? *view.opened_by_ + 1U : 0U);
    out.text(view.duplicate_of_);

    // The number of a thing less that of the one before, 0 for the next.
    std::size_t next = 0;
    const auto put_ascending = [&](std::size_t at) {
      out.number(at - next);
      next = at + 1;
    };
    std::size_t count = 0;
    for (std::size_t i = 0; i < pack.facts.size(); ++i) count += view.facts_[i] != pack.facts[i].standard ? 1 : 0;
    out.number(count);
    for (std::size_t i = 0; i < pack.facts.size(); ++i) {
      const fact_value& value = view.facts_[i];
      if (value == pack.facts[i].standard) continue;
      put_ascending(i);
      out.number(value.present ? 1 : 0);
      if (value.present) out.signed_number(value.number);
      if (!value.present || pack.facts[i].type != fact_type::authorities) continue;
      std::size_t lowest = 0;
      for (const authority_number body : view.bodies(i)) {
        out.number(body - lowest);
        lowest = std::size_t{body} + 1;
      }
    }
    next = 0;
    out.number(static_cast<std::uint64_t>(std::count_if(view.happened_.begin(), view.happened_.end(),
                                                        [](const auto& when) { return when.has_value(); })));
    for (std::size_t i = 0; i < view.happened_.size(); ++i) {
      if (!view.happened_[i]) continue;
      put_ascending(i);
      out.time(*view.happened_[i]);
    }
    out.number(view.pauses_.size());
    for (const pause& one : view.pauses_) {
      out.time(one.from);
      out.signed_number(one.until - one.from);
    }
    next = 0;
    out.number(static_cast<std::uint64_t>(std::count(view.pause_open_.begin(), view.pause_open_.end(), true)));
    for (std::size_t i = 0; i < view.pause_open_.size(); ++i) {
      if (view.pause_open_[i]) put_ascending(i);
    }
    if (view.paused()) out.time(view.paused_since_);
    out.number(view.duties_.size());
    for (const duty_round& round : view.duties_) put_round(out, round);
  }
  put_seal(bytes, seal_of(view.case_id_, bytes));
  return bytes;
}

std::optional<case_view> restored_case(const rule_pack& pack, std::string case_id, std::string_view bytes) {
  const std::string head = head_of(pack);
  if (bytes.size() < head_bytes + seal_bytes || bytes.substr(0, head_bytes) != head) return std::nullopt;
  std::string seal;
  put_seal(seal, seal_of(case_id, bytes.substr(0, bytes.size() - seal_bytes)));
  if (bytes.substr(bytes.size() - seal_bytes) != seal) return std::nullopt;

  case_view view{pack, std::move(case_id)};
  snapshot_reader in{bytes.substr(head_bytes, bytes.size() - head_bytes - seal_bytes)};
  view.acts_ = in.natural();
  if (view.acts_ > 0) {
    view.state_ = static_cast<state_number>(in.below(pack.states.size()));
    view.opened_at_ = in.signed_number();
    in.require(is_supported_instant(view.opened_at_));
    if (!in.good()) return std::nullopt;
    in.count_from(view.opened_at_);
    view.last_at_ = in.time();
    const std::size_t opened_by = in.below(pack.events.size() + 1);
    if (opened_by > 0) view.opened_by_ = static_cast<event_number>(opened_by - 1);
    view.duplicate_of_ = in.text();

    std::size_t next = 0;
    for (std::size_t left = in.length(); left > 0 && in.good(); --left) {
      const std::size_t fact = in.ascending(next, pack.facts.size());
      const bool present = in.below(2) == 1;
      const fact_value value = present ? fact_value::of(in.signed_number()) : fact_value{};
      in.require(!present || (fact < pack.facts.size() && is_possible(pack, pack.facts[fact], value.number)));
      if (!in.good()) continue;
      view.facts_[fact] = value;
      if (!present || pack.facts[fact].type != fact_type::authorities) continue;
      named_bodies named{static_cast<std::uint16_t>(fact), {}};
      std::size_t lowest = 0;
      for (std::int64_t body = 0; body < value.number; ++body)
        named.list.push_back(static_cast<authority_number>(in.ascending(lowest, pack.authorities.size())));
      view.bodies_.push_back(std::move(named));
    }
    next = 0;
    for (std::size_t left = in.length(); left > 0 && in.good(); --left) {
      const std::size_t event = in.ascending(next, pack.events.size());
      const instant when = in.time();
      if (in.good()) view.happened_[event] = when;
    }
    for (std::size_t left = in.length(); left > 0 && in.good(); --left) {
      const instant from = in.time();
      view.pauses_.push_back({from, from + in.step()});
    }
    next = 0;
    const std::size_t open = in.length();
    for (std::size_t left = open; left > 0 && in.good(); --left) {
      const std::size_t rule = in.ascending(next, pack.pauses.size());
      if (in.good()) view.pause_open_[rule] = true;
    }
    if (open > 0) view.paused_since_ = in.time();
    in.require(pauses{.closed = view.pauses_, .open_since = view.paused_since_}.valid());
    for (std::size_t left = in.length(); left > 0 && in.good(); --left) view.duties_.push_back(take_round(in, pack));
  }
  if (!in.at_end()) return std::nullopt;
  return view;
}

}  // namespace thoihan
