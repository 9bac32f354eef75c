// Cases under a rule pack, kept in a store: acts in, states, duties and dues out.
//
//     thoihan::store s = thoihan::store::open("reports.db", thoihan::store_mode::create);
//     thoihan::engine e{s};
//     e.use(thoihan::load_pack("rules/province/lac-hong"));
//     thoihan::case_answer a = e.apply(command);
//     for (const thoihan::breach_row& b : e.tick(now)) ...    // what has become late since the last tick
//
// A case keeps the wording of the pack under which it was opened; new cases are opened under the pack that `use` named. Packs
// of older cases are taken from the store.
//
// `apply` checks key, time, role, authority, required facts, conditions, time-bars; then writes event, projections, notices
// owed and breaches in one transaction, or nothing at all. `apply_all` does so for many acts in one transaction, each all or
// nothing by itself: one that is refused does not stop the rest.
//
// `tick(now)` records what is late, once: `at` of a breach is the first late second, whenever the tick comes.
//
// Errors: those of case_view.hpp and store.hpp, and `stale`, `duplicate` (a key with other content), `time_order` (dated before
// its recording by more than the pack allows, or after it), `range` (opened while the instrument is not in force; after its
// end the command may go over that, see command.hpp).
// Threads: as the store: one thread at a time. Several processes may work on one file.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "thoihan/engine/case_view.hpp"
#include "thoihan/engine/command.hpp"
#include "thoihan/engine/ledger.hpp"
#include "thoihan/pack/rule_pack.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {

struct owed_notice {
  std::string notice;
  std::string to;
  std::vector<std::string> channels;
};

struct case_answer {
  std::string case_id;
  std::int64_t sequence = 0;  // of the event in the store
  std::int32_t number = 0;    // of the event in its case
  bool repeated = false;      // the key was known: nothing was added
  std::string state;
  std::string publication;
  std::vector<duty_row> duties;  // running, and those that this act ended
  std::vector<owed_notice> notices;
  bool late_act = false;  // accepted after its time-bar
  act_overrides overridden;  // findings that the act met and went over
};

class engine {
 public:
  explicit engine(store& events);

  // The pack for new cases. Its text is kept in the store with the first event that names it.
  void use(rule_pack pack);

  case_answer apply(const command& command);
  // One result for each command, in their order.
  std::vector<std::variant<case_answer, error>> apply_all(const std::vector<command>& commands);

  std::vector<breach_row> tick(instant now);

  // A case as it stands. Throws `reference` when there is none.
  case_view view(std::string_view case_id);
  // Whose time it was from receipt to the end, or to `now`; see ledger.hpp. Throws `reference` when there is no such case.
  case_ledger ledger(std::string_view case_id, instant now);
  // The pack with this hash: the one in use, or from the store with the calendars of the other hash.
  const rule_pack& pack(std::string_view hash, std::string_view calendars_hash);
  // Seconds of working time between `due` and `now` for a duty of a case.
  std::int64_t working_seconds_late(const dated_duty& late, instant now);

  static std::string_view version() noexcept;

 private:
  case_answer apply_in(store_writer& writer, const command& command);
  case_view replayed(std::string_view case_id, const std::function<void(const case_view&)>& after_each);
  const rule_pack& pack_of(const store_writer& writer, const stored_event& event);
  const rule_pack* find_shelved(std::string_view hash, std::string_view calendars_hash) const;
  const rule_pack& shelved(std::string_view hash, std::string_view calendars_hash,
                           const std::optional<std::string>& text, const std::optional<std::string>& calendars);

  store& store_;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const rule_pack>> shelf_;  // by pack and calendars hash
  std::shared_ptr<const rule_pack> current_;
  std::vector<std::shared_ptr<const rule_pack>> used_;  // before `current_`
};

}  // namespace thoihan
