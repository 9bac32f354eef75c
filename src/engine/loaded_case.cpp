#include "src/engine/loaded_case.hpp"

#include "src/engine/event_words.hpp"
#include "src/pack/say.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

std::vector<history_entry> entries_of(const std::vector<stored_event>& events) {
  std::vector<history_entry> out;
  out.reserve(events.size());
  for (const stored_event& event : events)
    out.push_back({event.number, command_of(event), event.pack_hash, event.calendar_hash});
  return out;
}

loaded_case load_case(const rule_pack& pack, case_row row, const std::function<std::vector<stored_event>()>& events,
                      const pack_source& packs) {
  if (auto memory = remembered(pack, row)) return {std::move(row), std::move(*memory), true};
  const std::vector<stored_event> log = events();
  loaded_case out{std::move(row), {fold(entries_of(log), packs), {}}, false};
  for (const stored_event& event : log) out.memory.key_marks.push_back(key_mark(event.key));
  return out;
}

loaded_case new_case(const rule_pack& pack, const std::string& case_id) {
  loaded_case out{{}, {case_view{pack, case_id}, {}}, true};
  out.row.case_id = case_id;
  out.row.pack_hash = pack.hash;
  out.row.calendar_hash = pack.calendars_hash;
  return out;
}

void refuse_erased(std::string_view case_id) {
  throw error(status::reference, say("hồ sơ {} là bí mật nhà nước: chỉ còn ngày giờ và người thực hiện",
                                     "the case {} is a state secret: its dates and actors are all that is left", case_id));
}

void refuse_unknown(std::string_view case_id) {
  throw error(status::reference, say("không có hồ sơ \"{}\"", "there is no case \"{}\"", case_id));
}

}  // namespace thoihan
