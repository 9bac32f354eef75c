// How a store in PostgreSQL is opened, and what somebody is told who cannot: what is wrong and what to do, never a password.
#include <doctest/doctest.h>

#include <sys/stat.h>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <optional>
#include <string>

#include "tests/contract/fresh_database.hpp"
#include "tests/postgresql/server.hpp"
#include "tests/support/refusal.hpp"
#include "tests/support/store_sample.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/postgresql/open_postgresql.hpp"

using thoihan::open_postgresql;
using thoihan::status;
using thoihan::store;
using thoihan::store_mode;

namespace {

const std::string secret = "bí-mật-9f3c";

std::optional<thoihan::error> refusal(const std::string& where, store_mode mode = store_mode::create,
                                      const std::string& schema = "opening") {
  auto out = refusal_of([&] { open_postgresql(where, mode, {schema, 1000}); });
  REQUIRE(out);
  for (const std::string& text : {out->text().vi, out->text().en}) CHECK_FALSE(contains(text, secret));
  return out;
}

// The connection string with one of its words changed.
std::string with(const std::string& keyword, const std::string& value) {
  return server() + " " + keyword + "='" + value + "'";
}

std::string role(const std::string& name, const std::string& rights) {
  run_sql("DROP ROLE IF EXISTS " + name + "; CREATE ROLE " + name + " LOGIN " + rights);
  return with("user", name);
}

}  // namespace

TEST_SUITE_BEGIN("postgresql: opening");

TEST_CASE("no server") {
  const temporary_folder folder;
  const auto told = refusal("host=" + folder.path().string() + " dbname=portal");
  CHECK(told->code() == status::io);
  check_message(told, folder.path().string(), "không có máy chủ PostgreSQL nào trả lời",
                "no PostgreSQL server answers");
  CHECK(refusal("host=127.0.0.1 port=1 dbname=portal connect_timeout=2")->code() == status::io);
}

TEST_CASE("a wrong database, and a wrong role") {
  const auto database = refusal(with("dbname", "portall"));
  CHECK(database->code() == status::io);
  check_message(database, "portall", "không có cơ sở dữ liệu này", "no such database");
  const auto user = refusal(with("user", "nobody_here"));
  CHECK(user->code() == status::io);
  check_message(user, "nobody_here", "không nhận người dùng", "does not let the user");
}

TEST_CASE("passwords come from a file, and are never told") {
  const temporary_folder folder;
  run_sql("DROP ROLE IF EXISTS guarded; CREATE ROLE guarded LOGIN SUPERUSER PASSWORD '" + secret + "'");
  const std::string where = with("user", "guarded");
  const std::string passwords = folder.file("passwords");
  const auto write = [&](const std::string& password) {
    std::ofstream(passwords) << "*:*:*:guarded:" << password << "\n";
    REQUIRE(::chmod(passwords.c_str(), 0600) == 0);
  };
  CHECK(refusal(where + " passfile=/nowhere")->code() == status::io);
  write(secret + "-wrong");
  check_message(refusal(where + " passfile=" + passwords), "guarded", "mật khẩu", "password");
  for (const std::string& in_words :
       {where + " password='" + secret + "'", "postgresql://guarded:" + secret + "@localhost/portal"}) {
    const auto told = refusal(in_words);
    CHECK(told->code() == status::misuse);
    check_message(told, "password", "tệp mật khẩu", "password file");
  }
  const auto nonsense = refusal("host=x " + secret + " password");
  CHECK(nonsense->code() == status::invalid);
  write(secret);
  const std::string schema = "guarded_store";
  CHECK(open_postgresql(where + " passfile=" + passwords, store_mode::create, {schema, 1000}).events() == 0);
  // A service file names all of it.
  const std::string services = folder.file("services");
  std::ofstream(services) << "[portal]\nhost="
                          << asked("SELECT split_part(current_setting('unix_socket_directories'), ',', 1)")
                          << "\nport=5433\ndbname=portal\nuser=guarded\npassword=" << secret << "\n";
  ::setenv("PGSERVICEFILE", services.c_str(), 1);
  store s = open_postgresql("service=portal", store_mode::existing, {schema, 1000});
  CHECK_FALSE(contains(s.path(), secret));
  ::unsetenv("PGSERVICEFILE");
  drop_schema(schema);
}

TEST_CASE("no store there") {
  for (const store_mode mode : {store_mode::existing, store_mode::read_only}) {
    const auto told = refusal(server(), mode, "nothing_here");
    CHECK(told->code() == status::io);
    check_message(told, "nothing_here", "chưa có kho", "there is no store here");
  }
}

TEST_CASE("tables of another format") {
  const fresh_database database;
  { store s = database.open(); }
  const std::string schema = database.name().substr(database.name().rfind('/') + 1);
  const auto told = [&](const std::string& format) {
    run_sql("UPDATE " + schema + ".meta SET value = '" + format + "' WHERE name = 'format'");
    return refusal_of([&] { database.open(); });
  };
  for (const std::string format : {"3", "0", "x"}) CHECK(told(format)->code() == status::format);
  check_message(told("3"), schema, "mới hơn", "newer");
  check_message(told("x"), schema, "không phải của thoihan", "not thoihan's");
  CHECK_FALSE(told("2"));
}

TEST_CASE("tables of the older format") {
  const fresh_database database;
  const std::string schema = database.name().substr(database.name().rfind('/') + 1);
  const char* const source = std::getenv("THOIHAN_SOURCE_DIR");
  REQUIRE(source != nullptr);
  std::ifstream file(std::string{source} + "/tests/data/postgresql_format_1.sql");
  std::string sql{std::istreambuf_iterator<char>{file}, {}};
  for (std::size_t at = 0; (at = sql.find("format_1", at)) != std::string::npos;) sql.replace(at, 8, schema);
  run_sql(sql);
  for (const store_mode mode : {store_mode::existing, store_mode::read_only}) {
    const auto told = refusal_of([&] { database.open(mode); });
    CHECK(told->code() == status::format);
    check_message(told, schema, "định dạng cũ 1", "the older format 1");
  }
  store s = database.open(store_mode::create);
  CHECK(asked("SELECT value FROM " + schema + ".meta WHERE name = 'format'") == "2");
  CHECK(asked("SELECT string_agg(case_id, ' ' ORDER BY case_id) FROM " + schema + ".case_ WHERE breached") ==
        first_case + " " + second_case);
  // The digest as the program of that format told it.
  const auto sealed = s.last_checkpoint();
  CHECK(hex_of(sealed->digest) == "e62c3b600d6effaaa4c9c32984d37fa756c63389152b47c79e86d77da97eb873");
  CHECK(s.verify(sealed->digest).knows_digest);
  CHECK(s.verify().problems.empty());
  CHECK(database.open(store_mode::existing).events() == 5);
}

TEST_CASE("a role without rights") {
  const fresh_database database;
  { two_cases(database); }
  const std::string schema = database.name().substr(database.name().rfind('/') + 1);
  const std::string where = role("clerk", "");
  CHECK(refusal(where, store_mode::existing, schema)->code() == status::readonly);
  CHECK(refusal(where, store_mode::create, "clerks_own")->code() == status::readonly);
  run_sql("GRANT USAGE ON SCHEMA " + schema + " TO clerk; GRANT SELECT ON ALL TABLES IN SCHEMA " + schema +
          " TO clerk");
  const auto told = refusal(where, store_mode::existing, schema);
  CHECK(told->code() == status::readonly);
  check_message(told, schema, "GRANT", "GRANT");
  store reader = open_postgresql(where, store_mode::read_only, {schema, 1000});
  CHECK(reader.events() == 4);
  CHECK(status_of([&] { write_case(reader, "LH-9"); }) == status::readonly);
  run_sql("GRANT INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA " + schema +
          " TO clerk; GRANT USAGE ON ALL SEQUENCES IN SCHEMA " + schema + " TO clerk");
  store writer = open_postgresql(where, store_mode::existing, {schema, 1000});
  write_case(writer, "LH-9");
  CHECK(writer.events() == 6);
  run_sql("DROP OWNED BY clerk; DROP ROLE clerk");
}

TEST_CASE("texts that PostgreSQL does not keep are refused") {
  const fresh_database database;
  store s = database.open();
  for (const std::string& officer : {std::string("nul\0inside", 10), std::string("\xff")}) {
    CHECK(status_of([&] {
            s.write([&](thoihan::store_writer& w) {
              keep_sample_texts(w);
              thoihan::stored_event event = sample_event("k1", 1);
              event.officer = officer;
              thoihan::case_row row = sample_case("LH-1");
              w.append(event, row);
            });
          }) == status::utf8);
  }
  CHECK(s.events() == 0);
}

TEST_CASE("what PostgreSQL's own tools do is left to them") {
  const fresh_database database;
  store s = database.open();
  check_message(refusal_of([&] { s.backup("x", {}); }), database.name(), "pg_dump", "pg_dump");
  CHECK(s.purge());
}

TEST_SUITE_END();
