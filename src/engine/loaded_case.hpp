// A case as the store gives it: its row, and its view from the snapshot or, where that does not fit, from the events.
//
//     loaded_case loaded = load_case(pack, row, [&] { return events.events_of(row.case_id); }, packs);
//
// Errors: those of `fold`. Thread-safety: pure. Cost: of a snapshot a few microseconds, else linear in the events.
#pragma once

#include <functional>
#include <vector>

#include "src/engine/case_memory.hpp"
#include "thoihan/engine/case_history.hpp"
#include "thoihan/store/case_row.hpp"
#include "thoihan/store/stored_event.hpp"

namespace thoihan {

struct loaded_case {
  case_row row;
  case_memory memory;
  bool is_remembered = false;
};

std::vector<history_entry> entries_of(const std::vector<stored_event>& events);

// `pack`: the one that judges the case now.
loaded_case load_case(const rule_pack& pack, case_row row, const std::function<std::vector<stored_event>()>& events,
                      const pack_source& packs);
loaded_case new_case(const rule_pack& pack, const std::string& case_id);

// Of a state secret dates and actors are left: there is nothing to fold.
[[noreturn]] void refuse_erased(std::string_view case_id);
[[noreturn]] void refuse_unknown(std::string_view case_id);

}  // namespace thoihan
