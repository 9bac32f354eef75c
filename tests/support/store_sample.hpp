// Cases to fill a store with, and all that a store holds of them as one value.
//
//     write_case(s, "LH-2024-000001");            // one transaction: texts, two events, duties, sealed texts, a breach, a notice
//     CHECK(contents_of(s, {"LH-2024-000001"}) == before);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "src/store/duty_json.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/base/sha256.hpp"
#include "thoihan/store/store.hpp"

inline const std::string first_case = "LH-2024-000001";
inline const std::string second_case = "LH-2024-000002";
inline const std::vector<std::string> both_cases = {first_case, second_case};

inline const std::string sample_pack = R"({"id":"lac-hong","title":"Quy chế tiếp nhận phản ánh, tỉnh Lạc Hồng"})";
inline const std::string sample_calendar = R"({"id":"national/office","dates":[]})";

inline std::string hex_of(const thoihan::sha256_digest& digest) {
  const auto hex = thoihan::sha256_hex(digest);
  return {hex.data(), hex.size()};
}

inline std::string hash_of(std::string_view text) { return hex_of(thoihan::sha256(text)); }

inline constexpr thoihan::instant sample_start = 1714011000;  // 2024-04-25T09:10 in Viet Nam

inline thoihan::stored_event sample_event(const std::string& key, thoihan::instant at) {
  thoihan::stored_event event;
  event.key = key;
  event.at = at;
  event.recorded_at = at + 60;
  event.event = "receive";
  event.role = "operator";
  event.officer = "Nguyễn Thị Bích";
  event.facts = R"({"field":"lighting"})";
  event.pack_hash = hash_of(sample_pack);
  event.calendar_hash = hash_of(sample_calendar);
  event.engine_version = "0.1.0";
  return event;
}

// A case without an event yet.
inline thoihan::case_row sample_case(const std::string& case_id) {
  thoihan::case_row row;
  row.case_id = case_id;
  row.pack_id = "lac-hong";
  row.pack_hash = hash_of(sample_pack);
  row.calendar_hash = hash_of(sample_calendar);
  row.state = "processing";
  row.lead = "lac-hong/ubnd-phuong-1";
  row.publication = "public";
  row.opened_at = sample_start;
  row.last_at = sample_start;
  row.snapshot = std::string("\x01 snapshot\0of ", 13) + case_id;
  return row;
}

inline thoihan::duty_row sample_duty(const std::string& name, std::optional<thoihan::instant> late_from) {
  thoihan::duty_row row;
  row.duty = name;
  row.started_by = 1;
  row.owed_role = "authority";
  row.owed_authority = "lac-hong/ubnd-phuong-1";
  row.started_at = sample_start;
  row.due = late_from;
  row.late_from = late_from;
  row.due_date = 19847;
  row.day_end = true;
  row.cite = "9.1.a-2, assume now-grace";
  return row;
}

inline void keep_sample_texts(thoihan::store_writer& writer) {
  writer.keep_text(hash_of(sample_pack), thoihan::text_kind::pack, sample_pack);
  writer.keep_text(hash_of(sample_calendar), thoihan::text_kind::calendar, sample_calendar);
}

// The event that begins a case with these duties, or goes on with it: what it decides is what then runs.
inline thoihan::stored_event append_duties(thoihan::store_writer& writer, thoihan::case_row& row,
                                           const std::string& key, const std::vector<thoihan::duty_row>& decided) {
  thoihan::stored_event event = sample_event(key, sample_start + 60 * row.events);
  event.decided = thoihan::duties_json(decided);
  thoihan::decide(row.running, decided);
  std::erase_if(row.running, [](const thoihan::duty_row& duty) { return !thoihan::is_unended(duty.status); });
  row.last_at = event.at;
  writer.append(event, row);
  return event;
}

// Sealed bytes of nobody's making, which differ from case to case.
inline std::vector<thoihan::sealed_text> sample_sealed(const std::string& case_id, std::int64_t sequence) {
  return {{sequence, "address", std::string("\xff\0sealed ", 9) + case_id}, {sequence, "phone", "\xfe" + case_id}};
}

inline thoihan::case_row write_case(thoihan::store_writer& writer, const std::string& case_id) {
  keep_sample_texts(writer);
  thoihan::case_row row = sample_case(case_id);
  const thoihan::duty_row forward = sample_duty("forward", sample_start + 7200);
  const thoihan::stored_event first = append_duties(writer, row, "k1", {forward});
  for (const thoihan::sealed_text& text : sample_sealed(case_id, first.sequence)) writer.keep_sealed(text);
  writer.put_case_key(row.number, {"2026-a", std::string("wrapped\0", 8) + case_id});
  thoihan::duty_row handle = sample_duty("handle", sample_start + 432000);
  handle.started_by = 2;
  const thoihan::stored_event second = append_duties(writer, row, "k2", {handle});
  writer.add_breach(row.number, {case_id, "forward", 1, "", 1, "late", sample_start + 7200, sample_start + 7300, 0});
  writer.add_notice(second.sequence, {0, case_id, 2, "handed-on", "reporter", "zalo", {"lead", "due"}, std::nullopt});
  return row;
}

inline void write_case(thoihan::store& s, const std::string& case_id) {
  s.write([&](thoihan::store_writer& writer) { write_case(writer, case_id); });
}

// The path of a closed store with `first_case` and `second_case`: events 1 and 2 are the one's, 3 and 4 the other's.
inline std::string two_cases(const temporary_folder& folder) {
  const std::string path = folder.file("reports.db");
  thoihan::store s = thoihan::store::open(path, thoihan::store_mode::create);
  write_case(s, first_case);
  write_case(s, second_case);
  return path;
}

struct store_contents {
  std::vector<thoihan::stored_event> events;
  std::vector<thoihan::sealed_text> sealed;
  std::vector<std::optional<thoihan::case_row>> cases;
  std::vector<std::optional<thoihan::wrapped_key>> keys;
  std::vector<thoihan::duty_row> duties;
  std::vector<thoihan::breach_row> breaches;
  std::vector<thoihan::notice_row> notices;
  std::vector<thoihan::notice_row> owed;
  std::vector<std::optional<std::string>> texts;
  std::vector<thoihan::dated_duty> late;
  std::vector<thoihan::state_count> open;
  std::optional<thoihan::checkpoint> checkpoint;
  std::int64_t all_events = 0;

  bool operator==(const store_contents&) const = default;
};

inline store_contents contents_of(const thoihan::store& s, const std::vector<std::string>& case_ids) {
  store_contents out;
  const auto add = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  for (const std::string& case_id : case_ids) {
    add(out.events, s.events_of(case_id));
    add(out.sealed, s.sealed_of(case_id));
    out.cases.push_back(s.find_case(case_id));
    out.keys.push_back(out.cases.back() ? s.find_case_key(out.cases.back()->number) : std::nullopt);
    add(out.duties, s.duties_of(case_id));
    add(out.breaches, s.breaches_of(case_id));
    add(out.notices, s.notices_of(case_id));
  }
  out.owed = s.owed_notices(0, 1000);
  out.texts = {s.find_text(hash_of(sample_pack)), s.find_text(hash_of(sample_calendar))};
  out.late = s.late(sample_start + 7200);
  out.open = s.open_by_state();
  out.checkpoint = s.last_checkpoint();
  out.all_events = s.events();
  return out;
}
