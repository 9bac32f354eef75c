// One process of a crowd that works on one database: threads with a handle each, on the same cases at the same time.
//
//     build/thoihan_crowd PACK RULES DATABASE KEY LOG PROCESS PROCESSES THREADS COMMANDS EPOCH
//
// Each thread gives COMMANDS commands. They raise a number that is read from the case (`call`, with the version that was read; who
// comes too late reads again), alone and in groups; write the same notes as a thread of another process (idempotent); send some
// again, with the same content and with another; and ask now and then what has become late. What was answered goes to
// LOG.PROCESS.THREAD, a JSON object a line, after the answer. test_crowd.py starts the processes and judges.
//
// One clock for all processes: the legal time is a minute for each millisecond since EPOCH (CLOCK_MONOTONIC, nanoseconds).
#include <time.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <optional>
#include <random>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "thoihan/engine/engine.hpp"
#include "thoihan/pack/error.hpp"
#include "thoihan/pack/load.hpp"

namespace {

using thoihan::case_answer;
using thoihan::command;
using thoihan::engine;
using thoihan::instant;
using thoihan::status;
using thoihan::store;

constexpr instant beginning = 1'704'157'200;  // 2024-01-02T08:00 in Viet Nam
constexpr std::int64_t hot_cases = 8;         // on which all are
constexpr std::int64_t cold_cases = 400;      // which stay untouched long enough to become late
constexpr int group_size = 10;
constexpr std::int32_t wait_ms = 60'000;  // for another's lock

struct crowd {
  std::string pack;
  std::string rules;
  std::string database;
  std::string key;
  std::string log;
  int process = 0;
  int processes = 0;
  int threads = 0;
  int commands = 0;
  std::int64_t epoch_ns = 0;
};

class member {
 public:
  member(const crowd& all, int thread)
      : all_(all),
        number_(all.process * all.threads + thread),
        store_(store::open(all.database, thoihan::store_mode::create, wait_ms)),
        engine_(store_),
        random_(static_cast<std::uint64_t>(number_)),
        log_(all.log + "." + std::to_string(all.process) + "." + std::to_string(thread)) {
    engine_.use(thoihan::load_pack(all.pack, all.rules));
    engine_.use_key(thoihan::read_host_key(all.key));
  }

  void work() {
    while (done_ < all_.commands) {
      const auto what = random_() % 100;
      if (what < 60)
        raise();
      else if (what < 85)
        note();
      else if (what < 90)
        raise_together();
      else if (what < 95)
        send_again();
      else
        tick();
    }
    tick();
    log_.flush();
    if (!log_) throw std::runtime_error("the log cannot be written");
  }

 private:
  instant now() const {
    timespec t{};
    ::clock_gettime(CLOCK_MONOTONIC, &t);
    return beginning + (std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec - all_.epoch_ns) / 1'000'000 * 60;
  }

  std::string new_key() { return std::to_string(number_) + "-" + std::to_string(++keys_); }

  std::string any_case() {
    const auto hot = static_cast<std::int64_t>(random_() % hot_cases);
    const auto cold = static_cast<std::int64_t>(random_() % cold_cases);
    return random_() % 2 == 0 ? "hot-" + std::to_string(hot) : "cold-" + std::to_string(cold);
  }

  static command act(const std::string& case_id, const std::string& key, instant at, const std::string& event) {
    command out;
    out.case_id = case_id;
    out.key = key;
    out.at = at;
    out.recorded_at = at;
    out.event = event;
    out.role = "clerk";
    return out;
  }

  static command with_calls(command out, std::int64_t calls) {
    out.facts = {{"calls", calls}, {"content", "the words of call " + std::to_string(calls)}};
    return out;
  }

  std::int64_t calls_of(const std::string& case_id) {
    const thoihan::case_view view = engine_.view(case_id);
    for (std::size_t i = 0; i < view.facts().size(); ++i) {
      if (view.pack().facts[i].id == "calls") return view.facts()[i].present ? view.facts()[i].number : 0;
    }
    throw std::logic_error("the pack counts no calls");
  }

  // One more than what the case says now, if it is still so when that is written.
  command next_call(const std::string& case_id) {
    auto row = store_.find_case(case_id);
    if (!row) {
      apply(act(case_id, "open", beginning, "receive"));
      row = store_.find_case(case_id);
    }
    command out = with_calls(act(case_id, new_key(), 0, "call"), calls_of(case_id) + 1);
    out.at = out.recorded_at = now();
    out.expected_events = row->events;
    return out;
  }

  void raise() {
    const std::string case_id = any_case();
    while (true) {
      const command call = next_call(case_id);
      if (!apply(call, status::stale)) continue;
      sent_.push_back(call);
      return;
    }
  }

  void raise_together() {
    std::vector<command> calls;
    for (int i = 0; i < group_size; ++i) {
      const std::string case_id = any_case();
      const bool is_there =
          std::any_of(calls.begin(), calls.end(), [&](const command& c) { return c.case_id == case_id; });
      if (!is_there) calls.push_back(next_call(case_id));
    }
    // Those of one group are dated alike: none is before what its case has.
    for (command& call : calls) call.at = call.recorded_at = now();
    const auto answers = engine_.apply_all(calls);
    for (std::size_t i = 0; i < calls.size(); ++i) {
      if (const auto* answer = std::get_if<case_answer>(&answers[i]))
        tell(calls[i], *answer);
      else
        tell(calls[i], std::get<thoihan::error>(answers[i]), status::stale);
    }
  }

  // A thread of another process writes the same: whoever is first adds, the other one hears what became of it.
  void note() {
    const int books = std::max(1, all_.processes * all_.threads / 2);
    const std::string book = "book-" + std::to_string(number_ % books);
    if (notes_ == 0) apply(act(book, "open", beginning, "begin_book"));
    ++notes_;
    apply(with_calls(act(book, "note-" + std::to_string(notes_), beginning + 60 * notes_, "note"), notes_));
  }

  void send_again() {
    if (sent_.empty()) return;
    command again = sent_[random_() % sent_.size()];
    if (random_() % 4 != 0) {
      if (!apply(again)->repeated) throw std::runtime_error("a key was taken twice");
      return;
    }
    again = with_calls(std::move(again), 999'999);
    if (apply(again, status::duplicate)) throw std::runtime_error("a key was taken with other content");
  }

  void tick() {
    const instant when = now();
    const std::vector<thoihan::breach_row> told = engine_.tick(when);
    log_ << R"({"is":"tick","now":)" << when << R"(,"told":[)";
    for (std::size_t i = 0; i < told.size(); ++i) {
      log_ << (i > 0 ? "," : "") << R"([")" << told[i].case_id << R"(",")" << told[i].duty << R"(",)"
           << told[i].started_by << R"(,")" << told[i].kind << R"("])";
    }
    log_ << "]}\n";
  }

  // None where it was refused with `expected`; throws what else befell it.
  std::optional<case_answer> apply(const command& what, status expected = status::ok) {
    try {
      case_answer answer = engine_.apply(what);
      tell(what, answer);
      return answer;
    } catch (const thoihan::error& problem) {
      tell(what, problem, expected);
      return std::nullopt;
    }
  }

  void tell(const command& what, const case_answer& answer) {
    ++done_;
    tell_of("answer", what);
    log_ << R"(,"number":)" << answer.number << R"(,"sequence":)" << answer.sequence << R"(,"repeated":)"
         << (answer.repeated ? "true" : "false") << "}\n";
  }

  void tell(const command& what, const thoihan::error& problem, status expected) {
    if (problem.code() != expected) throw problem;
    tell_of("refused", what);
    log_ << R"(,"status":")" << thoihan::status_name(problem.code()) << "\"}\n";
  }

  void tell_of(const char* is, const command& what) {
    log_ << R"({"is":")" << is << R"(","case":")" << what.case_id << R"(","key":")" << what.key << R"(","expected":)";
    if (what.expected_events)
      log_ << *what.expected_events;
    else
      log_ << "null";
    log_ << R"(,"calls":)";
    if (what.facts.empty())
      log_ << "null";
    else
      log_ << std::get<std::int64_t>(what.facts.front().second);
  }

  const crowd& all_;
  const int number_;  // among all threads of all processes
  store store_;
  engine engine_;
  std::mt19937_64 random_;
  std::ofstream log_;
  int done_ = 0;
  int keys_ = 0;
  std::int64_t notes_ = 0;
  std::vector<command> sent_;
};

int number_of(const char* text) { return std::atoi(text); }

}  // namespace

int main(int count, char** words) {
  if (count != 11) {
    std::fprintf(stderr, "usage: thoihan_crowd PACK RULES DATABASE KEY LOG PROCESS PROCESSES THREADS COMMANDS EPOCH\n");
    return 2;
  }
  const crowd all{words[1],
                  words[2],
                  words[3],
                  words[4],
                  words[5],
                  number_of(words[6]),
                  number_of(words[7]),
                  number_of(words[8]),
                  number_of(words[9]),
                  std::atoll(words[10])};
  std::vector<std::string> problems(static_cast<std::size_t>(all.threads));
  std::vector<std::thread> threads;
  for (int i = 0; i < all.threads; ++i) {
    threads.emplace_back([&all, &problem = problems[static_cast<std::size_t>(i)], i] {
      try {
        member(all, i).work();
      } catch (const std::exception& e) {
        problem = e.what();
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  int code = 0;
  for (const std::string& problem : problems) {
    if (problem.empty()) continue;
    std::fprintf(stderr, "%s\n", problem.c_str());
    code = 1;
  }
  return code;
}
