// Cases to fill a store with, and all that a store holds of them as one value.
//
//     write_case(s, "LH-2024-000001");            // one transaction: texts, two events, a case, duties, a breach, a notice
//     CHECK(contents_of(s, {"LH-2024-000001"}) == before);
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

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

inline std::string fingerprint(const thoihan::personal_fact& fact) {
  return hex_of(thoihan::hmac_sha256({reinterpret_cast<const char*>(fact.salt.data()), fact.salt.size()}, fact.value));
}

inline constexpr thoihan::instant sample_start = 1714011000;  // 2024-04-25T09:10 in Viet Nam

inline thoihan::stored_event sample_event(const std::string& case_id, const std::string& key, thoihan::instant at) {
  thoihan::stored_event event;
  event.case_id = case_id;
  event.key = key;
  event.at = at;
  event.recorded_at = at + 60;
  event.event = "receive";
  event.role = "operator";
  event.authority = "";
  event.officer = "Nguyễn Thị Bích";
  event.facts = R"({"field":"lighting"})";
  event.pack_hash = hash_of(sample_pack);
  event.calendar_hash = hash_of(sample_calendar);
  event.engine_version = "0.1.0";
  return event;
}

// `salt` is whatever differs from fact to fact.
inline void add_personal(thoihan::stored_event& event, std::uint8_t salt) {
  thoihan::personal_fact address{"address", "12 đường Âu Cơ", {}};
  thoihan::personal_fact phone{"phone", "0900000000", {}};
  address.salt.fill(salt);
  phone.salt.fill(static_cast<std::uint8_t>(salt + 1));
  event.facts = R"({"address":{"hmac":")" + fingerprint(address) + R"("},"field":"lighting","phone":{"hmac":")" +
                fingerprint(phone) + R"("}})";
  event.personal = {address, phone};
}

inline thoihan::case_row sample_case(const std::string& case_id) {
  thoihan::case_row row;
  row.case_id = case_id;
  row.pack_id = "lac-hong";
  row.pack_hash = hash_of(sample_pack);
  row.state = "processing";
  row.lead = "lac-hong/ubnd-phuong-1";
  row.publication = "public";
  row.events = 2;
  row.opened_at = sample_start;
  row.last_at = sample_start + 3600;
  return row;
}

inline thoihan::duty_row sample_duty(const std::string& name, std::optional<thoihan::instant> late_from) {
  thoihan::duty_row row;
  row.duty = name;
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

inline void write_case(thoihan::store_writer& writer, const std::string& case_id) {
  keep_sample_texts(writer);
  thoihan::stored_event first = sample_event(case_id, "k1", sample_start);
  add_personal(first, static_cast<std::uint8_t>(case_id.back()));
  thoihan::stored_event second = sample_event(case_id, "k2", sample_start + 3600);
  second.event = "forward";
  writer.append(first);
  writer.append(second);
  writer.put_case(sample_case(case_id));
  writer.put_duties(case_id,
                    {sample_duty("forward", sample_start + 7200), sample_duty("handle", sample_start + 432000)});
  writer.add_breach({case_id, "forward", 1, "late", sample_start + 7200, sample_start + 7300});
  writer.add_notice({0, case_id, 2, "handed-on", "reporter", "zalo", {"lead", "due"}});
}

inline void write_case(thoihan::store& s, const std::string& case_id) {
  s.write([&](thoihan::store_writer& writer) { write_case(writer, case_id); });
}

// The path of a closed store with `first_case` and `second_case`.
inline std::string two_cases(const temporary_folder& folder) {
  const std::string path = folder.file("reports.db");
  thoihan::store s = thoihan::store::open(path, thoihan::store_mode::create);
  write_case(s, first_case);
  write_case(s, second_case);
  return path;
}

struct store_contents {
  std::vector<thoihan::stored_event> events;
  std::vector<std::optional<thoihan::case_row>> cases;
  std::vector<thoihan::duty_row> duties;
  std::vector<thoihan::breach_row> breaches;
  std::vector<thoihan::notice_row> notices;
  std::vector<std::optional<std::string>> texts;
  std::vector<thoihan::dated_duty> late;
  std::vector<thoihan::state_count> open;
  std::int64_t all_events = 0;

  bool operator==(const store_contents&) const = default;
};

inline store_contents contents_of(const thoihan::store& s, const std::vector<std::string>& case_ids) {
  store_contents out;
  const auto add = [](auto& to, const auto& from) { to.insert(to.end(), from.begin(), from.end()); };
  for (const std::string& case_id : case_ids) {
    add(out.events, s.events_of(case_id, true));
    out.cases.push_back(s.find_case(case_id));
    add(out.duties, s.duties_of(case_id));
    add(out.breaches, s.breaches_of(case_id));
    add(out.notices, s.notices_of(case_id));
  }
  out.texts = {s.find_text(hash_of(sample_pack)), s.find_text(hash_of(sample_calendar))};
  out.late = s.late(sample_start + 7200);
  out.open = s.open_by_state();
  out.all_events = s.events();
  return out;
}
