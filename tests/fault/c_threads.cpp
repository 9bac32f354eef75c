// Threads that share what the C API says may be shared, for the thread sanitizer: `tests/long threads`.
//
//     c_threads RULES DATABASE [ROUNDS]
//
// Four threads use one pack, one calendar, one limit, one text and one error; make and release their own from these; share a clock and a
// store, which refuse a second call meanwhile; and write into the same file through stores of their own. Ends with "N calls, N wrong".
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>
#include <vector>

#include "thoihan/thoihan.h"
#include "thoihan/thoihan_arrow.h"

namespace {

constexpr std::int64_t received = 1714011000;  // 2024-04-25T09:10+07:00
constexpr std::int32_t due_day = 19849;        // 2024-05-06, five working days later

struct shared {
  tho_pack* pack = nullptr;
  tho_calendar* office = nullptr;
  tho_limit* limit = nullptr;
  tho_text* text = nullptr;
  tho_error* error = nullptr;
  tho_clock* clock = nullptr;
  tho_store* store = nullptr;
};

std::atomic<long> calls{0};
std::atomic<long> wrong{0};

void check(bool good, const char* what) {
  ++calls;
  if (good) return;
  if (++wrong < 10) std::fprintf(stderr, "%s\n", what);
}

// Right, or refused because another thread is in a call with the same handle, or in the file.
bool is_fine(tho_status code) { return code >= 0 || code == THO_E_REENTRANT || code == THO_E_BUSY; }

void use_immutable(const shared& all) {
  tho_pack_retain(all.pack);
  tho_calendar_retain(all.office);
  tho_limit_retain(all.limit);
  tho_text_retain(all.text);
  tho_error_retain(all.error);
  tho_deadline due = THO_DEADLINE_INIT;
  check(tho_limit_evaluate(all.limit, all.office, received, &due, nullptr) == THO_OK && due.due_day == due_day,
        "limit");
  check(tho_duty_evaluate(all.pack, "handle", THO_NTS, nullptr, 0, received, &due, nullptr) >= 0, "duty");
  const std::int64_t starts[3] = {received, 0, received};
  tho_deadline dues[3] = {THO_DEADLINE_INIT, THO_DEADLINE_INIT, THO_DEADLINE_INIT};
  std::int64_t failed = 0;
  check(tho_limit_evaluate_batch(all.limit, nullptr, starts, 8, 3, dues, sizeof dues[0], nullptr, &failed, nullptr) ==
                THO_OK &&
            failed == 1 && dues[2].due_day == due_day,
        "batch");
  const void* buffers[2] = {nullptr, starts};
  ArrowSchema schema{"l", "", nullptr, 0, 0, nullptr, nullptr, [](ArrowSchema*) {}, nullptr};
  ArrowArray array{3, 0, 0, 2, 0, buffers, nullptr, nullptr, [](ArrowArray*) {}, nullptr};
  ArrowSchema type;
  ArrowArray answer;
  check(tho_arrow_limit_evaluate(all.limit, nullptr, &schema, &array, &type, &answer, nullptr) == THO_OK, "arrow");
  type.release(&type);
  answer.release(&answer);
  tho_text* told = nullptr;
  check(tho_limit_explain(all.limit, nullptr, received, THO_LANGUAGE_VI, &told, nullptr) == THO_OK, "explain");
  tho_text_release(told);
  check(tho_pack_route(all.pack, R"({"field":"roads"})", THO_NTS, due_day, THO_LANGUAGE_EN, &told, nullptr) >= 0,
        "route");
  tho_text_release(told);
  tho_error* own = nullptr;
  check(tho_duty_evaluate(all.pack, "no", THO_NTS, nullptr, 0, received, &due, &own) == THO_E_REFERENCE, "error");
  check(tho_error_detail_count(own) > 0 && tho_error_detail_count(all.error) == 1, "details");
  check(tho_text_data(all.text, nullptr)[0] == '{', "text");
  tho_error_release(own);
  tho_limit* mine = nullptr;
  check(tho_limit_parse(all.pack, "2 working hours", THO_NTS, &mine, nullptr) == THO_OK, "parse");
  tho_limit_release(mine);
  tho_error_release(all.error);
  tho_text_release(all.text);
  tho_limit_release(all.limit);
  tho_calendar_release(all.office);
  tho_pack_release(all.pack);
}

void use_confined(const shared& all, int round) {
  tho_deadline due = THO_DEADLINE_INIT;
  check(is_fine(tho_clock_due(all.clock, &due, nullptr)), "clock");
  check(is_fine(tho_clock_left(all.clock, received, nullptr, nullptr, nullptr, nullptr, nullptr)), "clock left");
  if (round % 8 == 0) check(is_fine(tho_store_tick(all.store, received, nullptr, nullptr)), "tick");
}

void use_own_store(const shared& all, const std::string& file, int thread, int rounds) {
  tho_store* own = nullptr;
  tho_status code = THO_E_BUSY;
  while (code == THO_E_BUSY) code = tho_store_open(file.c_str(), THO_NTS, THO_STORE_CREATE, &own, nullptr);
  check(code == THO_OK && tho_store_use_pack(own, all.pack, nullptr) == THO_OK, "store");
  for (int i = 0; i < rounds / 20 + 1; ++i) {
    const std::string name = std::to_string(thread) + "-" + std::to_string(i);
    const std::string command = R"({"case":"C-)" + name + R"(","key":"k","at":"2024-04-25T09:10","event":"receive",)" +
                                R"("by":{"role":"operator"},"facts":{"channel":"app"}})";
    check(is_fine(tho_store_apply(own, command.c_str(), THO_NTS, nullptr, nullptr)), "apply");
  }
  tho_store_close(own);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3) return 2;
  const int rounds = argc > 3 ? std::atoi(argv[3]) : 200;
  shared all;
  tho_deadline unused = THO_DEADLINE_INIT;
  const bool ready = tho_pack_open(argv[1], THO_NTS, &all.pack, nullptr) == THO_OK &&
                     tho_calendar_from_pack(all.pack, nullptr, 0, &all.office, nullptr) == THO_OK &&
                     tho_limit_parse(all.pack, "5 working days", THO_NTS, &all.limit, nullptr) == THO_OK &&
                     tho_limit_explain(all.limit, nullptr, received, THO_LANGUAGE_EN, &all.text, nullptr) == THO_OK &&
                     tho_limit_evaluate(nullptr, nullptr, 0, &unused, &all.error) == THO_E_INVALID &&
                     tho_clock_start(all.limit, nullptr, received, &all.clock, nullptr) == THO_OK &&
                     tho_store_open(argv[2], THO_NTS, THO_STORE_CREATE, &all.store, nullptr) == THO_OK &&
                     tho_store_use_pack(all.store, all.pack, nullptr) == THO_OK;
  if (!ready) return 2;
  std::vector<std::thread> threads;
  for (int thread = 0; thread < 4; ++thread) {
    threads.emplace_back([&all, thread, rounds, file = std::string{argv[2]}] {
      for (int round = 0; round < rounds; ++round) {
        use_immutable(all);
        use_confined(all, round);
      }
      use_own_store(all, file, thread, rounds);
    });
  }
  for (std::thread& thread : threads) thread.join();
  tho_store_close(all.store);
  tho_clock_release(all.clock);
  tho_error_release(all.error);
  tho_text_release(all.text);
  tho_limit_release(all.limit);
  tho_calendar_release(all.office);
  tho_pack_release(all.pack);
  std::printf("%ld calls, %ld wrong\n", calls.load(), wrong.load());
  return wrong == 0 ? 0 : 1;
}
