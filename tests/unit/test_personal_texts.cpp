// What is said in words of a person: sealed with the host's key or not kept at all, told again from anything else, and gone for
// good when it is erased. Over a store, with the small pack of Lạc Hồng.
#include <doctest/doctest.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/engine/event_words.hpp"
#include "tests/support/pack_writer.hpp"
#include "tests/support/raw_database.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/engine/engine.hpp"
#include "thoihan/engine/rekey.hpp"
#include "thoihan/time/text.hpp"

namespace {

using thoihan::case_answer;
using thoihan::case_text;
using thoihan::command;
using thoihan::engine;
using thoihan::host_key;
using thoihan::instant;
using thoihan::status;
using thoihan::store;
using thoihan::store_mode;
using thoihan::text_access;

const std::string content = "Đèn hỏng ở đầu hẻm 12, nhà ông Ba";
const std::string name = "Lê Thị Hồng Gấm";
const std::vector<std::string> words = {content, name};

host_key key_of(const std::string& id, std::uint8_t byte) {
  host_key key;
  key.id = id;
  key.bytes.fill(byte);
  return key;
}

instant at(const std::string& text) {
  instant t = 0;
  REQUIRE(thoihan::parse_instant(text, t) == thoihan::time_text_error::none);
  return t;
}

command act(const std::string& key, const std::string& when, const std::string& event, thoihan::fact_inputs facts) {
  command c;
  c.case_id = "LH-1";
  c.key = key;
  c.at = at(when);
  c.recorded_at = c.at;
  c.event = event;
  c.role = "operator";
  c.officer = "an";
  c.facts = std::move(facts);
  return c;
}

command received(const std::string& said = content) {
  return act("k1", "2024-04-25T09:10", "receive",
             {{"channel", std::string{"phone"}}, {"content", said}, {"name", name}});
}

command forwarded() { return act("k2", "2024-04-25T10:00", "forward", {{"field", std::string{"roads"}}}); }

command erased(thoihan::erasure what) {
  command c = act("k9", "2024-04-25T10:30", "", {});
  c.kind = thoihan::event_kind::erase;
  c.erase = what;
  return c;
}

struct office {
  pack_writer rules;
  temporary_folder folder;
  std::string path = folder.file("cases.db");
  store events = store::open(path, store_mode::create);

  engine with(std::optional<host_key> key) {
    engine e{events};
    e.use(rules.load());
    if (key) e.use_key(std::move(*key));
    return e;
  }
  engine with_key() { return with(key_of("2026-a", 7)); }

  // In how many files of the folder any of these stands.
  std::size_t files_with(const std::vector<std::string>& parts) const {
    std::size_t found = 0;
    for (const auto& [file, bytes] : files_in(folder)) {
      const bool any = std::any_of(parts.begin(), parts.end(), [&bytes = bytes](const std::string& part) {
        return bytes.find(part) != std::string::npos;
      });
      found += any ? 1 : 0;
    }
    return found;
  }
};

std::string told(const std::vector<case_text>& texts) {
  std::string out;
  for (const case_text& text : texts)
    out += std::to_string(text.number) + " " + text.name + " " + std::string{thoihan::text_access_name(text.access)} + " " + text.words + ";";
  return out;
}

}  // namespace

TEST_SUITE("personal texts") {
  // HMAC-SHA-256 of Python's hmac: hmac.new(bytes([7] * 16), '12 đường Âu Cơ'.encode(), 'sha256').
  TEST_CASE("the fingerprint is the documented one") {
    std::array<std::uint8_t, 16> salt{};
    salt.fill(7);
    CHECK(thoihan::fingerprint_of(salt, "12 đường Âu Cơ") ==
          "3e410ea52b716ed1c7bb9b961cc1862e12ece1744b8c3dce6a6456d579f37c62");
    CHECK(thoihan::fingerprint_of(salt, "13 đường Âu Cơ") != thoihan::fingerprint_of(salt, "12 đường Âu Cơ"));
    salt[15] = 8;
    CHECK(thoihan::fingerprint_of(salt, "12 đường Âu Cơ") !=
          "3e410ea52b716ed1c7bb9b961cc1862e12ece1744b8c3dce6a6456d579f37c62");
  }

  TEST_CASE("with a key: sealed, opened by who has it, and in no file") {
    office o;
    engine e = o.with_key();
    const case_answer answer = e.apply(received());
    CHECK(answer.unkept.empty());
    e.apply(forwarded());
    CHECK(told(e.opened_texts("LH-1")) == "1 content readable " + content + ";1 name readable " + name + ";");
    CHECK(told(o.with(std::nullopt).opened_texts("LH-1")) == "1 content sealed ;1 name sealed ;");
    CHECK(o.events.sealed_of("LH-1").size() == 2);
    CHECK(o.events.find_case_key(1)->host_key_id == "2026-a");
    o.events.backup(o.folder.file("copy.db"), {});
    CHECK(o.files_with(words) == 0);
    CHECK(o.files_with({std::string(16, '\7')}) == 0);  // the host's key
    CHECK(o.files_with({o.events.sealed_of("LH-1")[0].sealed}) > 1);
    CHECK(o.events.verify().problems.empty());
  }

  TEST_CASE("with a key the same command is known again, and another text is a conflict") {
    office o;
    engine e = o.with_key();
    e.apply(received());
    CHECK(e.apply(received()).repeated);
    const auto refusal = refusal_of([&] { e.apply(received("Đèn hỏng ở đầu hẻm 13, nhà ông Ba")); });
    REQUIRE(refusal);
    CHECK(refusal->code() == status::duplicate);
    CHECK_FALSE(contains(refusal->text().vi, "hẻm"));
    command less = received();
    less.facts.pop_back();
    CHECK(status_of([&] { e.apply(less); }) == status::duplicate);
    CHECK(o.events.events() == 1);
  }

  TEST_CASE("without a key texts are not kept, the answer says so, and everything else goes on") {
    office o;
    engine e = o.with(std::nullopt);
    const case_answer answer = e.apply(received());
    CHECK(answer.unkept == std::vector<std::string>{"content", "name"});
    CHECK(e.apply(forwarded()).unkept.empty());
    CHECK(o.events.sealed_of("LH-1").empty());
    CHECK_FALSE(o.events.find_case_key(1));
    CHECK(o.files_with(words) == 0);
    const case_answer again = e.apply(received());
    CHECK(again.repeated);
    CHECK(again.unkept == answer.unkept);
    CHECK(o.with_key().apply(received()).repeated);
    // What is not a text is told apart all the same.
    command other = received();
    other.facts[0].second = std::string{"app"};
    CHECK(status_of([&] { e.apply(other); }) == status::duplicate);
    CHECK(o.events.events() == 2);
    // A key that comes later seals what comes later.
    engine later = o.with_key();
    CHECK(later.apply(act("k3", "2024-04-25T10:05", "describe", {{"urgent", true}})).unkept.empty());
    CHECK_FALSE(o.events.find_case_key(1));
    CHECK(o.events.verify().problems.empty());
  }

  TEST_CASE("what was sealed is not told from anything else without the key") {
    office o;
    o.with_key().apply(received());
    engine e = o.with(std::nullopt);
    const auto refusal = refusal_of([&] { e.apply(received()); });
    REQUIRE(refusal);
    CHECK(refusal->code() == status::key);
    check_message(refusal, "LH-1", "không có khóa", "without the key");
    CHECK(e.apply(forwarded()).number == 2);
    CHECK(e.apply(forwarded()).repeated);
    CHECK(e.view("LH-1").acts() == 2);
  }

  TEST_CASE("a wrong key is told, and nothing changes") {
    office o;
    o.with_key().apply(received());
    const auto before = o.events.events_of("LH-1");
    // Another id; the same id and other bytes.
    for (const auto& [id, byte] : {std::pair{"2026-b", 7}, {"2026-a", 8}}) {
      engine e = o.with(key_of(id, static_cast<std::uint8_t>(byte)));
      const auto opening = refusal_of([&] { e.opened_texts("LH-1"); });
      REQUIRE(opening);
      CHECK(opening->code() == status::key);
      CHECK(contains(opening->text().en, "LH-1"));
      CHECK(status_of([&] { e.apply(received()); }) == status::key);
      command said = act("k3", "2024-04-25T09:30", "supplement", {{"photo", std::string{"a.jpg"}}});
      said.role = "supervisor";
      const command first = forwarded();
      CHECK(status_of([&] { e.apply_all({first, said}); }) == status::ok);
      const auto results = e.apply_all({said});
      REQUIRE(std::holds_alternative<thoihan::error>(results[0]));
      CHECK(o.events.sealed_of("LH-1").size() == 2);
      CHECK(o.events.find_case_key(1)->host_key_id == "2026-a");
    }
    CHECK(o.events.events_of("LH-1").front() == before.front());
    CHECK(o.with_key().apply(received()).repeated);
    CHECK(o.events.verify().problems.empty());
  }

  TEST_CASE("a sealed text that was changed or moved does not open") {
    office o;
    engine e = o.with_key();
    e.apply(received());
    command second = received();
    second.case_id = "LH-2";
    e.apply(second);
    const auto after = [&](const std::string& sql) {
      raw_database(o.path).run_unlocked(sql);
      return status_of([&] { e.opened_texts("LH-1"); });
    };
    CHECK(after("UPDATE sealed_text SET sealed = (SELECT sealed FROM sealed_text WHERE sequence = 2 AND name = 'content') "
                "WHERE sequence = 1 AND name = 'content'") == status::corrupt);
    CHECK(after("UPDATE sealed_text SET sealed = zeroblob(80) WHERE sequence = 1 AND name = 'content'") == status::corrupt);
    CHECK(after("UPDATE sealed_text SET sealed = x'' WHERE sequence = 1 AND name = 'content'") == status::corrupt);
    CHECK(after("DELETE FROM sealed_text WHERE sequence = 1 AND name = 'content'") == status::ok);
    CHECK(told(e.opened_texts("LH-1")) == "1 content sealed ;1 name readable " + name + ";");  // as one said without a key
    CHECK(after("UPDATE case_key SET wrapped = (SELECT wrapped FROM case_key WHERE case_number = 2) WHERE case_number = 1") ==
          status::key);
    CHECK(told(e.opened_texts("LH-2")) == "1 content readable " + content + ";1 name readable " + name + ";");
  }

  TEST_CASE("another host key: the old one opens nothing any more, the new one everything") {
    office o;
    engine e = o.with_key();
    e.apply(received());
    const auto sealed = o.events.sealed_of("LH-1");
    const std::string wrapped = o.events.find_case_key(1)->wrapped;
    CHECK(o.files_with({wrapped}) > 0);
    CHECK(thoihan::rekey(o.events, key_of("2026-a", 7), key_of("2026-b", 9), [](std::int64_t) { return true; }) == 1);
    CHECK(o.events.sealed_of("LH-1") == sealed);
    CHECK(o.events.find_case_key(1)->host_key_id == "2026-b");
    CHECK(o.files_with({wrapped}) == 0);
    CHECK(status_of([&] { e.opened_texts("LH-1"); }) == status::key);
    engine fresh = o.with(key_of("2026-b", 9));
    CHECK(told(fresh.opened_texts("LH-1")) == "1 content readable " + content + ";1 name readable " + name + ";");
    CHECK(fresh.apply(received()).repeated);
    CHECK(thoihan::rekey(o.events, key_of("2026-a", 7), key_of("2026-b", 9), [](std::int64_t) { return true; }) == 0);
    CHECK(status_of([&] { thoihan::rekey(o.events, key_of("2026-b", 8), key_of("2026-c", 9), [](std::int64_t) { return true; }); }) ==
          status::key);
    CHECK(o.events.verify().problems.empty());
  }

  TEST_CASE("erased texts are gone, and the case goes on") {
    office o;
    engine e = o.with_key();
    e.apply(received());
    e.apply(forwarded());
    std::vector<std::string> parts;
    for (const auto& row : o.events.sealed_of("LH-1")) parts.push_back(row.sealed);
    parts.push_back(o.events.find_case_key(1)->wrapped);
    CHECK(o.files_with(parts) > 0);
    const case_answer answer = e.apply(erased(thoihan::erasure::texts));
    CHECK(answer.number == 3);
    CHECK(answer.state == "with_authority");
    CHECK(answer.duties.size() == 1);
    CHECK(o.files_with(parts) == 0);
    CHECK(o.files_with(words) == 0);
    CHECK(told(e.opened_texts("LH-1")) == "1 content gone ;1 name gone ;");
    CHECK(e.apply(erased(thoihan::erasure::texts)).repeated);
    CHECK(e.apply(received()).repeated);
    command more = act("k4", "2024-04-25T10:40", "supplement", {{"photo", std::string{"anh/0001.jpg"}}});
    more.role = "supervisor";
    CHECK(e.apply(more).number == 4);
    CHECK(told(e.opened_texts("LH-1")) == "1 content gone ;1 name gone ;4 photo readable anh/0001.jpg;");
    CHECK(engine{o.events}.view("LH-1").acts() == e.view("LH-1").acts());
    CHECK(o.events.verify().problems.empty());
  }

  TEST_CASE("of a state secret dates and actors stay, and an older copy is no way back") {
    office o;
    const temporary_folder elsewhere;
    std::vector<std::string> parts;
    {
      engine e = o.with_key();
      e.apply(received());
      e.apply(forwarded());
      o.events.backup(elsewhere.file("backup.db"), {});
      for (const auto& row : o.events.sealed_of("LH-1")) parts.push_back(row.sealed);
      const std::string facts = o.events.events_of("LH-1").front().facts.value();
      CHECK(o.files_with({facts}) > 0);
      e.apply(erased(thoihan::erasure::facts));
      parts.push_back(facts);
      CHECK(o.files_with(parts) == 0);
      CHECK(e.apply(erased(thoihan::erasure::facts)).repeated);
      CHECK(status_of([&] { e.view("LH-1"); }) == status::reference);
      CHECK(o.events.owed_notices(0, 10).empty());
      CHECK(o.events.next(0, 10).empty());
      for (const auto& duty : o.events.duties_of("LH-1")) CHECK(duty.status != thoihan::duty_status::running);
      CHECK(o.events.verify().problems.empty());
    }
    // Nobody else has it open.
    o.events = store::open(elsewhere.file("other.db"), store_mode::create);
    for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(o.path + suffix);
    std::filesystem::copy_file(elsewhere.file("backup.db"), o.path, std::filesystem::copy_options::overwrite_existing);
    CHECK(o.files_with(parts) > 0);
    o.events = store::open(o.path, store_mode::existing);
    CHECK(o.files_with(parts) == 0);
    engine e = o.with_key();
    CHECK(status_of([&] { e.view("LH-1"); }) == status::reference);
    CHECK(e.apply(erased(thoihan::erasure::facts)).repeated);
    CHECK(o.events.next(0, 10).empty());
    CHECK(o.events.verify().problems.empty());
  }
}
