// The rules of the invented province Lạc Hồng, small and without a mistake, in a folder of their own; and one mistake
// planted in them.
//
//     pack_writer rules;
//     rules.plant("pack.json", R"("to": "with_authority")", R"("to": @"with_authorty")");
//     CHECK(told(rules.check()) == rules.expected({"unknown-name"}));       // "unknown-name pack.json:62:44\n"
//
// `plant` takes the place to change by its text, which must stand there once. Each `@` of the new text marks a place where
// a finding is expected and is then taken out: lines and columns are counted here, by hand, and not by the reader.
#pragma once

#include <doctest/doctest.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <map>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/temporary_folder.hpp"
#include "thoihan/pack/load.hpp"

// Mon-Fri 07:30-11:30 and 13:00-17:00. Off by law: 2024-01-01, Tết 2024-02-08..14 (three days from the eve, two made up
// for Saturday and Sunday), 2024-04-30, 2024-05-01, 2024-09-02; 2024-04-29 is swapped for Saturday 2024-05-04. The spring
// day, 20 March, can be switched on.
inline const std::string lac_hong_office = R"({ "format": 1, "calendar": "national/office", "revision": 1,
  "title": { "vi": "Giờ hành chính", "en": "Office hours" },
  "horizon": { "from": "2024-01-01", "until": "2024-12-31" },
  "holidays": "national/holidays",
  "switches": { "spring-day": false },
  "weekly": [
    { "days": ["mon", "tue", "wed", "thu", "fri"], "sessions": ["07:30-11:30", "13:00-17:00"], "working_day": true,
      "assume": { "vi": "Giờ hành chính thông dụng.", "en": "The usual office hours." } } ],
  "dates": [
    { "date": "2024-06-03", "kind": "closed", "cause": { "vi": "Chuyển trụ sở", "en": "The office moves" },
      "source": "7/TB-LH" } ]
}
)";

inline const std::string lac_hong_holidays = R"({ "format": 1, "holidays": "national/holidays", "revision": 2,
  "title": { "vi": "Ngày nghỉ lễ", "en": "Public holidays" },
  "decided": { "from": "2024-01-01", "until": "2024-11-30" },
  "sources": { "tb-1": "1/TB-LH, https://example.org/1", "tb-2": "2/TB-LH" },
  "days": [
    { "id": "new-year", "name": { "vi": "Tết Dương lịch", "en": "New Year's Day" }, "on": { "solar": "01-01" },
      "status": "by-law", "basis": [ { "from": "2013-01-01", "cite": "112.1.a" } ] },
    { "id": "tet", "name": { "vi": "Tết Âm lịch", "en": "Lunar New Year" }, "on": { "lunar": "01-01", "first": -2, "last": 2 },
      "fixed_by": "prime-minister", "status": "provisional", "basis": [ { "from": "2013-01-01", "cite": "112.1.b" } ],
      "years": [ { "first": "2024-02-08", "last": "2024-02-12", "status": "announced", "source": ["tb-1"] } ] },
    { "id": "spring-day", "name": { "vi": "Ngày hội xuân", "en": "Spring Day" }, "on": { "solar": "03-20" }, "switch": true,
      "status": "unconfirmed", "basis": [ { "from": "2024-01-01", "cite": "8" } ] },
    { "id": "victory-day", "name": { "vi": "Ngày Chiến thắng", "en": "Victory Day" }, "on": { "solar": "04-30" },
      "status": "by-law", "basis": [ { "from": "2013-01-01", "cite": "112.1.c" } ],
      "years": [ { "first": "2024-04-30", "last": "2024-04-30", "status": "announced", "source": ["tb-1", "tb-2"] } ] },
    { "id": "labour-day", "name": { "vi": "Ngày Quốc tế lao động", "en": "Labour Day" }, "on": { "solar": "05-01" },
      "status": "by-law", "basis": [ { "from": "2013-01-01", "cite": "112.1.d" } ] },
    { "id": "national-day", "name": { "vi": "Quốc khánh", "en": "National Day" }, "on": { "solar": "09-02" },
      "status": "by-law", "basis": [ { "from": "2013-01-01", "cite": "112.1.đ" } ] }
  ],
  "compensatory": { "basis": [ { "from": "2013-01-01", "cite": "111.3" } ],
    "announced": [
      { "date": "2024-02-13", "for": "2024-02-10", "status": "announced", "source": ["tb-1"] },
      { "date": "2024-02-14", "for": "2024-02-11", "status": "announced", "source": ["tb-1"] } ] },
  "swaps": [
    { "off": "2024-04-29", "work": "2024-05-04", "for": "victory-day", "status": "announced", "source": ["tb-2"] } ]
}
)";

inline const std::string lac_hong_authorities = R"({ "format": 1, "authorities": {
  "ubnd-tinh": { "name": { "vi": "UBND tỉnh Lạc Hồng", "en": "Provincial People's Committee" }, "level": "province", "cite": "2.1" },
  "so-giao-thong": { "name": { "vi": "Sở Giao thông", "en": "Department of Transport" }, "level": "province", "parent": "ubnd-tinh",
    "from": "2020-01-01", "cite": "2.1" },
  "cap-nuoc": { "name": { "vi": "Công ty cấp nước", "en": "Water company" }, "level": "provider", "cite": "2.1" },
  "ubnd-xa-an-hoa": { "name": { "vi": "UBND xã An Hòa", "en": "An Hòa Commune People's Committee" }, "level": "commune",
    "parent": "ubnd-tinh", "cite": "2.1" }
} }
)";

inline const std::string lac_hong_pack = R"({
  "format": 1,
  "pack": "lac-hong",
  "version": "2024-01-01",
  "title": { "vi": "Quy chế 1022 Lạc Hồng", "en": "Lạc Hồng 1022 regulation" },
  "instrument": { "number": "12/QĐ-UBND", "issuer": "UBND tỉnh Lạc Hồng", "signed": "2023-12-15",
    "in_force": "2024-01-01", "until": "2024-12-31", "replaces": [] },
  "calendars": { "office": "national/office" },
  "calendar": "office",
  "authorities": "authorities.json",
  "clauses": [
    { "id": "1", "is": "outside", "why": { "vi": "Phạm vi.", "en": "Scope." } },
    { "id": "2.1", "is": "modelled", "says": { "vi": "Ai làm gì.", "en": "Who does what." } },
    { "id": "3.1", "is": "modelled", "says": { "vi": "Kênh.", "en": "Channels." } },
    { "id": "4.1", "is": "modelled", "says": { "vi": "Tiếp nhận.", "en": "Intake." } },
    { "id": "4.2", "is": "modelled", "says": { "vi": "Chuyển trong 2 giờ làm việc.", "en": "Forward in 2 working hours." } },
    { "id": "4.3", "is": "modelled", "says": { "vi": "Khẩn cấp thì chuyển ngay.", "en": "Urgent: forward at once." } },
    { "id": "5.1", "is": "modelled", "says": { "vi": "Xử lý trong 5 ngày làm việc.", "en": "Handle in 5 working days." } },
    { "id": "5.2", "is": "modelled", "says": { "vi": "Hẹn ngày hoàn thành.", "en": "Expected completion." } },
    { "id": "5.3", "is": "modelled", "says": { "vi": "Chuyển trả trong 1 ngày làm việc.", "en": "Return in 1 working day." } },
    { "id": "6.1", "is": "modelled", "says": { "vi": "Trả lời trong 4 giờ làm việc.", "en": "Answer in 4 working hours." } },
    { "id": "6.2", "is": "modelled", "says": { "vi": "Công khai.", "en": "Publication." } },
    { "id": "7", "is": "assumed", "says": { "vi": "Kết thúc.", "en": "The end." } }
  ],
  "gaps": [
    { "id": "LH-G1", "clauses": ["4.3", "7"], "open": { "vi": "Ngay là bao lâu?", "en": "How long is at once?" } }, { "id": "LH-G7", "clauses": ["5.2", "5.3"], "open": { "vi": "Mấy lần, xa bao nhiêu?", "en": "How often, how far off?" } }
  ],
  "assumptions": {
    "now-grace": { "gap": "LH-G1", "takes": { "vi": "30 phút.", "en": "30 minutes." }, "why": { "vi": "Thông lệ.", "en": "Custom." } },
    "closing": { "gap": ["LH-G1"], "takes": { "vi": "Đóng.", "en": "Closed." }, "why": { "vi": "Không nêu.", "en": "Silent." } },
    "open-watch": { "gap": "LH-G1", "takes": { "vi": "Không hạn.", "en": "No limit." }, "why": { "vi": "Không nêu.", "en": "Silent." },
      "answers": ["duty-without-limit:/duties/watch"] }, "open-ended": { "gap": "LH-G7", "takes": { "vi": "Không giới hạn.", "en": "No bound." }, "why": { "vi": "Im lặng.", "en": "Silence." }, "answers": ["loop-without-limit:/states/received", "declared-without-limit:/duties/handle"] }
  },
  "roles": {
    "operator": { "label": { "vi": "Tổng đài viên", "en": "Operator" }, "cite": "2.1" },
    "supervisor": { "label": { "vi": "Trưởng ca", "en": "Supervisor" }, "cite": "2.1" },
    "authority": { "label": { "vi": "Cơ quan xử lý", "en": "Authority" }, "of_authority": true, "cite": "2.1" }
  },
  "channels": {
    "phone": { "label": { "vi": "Điện thoại", "en": "Phone" }, "cite": "3.1" },
    "app": { "label": { "vi": "Ứng dụng", "en": "App" }, "cite": "3.1" }
  },
  "facts": {
    "urgent": { "type": "bool", "public": true, "default": false, "label": { "vi": "Khẩn cấp", "en": "Urgent" }, "cite": "4.3" },
    "secret": { "type": "bool", "public": true, "default": false, "label": { "vi": "Mật", "en": "Secret" }, "cite": "6.2" },
    "reputation": { "type": "bool", "public": true, "default": false, "label": { "vi": "Uy tín", "en": "Reputation" }, "cite": "6.2" },
    "complex": { "type": "bool", "public": true, "default": false, "label": { "vi": "Phức tạp", "en": "Complex" }, "cite": "5.1" },
    "inspected": { "type": "bool", "public": true, "default": false, "label": { "vi": "Đã kiểm tra", "en": "Inspected" }, "cite": "5.3" },
    "channel": { "type": "channel", "public": true, "label": { "vi": "Kênh", "en": "Channel" }, "cite": "3.1" },
    "field": { "type": "choice", "public": true, "values": { "roads": { "vi": "Đường", "en": "Roads" },
      "water": { "vi": "Nước", "en": "Water" }, "other": { "vi": "Khác", "en": "Other" } }, "label": { "vi": "Lĩnh vực", "en": "Field" }, "cite": "4.1" },
    "lead": { "type": "authority", "public": true, "label": { "vi": "Cơ quan", "en": "Lead" }, "cite": "2.1" },
    "content": { "type": "text", "label": { "vi": "Nội dung", "en": "Content" }, "cite": "4.1" },
    "name": { "type": "text", "label": { "vi": "Họ tên", "en": "Name" }, "cite": "4.1" },
    "photo": { "type": "document", "label": { "vi": "Ảnh", "en": "Photo" }, "cite": "4.1" },
    "reason": { "type": "text", "public": true, "label": { "vi": "Lý do", "en": "Reason" }, "cite": "4.1" },
    "attempts": { "type": "integer", "range": [0, 100], "public": true, "label": { "vi": "Số lần gọi", "en": "Attempts" }, "cite": "4.1" },
    "completion": { "type": "date", "public": true, "label": { "vi": "Ngày hẹn", "en": "Expected completion" }, "cite": "5.2" },
    "visit": { "type": "instant", "public": true, "label": { "vi": "Giờ hẹn", "en": "Visit" }, "cite": "5.2" }
  },
  "states": {
    "received": { "label": { "vi": "Đã tiếp nhận", "en": "Received" }, "holder": "operator", "cite": "4.1" },
    "with_authority": { "label": { "vi": "Đang xử lý", "en": "With the authority" }, "holder": "authority", "cite": "5.1" },
    "resulted": { "label": { "vi": "Có kết quả", "en": "Result entered" }, "holder": "operator", "cite": "6.1" },
    "closed": { "label": { "vi": "Đã đóng", "en": "Closed" }, "end": true, "assume": "closing" },
    "refused": { "label": { "vi": "Từ chối", "en": "Refused" }, "end": true, "cite": "4.1" }
  },
  "start": "received",
  "transitions": [
    { "on": "receive", "to": "received", "by": ["operator"], "needs": ["channel"],
      "takes": ["content", "name", "photo", "urgent", "field", "secret", "reputation", "attempts", "visit"],
      "dated_back": { "amount": "1 working day", "cite": "4.1" }, "cite": "4.1" },
    { "on": "describe", "from": ["received", "with_authority"], "to": "same", "by": ["operator"],
      "takes": ["urgent", "complex", "field", "attempts", "secret", "reputation"], "cite": "4.1" },
    { "on": "forward", "from": ["received"], "to": "with_authority", "by": ["operator"], "needs": ["field"], "takes": ["lead"],
      "route": true, "notify": ["in_handling"], "cite": "4.2" },
    { "on": "return", "from": ["with_authority"], "to": "received", "by": ["authority"], "needs": ["reason"], "takes": ["inspected"],
      "until": { "from": ["forward"], "within": [
          { "when": { "inspected": true }, "limit": "3 working days", "cite": "5.3" },
          { "limit": "1 working day", "cite": "5.3" } ], "late": "refuse", "cite": "5.3" },
      "clears": ["lead", "inspected"], "cite": "5.3" },
    { "on": "supplement", "from": ["with_authority"], "to": "same", "by": ["authority", "supervisor"], "takes": ["photo"],
      "until": { "from": ["forward"], "within": [ { "limit": "1 working day", "cite": "5.3" } ], "late": "accept", "cite": "5.3" },
      "cite": "5.3" },
    { "on": "commit", "from": ["with_authority"], "to": "same", "by": ["authority"], "needs": ["completion"], "cite": "5.2" },
    { "on": "hold", "from": ["with_authority"], "to": "same", "by": ["supervisor"], "sets": { "complex": true }, "cite": "5.1" },
    { "on": "withdraw", "from": ["with_authority"], "to": "received", "by": ["supervisor"], "clears": ["lead"], "cite": "5.1" },
    { "on": "enter_result", "from": ["with_authority"], "to": "resulted", "by": ["authority"], "takes": ["reason"],
      "dated_back": { "amount": "2 hours", "cite": "5.1" }, "cite": "5.1" },
    { "on": "answer", "from": ["resulted"], "to": "closed", "by": ["operator"], "notify": ["answered", "told"], "cite": "6.1" },
    { "on": "refuse", "from": ["received"], "to": "refused", "by": ["operator"], "needs": ["reason"],
      "when": { "not": { "urgent": true } }, "notify": ["refusal"], "cite": "4.1" },
    { "on": "refuse", "from": ["received"], "to": "refused", "by": ["supervisor"], "needs": ["reason"], "cite": "4.1" },
    { "on": "rate", "from": ["closed"], "to": "same", "by": ["operator"], "takes": ["reason"], "assume": "closing" }
  ],
  "duties": {
    "forward": { "label": { "vi": "Chuyển", "en": "Forward" }, "owed_by": "operator", "from": ["receive", "return", "withdraw"],
      "met_by": ["forward", "refuse"], "within": [
        { "when": { "urgent": true }, "limit": { "amount": "now", "grace": "30 minutes" }, "assume": "now-grace", "cite": "4.3" },
        { "limit": "2 working hours", "cite": "4.2" } ], "cite": "4.2" },
    "handle": { "label": { "vi": "Xử lý", "en": "Handle" }, "owed_by": "authority", "from": ["forward"], "met_by": ["enter_result"],
      "ended_by": ["return", "withdraw"], "within": [
        { "when": { "complex": true }, "limit": "10 working days", "cite": "5.1" },
        { "limit": "5 working days", "cite": "5.1" } ],
      "extended_by": { "on": "commit", "until": "completion", "downwards": false, "times": 1, "cite": "5.2" }, "cite": "5.1" },
    "answer": { "label": { "vi": "Trả lời", "en": "Answer" }, "owed_by": "operator", "from": ["enter_result"], "met_by": ["answer"],
      "within": [ { "limit": "4 working hours", "cite": "6.1" } ], "cite": "6.1" },
    "watch": { "label": { "vi": "Theo dõi", "en": "Watch" }, "owed_by": "supervisor", "from": ["forward"], "met_by": ["answer"],
      "when": { "field": "water" }, "assume": "open-watch" }
  },
  "routing": [
    { "id": "roads", "when": { "field": "roads" }, "lead": "so-giao-thong", "support": ["ubnd-xa-an-hoa"], "cite": "2.1" },
    { "id": "water", "when": { "field": "water" }, "lead": "cap-nuoc", "support": [], "cite": "2.1" }
  ],
  "publication": [
    { "when": { "secret": true }, "is": "never", "cite": "6.2" },
    { "when": { "secret": false, "reputation": true }, "is": "private", "cite": "6.2" },
    { "is": "public", "cite": "6.2" }
  ],
  "notices": {
    "in_handling": { "to": "reporter", "channel": "receipt", "template": { "vi": "Hồ sơ {case} đã chuyển {lead}.", "en": "{case} went to {lead}." },
      "facts": ["lead"], "cite": "4.2" },
    "answered": { "to": "reporter", "channel": ["receipt", "phone"], "template": { "vi": "Đã có kết quả.", "en": "There is a result." }, "cite": "6.1" },
    "told": { "to": "supervisor", "channel": "app", "template": { "vi": "Đã trả lời.", "en": "Answered." }, "cite": "6.1" },
    "refusal": { "to": "reporter", "channel": "receipt", "template": { "vi": "Từ chối: {reason}", "en": "Refused: {reason}" },
      "facts": ["reason"], "cite": "4.1" }
  }
}
)";

class pack_writer {
 public:
  pack_writer() {
    texts_["pack.json"] = lac_hong_pack;
    texts_["authorities.json"] = lac_hong_authorities;
    texts_["office.json"] = lac_hong_office;
    texts_["holidays.json"] = lac_hong_holidays;
    std::filesystem::create_directories(folder_.path() / "province" / "lac-hong");
    std::filesystem::create_directories(folder_.path() / "national");
    for (const auto& entry : texts_) write(entry.first);
  }

  // `file` is "pack.json", "authorities.json", "office.json" or "holidays.json".
  void plant(const std::string& file, const std::string& old, const std::string& fresh) {
    std::string& text = texts_.at(file);
    const std::size_t at = text.find(old);
    REQUIRE_MESSAGE(at != std::string::npos, "not in ", file, ": ", old);
    REQUIRE_MESSAGE(text.find(old, at + 1) == std::string::npos, "twice in ", file, ": ", old);
    text.replace(at, old.size(), fresh);
    take_marks(file);
  }
  // These, and "words.json".
  void put(const std::string& file, const std::string& text) {
    texts_[file] = text;
    take_marks(file);
  }

  // The findings that are expected at the marks, in the order of planting: "code file:line:column" each.
  std::string expected(const std::vector<std::string>& codes) const {
    REQUIRE(codes.size() == marks_.size());
    std::string out;
    for (std::size_t i = 0; i < codes.size(); ++i) out += codes[i] + " " + marks_[i] + "\n";
    return out;
  }

  const std::string& text(const std::string& file) const { return texts_.at(file); }
  std::string root() const { return folder_.path().string(); }
  std::string path_of(const std::string& file) const {
    const bool shared = file == "office.json" || file == "holidays.json" || file == "words.json";
    return (folder_.path() / (shared ? "national" : "province/lac-hong") / file).string();
  }
  std::string pack_folder() const { return (folder_.path() / "province" / "lac-hong").string(); }
  thoihan::checked_pack check() const { return thoihan::check_pack(pack_folder()); }
  thoihan::rule_pack load() const { return thoihan::load_pack(pack_folder()); }

 private:
  void take_marks(const std::string& file) {
    std::string& text = texts_[file];
    for (std::size_t at = text.find('@'); at != std::string::npos; at = text.find('@', at)) {
      text.erase(at, 1);
      int line = 1;
      int column = 1;
      for (std::size_t i = 0; i < at; ++i) {
        column = text[i] == '\n' ? 1 : column + 1;
        line += text[i] == '\n' ? 1 : 0;
      }
      marks_.push_back(file + ":" + std::to_string(line) + ":" + std::to_string(column));
    }
    write(file);
  }
  void write(const std::string& file) const { std::ofstream(path_of(file), std::ios::binary) << texts_.at(file); }

  temporary_folder folder_;
  std::map<std::string, std::string> texts_;
  std::vector<std::string> marks_;
};

// "code file:line:column" of each finding, the file without its folder.
inline std::string told(const std::vector<thoihan::finding>& findings) {
  std::string out;
  for (const thoihan::finding& f : findings) {
    const std::string place = f.where.text();
    out += f.code + " " + place.substr(place.rfind('/') + 1) + "\n";
  }
  return out;
}

// Errors and gaps; notes are what a good pack has, too.
inline std::string told(const thoihan::checked_pack& checked) {
  std::vector<thoihan::finding> list;
  for (const thoihan::finding& f : checked.findings) {
    if (f.level != thoihan::severity::note) list.push_back(f);
  }
  return told(list);
}
