// A store as rows, to be put into a store of another kind: every table of docs/store_format.md as it is, numbers, digests and sealed bytes
// included. What the one kind has beside them (a queue, free numbers) the other makes of them.
//
//     source->read([&](const whole_table& table, const whole_row& row) { ... });       // table by table, in whole_tables' order
//     target->fill([&] { source->read(put_into(*target)); check(*target); });          // one transaction: all of it or nothing
//
// Errors: thoihan::error as store.hpp. `fill`: `duplicate` where something is there already; what a database cannot keep is `utf8` or
// `unsupported`. Threads: one at a time. Memory: a row.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <string_view>
#include <variant>
#include <vector>

namespace thoihan {

// `types` has a letter for each column: i number, t text, b bytes, l truth (a number, 0 or 1). Rows come in the order of the first
// `ordered_by` columns.
struct whole_table {
  const char* name;
  const char* columns;
  const char* types;
  int ordered_by;
};

inline constexpr std::array whole_tables = {
    whole_table{"text", "number, hash, kind, text", "ittt", 1},
    whole_table{"event",
                "sequence, case_number, number, previous, kind, key, at, recorded_at, event, role, authority, officer, "
                "overrides, details, decided, pack, calendar, engine_version, facts_digest, digest, facts",
                "iiiittiitttttttiitbbt", 1},
    whole_table{"case_",
                "number, case_id, pack_id, pack, calendar, state, ended, lead, publication, events, last_sequence, "
                "opened_at, last_at, erased, digest, running, snapshot",
                "ittiitlttiiiiibtb", 1},
    whole_table{"sealed_text", "sequence, name, sealed", "itb", 2},
    whole_table{"case_key", "case_number, host_key, wrapped", "itb", 1},
    whole_table{"breach", "case_number, duty, started_by, body, kind, round, at, recorded_at, annulled_by", "itittiiii",
                5},
    whole_table{"outbox", "id, sequence, notice, to_, channel, facts, acknowledged_at, withdrawn_by", "iittttii", 1},
    whole_table{"checkpoint", "number, first, last, at, digest", "iiiib", 1},
};

// NULL, a number, a text or bytes: good until the call returns.
using whole_value = std::variant<std::monostate, std::int64_t, std::string_view>;
using whole_row = std::vector<whole_value>;
using whole_taker = std::function<void(const whole_table&, const whole_row&)>;

class whole_store {
 public:
  whole_store() = default;
  whole_store(const whole_store&) = delete;
  whole_store& operator=(const whole_store&) = delete;
  virtual ~whole_store() = default;

  virtual std::int64_t events() = 0;
  // All as of one moment; inside `fill` with what was put.
  virtual void read(const whole_taker& take) = 0;
  virtual void fill(const std::function<void()>& work) = 0;
  // Inside `fill`, in the order of whole_tables.
  virtual void put(const whole_table& table, const whole_row& row) = 0;
};

}  // namespace thoihan
