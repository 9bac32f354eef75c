// What is erased is gone: from the database, its log, copies that are made later, and an older copy that takes the file's place;
// and the chain of what is left holds.
#include <doctest/doctest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "src/store/erasure_list.hpp"
#include "src/store/seal.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/raw_database.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/store_sample.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/store/host_key.hpp"
#include "thoihan/store/store.hpp"

namespace {

using thoihan::case_row;
using thoihan::erasure;
using thoihan::status;
using thoihan::store;
using thoihan::store_mode;
using thoihan::store_writer;
using thoihan::stored_event;

// What must be gone later: the sealed bytes, the wrapped key, and a fact's words.
struct secrets {
  std::vector<std::string> texts;  // sealed texts, the wrapped key
  std::vector<std::string> facts;
};

thoihan::host_key a_key() {
  thoihan::host_key key;
  key.id = "2026-a";
  key.bytes.fill(7);
  return key;
}

// A case of two events, the first with sealed texts of several sizes.
secrets write_secrets(store& s, const std::string& case_id) {
  secrets out;
  s.write([&](store_writer& w) {
    keep_sample_texts(w);
    case_row row = sample_case(case_id);
    stored_event event = sample_event("k1", sample_start);
    out.facts = {"lối vào kho số 7 của " + case_id, "trạm gác " + case_id};
    event.facts = R"({"where":")" + out.facts[0] + R"("})";
    event.decided = thoihan::duties_json({sample_duty("handle", sample_start + 60)});
    row.running = {sample_duty("handle", sample_start + 60)};
    row.snapshot = "snapshot " + out.facts[0];
    w.append(event, row);
    const thoihan::data_key key = thoihan::data_key::random();
    for (const std::size_t size : {1U, 100U, 5000U, 20000U}) {
      const std::string name = "text" + std::to_string(size);
      const auto sealed = thoihan::seal(key, {case_id, name, event.sequence}, w.random_salt(), std::string(size, 'x'));
      w.keep_sealed({event.sequence, name, sealed});
      out.texts.push_back(sealed);
      // Pieces of it, should something be left of a page.
      for (std::size_t at = 0; at + 24 <= sealed.size(); at += 997) out.texts.push_back(sealed.substr(at, 24));
    }
    const thoihan::wrapped_key wrapped{"2026-a", key.wrap(a_key(), case_id)};
    w.put_case_key(row.number, wrapped);
    out.texts.push_back(wrapped.wrapped);
    stored_event second = sample_event("k2", sample_start + 60);
    second.facts = R"({"post":")" + out.facts[1] + R"("})";
    w.append(second, row);
  });
  return out;
}

stored_event erasing_event(const std::string& key, erasure what) {
  stored_event event = sample_event(key, sample_start + 600);
  event.kind = "erase";
  event.event = "";
  event.facts = what == erasure::facts ? std::nullopt : std::optional<std::string>{"{}"};
  return event;
}

void cancel(case_row& row, stored_event& event) {
  for (thoihan::duty_row& duty : row.running) {
    duty.status = thoihan::duty_status::cancelled;
    duty.ended_at = event.at;
  }
  event.decided = thoihan::duties_json(row.running);
  row.running.clear();
}

void erase(store_writer& w, const std::string& case_id, erasure what, const std::string& key = "k3") {
  case_row row = w.find_case(case_id).value();
  w.erase(row, what);
  row.snapshot.clear();
  stored_event event = erasing_event(key, what);
  if (what == erasure::facts) cancel(row, event);
  w.append(event, row);
}

void erase(store& s, const std::string& case_id, erasure what, const std::string& key = "k3") {
  s.write([&](store_writer& w) { erase(w, case_id, what, key); });
}

// How many of these stand in any file of the folder.
std::size_t found_in(const temporary_folder& folder, const std::vector<std::string>& words) {
  std::size_t found = 0;
  for (const auto& [name, bytes] : files_in(folder)) {
    for (const std::string& word : words) found += bytes.find(word) != std::string::npos ? 1 : 0;
  }
  return found;
}

std::string list_of(const std::string& path) { return bytes_of(path + "-erased"); }

std::size_t lines_in(const std::string& text) {
  std::size_t lines = 0;
  for (std::size_t at = text.find("{\"case\""); at != std::string::npos; at = text.find("{\"case\"", at + 1)) ++lines;
  return lines;
}

// The file alone, as somebody copies it when nobody has it open.
void put_in_place(const std::string& from, const std::string& path) {
  for (const char* suffix : {"-wal", "-shm"}) std::filesystem::remove(path + suffix);
  std::filesystem::copy_file(from, path, std::filesystem::copy_options::overwrite_existing);
}

}  // namespace

TEST_SUITE_BEGIN("store: erasure");

TEST_CASE("texts are gone, and everything else is there") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  store s = store::open(path, store_mode::create);
  const secrets gone = write_secrets(s, "LH-1");
  const secrets kept = write_secrets(s, "LH-2");
  CHECK(found_in(folder, gone.texts) > 25);  // the whole of a long one lies across pages
  const std::vector<stored_event> events = s.events_of("LH-1");
  const auto duties = s.duties_of("LH-1");
  erase(s, "LH-1", erasure::texts);

  CHECK(found_in(folder, gone.texts) == 0);
  CHECK(found_in(folder, kept.texts) > 25);
  CHECK(found_in(folder, gone.facts) > 0);
  CHECK(s.sealed_of("LH-1").empty());
  CHECK_FALSE(s.find_case_key(1));
  CHECK(s.sealed_of("LH-2").size() == 4);
  CHECK(s.find_case_key(2));
  std::vector<stored_event> after = s.events_of("LH-1");
  REQUIRE(after.size() == 3);
  CHECK(after[2].kind == "erase");
  after.pop_back();
  CHECK(after == events);
  CHECK(s.duties_of("LH-1") == duties);
  CHECK(s.find_case("LH-1")->erased == erasure::texts);
  CHECK(s.find_case("LH-2")->erased == erasure::none);
  CHECK(s.verify().problems.empty());
  // The case goes on, with texts and a key.
  s.write([&](store_writer& w) {
    case_row row = w.find_case("LH-1").value();
    const auto event = append_duties(w, row, "k4", {});
    w.keep_sealed({event.sequence, "text", "fresh"});
    w.put_case_key(row.number, {"2026-a", "fresh"});
  });
  CHECK(s.sealed_of("LH-1").size() == 1);
  CHECK(s.find_case("LH-1")->erased == erasure::texts);
  CHECK(s.verify().problems.empty());
}

TEST_CASE("facts are gone, with texts and snapshot, and the chain holds") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  store s = store::open(path, store_mode::create);
  const secrets gone = write_secrets(s, "LH-1");
  const secrets kept = write_secrets(s, "LH-2");
  const thoihan::checkpoint before = s.seal_log(100);
  const std::vector<stored_event> events = s.events_of("LH-1");
  erase(s, "LH-1", erasure::facts);

  CHECK(found_in(folder, gone.texts) == 0);
  CHECK(found_in(folder, gone.facts) == 0);
  CHECK(found_in(folder, kept.facts) > 0);
  CHECK(s.sealed_of("LH-1").empty());
  CHECK_FALSE(s.find_case_key(1));
  CHECK(s.find_case("LH-1")->snapshot.empty());
  CHECK(s.find_case("LH-1")->erased == erasure::facts);
  const std::vector<stored_event> after = s.events_of("LH-1");
  REQUIRE(after.size() == 3);
  for (std::size_t i = 0; i < events.size(); ++i) {
    CHECK_FALSE(after[i].facts);
    stored_event whole = after[i];
    whole.facts = events[i].facts;
    CHECK(whole == events[i]);  // who, when, and the digests
  }
  CHECK(s.late(sample_start + 3600).size() == 1);  // the other case's
  CHECK(s.verify(before.digest).problems.empty());
  s.backup(folder.file("copy.db"), {});
  CHECK(found_in(folder, gone.texts) == 0);
  CHECK(found_in(folder, gone.facts) == 0);
  CHECK(store::open(folder.file("copy.db"), store_mode::existing).verify(before.digest).problems.empty());
}

TEST_CASE("a case that is a secret from its first act on") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  store s = store::open(path, store_mode::create);
  s.write([](store_writer& w) {
    keep_sample_texts(w);
    case_row row = sample_case("LH-1");
    w.erase(row, erasure::facts);
    stored_event event = sample_event("k1", sample_start);
    event.facts = std::nullopt;
    w.append(event, row);
  });
  CHECK(s.find_case("LH-1")->erased == erasure::facts);
  CHECK(s.verify().problems.empty());
  CHECK(lines_in(list_of(path)) == 1);
}

TEST_CASE("an older backup in the file's place is erased again when it is opened") {
  for (const erasure what : {erasure::texts, erasure::facts}) {
    CAPTURE(static_cast<int>(what));
    const temporary_folder folder;
    const temporary_folder elsewhere;
    const std::string path = folder.file("a.db");
    const std::string backup = elsewhere.file("backup.db");
    secrets gone;
    secrets kept;
    stored_event erased_by;
    {
      store s = store::open(path, store_mode::create);
      gone = write_secrets(s, "LH-1");
      kept = write_secrets(s, "LH-2");
      s.backup(backup, {});
      write_case(s, "LH-3");  // not in the backup
      erase(s, "LH-3", erasure::texts);
      erase(s, "LH-1", what);
      erased_by = s.events_of("LH-1").back();
    }
    const std::string list = list_of(path);
    CHECK(lines_in(list) == 2);
    put_in_place(backup, path);
    CHECK(found_in(folder, gone.texts) > 0);
    // Who only reads is not shown it.
    const auto refusal = refusal_of([&] { store::open(path, store_mode::read_only); });
    REQUIRE(refusal);
    CHECK(refusal->code() == status::readonly);
    check_message(refusal, path, "mở một lần ở chế độ ghi", "open it for writing once");
    CHECK(found_in(folder, gone.texts) > 0);

    for (int round = 0; round < 3; ++round) {
      store s = store::open(path, round == 0 ? store_mode::existing : store_mode::create);
      CHECK(found_in(folder, gone.texts) == 0);
      CHECK((found_in(folder, gone.facts) == 0) == (what == erasure::facts));
      CHECK(found_in(folder, kept.texts) > 25);
      CHECK(s.verify().problems.empty());
      CHECK(s.events() == 5);
      const std::vector<stored_event> events = s.events_of("LH-1");
      REQUIRE(events.size() == 3);
      CHECK(events[2].kind == "erase");
      CHECK(events[2].key == erased_by.key);
      CHECK(events[2].at == erased_by.at);
      CHECK(events[2].recorded_at == erased_by.recorded_at);
      CHECK(events[2].role == erased_by.role);
      CHECK(events[2].officer == erased_by.officer);
      CHECK(s.find_case("LH-1")->erased == what);
      CHECK(s.sealed_of("LH-1").empty());
      CHECK(s.late(sample_start + 3600).size() == (what == erasure::facts ? 1U : 2U));
      CHECK_FALSE(s.find_case("LH-3"));
    }
    CHECK(list_of(path) == list);
    CHECK(store::open(path, store_mode::read_only).sealed_of("LH-1").empty());
  }
}

TEST_CASE("texts that came after an erasure and were erased as well") {
  const temporary_folder folder;
  const temporary_folder elsewhere;
  const std::string path = folder.file("a.db");
  const std::string backup = elsewhere.file("backup.db");
  const auto say = [](store& s, const std::string& key) {
    s.write([&](store_writer& w) {
      case_row row = w.find_case("LH-1").value();
      const auto event = append_duties(w, row, key, {});
      w.keep_sealed({event.sequence, "text", "said under " + key});
      w.put_case_key(row.number, {"2026-a", "key of " + key});
    });
  };
  {
    store s = store::open(path, store_mode::create);
    write_secrets(s, "LH-1");
    erase(s, "LH-1", erasure::texts, "k3");
    say(s, "k4");
    s.backup(backup, {});
    erase(s, "LH-1", erasure::texts, "k5");
    say(s, "k6");
  }
  CHECK(lines_in(list_of(path)) == 2);
  {
    store s = store::open(path, store_mode::existing);
    CHECK(s.sealed_of("LH-1").size() == 1);
  }
  CHECK(found_in(folder, {"said under k6", "key of k6"}) == 2);
  put_in_place(backup, path);
  CHECK(found_in(folder, {"said under k4", "key of k4"}) == 2);
  for (int round = 0; round < 2; ++round) {
    store s = store::open(path, store_mode::existing);
    CHECK(s.sealed_of("LH-1").empty());
    CHECK(found_in(folder, {"said under k4", "key of k4"}) == 0);
    const auto events = s.events_of("LH-1");
    REQUIRE(events.size() == 5);
    CHECK(events[4].key == "k5");
    CHECK(s.verify().problems.empty());
  }
  CHECK(lines_in(list_of(path)) == 2);
}

TEST_CASE("a list that a crash cut off, or kept from being written, is whole again") {
  const temporary_folder folder;
  const temporary_folder elsewhere;
  const std::string path = folder.file("a.db");
  const std::string backup = elsewhere.file("backup.db");
  const std::vector<std::string> ids = {"LH-1", "LH-2", "LH-3"};
  {
    store s = store::open(path, store_mode::create);
    for (const std::string& id : ids) write_case(s, id);
    s.backup(backup, {});
    erase(s, "LH-1", erasure::texts);
    erase(s, "LH-2", erasure::facts);
    erase(s, "LH-3", erasure::texts);
    erase(s, "LH-3", erasure::texts, "k4");
  }
  const std::string whole = list_of(path);
  const std::string store_now = bytes_of(path);
  REQUIRE(lines_in(whole) == 4);
  const auto as_set = [](const std::vector<thoihan::listed_erasure>& list) {
    std::vector<std::string> out;
    for (const auto& one : list)
      out.push_back(one.case_id + " " + one.key + " " + (one.what == erasure::facts ? "facts" : "texts"));
    std::sort(out.begin(), out.end());
    return out;
  };
  const std::vector<std::string> all = {"LH-1 k3 texts", "LH-2 k3 facts", "LH-3 k3 texts", "LH-3 k4 texts"};
  CHECK(as_set(thoihan::read_erasures(path)) == all);
  for (std::size_t size = 0; size < whole.size(); size += 7) {
    CAPTURE(size);
    // With the database as it is: what the list lacks is added.
    write_bytes(path, store_now);
    write_bytes(path + "-erased", whole.substr(0, size));
    {
      store s = store::open(path, store_mode::existing);
      CHECK(as_set(thoihan::read_erasures(path)) == all);
      CHECK(s.verify().problems.empty());
      CHECK(s.events() == 10);
    }
    const std::string mended = list_of(path);
    { store s = store::open(path, store_mode::existing); }
    CHECK(list_of(path) == mended);
    // And then it is good for an older one.
    put_in_place(backup, path);
    store s = store::open(path, store_mode::existing);
    for (const std::string& id : ids) CHECK(s.sealed_of(id).empty());
    CHECK(s.find_case("LH-2")->erased == erasure::facts);
    CHECK(s.verify().problems.empty());
    CHECK(list_of(path) == mended);
  }
  // Lines that are none of ours are passed over.
  write_bytes(path, store_now);
  write_bytes(path + "-erased",
              "hello\n{}\n[1]\n{\"case\":1}\n{\"case\":\"LH-1\",\"what\":\"all\",\"key\":\"k\",\"at\":1,"
              "\"recorded_at\":1,\"role\":\"\",\"authority\":\"\",\"officer\":\"\"}\n\xff\n" +
                  whole);
  for (int round = 0; round < 2; ++round) {
    store s = store::open(path, store_mode::existing);
    CHECK(as_set(thoihan::read_erasures(path)) == all);
    CHECK(s.events() == 10);
  }
  // A copy under another name brings its own list.
  write_bytes(folder.file("b.db"), store_now);
  { store s = store::open(folder.file("b.db"), store_mode::existing); }
  CHECK(as_set(thoihan::read_erasures(folder.file("b.db"))) == all);
}

TEST_CASE("a list that cannot be read or written is told") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  store s = store::open(path, store_mode::create);
  write_secrets(s, "LH-1");
  std::filesystem::create_directory(path + "-erased");
  const auto refusal = refusal_of([&] { erase(s, "LH-1", erasure::texts); });
  REQUIRE(refusal);
  CHECK(refusal->code() == status::io);
  check_message(refusal, path + "-erased", "danh sách đã xóa", "the list of erasures");
  // It is made all the same, and listed when that can be.
  CHECK(s.find_case("LH-1")->erased == erasure::texts);
  CHECK(s.sealed_of("LH-1").empty());
  CHECK(status_of([&] { write_case(s, "LH-2"); }) == status::io);
  CHECK(s.find_case("LH-2"));
  for (const store_mode mode : {store_mode::existing, store_mode::read_only})
    CHECK(status_of([&] { store::open(path, mode); }) == status::io);
  std::filesystem::remove(path + "-erased");
  write_case(s, "LH-3");
  CHECK(lines_in(list_of(path)) == 1);
  write_case(s, "LH-4");
  CHECK(lines_in(list_of(path)) == 1);
  CHECK(s.verify().problems.empty());
}

// Who may open the database may open the list; whatever the umask.
TEST_CASE("the list is readable and writable as the database is") {
  const temporary_folder folder;
  for (const auto& [mask, mode] : {std::pair<mode_t, mode_t>{077, 0660}, {0, 0600}, {022, 0644}}) {
    const std::string path = folder.file("a" + std::to_string(mode) + ".db");
    store s = store::open(path, store_mode::create);
    REQUIRE(::chmod(path.c_str(), mode) == 0);
    write_secrets(s, "LH-1");
    const mode_t before = ::umask(mask);
    erase(s, "LH-1", erasure::texts);
    ::umask(before);
    struct stat info {};
    REQUIRE(::stat((path + "-erased").c_str(), &info) == 0);
    CHECK((info.st_mode & 0777U) == mode);
  }
}

TEST_CASE("while somebody reads, the log keeps what was erased, and no longer") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  store s = store::open(path, store_mode::create, 0);
  const secrets gone = write_secrets(s, "LH-1");
  {
    raw_database reader(path);
    reader.run("BEGIN; SELECT count(*) FROM event");
    const auto begin = std::chrono::steady_clock::now();
    erase(s, "LH-1", erasure::texts);
    CHECK(std::chrono::steady_clock::now() - begin < std::chrono::seconds(4));  // nobody waits
    CHECK(s.sealed_of("LH-1").empty());
    CHECK(found_in(folder, gone.texts) > 0);
    CHECK_FALSE(s.purge());
    write_case(s, "LH-2");
    CHECK(found_in(folder, gone.texts) > 0);
  }
  write_case(s, "LH-3");
  CHECK(found_in(folder, gone.texts) == 0);
  const secrets more = write_secrets(s, "LH-4");
  {
    raw_database reader(path);
    reader.run("BEGIN; SELECT count(*) FROM event");
    erase(s, "LH-4", erasure::texts);
  }
  CHECK(found_in(folder, more.texts) > 0);
  CHECK(s.purge());
  CHECK(found_in(folder, more.texts) == 0);
  CHECK(s.verify().problems.empty());
}

TEST_CASE("an erasure goes with the event that says so, or not at all") {
  const temporary_folder folder;
  const std::string path = folder.file("a.db");
  store s = store::open(path, store_mode::create);
  const secrets kept = write_secrets(s, "LH-1");
  write_secrets(s, "LH-2");
  const store_contents before = contents_of(s, {"LH-1", "LH-2"});
  const auto refused = [&](const std::function<void(store_writer&)>& work) {
    const status code = status_of([&] { s.write(work); });
    CHECK(contents_of(s, {"LH-1", "LH-2"}) == before);
    CHECK_FALSE(std::filesystem::exists(path + "-erased"));
    return code;
  };
  const auto erase_silently = [](store_writer& w) {
    case_row row = w.find_case("LH-1").value();
    w.erase(row, erasure::texts);
    return row;
  };
  CHECK(refused([&](store_writer& w) { erase_silently(w); }) == status::misuse);
  CHECK(refused([&](store_writer& w) {
          erase_silently(w);
          case_row other = w.find_case("LH-2").value();
          append_duties(w, other, "k3", {});
        }) == status::misuse);
  CHECK(refused([&](store_writer& w) {
          case_row row = w.find_case("LH-1").value();
          w.erase(row, erasure::none);
        }) == status::invalid);
  CHECK_THROWS(s.write([&](store_writer& w) {
    erase(w, "LH-1", erasure::texts);
    throw std::runtime_error("the host's");
  }));
  CHECK(contents_of(s, {"LH-1", "LH-2"}) == before);
  // In an attempt that is given up, and then nothing; twice before the event; two cases in one transaction.
  s.write([&](store_writer& w) {
    for (const bool with_event : {false, true}) {
      CHECK_THROWS(w.attempt([&] {
        if (with_event)
          erase(w, "LH-1", erasure::facts);
        else
          erase_silently(w);
        throw std::runtime_error("the host's");
      }));
    }
  });
  CHECK(contents_of(s, {"LH-1", "LH-2"}) == before);
  CHECK_FALSE(std::filesystem::exists(path + "-erased"));
  s.write([&](store_writer& w) {
    case_row row = erase_silently(w);
    w.erase(row, erasure::texts);
    case_row other = w.find_case("LH-2").value();
    w.erase(other, erasure::facts);
    stored_event event = erasing_event("k3", erasure::texts);
    w.append(event, row);
    event = erasing_event("k3", erasure::facts);
    cancel(other, event);
    w.append(event, other);
  });
  const auto list = thoihan::read_erasures(path);
  REQUIRE(list.size() == 2);
  CHECK(list[0].case_id == "LH-1");
  CHECK(list[0].what == erasure::texts);
  CHECK(list[1].case_id == "LH-2");
  CHECK(list[1].what == erasure::facts);
  CHECK(found_in(folder, kept.texts) == 0);
  CHECK(s.verify().problems.empty());
}

TEST_CASE("something that is left of an erased case is found") {
  const auto problems_after = [](const std::string& sql) {
    const temporary_folder folder;
    const std::string path = folder.file("a.db");
    {
      store s = store::open(path, store_mode::create);
      write_secrets(s, "LH-1");
      write_secrets(s, "LH-2");
      erase(s, "LH-1", erasure::facts);
    }
    raw_database(path).run_unlocked(sql);
    return store::open(path, store_mode::read_only).verify().problems;
  };
  const std::vector<std::string> left = {"case LH-1: was erased, and something of it is left"};
  CHECK(problems_after("SELECT 1").empty());
  CHECK(problems_after("INSERT INTO sealed_text VALUES (1, 'name', x'00')") == left);
  CHECK(problems_after("INSERT INTO case_key VALUES (1, 'k', x'00')") == left);
  CHECK(problems_after("UPDATE case_ SET snapshot = x'00' WHERE number = 1") == left);
  CHECK(problems_after("UPDATE case_ SET erased = 1 WHERE number = 1").front() ==
        "case LH-1: its row and its events differ about what was erased");
}

TEST_CASE("the list stands beside the file, wherever the process goes") {
  const temporary_folder folder;
  const temporary_folder elsewhere;
  const std::filesystem::path before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  {
    store s = store::open("a.db", store_mode::create);
    write_secrets(s, "LH-1");
    std::filesystem::current_path(elsewhere.path());
    erase(s, "LH-1", erasure::texts);
  }
  std::filesystem::current_path(before);
  CHECK(lines_in(list_of(folder.file("a.db"))) == 1);
  CHECK(files_in(elsewhere).empty());
}

// Two processes erase and two others open, all at once: every erasure is listed, the file verifies.
TEST_CASE("several processes erase and open at once") {
  const temporary_folder folder;
  const temporary_folder elsewhere;
  const std::string path = folder.file("a.db");
  const std::string backup = elsewhere.file("backup.db");
  constexpr int cases = 20;
  {
    store s = store::open(path, store_mode::create);
    for (int i = 0; i < 2 * cases; ++i) write_case(s, "LH-" + std::to_string(i));
    s.backup(backup, {});
  }
  std::vector<pid_t> children;
  for (int half = 0; half < 2; ++half) {
    children.push_back(start_child([&] {
      store s = store::open(path, store_mode::existing, 60000);
      for (int i = 0; i < cases; ++i) erase(s, "LH-" + std::to_string(2 * i + half), erasure::texts);
      return 0;
    }));
    children.push_back(start_child([&] {
      for (int i = 0; i < cases; ++i) store::open(path, store_mode::existing, 60000);
      for (int i = 0; i < cases; ++i) store::open(path, store_mode::read_only, 60000);
      return 0;
    }));
  }
  for (const pid_t child : children) CHECK(end_of_child(child) == 0);
  {
    store s = store::open(path, store_mode::existing);
    CHECK(s.events() == 6 * cases);
    CHECK(s.verify().problems.empty());
  }
  put_in_place(backup, path);
  store s = store::open(path, store_mode::existing);
  for (int i = 0; i < 2 * cases; ++i) CHECK(s.sealed_of("LH-" + std::to_string(i)).empty());
  CHECK(s.events() == 6 * cases);
  CHECK(s.verify().problems.empty());
}

TEST_SUITE_END();
