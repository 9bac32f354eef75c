// Rows of the tables as the values of store.hpp, for the handle, its writer and `verify` alike.
//
//     std::vector<duty_row> duties = read_duties(db, "LH-2024-000001");
//
// Orders: events by number, personal facts by name, duties by started_at, duty and round, breaches by time, notices by id.
// A row that cannot be one of ours is `corrupt`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/store/sqlite.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {

std::string_view text_kind_name(text_kind which) noexcept;

std::vector<stored_event> read_events(sqlite::database& db, std::string_view case_id, bool with_personal);
std::optional<case_row> read_case(sqlite::database& db, std::string_view case_id);
std::vector<duty_row> read_duties(sqlite::database& db, std::string_view case_id);
std::vector<breach_row> read_breaches(sqlite::database& db, std::string_view case_id);
std::vector<notice_row> read_notices(sqlite::database& db, std::string_view case_id);
std::optional<std::string> read_text(sqlite::database& db, std::string_view hash);
std::vector<dated_duty> read_late(sqlite::database& db, instant now);
std::vector<dated_duty> read_next(sqlite::database& db, instant now, std::int64_t most);
std::vector<state_count> read_open_by_state(sqlite::database& db);

// The whole log by sequence, with the personal facts.
class event_reader {
 public:
  explicit event_reader(sqlite::database& db);
  bool next(stored_event& event);

 private:
  sqlite::query events_;
  sqlite::query personal_;
  bool has_personal_;
};

// The outbox keeps names of facts as a JSON array.
std::string names_as_json(const std::vector<std::string>& names);

}  // namespace thoihan
