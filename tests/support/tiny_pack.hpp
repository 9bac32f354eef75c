// A small pack over a calendar of seconds, in a folder of its own, for what is judged by trying every second.
//
//     tiny_pack rules{states, transitions, duties, facts};     // the JSON values of those keys, without their braces
//     rule_pack pack = rules.load();
//     instant t = tiny_time(4, "23:57:30");                    // of Thursday 2024-01-04
//
// Office hours, every day but Saturday and Sunday: 00:00-00:02, 00:03-00:04, 00:05-00:40, 23:57-23:58, 23:59-24:00. The holiday
// 2024-01-01 is the only one. So that an hour about a midnight has openings and closes, rests and a change of date.
#pragma once

#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <string>

#include "tests/support/temporary_folder.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/time/text.hpp"

inline thoihan::instant tiny_time(int day, const std::string& time) {
  thoihan::instant out = 0;
  const std::string date = (day < 10 ? "2024-01-0" : "2024-01-") + std::to_string(day);
  REQUIRE(thoihan::parse_instant(date + "T" + time, out) == thoihan::time_text_error::none);
  return out;
}

class tiny_pack {
 public:
  tiny_pack(const std::string& states, const std::string& transitions, const std::string& duties,
            const std::string& facts = "", const std::string& more = "") {
    put("national/office.json", R"({ "format": 1, "calendar": "national/office", "revision": 1,
      "title": { "vi": "Giờ", "en": "Hours" }, "horizon": { "from": "2024-01-01", "until": "2024-12-31" },
      "holidays": "national/holidays", "switches": {},
      "weekly": [ { "days": ["mon", "tue", "wed", "thu", "fri"],
        "sessions": ["00:00-00:02", "00:03-00:04", "00:05-00:40", "23:57-23:58", "23:59-24:00"], "working_day": true,
        "source": "1" } ],
      "dates": [] })");
    put("national/holidays.json", R"({ "format": 1, "holidays": "national/holidays", "revision": 1,
      "title": { "vi": "Nghỉ lễ", "en": "Holidays" }, "decided": { "from": "2024-01-01", "until": "2024-12-31" }, "sources": {},
      "days": [ { "id": "new-year", "name": { "vi": "Tết", "en": "New Year" }, "on": { "solar": "01-01" }, "status": "by-law",
        "basis": [ { "from": "2013-01-01", "cite": "112.1.a" } ] } ],
      "compensatory": { "basis": [ { "from": "2013-01-01", "cite": "111.3" } ], "announced": [] }, "swaps": [] })");
    put("province/tiny/authorities.json", R"({ "format": 1, "authorities": {} })");
    put("province/tiny/pack.json", R"({ "format": 1, "pack": "tiny", "version": "2024-01-01",
      "title": { "vi": "Nhỏ", "en": "Tiny" },
      "instrument": { "number": "1", "issuer": "1", "signed": "2024-01-01", "in_force": "2024-01-01", "replaces": [] },
      "calendars": { "office": "national/office" }, "calendar": "office", "authorities": "authorities.json",
      "clauses": [ { "id": "1", "is": "modelled", "says": { "vi": "1", "en": "1" } } ], "gaps": [], "assumptions": {},
      "roles": { "clerk": { "label": { "vi": "Cán bộ", "en": "Clerk" }, "cite": "1" },
                 "reporter": { "label": { "vi": "Người gửi", "en": "Reporter" }, "cite": "1" } },
      "channels": { "desk": { "label": { "vi": "Quầy", "en": "Desk" }, "cite": "1" } },
      "facts": {)" + facts + R"(},
      "states": {)" + states + R"(}, "start": "open",
      "transitions": [)" + transitions + R"(],
      "duties": {)" + duties + R"(}, "routing": [],
      "publication": [ { "is": "never", "cite": "1" } ], "notices": {})" + more + "}");
  }

  std::string folder() const { return (folder_.path() / "province" / "tiny").string(); }
  thoihan::checked_pack check() const { return thoihan::check_pack(folder()); }
  thoihan::rule_pack load() const { return thoihan::load_pack(folder()); }

 private:
  void put(const std::string& file, const std::string& text) const {
    const std::filesystem::path path = folder_.path() / file;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << text;
  }

  temporary_folder folder_;
};

// The JSON of a state, a transition, a duty and a fact of such a pack.
inline std::string tiny_state(const std::string& id, bool end = false) {
  return "\"" + id + R"(": { "label": { "vi": "x", "en": "y" }, "cite": "1", )" +
         (end ? R"("end": true })" : R"("holder": "clerk" })");
}
inline std::string tiny_act(const std::string& event, const std::string& from, const std::string& to,
                            const std::string& more = "") {
  return "{ \"on\": \"" + event + "\", " + (from.empty() ? "" : "\"from\": [\"" + from + "\"], ") + "\"to\": \"" + to +
         R"(", "by": ["clerk"], "cite": "1")" + (more.empty() ? "" : ", " + more) + " }";
}
inline std::string tiny_duty(const std::string& id, const std::string& from, const std::string& met_by,
                             const std::string& within, const std::string& more = "") {
  return "\"" + id + R"(": { "label": { "vi": "x", "en": "y" }, "owed_by": "clerk", "from": [)" + from + R"(], "met_by": [)" +
         met_by + "]" + (within.empty() ? "" : ", \"within\": " + within) + R"(, "cite": "1")" +
         (more.empty() ? "" : ", " + more) + " }";
}
inline std::string tiny_limit(const std::string& limit, const std::string& more = "") {
  return R"({ "limit": )" + limit + R"(, "cite": "1")" + (more.empty() ? "" : ", " + more) + " }";
}
inline std::string tiny_flag(const std::string& id) {
  return "\"" + id + R"(": { "type": "bool", "public": true, "default": false, "label": { "vi": "x", "en": "y" }, "cite": "1" })";
}
