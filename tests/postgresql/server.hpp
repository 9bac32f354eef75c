// The server that tests/postgresql/test_postgresql.py has started, as the test program sees it.
//
//     run_sql("UPDATE " + schema + ".event SET ...");
//     CHECK(asked("SELECT count(*) FROM ...") == "3");
//
// THOIHAN_POSTGRESQL: how to connect, in libpq's words.
#pragma once

#include <doctest/doctest.h>
#include <libpq-fe.h>

#include <cstdlib>
#include <memory>
#include <string>

inline std::string server() {
  const char* const where = std::getenv("THOIHAN_POSTGRESQL");
  REQUIRE_MESSAGE(where != nullptr, "run tests/postgresql/test_postgresql.py, which starts a server");
  return where;
}

// The first column of the first row, empty where there is none.
inline std::string asked(const std::string& sql) {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> handle(PQconnectdb(server().c_str()), &PQfinish);
  const std::unique_ptr<PGresult, decltype(&PQclear)> rows(PQexec(handle.get(), sql.c_str()), &PQclear);
  const ExecStatusType code = PQresultStatus(rows.get());
  CHECK_MESSAGE((code == PGRES_COMMAND_OK || code == PGRES_TUPLES_OK), PQerrorMessage(handle.get()));
  return PQntuples(rows.get()) == 0 ? "" : PQgetvalue(rows.get(), 0, 0);
}

inline void run_sql(const std::string& sql) { asked(sql); }

// What a store there calls itself, but for its schema.
inline std::string server_name() {
  const std::unique_ptr<PGconn, decltype(&PQfinish)> handle(PQconnectdb(server().c_str()), &PQfinish);
  return std::string{"postgresql://"} + PQhost(handle.get()) + ":" + PQport(handle.get()) + "/" + PQdb(handle.get());
}

inline void drop_schema(const std::string& schema) {
  run_sql("SET client_min_messages = error; DROP SCHEMA IF EXISTS \"" + schema + "\" CASCADE");
}
