// Rows of the tables as the values of store.hpp, for the handle, its writer and `verify` alike.
//
//     std::vector<stored_event> events = read_events(db, texts, "LH-2024-000001");
//
// Orders: events by number, sealed texts by sequence and name, duties by started_at, duty and round, breaches by time, notices
// by id. A row that cannot be one of ours is `corrupt`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/store/sqlite.hpp"
#include "src/store/text_numbers.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {

std::vector<stored_event> read_events(sqlite::database& db, text_numbers& texts, std::string_view case_id);
std::vector<sealed_text> read_sealed(sqlite::database& db, std::string_view case_id);
std::optional<case_row> read_case(sqlite::database& db, text_numbers& texts, std::string_view case_id);
// The first with a number above `after`.
std::optional<case_row> read_case_after(sqlite::database& db, text_numbers& texts, std::int64_t after);
std::optional<wrapped_key> read_case_key(sqlite::database& db, std::int64_t case_number);
std::vector<keyed_case> read_cases_under(sqlite::database& db, std::string_view host_key_id, std::int64_t after,
                                         std::int64_t most);
std::vector<std::string> read_case_ids(sqlite::database& db, std::string_view after, std::int64_t most);
std::vector<pack_use> read_packs_in_use(sqlite::database& db, text_numbers& texts);
std::vector<duty_row> read_duties(sqlite::database& db, text_numbers& texts, std::string_view case_id);
std::vector<breach_row> read_breaches(sqlite::database& db, std::string_view case_id);
std::vector<notice_row> read_notices(sqlite::database& db, std::string_view case_id);
std::vector<notice_row> read_owed_notices(sqlite::database& db, std::int64_t after, std::int64_t most);
std::optional<std::string> read_text(sqlite::database& db, std::string_view hash);
std::vector<std::string> read_text_hashes(sqlite::database& db, text_kind kind);
std::vector<state_count> read_open_by_state(sqlite::database& db, text_numbers& texts);
std::optional<checkpoint> read_last_checkpoint(sqlite::database& db);
std::int64_t read_last_sequence(sqlite::database& db);
// The duties in the JSON of a case or event; `corrupt` where it is none.
std::vector<duty_row> duties_in(sqlite::database& db, std::string_view json);

// The sequences of a case's events, the first first. `last` is the newest.
std::vector<std::int64_t> read_sequences(sqlite::database& db, std::int64_t last);

// The whole log by sequence; `case_id` is empty where the case is missing.
class event_reader {
 public:
  event_reader(sqlite::database& db, text_numbers& texts);
  bool next(stored_event& event, std::int64_t& case_number);

 private:
  sqlite::database& db_;
  text_numbers& texts_;
  sqlite::query events_;
};

}  // namespace thoihan
