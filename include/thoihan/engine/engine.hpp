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
// Whoever must pass an answer on, and may lack the memory for it, gives `told`: it is called with the answer when all but the commit is
// done, and what it throws leaves nothing written. It is not called where there is nothing to commit.
//
// `tick(now)` records what is late, and what was to be warned of, once: `at` of a breach is the first late second, whenever the
// tick comes and whoever's.
//
// Personal texts are sealed with the key that the host gives (`use_key`). Without one everything works, and the texts of new acts are
// not kept: the answer names them in `unkept`.
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
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "thoihan/engine/case_history.hpp"
#include "thoihan/engine/case_text.hpp"
#include "thoihan/engine/case_view.hpp"
#include "thoihan/engine/command.hpp"
#include "thoihan/engine/ledger.hpp"
#include "thoihan/pack/rule_pack.hpp"
#include "thoihan/store/host_key.hpp"
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
  std::vector<std::string> unkept;  // personal texts that were not kept for lack of a key
  bool late_act = false;            // accepted after its time-bar
  act_overrides overridden;         // findings that the act met and went over
};

struct loaded_case;

class engine {
 public:
  explicit engine(store& events);

  // The pack for new cases. Its text is kept in the store with the first event that names it.
  void use(rule_pack pack);

  // The key that seals the personal texts of cases, and opens them.
  void use_key(host_key key);

  case_answer apply(const command& command);
  // Acts, corrections and withdrawals of one case, judged once, as they stand in the end: all of them or nothing (docs/cases.md). One
  // answer for each, of the case as it stands after them all. Sent again they are answered again, as a whole.
  std::vector<case_answer> apply_together(std::span<const command> commands,
                                          const std::function<void(const std::vector<case_answer>&)>& told = {});
  // What befalls the store befalls every command after it; what befalls one command is its own answer.
  static bool concerns_command(status code) noexcept;
  // One result for each command, in their order.
  using command_results = std::vector<std::variant<case_answer, error>>;
  command_results apply_all(const std::vector<command>& commands,
                            const std::function<void(const command_results&)>& told = {});

  // The dues of a case decided anew by its own wording under newer calendars (replay.hpp): an event of the case, once for those
  // calendars.
  case_answer recompute(std::string_view case_id, const std::shared_ptr<const rule_pack>& revised, instant now);

  std::vector<breach_row> tick(instant now, const std::function<void(const std::vector<breach_row>&)>& told = {});

  // Of a state secret dates and actors are left, in the store's events: nothing can be asked of it here. Throws `reference` when
  // there is no such case.
  bool is_secret(std::string_view case_id) const;
  // A case as it stands. Throws `reference` when there is none, or it is a secret.
  case_view view(std::string_view case_id);
  // The same, and what it was after each event that moved it, in the order in which they count.
  case_view replay(std::string_view case_id, const fold_observer& after_each);
  // The events of a case, for `fold`. Throws as `view`.
  std::vector<history_entry> history(std::string_view case_id);
  // The texts and documents of a case, in the order in which they were said.
  std::vector<case_text> opened_texts(std::string_view case_id);
  // Whose time it was from receipt to the end, or to `now`; see ledger.hpp. Throws `reference` when there is no such case.
  case_ledger ledger(std::string_view case_id, instant now);
  // The pack with this hash: the one in use, or from the store with the calendars of the other hash.
  const rule_pack& pack(std::string_view hash, std::string_view calendars_hash);
  // Seconds of working time between `due` and `now` for a duty of a case.
  std::int64_t working_seconds_late(const dated_duty& late, instant now);

  static std::string_view version() noexcept;

 private:
  // `opening_pack`: for a case that is new; none: the one in use.
  std::vector<case_answer> apply_in(store_writer& writer, std::span<const command> commands,
                                    const rule_pack* opening_pack);
  std::vector<case_answer> record(store_writer& writer, loaded_case& loaded, std::span<const command> commands,
                                  const history_sources& sources);
  std::vector<step_effects> move(const store_writer& writer, loaded_case& loaded,
                                 std::span<const history_entry> entered, const history_sources& sources);
  std::optional<std::vector<case_answer>> repeated(const store_writer& writer, const loaded_case& loaded,
                                                   std::span<const command> commands, const history_sources& sources);
  history_sources sources_in(const store_writer& writer);
  pack_source packs_of_store();
  const host_key* held_key() const noexcept { return key_ ? &*key_ : nullptr; }
  const rule_pack* find_shelved(std::string_view hash, std::string_view calendars_hash) const;
  const rule_pack& shelved(std::string_view hash, std::string_view calendars_hash,
                           const std::optional<std::string>& text, const std::optional<std::string>& calendars);

  store& store_;
  std::map<std::pair<std::string, std::string>, std::shared_ptr<const rule_pack>> shelf_;  // by pack and calendars hash
  std::shared_ptr<const rule_pack> current_;
  std::vector<std::shared_ptr<const rule_pack>> used_;  // before `current_`
  std::optional<host_key> key_;
};

}  // namespace thoihan
