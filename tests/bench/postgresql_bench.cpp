// The store in PostgreSQL beside a bare libpq program that keeps the same: one act a transaction, from one client and from four. Says ratios.
//
//     build/thoihan_postgresql_bench CONNECTION [ACTS [ROUNDS]]          # run by tests/bench/run_postgresql
//
// An act: a case's row is read and held, an event with 300 bytes of facts and decisions is added, the row with its snapshot of 400 bytes is
// written; in every second act the duty that runs is moved. The bare program does it as such programs are written at their best: statements
// prepared once, two round trips (read; write and commit, in a pipeline), an index on what falls due, a unique one on case
// and version, a sequence for the event's number. Both run in turn, `ROUNDS` times; medians are told, of ratios the median of the rounds'.
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <initializer_list>
#include <memory>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/store_sample.hpp"
#include "thoihan/postgresql/open_postgresql.hpp"

namespace {

constexpr int cases = 2000;
constexpr int most_clients = 4;
constexpr int acts_before = 100;  // of each client, before its time begins
const std::string schema = "bench_of_the_store";
const std::string facts = R"({"content":")" + std::string(280, 'x') + R"("})";

std::string case_name(int number) { return "LH-2024-" + std::to_string(100000 + number); }

class bare_client {
 public:
  explicit bare_client(const std::string& where) : handle_(PQconnectdb(where.c_str()), &PQfinish) {
    run("SET search_path = bench_of_bare; SET synchronous_commit = on");
  }

  void run(const char* sql) { take(PQexec(handle_.get(), sql)); }

  void make_tables() {
    run("DROP SCHEMA IF EXISTS bench_of_bare CASCADE; CREATE SCHEMA bench_of_bare; SET search_path = bench_of_bare; "
        "CREATE TABLE event (sequence bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, case_number bigint NOT NULL, version "
        "bigint NOT NULL, key text NOT NULL, at bigint NOT NULL, recorded_at bigint NOT NULL, kind text NOT NULL, role text NOT "
        "NULL, officer text NOT NULL, decided text NOT NULL, digest bytea NOT NULL, facts text NOT NULL, UNIQUE (case_number, version)); "
        "CREATE TABLE case_ (number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, case_id text COLLATE \"C\" NOT NULL UNIQUE, state text NOT NULL, "
        "version bigint NOT NULL, digest bytea NOT NULL, due bigint NOT NULL, running text NOT NULL, snapshot bytea NOT NULL) WITH (fillfactor = 70); "
        "CREATE INDEX case_due ON case_ (due)");
    for (int i = 0; i < cases; ++i) {
      const std::string id = case_name(i);
      run(("INSERT INTO case_ (case_id, state, version, digest, due, running, snapshot) VALUES ('" + id +
           "', 'processing', 0, decode(repeat('ab', 32), 'hex'), 2000000000, '[]', decode(repeat('cd', 400), 'hex'))")
              .c_str());
    }
  }

  void prepare() {
    prepare("begin", "BEGIN");
    prepare("commit", "COMMIT");
    prepare("read", "SELECT number, state, version, digest, due, running, snapshot FROM case_ WHERE case_id = $1 FOR NO KEY UPDATE");
    prepare("add", "INSERT INTO event (case_number, version, key, at, recorded_at, kind, role, officer, decided, digest, facts) VALUES "
                   "($1::bigint, $2::bigint, $3, 1714011000, 1714011060, 'receive', 'operator', 'an', $4, $5::bytea, $6)");
    prepare("write", "UPDATE case_ SET state = 'processing', version = $2::bigint, digest = $3::bytea, running = $4, snapshot = $5::bytea "
                     "WHERE number = $1::bigint");
    prepare("move", "UPDATE case_ SET state = 'processing', version = $2::bigint, digest = $3::bytea, running = $4, snapshot = $5::bytea, "
                    "due = $6::bigint WHERE number = $1::bigint");
    if (PQenterPipelineMode(handle_.get()) != 1) throw std::runtime_error("no pipeline");
  }

  void act(int number, const std::string& key, bool moves, std::int64_t late_from) {
    const std::string id = case_name(number);
    send("begin", {});
    send("read", {id});
    const std::vector<result> read = answers();
    const std::string of_case = PQgetvalue(read[1].get(), 0, 0);
    const std::string version = std::to_string(std::atoll(PQgetvalue(read[1].get(), 0, 2)) + 1);
    const std::string decided = thoihan::duties_json({sample_duty("handle", late_from)});
    static const std::string digest = "\\x" + std::string(64, 'a');
    static const std::string snapshot = "\\x" + std::string(800, '7');
    send("add", {of_case, version, key, moves ? decided : "[]", digest, facts});
    if (moves)
      send("move", {of_case, version, digest, decided, snapshot, std::to_string(late_from)});
    else
      send("write", {of_case, version, digest, decided, snapshot});
    send("commit", {});
    answers();
  }

 private:
  using result = std::unique_ptr<PGresult, decltype(&PQclear)>;

  result take(PGresult* told) {
    result out(told, &PQclear);
    const ExecStatusType code = PQresultStatus(told);
    if (code != PGRES_COMMAND_OK && code != PGRES_TUPLES_OK && code != PGRES_PIPELINE_SYNC)
      throw std::runtime_error(PQerrorMessage(handle_.get()));
    return out;
  }
  void prepare(const char* name, const char* sql) { take(PQprepare(handle_.get(), name, sql, 0, nullptr)); }
  void send(const char* name, std::initializer_list<std::string> values) {
    std::array<const char*, 8> data{};
    std::transform(values.begin(), values.end(), data.begin(), [](const std::string& one) { return one.c_str(); });
    if (PQsendQueryPrepared(handle_.get(), name, static_cast<int>(values.size()), data.data(), nullptr, nullptr, 0) != 1)
      throw std::runtime_error(PQerrorMessage(handle_.get()));
    ++sent_;
  }
  std::vector<result> answers() {
    std::vector<result> out;
    PQpipelineSync(handle_.get());
    for (; sent_ > 0; --sent_) {
      out.push_back(take(PQgetResult(handle_.get())));
      PQclear(PQgetResult(handle_.get()));
    }
    take(PQgetResult(handle_.get()));
    return out;
  }

  std::unique_ptr<PGconn, decltype(&PQfinish)> handle_;
  int sent_ = 0;
};

class store_client {
 public:
  explicit store_client(const std::string& where)
      : store_(thoihan::open_postgresql(where, thoihan::store_mode::create, {schema, 5000})),
        event_(sample_event("", sample_start)) {
    event_.facts = facts;
  }

  void make_tables() {
    store_.write([](thoihan::store_writer& w) {
      keep_sample_texts(w);
      for (int i = 0; i < cases; ++i) {
        thoihan::case_row row = sample_case(case_name(i));
        row.snapshot.assign(400, 's');
        append_duties(w, row, "open", {sample_duty("handle", 2000000000)});
      }
    });
  }
  void prepare() {}

  void act(int number, const std::string& key, bool moves, std::int64_t late_from) {
    store_.write([&](thoihan::store_writer& w) {
      thoihan::case_row row = *w.find_case(case_name(number));
      thoihan::stored_event event = event_;
      event.key = key;
      if (moves) {
        row.running = {sample_duty("handle", late_from)};
        event.decided = thoihan::duties_json(row.running);
      }
      w.append(event, row);
    });
  }

 private:
  thoihan::store store_;
  thoihan::stored_event event_;  // what is the same in all of them
};

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

// Acts a second, of all clients together, after some that nobody counts: a new session plans its statements at first use.
template <class Client>
double measured(const std::string& where, int clients, int acts, unsigned seed) {
  std::vector<std::unique_ptr<Client>> handles;
  for (int i = 0; i < clients; ++i) {
    handles.push_back(std::make_unique<Client>(where));
    handles.back()->prepare();
  }
  const auto act = [&](int client, int count, std::mt19937& random, const std::string& keys) {
    for (int k = 0; k < count; ++k) {
      const int number = static_cast<int>(random() % cases);
      const std::string key = keys + "-" + std::to_string(client) + "-" + std::to_string(k);
      handles[static_cast<std::size_t>(client)]->act(number, key, k % 2 == 0, 2000000000 + static_cast<std::int64_t>(random() % 1000000));
    }
  };
  std::vector<std::mt19937> sources;
  for (int i = 0; i < clients; ++i) {
    sources.emplace_back(seed + static_cast<unsigned>(i));
    act(i, acts_before, sources.back(), "before-" + std::to_string(seed));
  }
  std::vector<std::thread> threads;
  const double begin = now();
  for (int i = 0; i < clients; ++i)
    threads.emplace_back([&, i] { act(i, acts, sources[static_cast<std::size_t>(i)], std::to_string(seed)); });
  for (std::thread& one : threads) one.join();
  return clients * acts / (now() - begin);
}

double median(std::vector<double> of) {
  std::sort(of.begin(), of.end());
  return (of[(of.size() - 1) / 2] + of[of.size() / 2]) / 2;
}

// Of the ratios of each round: its two parts saw the same machine.
double median_ratio(const std::vector<double>& of, const std::vector<double>& to) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < of.size(); ++i) ratios.push_back(of[i] / to[i]);
  return median(std::move(ratios));
}

}  // namespace

int main(int count, char** words) {
  if (count < 2) {
    std::fprintf(stderr, "usage: thoihan_postgresql_bench CONNECTION [ACTS [ROUNDS]]\n");
    return 2;
  }
  const std::string where = words[1];
  const int acts = count > 2 ? std::atoi(words[2]) : 3000;
  const int rounds = count > 3 ? std::atoi(words[3]) : 5;
  bare_client(where).make_tables();
  store_client(where).make_tables();
  std::vector<double> bare_one, store_one, bare_four, store_four;
  unsigned seed = 1000;
  for (int round = 0; round < rounds; ++round) {
    bare_one.push_back(measured<bare_client>(where, 1, acts, ++seed));
    store_one.push_back(measured<store_client>(where, 1, acts, seed += 100));
    bare_four.push_back(measured<bare_client>(where, most_clients, acts, seed += 100));
    store_four.push_back(measured<store_client>(where, most_clients, acts, seed += 100));
  }
  std::printf("one client: %.0f acts/s, bare %.0f: %.2fx\n", median(store_one), median(bare_one), median_ratio(store_one, bare_one));
  std::printf("four clients: %.0f acts/s, bare %.0f: %.2fx\n", median(store_four), median(bare_four), median_ratio(store_four, bare_four));
  std::printf("four clients beside one: %.2fx, bare %.2fx\n", median_ratio(store_four, store_one), median_ratio(bare_four, bare_one));
}
