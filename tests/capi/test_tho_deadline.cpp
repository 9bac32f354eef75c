// The struct that may grow: every size that a caller can state, and what is written for it.
#include <doctest/doctest.h>

#include <cstring>
#include <functional>
#include <string>
#include <vector>

#include "tests/capi/handles.hpp"

namespace {

// Room for the struct of any version, with leftovers in and behind it.
struct room {
  explicit room(uint32_t size) {
    std::memset(bytes, 0xA5, sizeof bytes);
    std::memcpy(bytes, &size, sizeof size);
  }
  tho_deadline* deadline() { return reinterpret_cast<tho_deadline*>(bytes); }
  bool is_zero(std::size_t from, std::size_t until) const { return all_are(from, until, 0); }
  bool is_leftover(std::size_t from, std::size_t until) const { return all_are(from, until, 0xA5); }

  alignas(8) unsigned char bytes[512];

 private:
  bool all_are(std::size_t from, std::size_t until, unsigned char value) const {
    for (std::size_t i = from; i < until; ++i) {
      if (bytes[i] != value) return false;
    }
    return true;
  }
};

bool is_possible(uint32_t size) { return size >= 32 && size <= 128 && size % 8 == 0; }

}  // namespace

TEST_SUITE("tho: deadline") {
  TEST_CASE("every size from 0 to 256, and absurd ones") {
    const lac_hong rules;
    limit_handle limit;
    ok(tho_limit_parse(rules.pack, "5 working days", THO_NTS, limit.out(), nullptr));
    const int64_t start = at("2024-04-25T09:10");
    const std::vector<std::function<tho_status(tho_deadline*, tho_error**)>> writers = {
        [&](tho_deadline* out, tho_error** err) { return tho_limit_evaluate(limit, nullptr, start, out, err); },
        [&](tho_deadline* out, tho_error** err) {
          return tho_duty_evaluate(rules.pack, "handle", THO_NTS, nullptr, 0, start, out, err);
        },
    };
    std::vector<uint32_t> sizes;
    for (uint32_t size = 0; size <= 256; ++size) sizes.push_back(size);
    for (const uint32_t size : {1U << 16U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFF8U, 0xFFFFFFFFU}) sizes.push_back(size);
    for (const uint32_t size : sizes) {
      CAPTURE(size);
      for (const auto& write : writers) {
        room r{size};
        error_handle err;
        const tho_status code = write(r.deadline(), err.out());
        if (is_possible(size)) {
          CHECK(code == THO_OK);
          CHECK(r.deadline()->struct_size == size);
          CHECK(r.deadline()->flags == THO_DEADLINE_DAY_END);
          CHECK(r.deadline()->due == at("2024-05-07T00:00"));
          CHECK(r.deadline()->late_from == at("2024-05-07T00:00"));
          CHECK(r.deadline()->due_day == day("2024-05-06"));
          CHECK(r.deadline()->reserved0 == 0);
          CHECK(r.is_zero(32, size));
          CHECK(r.is_leftover(size, sizeof r.bytes));
        } else {
          CHECK(code == THO_E_STRUCT_SIZE);
          CHECK(told(err.get()).details == std::vector<std::string>{"out"});
          CHECK(r.deadline()->struct_size == size);
          CHECK_MESSAGE(r.is_leftover(4, sizeof r.bytes), "nothing is written where the size is a riddle");
        }
      }
      room r{0};
      const tho_status code = tho_deadline_init(r.deadline(), size, nullptr);
      CHECK(code == (is_possible(size) ? THO_OK : THO_E_STRUCT_SIZE));
      if (code == THO_OK) {
        CHECK(r.deadline()->struct_size == size);
        CHECK(r.is_zero(4, size));
        CHECK(r.is_leftover(size, sizeof r.bytes));
      } else {
        CHECK(r.is_zero(0, 4));
        CHECK(r.is_leftover(4, sizeof r.bytes));
      }
    }
  }

  TEST_CASE("a failure leaves zeros behind struct_size, a larger one's too") {
    const lac_hong rules;
    for (const uint32_t size : {32U, 64U, 128U}) {
      room r{size};
      CHECK(tho_duty_evaluate(rules.pack, "no such duty", THO_NTS, nullptr, 0, at("2024-04-25T09:10"), r.deadline(),
                              nullptr) == THO_E_REFERENCE);
      CHECK(r.deadline()->struct_size == size);
      CHECK(r.is_zero(4, size));
      CHECK(r.is_leftover(size, sizeof r.bytes));
    }
  }
}
