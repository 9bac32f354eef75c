// Random calls of the C API from a string of bytes: for a fuzzer, and for the corpus that it left.
//
//     call_sequence calls{rules_folder, database_file};
//     calls.run(bytes);
//
// Each byte chooses a function, the next ones its handles and numbers: handles of every age, released ones apart, NULL among them,
// texts that are right, nearly right or not UTF-8, sizes and enumerations that cannot be. What is checked is what the header
// promises of every call: a status that has a name, an error object exactly on failure, outputs that are NULL or zero then, and never
// THO_E_INTERNAL. The sanitizers see the rest. At the end all handles are released, in an order that the bytes choose.
#pragma once

#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string>
#include <vector>

#include "thoihan/thoihan.h"
#include "thoihan/thoihan_arrow.h"

class call_sequence {
 public:
  // `database` empty: no stores are opened.
  call_sequence(std::string rules, std::string database) : rules_(std::move(rules)), database_(std::move(database)) {
    if (tho_pack_open(rules_.c_str(), THO_NTS, &first_pack_, nullptr) != THO_OK) fail("the pack of the fuzzer");
  }
  call_sequence(const call_sequence&) = delete;
  call_sequence& operator=(const call_sequence&) = delete;
  ~call_sequence() { tho_pack_release(first_pack_); }

  // Returns how many calls were made.
  int run(const unsigned char* bytes, std::size_t size) {
    at_ = bytes;
    end_ = bytes + size;
    calls_ = 0;
    tho_pack_retain(first_pack_);
    packs_.all.push_back(first_pack_);
    while (at_ != end_ && calls_ < 400) call();
    for (int order = byte(), i = 0; i < 7; ++i) release_all((order + i) % 7);
    return calls_;
  }

 private:
  template <class Handle>
  struct pool {
    std::vector<Handle*> all;
    void keep(Handle* handle) {
      if (handle != nullptr) all.push_back(handle);
    }
  };

  [[noreturn]] static void fail(const char* what) {
    std::fprintf(stderr, "call_sequence: %s\n", what);
    std::abort();
  }
  static void require(bool good, const char* what) {
    if (!good) fail(what);
  }

  int byte() { return at_ == end_ ? 0 : *at_++; }
  bool odd() { return byte() % 2 == 1; }
  // NULL one time in sixteen, and while there is none.
  template <class Handle>
  Handle* any(pool<Handle>& from) {
    const int chosen = byte();
    return from.all.empty() || chosen % 16 == 15 ? nullptr
                                                 : from.all[static_cast<std::size_t>(chosen) % from.all.size()];
  }
  template <class Handle>
  Handle* take(pool<Handle>& from) {
    if (from.all.empty()) return nullptr;
    const auto chosen = from.all.begin() + byte() % static_cast<int>(from.all.size());
    Handle* const out = *chosen;
    from.all.erase(chosen);
    return out;
  }

  // Mostly in 2024, where the rules know the days; else anything.
  std::int64_t time() {
    constexpr std::int64_t year_2024 = 1704042000;
    const int kind = byte();
    if (kind % 8 != 0) return year_2024 + (kind * 256 + byte()) * std::int64_t{1800} + (odd() ? 0 : byte());
    constexpr std::array<std::int64_t, 8> odd_times = {INT64_MIN, INT64_MAX, 0,          -1,
                                                       631126800, 631126799, 4102419600, 4102419601};
    return odd_times[static_cast<std::size_t>(byte()) % odd_times.size()];
  }
  std::int64_t number() {
    constexpr std::array<std::int64_t, 8> odd_numbers = {0, -1, INT64_MIN, INT64_MAX, 1, 7200, 1000000, 86400};
    const int kind = byte();
    return kind % 4 == 0 ? odd_numbers[static_cast<std::size_t>(byte()) % odd_numbers.size()] : kind * 60;
  }
  std::int32_t day() {
    const int kind = byte();
    if (kind % 8 == 0) return odd() ? INT32_MIN : INT32_MAX;
    return 19723 + kind + byte();
  }
  std::int32_t small() {
    const int kind = byte();
    return kind % 8 == 7 ? (odd() ? INT32_MIN : kind) : kind % 4;
  }

  struct text {
    std::string bytes;
    const char* data;
    std::int64_t size;
  };
  template <std::size_t count>
  text one_of(const std::array<const char*, count>& known) {
    text out;
    const int kind = byte();
    out.bytes = known[static_cast<std::size_t>(byte()) % count];
    if (kind % 8 == 1 && !out.bytes.empty()) {
      out.bytes[static_cast<std::size_t>(byte()) % out.bytes.size()] = static_cast<char>(byte());
    }
    if (kind % 8 == 2) out.bytes.resize(out.bytes.empty() ? 0 : static_cast<std::size_t>(byte()) % out.bytes.size());
    if (kind % 8 == 3) out.bytes += static_cast<char>(byte());
    if (kind % 8 == 4) {
      for (int left = byte() % 32; left > 0; --left) out.bytes += static_cast<char>(byte());
    }
    out.size = kind % 16 == 5 ? -2 - byte() : static_cast<std::int64_t>(out.bytes.size());
    if (kind % 16 == 13) out.size = THO_NTS;
    out.data = kind % 16 == 14 ? nullptr : kept(out.bytes);
    return out;
  }
  // Where short texts lie must not change when the struct moves.
  const char* kept(const std::string& bytes) {
    texts_in_[next_text_in_ %= texts_in_.size()] = bytes;
    return texts_in_[next_text_in_++].c_str();
  }

  text limit_text() {
    return one_of(std::array{"5 working days", "2 working hours", "24 hours", "15 days", "1 month", "now",
                             R"({"amount":"1 working day","cut_off":"15:00"})",
                             R"({"then":["1 working day","2 working hours"]})",
                             R"({"later_of":["10 days","5 working days"]})",
                             R"({"amount":"5 working days","end":"last_session"})", "90 working minutes", "1 year"});
  }
  text facts_text() {
    return one_of(std::array{"{}", R"({"urgent":true})", R"({"field":"roads"})", R"({"field":"water","complex":true})",
                             R"({"channel":"app"})", R"({"attempts":7})", "[1,2]", R"({"field":["roads"]})"});
  }
  text duty_text() { return one_of(std::array{"forward", "handle", "answer", "watch", ""}); }
  text amount_text() {
    return one_of(std::array{"1 working day", "2 working hours", "3 days", "1 month", "90 minutes"});
  }
  text command_text() {
    return one_of(std::array{
        R"({"case":"A","key":"1","at":"2024-04-25T09:10","event":"receive","by":{"role":"operator"},"facts":{"channel":"app"}})",
        R"({"case":"A","key":"2","at":"2024-04-25T09:20","event":"describe","by":{"role":"operator"},"facts":{"field":"roads"}})",
        R"({"case":"A","key":"3","at":"2024-04-25T09:30","event":"forward","by":{"role":"operator"},"facts":{"field":"roads"}})",
        R"({"case":"B","key":"4","at":"2024-05-02T09:10","event":"receive","by":{"role":"operator"},"facts":{"channel":"phone","urgent":true}})",
        R"({"case":"B","key":"5","at":"2024-05-02T09:30","event":"refuse","by":{"role":"supervisor"},"facts":{"reason":"x"}})"});
  }

  // What holds of every call.
  struct outcome {
    explicit outcome(call_sequence& calls) : owner(calls) { err = odd_error(); }
    tho_error** slot() { return given ? &err : nullptr; }
    tho_error* odd_error() {
      static char leftover;
      given = owner.byte() % 4 != 3;
      return given ? reinterpret_cast<tho_error*>(&leftover) : nullptr;
    }
    bool is(tho_status code) {
      require(std::strcmp(tho_status_name(code), "UNKNOWN") != 0, "a status without a name");
      require(code != THO_E_INTERNAL, "a defect of the library");
      if (given) {
        require((err != nullptr) == (code < 0), "an error object is there exactly on failure");
        if (err != nullptr) owner.read(err, code);
        tho_error_release(err);
      }
      ++owner.calls_;
      return code >= 0;
    }
    call_sequence& owner;
    tho_error* err = nullptr;
    bool given = false;
  };

  void read(const tho_error* err, tho_status code) {
    require(tho_error_code(err) == code, "an error with another code");
    std::int64_t size = 0;
    for (const tho_language language : {THO_LANGUAGE_VI, THO_LANGUAGE_EN}) {
      const char* message = tho_error_message(err, language, &size);
      require(size > 0 && std::strlen(message) == static_cast<std::size_t>(size), "an error without words");
    }
    for (std::int64_t i = -1; i <= tho_error_detail_count(err); ++i) tho_error_detail_at(err, i, nullptr);
    tho_error_path(err, nullptr);
    tho_error_pointer(err, nullptr);
    require(tho_error_line(err) >= 0 && tho_error_column(err) >= 0 && tho_error_offset(err) >= -1, "a place");
  }

  // Calls with a handle to be made; keeps it.
  template <class Handle, class Call>
  void make(pool<Handle>& into, const Call& call_it) {
    static char leftover;
    auto* made = reinterpret_cast<Handle*>(&leftover);
    const bool asked = byte() % 16 != 15;
    outcome out{*this};
    const tho_status code = call_it(asked ? &made : nullptr, out.slot());
    const bool good = out.is(code);
    if (!asked) return;
    require(good || made == nullptr, "an output that is left over");
    require(made != reinterpret_cast<Handle*>(&leftover), "an output that was not written");
    into.keep(made);
  }

  tho_deadline* deadline() {
    std::memset(&due_, 0x5A, sizeof due_);
    const int kind = byte();
    due_.known.struct_size = kind % 8 == 7 ? static_cast<std::uint32_t>(byte()) : kind % 8 == 6 ? 64U : 32U;
    return kind % 16 == 15 ? nullptr : &due_.known;
  }
  void check_deadline(const tho_deadline* due, bool good) {
    if (due == nullptr || due->struct_size < 32 || due->struct_size > 128 || due->struct_size % 8 != 0) return;
    if (!good) require(due->due == 0 && due->late_from == 0 && due->flags == 0, "a deadline that is left over");
    if (good) require(due->reserved0 == 0 && due->late_from >= due->due, "a deadline that ends after it is late");
  }

  void batch();
  void arrow();
  void clock(int which);
  void store(int which);
  void pack(int which);
  void call();
  void release_all(int which);

  std::string rules_;
  std::string database_;
  tho_pack* first_pack_ = nullptr;
  const unsigned char* at_ = nullptr;
  const unsigned char* end_ = nullptr;
  int calls_ = 0;
  std::array<std::string, 8> texts_in_;
  std::size_t next_text_in_ = 0;
  struct {
    tho_deadline known;
    char more[224];
  } due_{};
  pool<tho_pack> packs_;
  pool<tho_calendar> calendars_;
  pool<tho_limit> limits_;
  pool<tho_clock> clocks_;
  pool<tho_store> stores_;
  pool<tho_text> texts_;
};

inline void call_sequence::batch() {
  constexpr std::size_t most = 100;
  std::array<std::int64_t, most> times{};
  std::array<std::int64_t, most> out{};
  std::array<tho_status, most> codes{};
  std::array<tho_deadline, most> dues{};
  const std::size_t count = static_cast<std::size_t>(byte()) % most;
  for (std::size_t i = 0; i < count; ++i) times[i] = i < 8 ? time() : times[i % 8];
  const std::int64_t rows = byte() % 16 == 15 ? -1 : static_cast<std::int64_t>(count);
  const std::int64_t stride = byte() % 8 == 7 ? byte() - 128 : odd() ? 8 : 0;
  if (rows > 0 && stride > 8) return;  // there is no more memory than that
  std::int64_t failed = 77;
  const int which = byte() % 3;
  tho_calendar* const office = any(calendars_);
  outcome told{*this};
  tho_status code = 0;
  if (which == 0) {
    code = tho_calendar_add_batch(office, times.data(), stride, rows, number(), odd() ? times.data() : out.data(), 8,
                                  odd() ? codes.data() : nullptr, &failed, told.slot());
  } else if (which == 1) {
    code = tho_calendar_elapsed_batch(office, times.data(), stride, times.data(), 0, rows, out.data(), 8, codes.data(),
                                      &failed, told.slot());
  } else {
    dues[0].struct_size = byte() % 8 == 7 ? static_cast<std::uint32_t>(byte()) : 32;
    const std::int64_t out_stride = byte() % 8 == 7 ? byte() % 33 : 32;
    if (dues[0].struct_size > 32) return;
    code = tho_limit_evaluate_batch(any(limits_), office, times.data(), stride, rows, dues.data(), out_stride,
                                    odd() ? codes.data() : nullptr, &failed, told.slot());
  }
  const bool good = told.is(code);
  require(failed >= 0 && failed <= static_cast<std::int64_t>(count) && (good || failed == 0), "how many rows failed");
}

inline void call_sequence::arrow() {
  constexpr std::array<const char*, 8> types = {"tss:UTC", "tsm:UTC", "tsu:+07:00", "tsn:", "tss:", "l", "i", "ts"};
  std::array<std::int64_t, 80> times{};
  const std::array<unsigned char, 10> valid = {0xFF, 0x0F, 0xA5, 0, 0xFF, 0xFF, 1, 2, 3, 4};
  std::array<const void*, 2> buffers = {odd() ? valid.data() : nullptr, byte() % 16 == 15 ? nullptr : times.data()};
  ArrowSchema schema{};
  schema.format = types[static_cast<std::size_t>(byte()) % types.size()];
  schema.release = [](ArrowSchema*) { fail("the caller's schema is released"); };
  ArrowArray array{};
  array.release = [](ArrowArray*) { fail("the caller's array is released"); };
  array.offset = byte() % 8 == 7 ? ~number() : byte() % 8;
  array.length = byte() % 72;
  array.null_count = byte() % 3 - 1;
  array.n_buffers = byte() % 16 == 15 ? byte() : 2;
  array.buffers = buffers.data();
  if (array.offset > 8) return;  // there is no more memory than that
  for (std::size_t i = 0; i < times.size(); ++i) times[i] = i < 8 ? time() : times[i % 8];
  ArrowSchema type;
  ArrowArray dues;
  std::memset(&type, 0x5A, sizeof type);
  std::memset(&dues, 0x5A, sizeof dues);
  tho_limit* const limit = any(limits_);
  tho_calendar* const office = any(calendars_);
  outcome told{*this};
  const bool good = told.is(tho_arrow_limit_evaluate(limit, office, &schema, &array, &type, &dues, told.slot()));
  require((type.release != nullptr) == good && (dues.release != nullptr) == good, "an answer exactly on success");
  if (!good) return;
  std::int64_t sum = 0;
  for (std::int64_t row = 0; row < dues.length; ++row) {
    sum += static_cast<const std::int32_t*>(dues.children[2]->buffers[1])[row];
    if (dues.children[0]->buffers[0] != nullptr)
      sum += static_cast<const unsigned char*>(dues.children[0]->buffers[0])[row / 8];
  }
  require(sum != INT64_MIN, "what was given out can be read");
  ArrowArray* const from = dues.children[byte() % 5];
  ArrowArray moved = *from;
  if (odd()) from->release = nullptr;
  const bool is_moved = from->release == nullptr;
  dues.release(&dues);
  type.release(&type);
  if (is_moved) moved.release(&moved);
}

inline void call_sequence::clock(int which) {
  if (which == 0) {
    tho_limit* const limit = any(limits_);
    tho_calendar* const office = any(calendars_);
    const std::int64_t start = time();
    make(clocks_, [&](tho_clock** out, tho_error** err) { return tho_clock_start(limit, office, start, out, err); });
    return;
  }
  tho_clock* const one = any(clocks_);
  if (which == 9) {
    const tho_language language = small();
    make(texts_, [&](tho_text** out, tho_error** err) { return tho_clock_explain(one, language, out, err); });
    return;
  }
  outcome told{*this};
  tho_deadline* due = nullptr;
  tho_outcome became = 77;
  std::int64_t left = 77;
  tho_status code = 0;
  switch (which) {
    case 1: code = tho_clock_pause(one, time(), told.slot()); break;
    case 2: code = tho_clock_resume(one, time(), told.slot()); break;
    case 3: {
      const text amount = amount_text();
      code = tho_clock_extend(one, time(), amount.data, amount.size, told.slot());
      break;
    }
    case 4: code = tho_clock_meet(one, time(), told.slot()); break;
    case 5: code = tho_clock_cancel(one, time(), told.slot()); break;
    case 6:
      code = tho_clock_outcome(one, &became, told.slot());
      require(code < 0 ? became == 0 : became >= THO_OUTCOME_RUNNING && became <= THO_OUTCOME_CANCELLED, "an outcome");
      break;
    case 7:
      due = deadline();
      code = odd() ? tho_clock_due(one, due, told.slot()) : tho_clock_due_if_resumed(one, time(), due, told.slot());
      break;
    default:
      code = tho_clock_left(one, time(), &left, nullptr, nullptr, nullptr, told.slot());
      require(code == THO_OK || left == 0, "time left that is left over");
  }
  const bool good = told.is(code);
  if (which == 7) check_deadline(due, good);
}

inline void call_sequence::pack(int which) {
  tho_pack* const one = any(packs_);
  const tho_language language = small();
  switch (which) {
    case 0: {
      const text name = one_of(std::array{"office", "none"});
      make(calendars_, [&](tho_calendar** out, tho_error** err) {
        return tho_calendar_from_pack(one, name.data, name.size, out, err);
      });
      break;
    }
    case 1: {
      const text written = limit_text();
      make(limits_, [&](tho_limit** out, tho_error** err) {
        return tho_limit_parse(one, written.data, written.size, out, err);
      });
      break;
    }
    case 2: {
      const text facts = facts_text();
      const std::int32_t on = day();
      make(texts_, [&](tho_text** out, tho_error** err) {
        return tho_pack_route(one, facts.data, facts.size, on, language, out, err);
      });
      break;
    }
    case 3:
      make(texts_, [&](tho_text** out, tho_error** err) { return tho_pack_clauses(one, language, out, err); });
      break;
    case 4: {
      const text duty = duty_text();
      const text facts = facts_text();
      const std::int64_t start = time();
      if (odd()) {
        make(texts_, [&](tho_text** out, tho_error** err) {
          return tho_duty_explain(one, duty.data, duty.size, facts.data, facts.size, start, language, out, err);
        });
        break;
      }
      tho_deadline* const due = deadline();
      outcome told{*this};
      const tho_status code =
          tho_duty_evaluate(one, duty.data, duty.size, facts.data, facts.size, start, due, told.slot());
      check_deadline(due, told.is(code));
      break;
    }
    default: {
      const text other = one_of(std::array{"/nowhere", "."});
      std::int32_t clean = 77;
      const bool own = byte() % 32 == 31;
      make(texts_, [&](tho_text** out, tho_error** err) {
        return own ? tho_pack_check(rules_.c_str(), THO_NTS, language, &clean, out, err)
                   : tho_pack_check(other.data, other.size, language, &clean, out, err);
      });
      require(clean == 0 || clean == 1, "clean or not");
    }
  }
}

inline void call_sequence::store(int which) {
  if (database_.empty()) return;
  if (which == 0) {
    if (stores_.all.size() > 2) return;
    const std::int32_t mode = small();
    make(stores_,
         [&](tho_store** out, tho_error** err) { return tho_store_open(database_.c_str(), THO_NTS, mode, out, err); });
    return;
  }
  tho_store* const one = any(stores_);
  const text command = command_text();
  const std::int64_t now = time();
  const tho_language language = small();
  if (which == 1) {
    tho_pack* const rules = any(packs_);
    outcome told{*this};
    told.is(tho_store_use_pack(one, rules, told.slot()));
    return;
  }
  make(texts_, [&](tho_text** out, tho_error** err) {
    if (which == 2) return tho_store_tick(one, now, out, err);
    if (which == 3) return tho_store_case(one, "A", THO_NTS, language, out, err);
    return tho_store_apply(one, command.data, command.size, out, err);
  });
}

inline void call_sequence::call() {
  const int which = byte();
  switch (which % 16) {
    case 0:
    case 1: pack(which / 16 % 6); break;
    case 2: pack(which / 16 % 2); break;
    case 3:
    case 4:
    case 5: clock(which / 16 % 10); break;
    case 6: batch(); break;
    case 7: arrow(); break;
    case 8: store(which / 16 % 6); break;
    case 9: {
      tho_limit* const limit = any(limits_);
      tho_calendar* const office = any(calendars_);
      tho_deadline* const due = deadline();
      outcome told{*this};
      const tho_status code = tho_limit_evaluate(limit, office, time(), due, told.slot());
      check_deadline(due, told.is(code));
      break;
    }
    case 10: {
      tho_limit* const limit = any(limits_);
      const std::int64_t start = time();
      const tho_language language = small();
      make(texts_, [&](tho_text** out, tho_error** err) {
        return tho_limit_explain(limit, nullptr, start, language, out, err);
      });
      break;
    }
    case 11: {
      tho_calendar* const office = any(calendars_);
      std::int64_t out = 77;
      outcome told{*this};
      const std::int64_t from = time();
      const tho_status code = which < 86    ? tho_calendar_add(office, from, number(), &out, told.slot())
                              : which < 172 ? tho_calendar_subtract(office, from, number(), &out, told.slot())
                                            : tho_calendar_elapsed(office, from, time(), &out, told.slot());
      require(told.is(code) || out == 0, "an answer that is left over");
      break;
    }
    case 12: {
      tho_calendar* const office = any(calendars_);
      std::int32_t out = 77;
      outcome told{*this};
      const std::int32_t from = day();
      const tho_status code = which < 128
                                  ? tho_calendar_is_working_day(office, from, small(), &out, told.slot())
                                  : tho_calendar_working_days_between(office, from, day(), small(), &out, told.slot());
      require(told.is(code) || out == 0, "an answer that is left over");
      break;
    }
    case 13: {
      const text written = one_of(std::array{"2024-04-25T09:10:00+07:00", "2024-02-30", "2024-04-25"});
      std::int64_t at = 77;
      outcome told{*this};
      require(told.is(tho_time_parse(written.data, written.size, &at, told.slot())) || at == 0, "a time left over");
      break;
    }
    case 14: {
      tho_pack* const more = any(packs_);
      if (packs_.all.size() < 8 && more != nullptr) {
        tho_pack_retain(more);
        packs_.all.push_back(more);
      }
      break;
    }
    default:
      switch (which / 16 % 6) {
        case 0: tho_pack_release(take(packs_)); break;
        case 1: tho_calendar_release(take(calendars_)); break;
        case 2: tho_limit_release(take(limits_)); break;
        case 3: tho_clock_release(take(clocks_)); break;
        case 4: tho_store_close(take(stores_)); break;
        default: tho_text_release(take(texts_));
      }
  }
  while (texts_.all.size() > 8) tho_text_release(take(texts_));
}

inline void call_sequence::release_all(int which) {
  const auto all = [](auto& from, auto release) {
    for (auto* handle : from.all) release(handle);
    from.all.clear();
  };
  switch (which) {
    case 0: all(packs_, tho_pack_release); break;
    case 1: all(calendars_, tho_calendar_release); break;
    case 2: all(limits_, tho_limit_release); break;
    case 3: all(clocks_, tho_clock_release); break;
    case 4: all(stores_, tho_store_close); break;
    default: all(texts_, tho_text_release);
  }
}
