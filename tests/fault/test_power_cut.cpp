// The power goes in the middle of each call of the store and the engine, at every change of a file in turn, and the medium has
// any part of what was not forced to it. Started again: the file verifies, every acknowledged command is there, the one that was
// under way is there wholly or not at all, and the host goes on where it was.
#include <doctest/doctest.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "tests/support/fault_vfs.hpp"
#include "tests/support/history_pack.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/store_sample.hpp"
#include "tests/support/temporary_folder.hpp"
#include "tests/support/unsynced_writes.hpp"
#include "thoihan/engine/engine.hpp"
#include "thoihan/engine/rekey.hpp"
#include "thoihan/store/host_key.hpp"

using thoihan::command;
using thoihan::engine;
using thoihan::event_kind;
using thoihan::store;
using thoihan::store_mode;

namespace {

const std::vector<std::string> all_cases = {"LH-1", "LH-2", "LH-3", "LH-4", "LH-5"};
const std::string personal = "Đèn hỏng ở đầu hẻm 12, nhà ông Ba";

thoihan::host_key key_of(const std::string& id, std::uint8_t byte) {
  thoihan::host_key key;
  key.id = id;
  key.bytes.fill(byte);
  return key;
}

struct known_rules {
  thoihan::rule_pack first;
  thoihan::rule_pack second;                          // another version
  std::shared_ptr<const thoihan::rule_pack> revised;  // the second under other calendars
};

known_rules read_rules() {
  history_rules rules;
  thoihan::rule_pack first = rules.load();
  rules.plant("pack.json", R"("signed": "2023-12-15")", R"("signed": "2023-12-16")");
  thoihan::rule_pack second = rules.load();
  rules.plant("office.json", R"("date": "2024-06-03")", R"("date": "2024-03-06")");
  return {std::move(first), std::move(second), std::make_shared<const thoihan::rule_pack>(rules.load())};
}

// A host's process: what it would open anew after the power has come back.
struct host {
  std::string path;
  std::string copy;
  const known_rules& rules;
  std::unique_ptr<store> events = {};
  std::unique_ptr<engine> cases = {};
  std::string key = "2026-a";

  void start() {
    cases.reset();
    events.reset();
    events = std::make_unique<store>(store::open(path, store_mode::create, 0));
    cases = std::make_unique<engine>(*events);
    cases->use(rules.first);
    hold(key);
  }
  void hold(const std::string& id) {
    key = id;
    cases->use_key(key_of(id, id == "2026-a" ? 7 : 9));
  }
  void enter(const std::string& case_id, const std::string& key_of_command, command what) {
    what.case_id = case_id;
    what.key = key_of_command;
    cases->apply(what);
  }
  void receive(const std::string& case_id, const std::string& when) { cases->apply(received(case_id, when)); }

  static command received(const std::string& case_id, const std::string& when) {
    command out = told_history::act(when, "receive", "operator",
                                    {{"channel", "phone"}, {"field", "roads"}, {"content", personal}});
    out.case_id = case_id;
    return out;
  }
  static command forwarded(const std::string& case_id, const std::string& when) {
    command out = told_history::act(when, "forward", "operator");
    out.case_id = case_id;
    out.key = "f";
    return out;
  }
};

struct step {
  std::string name;
  std::function<void(host&)> run;  // may be repeated
};

const std::vector<step> steps = {
    {"open", [](host& h) { h.start(); }},
    {"the first act", [](host& h) { h.receive("LH-1", "2024-03-04T08:00"); }},
    {"an act with a notice", [](host& h) { h.cases->apply(host::forwarded("LH-1", "2024-03-04T09:00")); }},
    {"acts together",
     [](host& h) {
       h.cases->apply_all({host::received("LH-2", "2024-03-04T08:10"), host::forwarded("LH-9", "2024-03-04T08:20"),
                           host::forwarded("LH-2", "2024-03-04T08:30"), host::received("LH-3", "2024-03-04T08:40")});
     }},
    {"tick", [](host& h) { h.cases->tick(history_time("2024-03-04T16:00")); }},
    {"acknowledge", [](host& h) { h.events->write([](thoihan::store_writer& w) { w.acknowledge_notice(1, 5); }); }},
    {"correct",
     [](host& h) {
       h.enter("LH-1", "c", told_history::correction(1, "2024-03-04T16:10", "operator", {{"calls", std::int64_t{3}}}));
     }},
    {"withdraw", [](host& h) { h.enter("LH-1", "w", told_history::withdrawal(3, "2024-03-04T16:20", "operator")); }},
    {"link",
     [](host& h) {
       command what = told_history::other(event_kind::link, "2024-03-04T16:30", "operator");
       what.other_case = "LH-1";
       h.enter("LH-3", "l", what);
     }},
    {"split",
     [](host& h) {
       command what = told_history::other(event_kind::split, "2024-03-04T16:40", "operator");
       what.other_case = "LH-4";
       what.reason.clear();
       what.facts = {{"content", personal + " nữa"}};
       h.enter("LH-2", "s", what);
     }},
    {"an act dated back",
     [](host& h) {
       command what = told_history::act("2024-03-04T08:15", "describe", "operator", {{"calls", std::int64_t{2}}}, "",
                                        "2024-03-04T16:50");
       h.enter("LH-2", "d", what);
     }},
    {"checkpoint", [](host& h) { h.events->seal_log(history_time("2024-03-04T17:00")); }},
    {"backup",
     [](host& h) {
       std::filesystem::remove(h.copy);
       h.events->backup(h.copy, {});
     }},
    {"rekey",
     [](host& h) {
       thoihan::rekey(*h.events, key_of("2026-a", 7), key_of("2026-b", 9), [](std::int64_t) { return true; });
       h.hold("2026-b");
     }},
    {"migrate",
     [](host& h) {
       h.cases->use(h.rules.second);
       command what = told_history::other(event_kind::migrate, "2024-03-05T08:00", "operator");
       what.reason.clear();
       what.target_pack = h.rules.second.hash;
       h.enter("LH-2", "m", what);
     }},
    {"recompute", [](host& h) { h.cases->recompute("LH-2", h.rules.revised, history_time("2024-03-05T08:10")); }},
    {"erase texts",
     [](host& h) {
       command what = told_history::other(event_kind::erase, "2024-03-05T08:20", "operator");
       what.reason.clear();
       what.erase = thoihan::erasure::texts;
       h.enter("LH-3", "e", what);
     }},
    {"erase facts",
     [](host& h) {
       command what = told_history::other(event_kind::erase, "2024-03-05T08:30", "operator");
       what.reason.clear();
       what.erase = thoihan::erasure::facts;
       h.enter("LH-1", "e", what);
     }},
    {"an act after it", [](host& h) { h.receive("LH-5", "2024-03-05T08:40"); }},
    {"close and open", [](host& h) { h.start(); }},
    {"an act after opening", [](host& h) { h.cases->apply(host::forwarded("LH-5", "2024-03-05T09:00")); }},
    {"purge", [](host& h) { h.events->purge(); }},
};

std::size_t number_of(const std::string& name) {
  for (std::size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].name == name) return i;
  }
  throw std::logic_error("no step " + name);
}

// What a store holds, but for what differs from run to run: salts, sealed bytes and the digests over them.
std::string told(const store& s) {
  std::string out;
  const auto add = [&out](const auto& word) {
    if constexpr (std::is_convertible_v<decltype(word), std::string>)
      out += std::string(word) + " ";
    else
      out += std::to_string(word) + " ";
  };
  for (const std::string& case_id : all_cases) {
    const auto row = s.find_case(case_id);
    if (!row) continue;
    out += "\n" + case_id + ": ";
    add(row->state);
    add(row->pack_hash.substr(0, 8));
    add(static_cast<int>(row->erased));
    for (const auto& event : s.events_of(case_id)) {
      for (const std::string& word : {event.kind, event.key, event.event, event.decided}) add(word);
      add(event.facts ? 1 : 0);
    }
    const auto key = s.find_case_key(row->number);
    add(key ? key->host_key_id : std::string("-"));
    add(s.sealed_of(case_id).size());
    for (const auto& breach : s.breaches_of(case_id)) {
      for (const std::string& word : {breach.duty, breach.kind}) add(word);
      add(breach.started_by);
      add(breach.annulled_by);
    }
    for (const auto& notice : s.notices_of(case_id)) add(notice.acknowledged_at ? 1 : 0);
  }
  const auto sealed = s.last_checkpoint();
  if (sealed) add(sealed->last);
  return out;
}

// Where one goes apart from the other.
std::string difference(const std::string& is, const std::string& should_be) {
  std::size_t at = 0;
  while (at < std::min(is.size(), should_be.size()) && is[at] == should_be[at]) ++at;
  at -= std::min(at, std::size_t{60});
  return is.substr(at, 160) + " instead of " + should_be.substr(at, 160);
}

// The events as they are, without what an erasure takes from them.
std::vector<thoihan::stored_event> bare_events(const store& s) {
  std::vector<thoihan::stored_event> out;
  for (const std::string& case_id : all_cases) {
    for (thoihan::stored_event& event : s.events_of(case_id)) {
      event.facts.reset();
      out.push_back(std::move(event));
    }
  }
  return out;
}

bool is_among(const std::vector<thoihan::stored_event>& some, const std::vector<thoihan::stored_event>& all) {
  return std::all_of(some.begin(), some.end(),
                     [&](const auto& one) { return std::find(all.begin(), all.end(), one) != all.end(); });
}

class power_cuts {
 public:
  explicit power_cuts(bool medium_lies = false) : lies_(medium_lies) {
    // Undisturbed: what there is after each step, and how many changes of a file there were by then.
    fault_vfs disk;
    host h = new_host("whole.db");
    for (const step& one : steps) {
      one.run(h);
      after_.push_back(told(*h.events));
      changes_.push_back(disk.changes());
    }
    REQUIRE(h.events->verify().problems.empty());
    for (std::size_t i = 1; i < after_.size(); ++i)
      CHECK_MESSAGE((after_[i] != after_[i - 1] || !moves(i)), steps[i].name, " does nothing");
  }

  std::int64_t changes() const { return changes_.back(); }

  // What is wrong after a cut at the `nth` change; empty: nothing.
  std::string trouble(std::int64_t nth, std::uint64_t seed) {
    unsynced_writes medium;
    if (lies_) medium.forget_syncs();
    host h = new_host("cut.db");
    std::size_t done = 0;
    std::vector<thoihan::stored_event> acknowledged;
    std::uintmax_t listed = 0;
    host again = new_host("after.db");
    bool has_copy = false;
    {
      fault_vfs disk;
      disk.watch(&medium);
      disk.cut(nth);
      for (const step& one : steps) {
        try {
          one.run(h);
        } catch (const thoihan::error& problem) {
          if (!disk.is_cut()) return one.name + ": " + problem.what();
        }
        if (disk.is_cut()) break;
        ++done;
        acknowledged = bare_events(*h.events);
        listed = size_of(h.path + "-erased");
        again.key = h.key;
      }
      h.cases.reset();
      h.events.reset();
    }
    for (const char* suffix : {"", "-wal", "-journal"}) medium.leave(h.path + suffix, again.path + suffix, ++seed);
    if (done > number_of("backup")) has_copy = medium.leave(h.copy + "-unfinished", again.copy, ++seed);
    // The list of erasures is no file of SQLite's: it has what was forced to the medium, and some of what was not.
    if (const std::uintmax_t more = size_of(h.path + "-erased"); more > 0)
      write_bytes(again.path + "-erased", bytes_of(h.path + "-erased").substr(0, listed + seed % (more - listed + 1)));
    return lies_ ? (events_in(again.path) < static_cast<std::int64_t>(acknowledged.size()) ? "lost" : "")
                 : judge(again, done, acknowledged, has_copy);
  }

 private:
  // Not all steps leave something in the store.
  static bool moves(std::size_t at) {
    return steps[at].name != "backup" && steps[at].name != "close and open" && steps[at].name != "purge" &&
           steps[at].name != "open";
  }

  host new_host(const std::string& name) {
    host h{folder_.file(name), folder_.file("copy of " + name), rules_};
    for (const char* suffix : {"", "-wal", "-shm", "-journal", "-erased"}) {
      std::filesystem::remove(h.path + suffix);
      std::filesystem::remove(h.copy + suffix);
      std::filesystem::remove(h.copy + "-unfinished" + suffix);
    }
    return h;
  }

  static std::uintmax_t size_of(const std::string& path) {
    return std::filesystem::exists(path) ? std::filesystem::file_size(path) : 0;
  }

  static std::int64_t events_in(const std::string& path) {
    try {
      return store::open(path, store_mode::create).events();
    } catch (const thoihan::error&) {
      return -1;
    }
  }

  std::string judge(host& again, std::size_t done, const std::vector<thoihan::stored_event>& acknowledged,
                    bool has_copy) const {
    for (const char* suffix : {"", "-wal", "-journal", "-erased"}) {
      if (size_of(again.path + suffix) > 0 && contains(bytes_of(again.path + suffix), personal))
        return "a personal text in the open";
    }
    try {
      const std::string under_way = done < steps.size() ? steps[done].name : "nothing";
      again.start();
      if (const auto found = again.events->verify().problems; !found.empty()) return under_way + ": " + found.front();
      if (!is_among(acknowledged, bare_events(*again.events))) return under_way + ": an acknowledged event is lost";
      const std::string is = told(*again.events);
      const std::string before = done == 0 ? std::string() : after_[done - 1];
      if (is != before && (done == steps.size() || is != after_[done]))
        return under_way + ": half there, " + difference(is, before);
      if (done > number_of("backup")) {
        if (!has_copy) return "an acknowledged backup is lost";
        const store copy = store::open(again.copy, store_mode::read_only);
        if (!copy.verify().problems.empty() || told(copy) != after_[number_of("backup")])
          return "the backup is not whole";
      }
      if (done > number_of("migrate"))
        again.cases->use(done > number_of("recompute") ? *rules_.revised : rules_.second);
      for (std::size_t i = done; i < steps.size(); ++i) steps[i].run(again);
      if (const std::string end = told(*again.events); end != after_.back())
        return under_way + ": went on otherwise, " + difference(end, after_.back());
      if (const auto found = again.events->verify().problems; !found.empty())
        return under_way + ", and on: " + found.front();
    } catch (const thoihan::error& problem) {
      return std::string("after the cut: ") + problem.what();
    }
    again.cases.reset();
    again.events.reset();
    return {};
  }

  bool lies_;
  temporary_folder folder_;
  known_rules rules_ = read_rules();
  std::vector<std::string> after_;
  std::vector<std::int64_t> changes_;
};

// With sanitizers each second is dear: there every 29th cut.
#ifdef __SANITIZE_ADDRESS__
constexpr std::int64_t every = 29;
#else
constexpr std::int64_t every = 2;
#endif

}  // namespace

TEST_SUITE_BEGIN("power cut");

// THOIHAN_POWER_CUT_SEEDS: so many media for each change, by hand (tests/long).
TEST_CASE("the power goes at the n-th change of a file") {
  power_cuts cuts;
  const char* given = std::getenv("THOIHAN_POWER_CUT_SEEDS");
  const std::int64_t seeds = given == nullptr ? 0 : std::atoll(given);
  CHECK(cuts.changes() > 200);
  std::int64_t done = 0;
  std::int64_t wrong = 0;
  for (std::int64_t seed = 1; seed <= std::max(seeds, std::int64_t{1}); ++seed) {
    for (std::int64_t nth = 1; nth <= cuts.changes(); nth += seeds > 0 ? 1 : every) {
      const std::string trouble = cuts.trouble(nth, static_cast<std::uint64_t>(1'000'000 * seed + 10 * nth));
      CHECK_MESSAGE(trouble.empty(), "cut ", nth, ", seed ", seed, ": ", trouble);
      wrong += trouble.empty() ? 0 : 1;
      ++done;
    }
  }
  MESSAGE(done, " cuts at ", cuts.changes(), " changes of a file, ", wrong, " wrong");
}

TEST_CASE("a medium that says it has written and has not is found out") {
  power_cuts cuts(true);
  int lost = 0;
  for (std::int64_t nth = cuts.changes() / 4; nth <= cuts.changes(); nth += 31)
    lost += cuts.trouble(nth, static_cast<std::uint64_t>(nth)).empty() ? 0 : 1;
  CHECK(lost > 0);
}

TEST_SUITE_END();
