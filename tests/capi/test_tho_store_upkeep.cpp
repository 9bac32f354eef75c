// The upkeep of a store through the C API: whole or not, copies, keys, and the dues under other rules.
#include <doctest/doctest.h>

#include <filesystem>
#include <fstream>
#include <functional>
#include <string>

#include "tests/capi/desk.hpp"
#include "tests/support/child_process.hpp"

namespace {

std::string asked(const std::function<tho_status(tho_text**, tho_error**)>& ask) {
  text_handle out;
  done([&](tho_error** err) { return ask(out.out(), err); });
  return text_of(out);
}

struct kept : desk {
  kept() {
    apply(receive());
    apply(act("LH-1", "b", "2024-04-25T10:00", "forward", operator_, R"("field":"roads")"));
    apply(receive("LH-2"));
  }
  std::string checkpoint(const char* now) {
    return asked([&](auto out, auto err) { return tho_store_checkpoint(store, at(now), out, err); });
  }
  std::string key_file(const std::string& name, char digit) {
    const std::string path = folder.file(name);
    std::ofstream{path} << name << " " << std::string(64, digit) << "\n";
    return path;
  }
};

// One byte of the page that has this text, changed.
void spoil(const std::string& file, const std::string& text) {
  std::fstream database{file, std::ios::in | std::ios::out | std::ios::binary};
  const std::string bytes{std::istreambuf_iterator<char>{database}, {}};
  const std::size_t at = bytes.find(text);
  REQUIRE(at != std::string::npos);
  database.seekp(static_cast<std::streamoff>(at));
  database.put('X');
}

}  // namespace

TEST_SUITE("tho: store upkeep") {
  TEST_CASE("a store is whole; a checkpoint that it has lost is told") {
    kept d;
    const std::string first = d.checkpoint("2024-04-25T17:00");
    CHECK(first.find(R"({"checkpoint":1,"first":1,"last":3,"at":"2024-04-25T17:00:00+07:00","digest":")") == 0);
    CHECK_MESSAGE(d.checkpoint("2024-04-25T18:00") == first, "nothing was added");
    const std::string digest = first.substr(first.find("\"digest\":\"") + 10, 64);
    CHECK(asked([&](auto out, auto err) { return tho_store_verify(d.store, digest.c_str(), 64, out, err); }) ==
          R"({"events":3,"checkpoints":1,"problems":[]})");
    const std::string other(64, 'a');
    const failure f = failed([&](tho_error** err) {
      text_handle out;
      return tho_store_verify(d.store, other.c_str(), THO_NTS, out.out(), err);
    });
    CHECK(f.code == THO_E_CORRUPT);
    CHECK(f.details.size() == 1);
    CHECK(f.path == d.file());

    desk empty;
    CHECK(tho_store_checkpoint(empty.store, at("2024-04-25T17:00"), text_handle{}.out(), nullptr) == THO_E_MISUSE);
    CHECK(tho_store_verify(empty.store, nullptr, 0, nullptr, nullptr) == THO_OK);
  }

  TEST_CASE("a copy is a store of its own, and never takes the place of a file") {
    kept d;
    const std::string copy = d.folder.file("copy.db");
    CHECK(asked([&](auto out, auto err) { return tho_store_backup(d.store, copy.c_str(), THO_NTS, out, err); }) ==
          R"({"backup":")" + copy + R"(","events":3,"problems":[]})");
    store_handle other;
    ok(tho_store_open(copy.c_str(), THO_NTS, THO_STORE_READ_ONLY, other.out(), nullptr));
    CHECK(has(
        asked([&](auto out, auto err) { return tho_store_case(other, "LH-1", THO_NTS, THO_LANGUAGE_EN, out, err); }),
        R"("state":"with_authority")"));
    const auto size = std::filesystem::file_size(copy);
    CHECK(failed([&](tho_error** err) {
            return tho_store_backup(d.store, copy.c_str(), THO_NTS, nullptr, err);
          }).code == THO_E_DUPLICATE);
    CHECK(std::filesystem::file_size(copy) == size);
    CHECK(failed([&](tho_error** err) {
            return tho_store_backup(d.store, d.folder.file("no/copy.db").c_str(), THO_NTS, nullptr, err);
          }).code == THO_E_IO);
  }

  TEST_CASE("a store that was tampered with is not whole, and neither is its copy") {
    kept d;
    ok(tho_store_purge(d.store, nullptr));
    ok(tho_store_open(d.folder.file("b.db").c_str(), THO_NTS, THO_STORE_CREATE, d.store.out(), nullptr));
    // What the acts say of the case LH-1.
    spoil(d.file(), "\"field\":\"roads\"");
    d.open_store(THO_STORE_EXISTING);
    const failure f = failed([&](tho_error** err) { return tho_store_verify(d.store, nullptr, 0, nullptr, err); });
    CHECK(f.code == THO_E_CORRUPT);
    REQUIRE(!f.details.empty());
    CHECK(has(f.en, f.details[0]));
    const std::string copy = d.folder.file("copy.db");
    text_handle out;
    tho_error* err = nullptr;
    CHECK(tho_store_backup(d.store, copy.c_str(), THO_NTS, out.out(), &err) == THO_E_CORRUPT);
    CHECK(tho_error_detail_count(err) > 0);
    CHECK(out.get() == nullptr);
    tho_error_release(err);
    CHECK_MESSAGE(std::filesystem::exists(copy), "it stays to be looked at");
  }

  TEST_CASE("another key opens what the old one sealed, and the store goes on with it") {
    kept d;
    const std::string first = d.key_file("k-1", '1');
    const std::string second = d.key_file("k-2", '2');
    ok(tho_store_use_key(d.store, first.c_str(), THO_NTS, nullptr));
    d.apply(receive("LH-3"));
    const auto rekey = [&](const std::string& from, const std::string& to, int64_t* cases, tho_error** err) {
      return tho_store_rekey(d.store, from.c_str(), THO_NTS, to.c_str(), THO_NTS, cases, err);
    };
    int64_t cases = 77;
    done([&](tho_error** err) { return rekey(first, second, &cases, err); });
    CHECK(cases == 1);
    d.apply(receive("LH-4"));
    for (const char* id : {"LH-3", "LH-4"}) {
      CHECK(
          has(asked([&](auto out, auto err) { return tho_store_texts(d.store, id, THO_NTS, out, err); }), "Đèn hỏng"));
    }
    // Both are the second key's now: there is nothing left to move, and the first does not open them.
    done([&](tho_error** err) { return rekey(first, second, &cases, err); });
    CHECK(cases == 0);
    ok(tho_store_purge(d.store, nullptr));
    cases = 77;
    CHECK(failed([&](tho_error** err) { return rekey(first, first, &cases, err); }).code == THO_E_CONFLICT);
    CHECK(cases == 0);
    CHECK(failed([&](tho_error** err) { return rekey(d.folder.file("none"), second, &cases, err); }).code == THO_E_IO);
    CHECK(failed([&](tho_error** err) { return rekey(first, d.folder.file("none"), &cases, err); }).code == THO_E_IO);
    const std::string wrong = d.folder.file("wrong");
    std::ofstream{wrong} << "k-2 " << std::string(64, '9') << "\n";
    CHECK(failed([&](tho_error** err) { return rekey(wrong, first, &cases, err); }).code == THO_E_KEY);
    d.apply(receive("LH-5"));
    CHECK(has(asked([&](auto out, auto err) { return tho_store_texts(d.store, "LH-5", THO_NTS, out, err); }),
              "Đèn hỏng"));
  }

  TEST_CASE("by another pack dues would move; nothing is written") {
    kept d;
    d.rules.plant("pack.json", R"("limit": "2 working hours", "cite": "4.2")",
                  R"("limit": "4 working hours", "cite": "4.2")");
    pack_handle draft;
    ok(tho_pack_open(d.rules.pack_folder().c_str(), THO_NTS, draft.out(), nullptr));
    const std::string before = d.case_of("LH-2");
    const auto replay = [&](const tho_pack* pack) {
      return asked([&](auto out, auto err) { return tho_store_replay(d.store, pack, THO_LANGUAGE_EN, out, err); });
    };
    // Four working hours from 09:10: to 11:30, and from 13:00 to 14:40.
    CHECK(replay(draft) ==
          R"({"case":"LH-2","duty":"forward","round":1,"owed_by":"operator",)"
          R"("was":{"due":"2024-04-25T11:10:00+07:00","late_from":"2024-04-25T11:10:01+07:00","provisional":false},)"
          R"("is":{"due":"2024-04-25T14:40:00+07:00","late_from":"2024-04-25T14:40:01+07:00","provisional":false},)"
          R"("moved_s":12600})"
          "\n");
    CHECK(replay(d.pack).empty());
    CHECK(d.case_of("LH-2") == before);
  }

  TEST_CASE("under newer calendars dues move, and are written when that is asked for") {
    kept d;
    // 3 May becomes a day without work: the fifth working day after 25 April is 7 May, not the 6th.
    d.rules.plant(
        "office.json", R"("dates": [)",
        R"("dates": [ { "date": "2024-05-03", "kind": "closed", "cause": { "vi": "Mất điện", "en": "No power" }, "source": "8/TB-LH" },)");
    const auto recompute = [&](int32_t write) {
      return asked([&](auto out, auto err) {
        return tho_store_recompute(d.store, d.rules.root().c_str(), THO_NTS, at("2024-04-26T08:00"), write,
                                   THO_LANGUAGE_EN, out, err);
      });
    };
    const std::string moved =
        R"({"case":"LH-1","duty":"handle","round":1,"owed_by":"so-giao-thong",)"
        R"("was":{"due":"2024-05-07T00:00:00+07:00","late_from":"2024-05-07T00:00:00+07:00","provisional":false},)"
        R"("is":{"due":"2024-05-08T00:00:00+07:00","late_from":"2024-05-08T00:00:00+07:00","provisional":false},)"
        R"("moved_s":86400})"
        "\n";
    CHECK(recompute(0) == moved);
    CHECK(recompute(0) == moved);
    CHECK(has(d.case_of("LH-1"), R"("due":"2024-05-07T00:00:00+07:00")"));
    CHECK(recompute(1) == moved);
    const std::string after = d.case_of("LH-1");
    CHECK(has(after, R"("events":3)"));
    CHECK(has(after, R"("due":"2024-05-08T00:00:00+07:00")"));
    CHECK(recompute(1).empty());
    CHECK(d.case_of("LH-1") == after);

    CHECK(failed([&](tho_error** err) {
            return tho_store_recompute(d.store, d.folder.file("none").c_str(), THO_NTS, at("2024-04-26T08:00"), 1,
                                       THO_LANGUAGE_EN, nullptr, err);
          }).code == THO_E_IO);
    // A calendar that cannot be read fits no case; nothing is written.
    std::ofstream{d.rules.path_of("office.json")} << "{";
    const std::string unfit = recompute(1);
    CHECK(has(unfit, R"({"error":{"code":"SYNTAX")"));
    CHECK(has(unfit, R"("case":"LH-1"})"));
    CHECK(has(unfit, R"("case":"LH-2"})"));
    CHECK(d.case_of("LH-1") == after);
  }

  TEST_CASE("who may only read does no upkeep that writes") {
    kept d;
    d.open_store(THO_STORE_READ_ONLY);
    CHECK(tho_store_checkpoint(d.store, at("2024-04-25T17:00"), text_handle{}.out(), nullptr) == THO_E_READONLY);
    CHECK(tho_store_verify(d.store, nullptr, 0, nullptr, nullptr) == THO_OK);
    CHECK(tho_store_backup(d.store, d.folder.file("copy.db").c_str(), THO_NTS, nullptr, nullptr) == THO_OK);
  }

  TEST_CASE("in a forked child a store refuses to be asked, and to be kept") {
    kept d;
    const std::string copy = d.folder.file("copy.db");
    CHECK(in_child([&] {
            const int64_t now = at("2024-05-07T08:00");
            const int64_t ids[] = {1};
            text_handle out;
            const bool refused =
                tho_store_late(d.store, now, 0, 9, out.out(), nullptr) == THO_E_MISUSE &&
                tho_store_cases(d.store, nullptr, 0, 9, out.out(), nullptr) == THO_E_MISUSE &&
                tho_store_ledger(d.store, "LH-1", THO_NTS, now, THO_LANGUAGE_EN, out.out(), nullptr) == THO_E_MISUSE &&
                tho_store_outbox(d.store, 0, 9, THO_LANGUAGE_EN, out.out(), nullptr) == THO_E_MISUSE &&
                tho_store_acknowledge(d.store, ids, 1, now, nullptr, nullptr) == THO_E_MISUSE &&
                tho_store_verify(d.store, nullptr, 0, nullptr, nullptr) == THO_E_MISUSE &&
                tho_store_checkpoint(d.store, now, out.out(), nullptr) == THO_E_MISUSE &&
                tho_store_backup(d.store, copy.c_str(), THO_NTS, nullptr, nullptr) == THO_E_MISUSE &&
                tho_store_purge(d.store, nullptr) == THO_E_MISUSE;
            return refused ? 0 : 1;
          }) == 0);
    CHECK(!std::filesystem::exists(copy));
    CHECK(has(d.case_of("LH-1"), R"("events":2)"));
  }
}
