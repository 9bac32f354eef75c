// The store as its users see it: what goes in comes out, in the documented order and chain, and what is refused leaves no
// trace.
#include "thoihan/store/store.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <limits>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "src/store/rows.hpp"
#include "src/store/sqlite.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/store_sample.hpp"
#include "tests/support/temporary_folder.hpp"

using thoihan::status;
using thoihan::store;
using thoihan::store_mode;
using thoihan::store_writer;
using thoihan::stored_event;

TEST_SUITE_BEGIN("store");

TEST_CASE("what was written is read back, by the handle and by later ones") {
  const temporary_folder folder;
  const std::string path = folder.file("reports.db");
  stored_event first = sample_event(first_case, "k1", sample_start);
  add_personal(first, 1);
  stored_event second = sample_event(first_case, "", -1);
  second.recorded_at = std::numeric_limits<std::int64_t>::max();
  second.authority = "lac-hong/so-xay-dung";
  second.officer = std::string("nul\0inside", 10);
  thoihan::case_row row = sample_case(first_case);
  row.ended = true;
  row.lead = "";
  thoihan::duty_row open_ended = sample_duty("a-reply", std::nullopt);
  open_ended.status = thoihan::duty_status::exempted;
  open_ended.ended_at = sample_start + 5;
  open_ended.provisional = true;
  open_ended.day_end = false;
  thoihan::duty_row early = sample_duty("z-early", sample_start);
  early.started_at = sample_start - 1;
  early.round = 3;
  early.due = sample_start - 1;
  const thoihan::breach_row breach{first_case, "handle", 2, "late", sample_start, sample_start + 9};
  const thoihan::notice_row notice{0, first_case, 2, "handed-on", "reporter", "zalo", {"lead", "hạn \"mới\""}};
  const thoihan::notice_row bare{0, first_case, 1, "received", "reporter", "", {}};

  const auto check = [&](const store& s) {
    CHECK(s.events_of(first_case, true) == std::vector{first, second});
    std::vector<stored_event> without = {first, second};
    without[0].personal.clear();
    CHECK(s.events_of(first_case, false) == without);
    CHECK(s.find_case(first_case) == row);
    CHECK(s.duties_of(first_case) == std::vector{early, open_ended});
    CHECK(s.breaches_of(first_case) == std::vector{breach});
    thoihan::notice_row first_notice = notice;
    first_notice.id = 1;
    thoihan::notice_row second_notice = bare;
    second_notice.id = 2;
    CHECK(s.notices_of(first_case) == std::vector{first_notice, second_notice});
    CHECK(s.find_text(hash_of(sample_pack)) == sample_pack);
    CHECK(s.events() == 2);
    CHECK(s.events_of("LH-2024-000009", true).empty());
    CHECK_FALSE(s.find_case("LH-2024-000009"));
    CHECK_FALSE(s.find_text(hash_of("another")));
    CHECK(s.verify().events == 2);
    CHECK(s.verify().problems.empty());
  };
  {
    store s = store::open(path, store_mode::create);
    s.write([&](store_writer& w) {
      keep_sample_texts(w);
      keep_sample_texts(w);
      w.append(first);
      w.append(second);
      CHECK(first.sequence == 1);
      CHECK(second.sequence == 2);
      CHECK(second.number == 2);
      w.put_case(sample_case(first_case));
      w.put_case(row);
      w.put_duties(first_case, {open_ended, early});
      CHECK_FALSE(w.has_breach(breach));
      CHECK(w.add_breach(breach));
      thoihan::breach_row again = breach;
      again.recorded_at += 1;
      CHECK_FALSE(w.add_breach(again));
      CHECK(w.has_breach(again));
      again.round = 1;
      CHECK_FALSE(w.has_breach(again));
      w.add_notice(notice);
      w.add_notice(bare);
      CHECK(w.events_of(first_case, true) == std::vector{first, second});
      CHECK(w.find_case(first_case) == row);
      CHECK(w.find_text(hash_of(sample_calendar)) == sample_calendar);
    });
    check(s);
    store moved = std::move(s);
    check(moved);
  }
  check(store::open(path, store_mode::existing));
  check(store::open(path, store_mode::read_only));
  check(store::open(path, store_mode::create));
}

// The hashes are those of Python's hashlib over the serialisation that docs/store_format.md describes:
//   field(v) = len(b).to_bytes(8, 'big') + b, where b is the text in UTF-8, the digest, or v.to_bytes(8, 'big', signed=True)
//   sha256(field('thoihan event 1') + field(before) + field(sequence) + field('LH-1') + field(number) + field('k1') + ...)
TEST_CASE("the chain is the documented one") {
  const temporary_folder folder;
  store s = store::open(folder.file("a.db"), store_mode::create);
  stored_event first = sample_event("LH-1", "k1", 1714011000);
  stored_event second = sample_event("LH-1", "k2", -5);
  second.recorded_at = 1714011060;
  second.authority = "lac-hong/x";
  second.overrides = "ended,not-in-office";
  s.write([&](store_writer& w) {
    keep_sample_texts(w);
    w.append(first);
    w.append(second);
  });
  CHECK(hex_of(first.hash) == "f184c04743534b068358716e82aab8137c274a362f2e08b031da944e38483f7e");
  CHECK(hex_of(second.hash) == "60ade010e563df14619a94146ad3f412c0e7b1961f3cbc0747b66bfcd0c9cdc6");
}

// HMAC-SHA-256 of Python's hmac: hmac.new(bytes([7] * 16), '12 đường Âu Cơ'.encode(), 'sha256').
TEST_CASE("a personal fact must match its fingerprint") {
  const temporary_folder folder;
  store s = store::open(folder.file("a.db"), store_mode::create);
  const std::string good = R"({"address":{"hmac":"3e410ea52b716ed1c7bb9b961cc1862e12ece1744b8c3dce6a6456d579f37c62"}})";
  const auto append = [&](const std::string& facts, std::uint8_t salt, const std::string& value) {
    return status_of([&] {
      s.write([&](store_writer& w) {
        keep_sample_texts(w);
        stored_event event = sample_event(first_case, facts + value + std::to_string(salt), sample_start);
        event.facts = facts;
        event.personal = {{"address", value, {}}};
        event.personal[0].salt.fill(salt);
        w.append(event);
      });
    });
  };
  CHECK(append(good, 7, "12 đường Âu Cơ") == status::ok);
  CHECK(append(good, 8, "12 đường Âu Cơ") == status::invalid);
  CHECK(append(good, 7, "13 đường Âu Cơ") == status::invalid);
  CHECK(append(R"({"address":"12 đường Âu Cơ"})", 7, "12 đường Âu Cơ") == status::invalid);
  CHECK(append(R"({"address":{"hmac":"3e410ea52b716ed1c7bb9b961cc1862e12ece1744b8c3dce6a6456d579f37c62","x":1}})", 7,
               "12 đường Âu Cơ") == status::invalid);
  CHECK(append(R"({"phone":{}})", 7, "12 đường Âu Cơ") == status::invalid);
  CHECK(append("[", 7, "12 đường Âu Cơ") == status::invalid);
  CHECK(append("[]", 7, "12 đường Âu Cơ") == status::invalid);
  CHECK(s.events() == 1);
}

TEST_CASE("salts are random") {
  const temporary_folder folder;
  store s = store::open(folder.file("a.db"), store_mode::create);
  std::vector<std::array<std::uint8_t, 16>> salts;
  s.write([&](store_writer& w) {
    for (int i = 0; i < 100; ++i) salts.push_back(w.random_salt());
  });
  std::sort(salts.begin(), salts.end());
  CHECK(std::adjacent_find(salts.begin(), salts.end()) == salts.end());
}

TEST_CASE("a key is unique in its case") {
  const temporary_folder folder;
  const std::string path = two_cases(folder);
  store s = store::open(path, store_mode::existing);
  const store_contents before = contents_of(s, both_cases);
  const auto append = [&](const std::string& case_id, const std::string& key) {
    s.write([&](store_writer& w) {
      stored_event event = sample_event(case_id, key, sample_start);
      event.officer = "another";
      w.append(event);
    });
  };
  const auto refusal = refusal_of([&] { append(second_case, "k2"); });
  REQUIRE(refusal);
  CHECK(refusal->code() == status::duplicate);
  check_message(refusal, second_case, "\"k2\": sự kiện số 2", "\"k2\" already: number 2");
  CHECK(contents_of(s, both_cases) == before);
  append(first_case, "k3");
  append(second_case, "k3");
  CHECK(s.events_of(second_case, false).back().sequence == 6);
  CHECK(s.events_of(second_case, false).back().number == 3);
}

TEST_CASE("a transaction that throws leaves nothing") {
  const temporary_folder folder;
  const std::string path = two_cases(folder);
  store s = store::open(path, store_mode::existing);
  const store_contents before = contents_of(s, both_cases);
  const auto change_all = [](store_writer& w) {
    stored_event event = sample_event(first_case, "k3", sample_start);
    add_personal(event, 9);
    w.append(event);
    thoihan::case_row row = sample_case(first_case);
    row.state = "done";
    row.events = 3;
    w.put_case(row);
    w.put_duties(first_case, {});
    w.add_breach({second_case, "handle", 1, "late", 1, 2});
    w.add_notice({0, second_case, 2, "x", "y", "z", {}});
    w.keep_text(hash_of("more"), thoihan::text_kind::pack, "more");
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
  CHECK(contents_of(s, both_cases) != before);
  CHECK(s.duties_of(first_case).empty());
  CHECK(s.events() == 5);
  CHECK(s.verify().problems.empty());
}

TEST_CASE("an attempt that throws leaves nothing, and the transaction goes on") {
  const temporary_folder folder;
  store s = store::open(folder.file("a.db"), store_mode::create);
  s.write([&](store_writer& w) {
    write_case(w, first_case);
    CHECK_THROWS_AS(w.attempt([&] {
      write_case(w, second_case);
      CHECK(w.find_case(second_case));
      throw std::runtime_error("the host's");
    }),
                    std::runtime_error);
    CHECK_FALSE(w.find_case(second_case));
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

TEST_CASE("what a transaction refers to is there when it ends") {
  const temporary_folder folder;
  store s = store::open(folder.file("a.db"), store_mode::create);
  stored_event event = sample_event(first_case, "k1", sample_start);
  CHECK(status_of([&] { s.write([&](store_writer& w) { w.append(event); }); }) == status::reference);
  CHECK(status_of([&] { s.write([&](store_writer& w) { w.put_duties(first_case, {sample_duty("d", 1)}); }); }) ==
        status::reference);
  CHECK(status_of([&] { s.write([&](store_writer& w) { w.put_case(sample_case(first_case)); }); }) ==
        status::reference);
  CHECK(s.events() == 0);
  CHECK_FALSE(s.find_case(first_case));
  // In any order.
  s.write([&](store_writer& w) {
    w.put_duties(first_case, {sample_duty("d", 1)});
    w.put_case(sample_case(first_case));
    w.append(event);
    keep_sample_texts(w);
  });
  CHECK(s.events() == 1);
}

TEST_CASE("a text is kept under its own hash") {
  const temporary_folder folder;
  store s = store::open(folder.file("a.db"), store_mode::create);
  CHECK(status_of([&] {
          s.write([&](store_writer& w) { w.keep_text(hash_of("one"), thoihan::text_kind::pack, "another"); });
        }) == status::hash);
  CHECK_FALSE(s.find_text(hash_of("one")));
}

TEST_CASE("duties: the list is all of them, and what did not change is not written") {
  const temporary_folder folder;
  const std::string path = two_cases(folder);
  store s = store::open(path, store_mode::existing);
  const auto put = [&](const std::vector<thoihan::duty_row>& rows) {
    s.write([&](store_writer& w) { w.put_duties(first_case, rows); });
  };
  const std::vector<thoihan::duty_row> others = s.duties_of(second_case);
  thoihan::duty_row first = sample_duty("a", 10);
  thoihan::duty_row second = sample_duty("a", 20);
  second.round = 2;
  thoihan::duty_row third = sample_duty("b", std::nullopt);
  put({third, second, first});
  CHECK(s.duties_of(first_case) == std::vector{first, second, third});

  const std::string log_before = bytes_of(path + "-wal");
  put({first, second, third});
  CHECK(bytes_of(path + "-wal") == log_before);

  second.status = thoihan::duty_status::met_late;
  second.ended_at = 30;
  second.due = std::nullopt;
  second.late_from = std::nullopt;
  second.cite = "9.1.b";
  put({second, third});
  CHECK(s.duties_of(first_case) == std::vector{second, third});
  CHECK(bytes_of(path + "-wal") != log_before);
  CHECK(status_of([&] { put({first, third, first}); }) == status::invalid);
  CHECK(s.duties_of(first_case) == std::vector{second, third});
  CHECK(s.duties_of(second_case) == others);
}

// Random duties against the plain reading of the two questions, and through the index alone.
TEST_CASE("late and next") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  std::mt19937_64 random(20240425);
  const auto below = [&](std::int64_t n) {
    return static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(n));
  };
  std::vector<thoihan::dated_duty> all;
  {
    store s = store::open(path, store_mode::create);
    s.write([&](store_writer& w) {
      keep_sample_texts(w);
      for (int i = 0; i < 60; ++i) {
        thoihan::case_row row = sample_case("LH-" + std::to_string(100 + i));
        row.state = below(2) == 0 ? "processing" : "returned";
        w.put_case(row);
        std::vector<thoihan::duty_row> duties;
        for (std::int32_t j = 0; j < below(5); ++j) {
          thoihan::duty_row duty = sample_duty(below(2) == 0 ? "handle" : "forward", 1000 + below(20));
          duty.round = j + 1;
          if (below(4) == 0) duty.late_from = std::nullopt;
          duty.status = below(3) == 0 ? thoihan::duty_status::met : thoihan::duty_status::running;
          duties.push_back(duty);
          all.push_back({row.case_id, row.state, duty});
        }
        w.put_duties(row.case_id, duties);
      }
      CHECK(w.late(1010).size() > 10);
    });
  }
  const auto running = [&](auto wanted) {
    std::vector<thoihan::dated_duty> found;
    std::copy_if(all.begin(), all.end(), std::back_inserter(found), [&](const thoihan::dated_duty& d) {
      return d.duty.status == thoihan::duty_status::running && d.duty.late_from && wanted(*d.duty.late_from);
    });
    std::sort(found.begin(), found.end(), [](const thoihan::dated_duty& a, const thoihan::dated_duty& b) {
      return std::tie(*a.duty.late_from, a.case_id, a.duty.duty, a.duty.round) <
             std::tie(*b.duty.late_from, b.case_id, b.duty.duty, b.duty.round);
    });
    return found;
  };
  const store s = store::open(path, store_mode::read_only);
  for (thoihan::instant now = 998; now < 1022; ++now) {
    CHECK(s.late(now) == running([&](thoihan::instant late_from) { return late_from <= now; }));
    std::vector<thoihan::dated_duty> next = running([&](thoihan::instant late_from) { return late_from > now; });
    CHECK(s.next(now, 1000) == next);
    next.resize(std::min<std::size_t>(next.size(), 7));
    CHECK(s.next(now, 7) == next);
  }
  CHECK(s.next(0, 0).empty());
  CHECK(s.next(0, -1).empty());

  thoihan::sqlite::database db(path, SQLITE_OPEN_READONLY);
  CHECK_FALSE(thoihan::read_late(db, 1010).empty());
  CHECK_FALSE(thoihan::read_next(db, 1010, 5).empty());
  int statements = 0;
  for (sqlite3_stmt* q = sqlite3_next_stmt(db.handle(), nullptr); q != nullptr; q = sqlite3_next_stmt(db.handle(), q)) {
    ++statements;
    CHECK(sqlite3_stmt_status(q, SQLITE_STMTSTATUS_FULLSCAN_STEP, 0) == 0);
    CHECK(sqlite3_stmt_status(q, SQLITE_STMTSTATUS_SORT, 0) == 0);
    CHECK(sqlite3_stmt_status(q, SQLITE_STMTSTATUS_AUTOINDEX, 0) == 0);
  }
  CHECK(statements == 2);
}

TEST_CASE("open cases by pack and state, the most first") {
  const temporary_folder folder;
  store s = store::open(folder.file("a.db"), store_mode::create);
  s.write([&](store_writer& w) {
    keep_sample_texts(w);
    int number = 0;
    const auto put = [&](const std::string& state, const std::string& pack_hash, bool ended) {
      thoihan::case_row row = sample_case("LH-" + std::to_string(++number));
      row.state = state;
      row.pack_hash = pack_hash;
      row.ended = ended;
      w.put_case(row);
    };
    const std::string pack = hash_of(sample_pack);
    const std::string other = hash_of(sample_calendar);
    for (int i = 0; i < 2; ++i) put("returned", pack, false);
    for (int i = 0; i < 3; ++i) put("processing", pack, false);
    put("returned", other, false);
    for (int i = 0; i < 9; ++i) put("answered", pack, true);
  });
  const std::string pack = hash_of(sample_pack);
  const std::string other = hash_of(sample_calendar);
  CHECK(s.open_by_state() ==
        std::vector<thoihan::state_count>{{pack, "processing", 3}, {pack, "returned", 2}, {other, "returned", 1}});
}

TEST_CASE("names of duty statuses") {
  using thoihan::duty_status;
  CHECK(thoihan::duty_status_name(duty_status::running) == "running");
  CHECK(thoihan::duty_status_name(duty_status::met) == "met");
  CHECK(thoihan::duty_status_name(duty_status::met_late) == "met_late");
  CHECK(thoihan::duty_status_name(duty_status::cancelled) == "cancelled");
  CHECK(thoihan::duty_status_name(duty_status::exempted) == "exempted");
}

TEST_CASE("uses that are mistakes") {
  const temporary_folder folder;
  const std::string path = two_cases(folder);
  store s = store::open(path, store_mode::existing);
  const store_contents before = contents_of(s, both_cases);
  CHECK(status_of([&] { s.write([&](store_writer&) { s.write([](store_writer&) {}); }); }) == status::misuse);
  store taken = std::move(s);
  CHECK(status_of([&] { s.events(); }) == status::misuse);  // NOLINT: that is the test
  CHECK(status_of([&] { s.write([](store_writer&) {}); }) == status::misuse);
  CHECK(contents_of(taken, both_cases) == before);
  write_case(taken, "LH-2024-000003");
  store reader = store::open(path, store_mode::read_only);
  check_message(refusal_of([&] { write_case(reader, "LH-2024-000004"); }), path, "chỉ đọc", "for reading only");
  CHECK(status_of([&] { write_case(reader, "LH-2024-000004"); }) == status::readonly);
}

TEST_SUITE_END();
