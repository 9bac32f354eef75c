// What differs between two packs, two versions of a regulation or the regulations of two provinces: the rules, in words of
// both languages, and the dues that move.
//
//     thoihan::pack_diff what = thoihan::diff_packs(older, newer, {});
//     for (const thoihan::difference& d : what.rules) std::cout << d.subject.en << ": " << d.text.en << '\n';
//     // duty forward "Forward to the authority": limits: from "2 working hours" to "4 working hours"
//     for (const thoihan::due_shift& s : what.dues) if (s.moves()) tell(s.rule, s.smallest->shift_s, s.largest->shift_s);
//
// Rules are the same rule when they have the same id; duties also when they start and are met by the same events, transitions
// by event and states, publication rows by their condition. Everything that the packs' own files say is compared, `note`s
// apart. Packs of two ids are two regulations: a clause of the one is not a clause of the other, so that clauses, gaps, and
// what the rules cite and assume are then not compared.
//
// Dues are compared for each duty that both packs have, for every combination of the facts by which its limits are chosen
// (where it starts at all), over every start of a year. Exact: over the starts a due is made of pieces on which it stands
// still or moves with the start, and both ends of every piece are evaluated. A shift is the newer end less the older one;
// an end is the 24:00 of a day, or the last instant on time, a grace included. The starts that are told are the first of the
// year with that shift.
//
// A limit that counts back from a fact has no course over the starts; it is told in words and `why_not` says so. So it does
// where a calendar does not reach.
//
// Errors: none for loaded packs. Thread-safety: pure. Cost: some milliseconds a combination.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "thoihan/limit/answer.hpp"
#include "thoihan/pack/error.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

enum class difference_kind : std::uint8_t { added, removed, changed };

struct difference {
  std::string section;  // "duties"; "pack" for what the pack says of itself
  std::string rule;     // "handle"; in a list without ids the place and the event, "3 forward"
  difference_kind is = difference_kind::changed;
  std::string part;  // of a changed rule: "within[urgent = true]/limit"
  bilingual before;  // in words; empty where there is none
  bilingual after;
  std::string cite_before;  // the clauses of the rule or of the part, "9.1.a-1"; without one "assume forward-on"
  std::string cite_after;
  bilingual subject;  // "duty forward \"Forward to the authority\""
  bilingual text;     // "limits: from \"2 working hours\" to \"4 working hours\""
};

struct due_extreme {
  std::int64_t shift_s = 0;
  instant from = 0;  // the first such start
  limit_answer before;
  limit_answer after;
};

struct due_shift {
  std::string rule_before;  // duty ids
  std::string rule;
  bilingual label;         // of the newer pack's
  bilingual when;          // the combination: "urgent = true"; empty: always
  bilingual limit_before;  // in words; empty: none; several where the time of receipt chooses
  bilingual limit_after;
  std::string cite_before;
  std::string cite_after;
  std::optional<due_extreme> smallest;  // both or none
  std::optional<due_extreme> largest;
  bilingual why_not;  // why nothing, or not every start, could be compared; else empty

  bool moves() const noexcept { return smallest && (smallest->shift_s != 0 || largest->shift_s != 0); }
};

struct pack_diff {
  int year = 0;
  bool one_regulation = true;     // both packs have one id
  std::vector<difference> rules;  // by section, duties and transitions first
  std::vector<due_shift> dues;    // by duty of the newer pack
};

struct diff_options {
  std::optional<int> year;  // 1990..2099; none: of the later of the two days in force
};

pack_diff diff_packs(const rule_pack& before, const rule_pack& after, const diff_options& options);

// The word in JSON: "added".
std::string_view difference_kind_name(difference_kind kind) noexcept;

}  // namespace thoihan
