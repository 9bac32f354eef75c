// The store as its users see it: what goes in comes out, in the documented order and chain, and what is refused leaves no
// trace.
#include "thoihan/store/store.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/contract/fresh_database.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/store_sample.hpp"
#include "tests/support/temporary_folder.hpp"

using thoihan::case_row;
using thoihan::duty_row;
using thoihan::duty_status;
using thoihan::status;
using thoihan::store;
using thoihan::store_mode;
using thoihan::store_writer;
using thoihan::stored_event;

TEST_SUITE_BEGIN("store");

TEST_CASE("what was written is read back, by the handle and by later ones") {
  const fresh_database database;
  duty_row open_ended = sample_duty("a-reply", std::nullopt);
  open_ended.status = duty_status::exempted;
  open_ended.provisional = true;
  open_ended.day_end = false;
  duty_row early = sample_duty("z-early", sample_start);
  early.started_at = sample_start - 1;
  early.round = 3;
  early.started_by = 2;
  early.began_as = "z \"früh\"\n";
  early.due = sample_start - 1;
  early.warnings = {{2, sample_start - 30}, {1, -1}};
  duty_row met = sample_duty("met", sample_start + 5);
  met.status = duty_status::met_late;
  met.ended_at = sample_start + 7;
  duty_row gone = sample_duty("gone", sample_start + 5);
  gone.status = duty_status::annulled;
  const thoihan::breach_row breach{first_case, "handle", 2, "", 1, "late", sample_start, sample_start + 9, 0};
  const thoihan::breach_row warning{first_case, "handle", 2, "", 1, "warning-1", sample_start - 9, sample_start - 8, 0};
  const thoihan::notice_row notice{1,           first_case, 2, "handed-on", "reporter", "zalo", {"lead", "hạn \"mới\""},
                                   std::nullopt};
  const thoihan::notice_row bare{2, first_case, 1, "received", "reporter", "", {}, std::nullopt};
  const thoihan::sealed_text sealed{1, "address", std::string("\0\xff sealed", 9)};
  const thoihan::sealed_text other{1, "phone", "\xfe"};
  const thoihan::sealed_text later{2, "address", "another"};

  stored_event first = sample_event("k1", sample_start);
  first.decided = thoihan::duties_json({met, gone});
  stored_event second = sample_event("", -1);
  second.kind = "correct";
  second.recorded_at = std::numeric_limits<std::int64_t>::max();
  second.event = "";
  second.role = "";
  second.authority = "lac-hong/so-xay-dung";
  second.officer = fresh_database::keeps_nul_characters() ? std::string("nul\0inside", 10) : "Nguyễn Văn \x01";
  second.overrides = "ended,not-in-office";
  second.details = R"({"about":1})";
  second.decided = thoihan::duties_json({open_ended, early});
  second.facts = "";
  thoihan::case_row row = sample_case(first_case);

  const auto check = [&](const store& s) {
    CHECK(s.events_of(first_case) == std::vector{first, second});
    CHECK(s.sealed_of(first_case) == std::vector{sealed, other, later});
    CHECK(s.find_case(first_case) == row);
    CHECK(s.find_case_key(row.number) == thoihan::wrapped_key{"2026-b", std::string("\0key", 4)});
    CHECK(s.duties_of(first_case) == std::vector{early, open_ended, met});
    CHECK(s.breaches_of(first_case) == std::vector{warning, breach});
    CHECK(s.notices_of(first_case) == std::vector{bare, notice});
    CHECK(s.owed_notices(0, 9) == std::vector{notice, bare});
    CHECK(s.find_text(hash_of(sample_pack)) == sample_pack);
    CHECK(s.text_hashes(thoihan::text_kind::pack) == std::vector{hash_of(sample_pack)});
    CHECK(s.text_hashes(thoihan::text_kind::calendar) == std::vector{hash_of(sample_calendar)});
    CHECK(s.case_ids() == std::vector{first_case});
    CHECK(s.events() == 2);
    CHECK(s.path() == database.name());
    CHECK(s.events_of("LH-2024-000009").empty());
    CHECK(s.sealed_of("LH-2024-000009").empty());
    CHECK(s.duties_of("LH-2024-000009").empty());
    CHECK(s.breaches_of("LH-2024-000009").empty());
    CHECK(s.notices_of("LH-2024-000009").empty());
    CHECK_FALSE(s.find_case("LH-2024-000009"));
    CHECK_FALSE(s.find_case_key(2));
    CHECK_FALSE(s.find_text(hash_of("another")));
    CHECK_FALSE(s.last_checkpoint());
    CHECK(s.verify().events == 2);
    CHECK(s.verify().problems.empty());
  };
  {
    store s = database.open();
    s.write([&](store_writer& w) {
      keep_sample_texts(w);
      keep_sample_texts(w);
      CHECK(w.next_sequence() == 1);
      row.running = {};
      w.append(first, row);
      CHECK(w.find_case(first_case) == row);
      CHECK(w.next_sequence() == 2);
      row.ended = true;
      row.lead = "";
      row.publication = "never";
      row.state = "answered";
      row.last_at = -1;
      row.opened_at = -2;
      row.snapshot = "";
      row.running = {open_ended, early};
      w.append(second, row);
      CHECK(first.sequence == 1);
      CHECK(first.previous == 0);
      CHECK(second.sequence == 2);
      CHECK(second.number == 2);
      CHECK(second.previous == 1);
      CHECK(second.case_id == first_case);
      CHECK(row.number == 1);
      CHECK(row.events == 2);
      CHECK(row.last_sequence == 2);
      CHECK(row.digest == second.digest);
      w.keep_sealed(later);
      w.keep_sealed(other);
      w.keep_sealed(sealed);
      w.put_case_key(row.number, {"2026-a", "old"});
      w.put_case_key(row.number, {"2026-b", std::string("\0key", 4)});
      CHECK(w.add_breach(row.number, breach));
      thoihan::breach_row again = breach;
      again.recorded_at += 1;
      again.round = 9;
      CHECK_FALSE(w.add_breach(row.number, again));
      CHECK(w.add_breach(row.number, warning));
      w.add_notice(2, notice);
      w.add_notice(1, bare);
      CHECK(w.events_of(first_case) == std::vector{first, second});
      CHECK(w.sealed_of(first_case) == std::vector{sealed, other, later});
      CHECK(w.find_case(first_case) == row);
      CHECK(w.find_case_key(1)->host_key_id == "2026-b");
      CHECK(w.duties_of(first_case) == std::vector{early, open_ended, met});
      CHECK(w.breaches_of(first_case) == std::vector{warning, breach});
      CHECK(w.find_text(hash_of(sample_calendar)) == sample_calendar);
    });
    check(s);
    store moved = std::move(s);
    check(moved);
  }
  check(database.open(store_mode::existing));
  check(database.open(store_mode::read_only));
  check(database.open());
}

// The digests are those of Python's hashlib over the serialisation that docs/store_format.md describes:
//
//   def field(v):
//       b = v.to_bytes(8, "big", signed=True) if isinstance(v, int) else v.encode() if isinstance(v, str) else v
//       return len(b).to_bytes(8, "big") + b
//   def digest(*fields): return hashlib.sha256(b"".join(map(field, fields))).digest()
//   first = digest("thoihan event 2", bytes(32), "LH-1", 1, 1, "act", "k1", 1714011000, 1714011060, "receive", "operator", "",
//                  "Nguyễn Thị Bích", "", "", "[]", pack_hash, calendar_hash, "0.1.0", sha256('{"field":"lighting"}'))
//   second = digest("thoihan event 2", first, "LH-1", 2, 3, "correct", "k2", -5, 1714011060, "receive", "operator", "lac-hong/x",
//                   "Nguyễn Thị Bích", "ended,not-in-office", '{"about":1}', '[{"duty":"x"}]', ..., sha256(""))
//   one = digest("thoihan checkpoint 1", bytes(32), 1, 1, 1714012000, first, other)
//   two = digest("thoihan checkpoint 1", one, 2, 3, 1714013000, second)
TEST_CASE("the chain is the documented one") {
  const fresh_database database;
  store s = database.open();
  stored_event first = sample_event("k1", 1714011000);
  stored_event other = sample_event("k1", 1714011000);
  stored_event second = sample_event("k2", -5);
  second.kind = "correct";
  second.recorded_at = 1714011060;
  second.authority = "lac-hong/x";
  second.overrides = "ended,not-in-office";
  second.details = R"({"about":1})";
  second.decided = R"([{"duty":"x"}])";
  second.facts = "";
  thoihan::case_row row = sample_case("LH-1");
  thoihan::case_row other_row = sample_case("LH-2");
  s.write([&](store_writer& w) {
    keep_sample_texts(w);
    w.append(first, row);
    w.append(other, other_row);
  });
  CHECK(hex_of(first.digest) == "a7b390289dcca423de2f34b06682b4c87abfbd59aebd9c4c275a9d238ebc4ff0");
  CHECK(hex_of(other.digest) == "6f4b8a15bc77b0af675149f89f1f08e5d91e176ecadbb62771b88a34334736e9");
  const thoihan::checkpoint one = s.seal_log(1714012000);
  CHECK(one.number == 1);
  CHECK(one.first == 1);
  CHECK(one.last == 2);
  CHECK(one.at == 1714012000);
  CHECK(hex_of(one.digest) == "faf65fb05377d199a3ce1bbef999188842dfbfc80af6e6e19e1e6dec8cc2efa9");
  s.write([&](store_writer& w) { w.append(second, row); });
  CHECK(hex_of(second.digest) == "bc34023f57cc5de2b522fad3b538e71a76d66cf5b37039abad986b20fec499ec");
  const thoihan::checkpoint two = s.seal_log(1714013000);
  CHECK(two.first == 3);
  CHECK(two.last == 3);
  CHECK(hex_of(two.digest) == "9cca9d85073acc0d6b69421e532862748813dc82daf4dbc3554ae9276fe54996");
}

TEST_CASE("salts are random") {
  const fresh_database database;
  store s = database.open();
  std::vector<std::array<std::uint8_t, 16>> salts;
  s.write([&](store_writer& w) {
    for (int i = 0; i < 100; ++i) salts.push_back(w.random_salt());
  });
  std::sort(salts.begin(), salts.end());
  CHECK(std::adjacent_find(salts.begin(), salts.end()) == salts.end());
}

TEST_CASE("a row that was read before another event is stale") {
  const fresh_database database;
  two_cases(database);
  store s = database.open(store_mode::existing);
  store other = database.open(store_mode::existing);
  thoihan::case_row old = *s.find_case(first_case);
  other.write([&](store_writer& w) {
    thoihan::case_row row = *w.find_case(first_case);
    append_duties(w, row, "k3", {});
  });
  const store_contents before = contents_of(s, both_cases);
  const thoihan::case_row as_read = old;
  const auto append = [&](thoihan::case_row& row) {
    return refusal_of([&] {
      s.write([&](store_writer& w) {
        stored_event event = sample_event("k4", sample_start + 1);
        w.append(event, row);
      });
    });
  };
  const auto refusal = append(old);
  REQUIRE(refusal);
  CHECK(refusal->code() == status::stale);
  check_message(refusal, first_case, "đã có sự kiện khác", "another event since it was read");
  CHECK(old == as_read);
  CHECK(contents_of(s, both_cases) == before);
  // Neither is a row that names another case, or a number that nobody has.
  thoihan::case_row renamed = *s.find_case(first_case);
  renamed.case_id = second_case;
  CHECK(append(renamed)->code() == status::stale);
  thoihan::case_row nobody = *s.find_case(first_case);
  nobody.number = 7;
  CHECK(append(nobody)->code() == status::stale);
  thoihan::case_row again = sample_case(first_case);
  const auto duplicate = append(again);
  CHECK(duplicate->code() == status::duplicate);
  check_message(duplicate, first_case, "đã có hồ sơ", "there is a case");
  CHECK(again == sample_case(first_case));
  CHECK(contents_of(s, both_cases) == before);
  thoihan::case_row newest = *s.find_case(first_case);
  CHECK_FALSE(append(newest));
  CHECK(newest.events == 4);
  CHECK(s.verify().problems.empty());
}

TEST_CASE("cases that were named before they are read and written are read as they stand") {
  const fresh_database database;
  store s = database.open();
  write_case(s, first_case);
  write_case(s, second_case);
  const case_row before = *s.find_case(first_case);
  s.write([&](store_writer& w) {
    const std::vector<std::string_view> named = {second_case, "LH-8", first_case, "LH-7",
                                                 first_case,  "",     "\xff",     std::string_view("a\0b", 3)};
    w.hold_cases(named);
    CHECK(w.next_sequence() == 5);
    case_row row = w.find_case(first_case).value();
    CHECK(row == before);
    append_duties(w, row, "k3", {sample_duty("check", sample_start + 9000)});
    CHECK(row.last_sequence == 5);
    CHECK(w.find_case(first_case).value() == row);
    CHECK(!w.find_case("LH-7"));
    case_row opened = sample_case("LH-7");
    append_duties(w, opened, "k1", {});
    CHECK(w.find_case("LH-7").value() == opened);
    // Not asked for since it was named, and opened nevertheless.
    case_row unasked = sample_case("LH-8");
    append_duties(w, unasked, "k1", {});
    CHECK(w.find_case("LH-8").value() == unasked);
    const auto undone = [&] {
      w.attempt([&] {
        case_row other = w.find_case(second_case).value();
        append_duties(w, other, "never", {});
        throw std::runtime_error("the host's");
      });
    };
    CHECK_THROWS_AS(undone(), std::runtime_error);
    case_row other = w.find_case(second_case).value();
    CHECK(other.events == 2);
    append_duties(w, other, "k3", {});
    CHECK(other.last_sequence == 8);
    CHECK(w.appended() == 4);
    // Many statements may be on their way.
    for (int count = 60; count <= 66; ++count) {
      for (int i = 0; i < count; ++i)
        w.add_notice(8, {0, second_case, 3, "n" + std::to_string(i), "reporter", "zalo", {}, std::nullopt});
      const std::string other_id = "LH-after-" + std::to_string(count);
      w.hold_cases(std::vector<std::string_view>{other_id});
      CHECK(!w.find_case(other_id));
    }
    w.hold_cases({});
    const auto undone_too = [&] {
      w.attempt([&] {
        w.hold_cases(std::vector<std::string_view>{"LH-9"});
        throw std::runtime_error("the host's");
      });
    };
    CHECK_THROWS_AS(undone_too(), std::runtime_error);
    CHECK(!w.find_case("LH-9"));
    w.hold_cases(named);
    CHECK(w.find_case(first_case).value() == row);
  });
  CHECK(s.events() == 8);
  CHECK(s.verify().problems.empty());
}

TEST_CASE("a transaction that throws leaves nothing") {
  const fresh_database database;
  two_cases(database);
  store s = database.open(store_mode::existing);
  const store_contents before = contents_of(s, both_cases);
  const std::int64_t owed = before.owed.front().id;
  const auto change_all = [&](store_writer& w) {
    thoihan::case_row row = *w.find_case(first_case);
    duty_row forward = sample_duty("forward", sample_start + 7200);
    forward.status = duty_status::met_late;
    forward.ended_at = sample_start + 9000;
    row.state = "done";
    const stored_event event = append_duties(w, row, "k3", {forward});
    w.keep_sealed({event.sequence, "name", "bytes"});
    w.put_case_key(row.number, {"2026-b", "other"});
    w.add_breach(2, {second_case, "handle", 2, "", 1, "late", 1, 2, 0});
    w.amend_breach(1, {first_case, "forward", 1, "", 1, "late", 7, 0, 3});
    w.add_notice(4, {0, second_case, 2, "x", "y", "z", {}, std::nullopt});
    CHECK(w.acknowledge_notice(owed, 5));
    w.keep_text(hash_of("more"), thoihan::text_kind::pack, "more");
    CHECK(s.late(sample_start + 7200).size() == 1);
    CHECK(w.unrecorded(sample_start + 7200).size() == 1);
  };
  CHECK_THROWS_AS(s.write([&](store_writer& w) {
    change_all(w);
    throw std::runtime_error("the host's");
  }),
                  std::runtime_error);
  CHECK(contents_of(s, both_cases) == before);
  CHECK_FALSE(s.find_text(hash_of("more")));
  CHECK(s.verify().problems.empty());

  s.write(change_all);
  const store_contents after = contents_of(s, both_cases);
  CHECK(after.duties != before.duties);
  CHECK(after.sealed != before.sealed);
  CHECK(after.keys != before.keys);
  CHECK(after.breaches != before.breaches);
  CHECK(after.late != before.late);
  CHECK(after.owed.size() == 2);
  CHECK(s.events() == 5);
  CHECK(s.verify().problems.empty());
}

TEST_CASE("an attempt that throws leaves nothing, and the transaction goes on") {
  const fresh_database database;
  store s = database.open();
  s.write([&](store_writer& w) {
    write_case(w, first_case);
    CHECK_THROWS_AS(w.attempt([&] {
      write_case(w, second_case);
      CHECK(w.find_case(second_case));
      CHECK(w.next_sequence() == 5);
      throw std::runtime_error("the host's");
    }),
                    std::runtime_error);
    CHECK_FALSE(w.find_case(second_case));
    CHECK(w.next_sequence() == 3);
    w.attempt([&] {
      w.attempt([&] { write_case(w, "LH-2024-000003"); });
      CHECK(status_of([&] { w.attempt([&] { write_case(w, first_case); }); }) == status::duplicate);
    });
  });
  CHECK(s.events() == 4);
  CHECK(s.find_case(first_case));
  CHECK_FALSE(s.find_case(second_case));
  CHECK(s.find_case("LH-2024-000003"));
  CHECK(s.verify().problems.empty());
}

// A text that an attempt brought is gone with it, number and all.
TEST_CASE("texts of an attempt that throws are not remembered") {
  const fresh_database database;
  store s = database.open();
  const auto event_under = [](const std::string& text) {
    stored_event event = sample_event("k1", 1);
    event.pack_hash = hash_of(text);
    return event;
  };
  s.write([&](store_writer& w) {
    keep_sample_texts(w);
    CHECK_THROWS(w.attempt([&] {
      w.keep_text(hash_of("one"), thoihan::text_kind::pack, "one");
      stored_event event = event_under("one");
      thoihan::case_row row = sample_case("LH-1");
      w.append(event, row);
      throw std::runtime_error("the host's");
    }));
    w.keep_text(hash_of("two"), thoihan::text_kind::pack, "two");  // under the number that the other had
    thoihan::case_row row = sample_case("LH-1");
    stored_event event = event_under("one");
    CHECK(status_of([&] { w.append(event, row); }) == status::reference);
    CHECK(row == sample_case("LH-1"));
    event = event_under("two");
    w.append(event, row);
  });
  CHECK(s.events_of("LH-1")[0].pack_hash == hash_of("two"));
  CHECK(s.verify().problems.empty());
}

TEST_CASE("what a transaction refers to is there when it ends") {
  const fresh_database database;
  store s = database.open();
  stored_event event = sample_event("k1", sample_start);
  thoihan::case_row row = sample_case(first_case);
  CHECK(status_of([&] { s.write([&](store_writer& w) { w.append(event, row); }); }) == status::reference);
  const auto refused = [&](auto work) { CHECK(status_of([&] { s.write(work); }) == status::reference); };
  refused([](store_writer& w) { w.add_breach(1, {first_case, "handle", 1, "", 1, "late", 1, 2, 0}); });
  refused([](store_writer& w) { w.add_notice(1, {0, first_case, 1, "x", "y", "z", {}, std::nullopt}); });
  refused([](store_writer& w) { w.put_case_key(1, {"k", "bytes"}); });
  refused([](store_writer& w) { w.keep_sealed({1, "name", "bytes"}); });
  CHECK(s.events() == 0);
  CHECK_FALSE(s.find_case(first_case));
  // What follows from an event may be written before it.
  s.write([&](store_writer& w) {
    keep_sample_texts(w);
    w.add_breach(1, {first_case, "handle", 1, "", 1, "late", 1, 2, 0});
    w.add_notice(w.next_sequence(), {0, first_case, 1, "x", "y", "z", {}, std::nullopt});
    w.put_case_key(1, {"k", "bytes"});
    w.append(event, row);
    CHECK(w.breaches_of(first_case).size() == 1);
  });
  CHECK(s.events() == 1);
  CHECK(s.verify().problems.empty());
}

TEST_CASE("a text is kept under its own hash") {
  const fresh_database database;
  store s = database.open();
  CHECK(status_of([&] {
          s.write([&](store_writer& w) { w.keep_text(hash_of("one"), thoihan::text_kind::pack, "another"); });
        }) == status::hash);
  CHECK_FALSE(s.find_text(hash_of("one")));
  // In the order of first use, whatever their hashes.
  std::vector<std::string> hashes;
  s.write([&](store_writer& w) {
    for (int i = 9; i > 0; --i) {
      hashes.push_back(hash_of(std::to_string(i)));
      w.keep_text(hashes.back(), i == 5 ? thoihan::text_kind::calendar : thoihan::text_kind::pack, std::to_string(i));
    }
  });
  CHECK(s.text_hashes(thoihan::text_kind::calendar) == std::vector{hashes[4]});
  hashes.erase(hashes.begin() + 4);
  CHECK(s.text_hashes(thoihan::text_kind::pack) == hashes);
}

TEST_CASE("duties: what was decided last holds, and another case's stay") {
  const fresh_database database;
  two_cases(database);
  store s = database.open(store_mode::existing);
  const std::vector<duty_row> others = s.duties_of(second_case);
  const std::vector<duty_row> before = s.duties_of(first_case);
  const auto decide = [&](const std::vector<duty_row>& rows) {
    s.write([&](store_writer& w) {
      thoihan::case_row row = *w.find_case(first_case);
      append_duties(w, row, "k" + std::to_string(row.events + 1), rows);
    });
  };
  duty_row first = sample_duty("a", 10);
  duty_row second = sample_duty("a", 20);
  second.round = 2;
  second.started_by = 4;
  duty_row third = sample_duty("b", std::nullopt);
  decide({third, second, first});
  CHECK(s.duties_of(first_case) == std::vector{first, second, third, before[0], before[1]});
  CHECK(s.find_case(first_case)->running == std::vector{before[0], before[1], third, second, first});

  second.status = duty_status::met_late;
  second.ended_at = 30;
  second.due = std::nullopt;
  second.late_from = std::nullopt;
  second.cite = "9.1.b";
  duty_row annulled = first;
  annulled.status = duty_status::annulled;
  third.duty = "c";  // a duty that has another name since, and is known by the first
  third.began_as = "b";
  decide({second, annulled, third});
  CHECK(s.duties_of(first_case) == std::vector{second, third, before[0], before[1]});
  decide({});
  CHECK(s.duties_of(first_case) == std::vector{second, third, before[0], before[1]});
  // It runs again.
  second.status = duty_status::running;
  second.ended_at = std::nullopt;
  decide({second, first});
  CHECK(s.duties_of(first_case) == std::vector{first, second, third, before[0], before[1]});
  CHECK(s.duties_of(second_case) == others);
  CHECK(s.verify().problems.empty());
}

TEST_CASE("more duties than can be counted are refused") {
  const fresh_database database;
  store s = database.open();
  const auto append = [&](const std::string& case_id, const std::vector<duty_row>& running) {
    return status_of([&] {
      s.write([&](store_writer& w) {
        keep_sample_texts(w);
        thoihan::case_row row = sample_case(case_id);
        row.running = running;
        stored_event event = sample_event("k1", sample_start);
        w.append(event, row);
      });
    });
  };
  duty_row least;
  least.duty = "d";
  least.late_from = 5;
  std::vector<duty_row> many(65535, least);
  for (std::size_t i = 0; i < many.size(); ++i) many[i].started_by = static_cast<std::int32_t>(i);
  CHECK(append("LH-1", many) == status::ok);
  CHECK(s.late(5).size() == 65535);
  CHECK(s.late(5).back().duty.started_by == 65534);
  many.push_back(least);
  many.back().started_by = -1;
  CHECK(append("LH-2", many) == status::too_big);
  duty_row warned = least;
  warned.warnings.assign(65534, {1, 1});
  CHECK(append("LH-3", {warned}) == status::ok);
  warned.warnings.push_back({2, 1});
  CHECK(append("LH-4", {warned}) == status::too_big);
  for (const std::int32_t number : {0, -1, 65536}) {
    warned.warnings = {{number, 1}};
    CHECK(append("LH-5", {warned}) == status::too_big);
  }
  CHECK(s.events() == 2);
}

TEST_CASE("open cases by pack and state, the most first") {
  const fresh_database database;
  store s = database.open();
  const std::string pack = hash_of(sample_pack);
  const std::string other = hash_of("another");
  s.write([&](store_writer& w) {
    keep_sample_texts(w);
    w.keep_text(other, thoihan::text_kind::pack, "another");
    int number = 0;
    const auto put = [&](const std::string& state, const std::string& pack_hash, bool ended) {
      thoihan::case_row row = sample_case("LH-" + std::to_string(++number));
      row.state = state;
      row.pack_hash = pack_hash;
      row.ended = ended;
      append_duties(w, row, "k1", {});
    };
    for (int i = 0; i < 2; ++i) put("returned", pack, false);
    for (int i = 0; i < 3; ++i) put("processing", pack, false);
    put("returned", other, false);
    for (int i = 0; i < 9; ++i) put("answered", pack, true);
  });
  CHECK(s.open_by_state() ==
        std::vector<thoihan::state_count>{{pack, "processing", 3}, {pack, "returned", 2}, {other, "returned", 1}});
  const std::vector<std::string> ids = s.case_ids();
  CHECK(ids.size() == 15);
  CHECK(std::is_sorted(ids.begin(), ids.end()));
  CHECK(s.case_ids({}, 4) == std::vector(ids.begin(), ids.begin() + 4));
  CHECK(s.case_ids(ids[3], 4) == std::vector(ids.begin() + 4, ids.begin() + 8));
  CHECK(s.case_ids(ids[12], 4) == std::vector(ids.begin() + 13, ids.end()));
  CHECK(s.case_ids(ids[14], 4).empty());
  CHECK(s.case_ids(ids[2] + "x", 1) == std::vector{ids[3]});
  CHECK(s.case_ids({}, 0).empty());
}

TEST_CASE("a breach is recorded once, and once more when it was annulled") {
  const fresh_database database;
  two_cases(database);
  store s = database.open(store_mode::existing);
  s.write([&](store_writer& w) {
    const thoihan::breach_row known = w.breaches_of(first_case)[0];
    thoihan::breach_row again = known;
    again.at += 100;
    again.recorded_at += 1000;
    again.round = 2;
    CHECK_FALSE(w.add_breach(1, again));
    CHECK(w.breaches_of(first_case) == std::vector{known});
    thoihan::breach_row annulled = known;
    annulled.annulled_by = 3;
    w.amend_breach(1, annulled);
    CHECK(w.breaches_of(first_case) == std::vector{annulled});
    CHECK(w.breaches_of(second_case)[0].annulled_by == 0);
    // By another due than then it is late after all.
    CHECK(w.add_breach(1, again));
    CHECK(w.breaches_of(first_case) == std::vector{again});
    CHECK_FALSE(w.add_breach(1, known));
    // Another round, name or kind is another breach; so is another case.
    for (const auto& other : {thoihan::breach_row{first_case, "forward", 2, "", 1, "late", 1, 2, 0},
                              thoihan::breach_row{first_case, "answer", 1, "", 1, "late", 1, 2, 0},
                              thoihan::breach_row{first_case, "forward", 1, "", 1, "warning-1", 1, 2, 0}}) {
      CHECK(w.add_breach(1, other));
      CHECK_FALSE(w.add_breach(1, other));
    }
    CHECK(w.breaches_of(first_case).size() == 4);
    CHECK(w.breaches_of(second_case).size() == 1);
  });
}

TEST_CASE("uses that are mistakes") {
  const fresh_database database;
  two_cases(database);
  store s = database.open(store_mode::existing);
  const store_contents before = contents_of(s, both_cases);
  CHECK(status_of([&] { s.write([&](store_writer&) { s.write([](store_writer&) {}); }); }) == status::misuse);
  CHECK(status_of([&] { s.write([&](store_writer&) { s.seal_log(1); }); }) == status::misuse);
  CHECK(status_of([&] { s.write([&](store_writer&) { s.purge(); }); }) == status::misuse);
  const temporary_folder folder;
  CHECK(status_of([&] { s.write([&](store_writer&) { s.backup(folder.file("copy.db"), {}); }); }) == status::misuse);
  CHECK(files_in(folder).empty());
  store taken = std::move(s);
  CHECK(status_of([&] { s.events(); }) == status::misuse);  // NOLINT: that is the test
  CHECK(status_of([&] { s.late(0); }) == status::misuse);
  CHECK(status_of([&] { s.path(); }) == status::misuse);
  CHECK(status_of([&] { s.seal_log(0); }) == status::misuse);
  CHECK(status_of([&] { s.write([](store_writer&) {}); }) == status::misuse);
  CHECK(contents_of(taken, both_cases) == before);
  // Moved away in the middle of a write: it was the transaction's.
  const fresh_database another;
  store other = another.open();
  CHECK(status_of([&] {
          taken.write([&](store_writer& w) {
            write_case(w, "LH-2024-000003");
            other = std::move(taken);
          });
        }) == status::misuse);
  CHECK(contents_of(other, both_cases) == before);
  write_case(other, "LH-2024-000003");
  store reader = database.open(store_mode::read_only);
  check_message(refusal_of([&] { write_case(reader, "LH-2024-000004"); }), database.name(), "chỉ đọc",
                "for reading only");
  CHECK(status_of([&] { write_case(reader, "LH-2024-000004"); }) == status::readonly);
  CHECK(status_of([&] { reader.seal_log(1); }) == status::readonly);
  CHECK(contents_of(reader, both_cases).events == before.events);
  CHECK(reader.events() == 6);
  CHECK(reader.verify().problems.empty());
}

TEST_SUITE_END();
