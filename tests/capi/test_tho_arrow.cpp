// The Arrow C data interface: what other libraries hand over, what they get, and who releases what.
#include <doctest/doctest.h>

#include <cstring>
#include <string>
#include <vector>

#include "tests/capi/arrow_column.hpp"
#include "tests/capi/handles.hpp"

namespace {

struct answer {
  answer() {
    std::memset(&schema, 0x55, sizeof schema);
    std::memset(&array, 0x55, sizeof array);
  }
  answer(const answer&) = delete;
  answer& operator=(const answer&) = delete;
  ~answer() {
    if (schema.release != nullptr) schema.release(&schema);
    if (array.release != nullptr) array.release(&array);
  }

  template <class Value>
  Value value(std::size_t column, std::size_t row) const {
    return static_cast<const Value*>(array.children[column]->buffers[1])[row];
  }
  bool is_null(std::size_t column, std::size_t row) const {
    const auto* bits = static_cast<const unsigned char*>(array.children[column]->buffers[0]);
    return bits != nullptr && (bits[row / 8] >> row % 8 & 1) == 0;
  }
  // "2024-05-06 0", "null -40", "null null"
  std::string row(std::size_t number) const {
    std::string out = is_null(0, number) ? "null" : written_day(value<int32_t>(2, number));
    for (const std::size_t column : {1U, 2U, 3U}) CHECK(is_null(column, number) == is_null(0, number));
    return out + " " + (is_null(4, number) ? "null" : std::to_string(value<int32_t>(4, number)));
  }

  ArrowSchema schema;
  ArrowArray array;
};

struct office : lac_hong {
  office() { ok(tho_limit_parse(pack, "5 working days", THO_NTS, limit.out(), nullptr)); }
  void evaluate(const arrow_column& starts, answer& out) const {
    done([&](tho_error** err) {
      return tho_arrow_limit_evaluate(limit, nullptr, &starts.schema, &starts.array, &out.schema, &out.array, err);
    });
    CHECK(starts.released == 0);
  }
  limit_handle limit;
};

}  // namespace

TEST_SUITE("tho: arrow") {
  TEST_CASE("a column of seconds: dues, nulls, failures, and the type") {
    const office o;
    // 25 April 2024 09:10 in Viet Nam; 26 April; 1970; 2 May 2026, which the calendar does not know.
    const int64_t first = at("2024-04-25T09:10");
    const arrow_column starts{
        "tss:UTC", {first, first + 86400, 0, 77, at("2026-05-02T09:00"), first}, {true, true, true, false, true, true}};
    answer out;
    o.evaluate(starts, out);
    CHECK(std::string{out.schema.format} == "+s");
    REQUIRE(out.schema.n_children == 5);
    std::string types;
    for (int64_t i = 0; i < 5; ++i) {
      types += std::string{out.schema.children[i]->name} + " " + out.schema.children[i]->format + ", ";
      CHECK(out.schema.children[i]->flags == ARROW_FLAG_NULLABLE);
    }
    CHECK(types == "due tss:UTC, late_from tss:UTC, due_day tdD, flags I, status i, ");
    CHECK(out.array.length == 6);
    CHECK(out.array.n_buffers == 1);
    CHECK(out.array.buffers[0] == nullptr);
    CHECK(out.array.null_count == 0);
    CHECK(out.array.offset == 0);
    REQUIRE(out.array.n_children == 5);
    CHECK(out.array.children[0]->null_count == 3);
    CHECK(out.array.children[3]->null_count == 3);
    CHECK(out.array.children[4]->null_count == 1);
    CHECK(out.row(0) == "2024-05-06 0");
    CHECK(out.row(1) == "2024-05-07 0");
    CHECK(out.row(2) == "null -3");
    CHECK(out.row(3) == "null null");
    CHECK(out.row(4) == "null -40");
    CHECK(out.row(5) == "2024-05-06 0");
    // 24:00 of 6 May.
    CHECK(written(out.value<int64_t>(0, 0)) == "2024-05-07T00:00:00+07:00");
    CHECK(out.value<int64_t>(1, 0) == out.value<int64_t>(0, 0));
    CHECK(out.value<uint32_t>(3, 0) == THO_DEADLINE_DAY_END);
    // Without nulls and failures no bitmap.
    const arrow_column good{"l", {first}};
    answer plain;
    o.evaluate(good, plain);
    CHECK(plain.array.children[0]->buffers[0] == nullptr);
    CHECK(plain.array.children[4]->buffers[0] == nullptr);
    CHECK(plain.row(0) == "2024-05-06 0");
  }

  TEST_CASE("units, zones and wall clocks") {
    const office o;
    // Friday 26 April 2024 00:00:00 in Viet Nam is 25 April 17:00 UTC: the zone decides the date of receipt.
    const int64_t midnight = at("2024-04-26T00:00");
    struct one {
      const char* type;
      int64_t number;
      const char* row;
    };
    const one cases[] = {
        {"l", midnight, "2024-05-07 0"},
        {"tss:UTC", midnight - 1, "2024-05-06 0"},
        {"tss:Asia/Ho_Chi_Minh", midnight, "2024-05-07 0"},
        {"tsm:+07:00", midnight * 1000, "2024-05-07 0"},
        {"tsu:UTC", midnight * 1000000, "2024-05-07 0"},
        {"tsn:UTC", midnight * 1000000000, "2024-05-07 0"},
        {"tsm:UTC", midnight * 1000 + 1, "null -1"},
        {"tsn:UTC", midnight * 1000000000 - 1, "null -1"},
        // Without a zone: 26 April 00:00 on a wall clock in Viet Nam, written as if it were UTC.
        {"tss:", midnight + 7 * 3600, "2024-05-07 0"},
        {"tss:", midnight + 7 * 3600 - 1, "2024-05-06 0"},
        {"tsu:", (midnight + 7 * 3600) * 1000000, "2024-05-07 0"},
        {"tss:", INT64_MIN, "null -3"},
        {"tsn:", INT64_MIN, "null -1"},
        {"tss:UTC", INT64_MAX, "null -3"},
    };
    for (const one& each : cases) {
      CAPTURE(std::string{each.type});
      CAPTURE(each.number);
      answer out;
      o.evaluate(arrow_column{each.type, {each.number}}, out);
      CHECK(out.row(0) == each.row);
    }
  }

  TEST_CASE("from the offset on, over many rows and with nulls anywhere") {
    const office o;
    const int64_t first = at("2024-03-04T09:00");
    for (const char* type : {"tss:UTC", "tsm:UTC"}) {
      for (const std::size_t offset : {0U, 1U, 7U, 8U, 13U, 64U}) {
        for (const std::size_t rows : {0U, 1U, 63U, 64U, 65U, 200U}) {
          std::vector<int64_t> times;
          std::vector<bool> valid;
          for (std::size_t row = 0; row < rows; ++row) {
            times.push_back((first + static_cast<int64_t>(row) * 3600) * (type[2] == 'm' ? 1000 : 1));
            valid.push_back(row % 5 != 2);
          }
          const arrow_column starts{type, times, valid, offset};
          answer out;
          o.evaluate(starts, out);
          CHECK(out.array.length == static_cast<int64_t>(rows));
          for (std::size_t row = 0; row < rows; ++row) {
            REQUIRE(out.is_null(0, row) == (row % 5 == 2));
            if (row % 5 == 2) continue;
            tho_deadline due = THO_DEADLINE_INIT;
            ok(tho_limit_evaluate(o.limit, nullptr, first + static_cast<int64_t>(row) * 3600, &due, nullptr));
            REQUIRE(out.value<int64_t>(0, row) == due.due);
            REQUIRE(out.value<int64_t>(1, row) == due.late_from);
            REQUIRE(out.value<int32_t>(2, row) == due.due_day);
            REQUIRE(out.value<uint32_t>(3, row) == due.flags);
          }
        }
      }
    }
  }

  TEST_CASE("numbers at an address that is no multiple of eight") {
    const office o;
    const int64_t time = at("2024-04-25T09:10");
    std::vector<char> bytes(sizeof time + 4);
    std::memcpy(bytes.data() + 4, &time, sizeof time);
    arrow_column starts{"tss:UTC", {0}};
    starts.buffers[1] = bytes.data() + 4;
    answer out;
    o.evaluate(starts, out);
    CHECK(out.row(0) == "2024-05-06 0");
  }

  TEST_CASE("a child that is moved out outlives the rest") {
    const office o;
    const arrow_column starts{"tss:UTC", {at("2024-04-25T09:10"), 0}};
    ArrowArray due_day{};
    ArrowSchema type{};
    {
      answer out;
      o.evaluate(starts, out);
      due_day = *out.array.children[2];
      out.array.children[2]->release = nullptr;
      type = *out.schema.children[2];
      out.schema.children[2]->release = nullptr;
      out.array.release(&out.array);
      CHECK((out.array.release == nullptr));
      out.schema.release(&out.schema);
      CHECK((out.schema.release == nullptr));
    }
    CHECK(std::string{type.format} == "tdD");
    CHECK(written_day(static_cast<const int32_t*>(due_day.buffers[1])[0]) == "2024-05-06");
    CHECK(due_day.null_count == 1);
    due_day.release(&due_day);
    CHECK((due_day.release == nullptr));
    type.release(&type);
    CHECK((type.release == nullptr));
  }

  TEST_CASE("what is no column of times is refused, nothing is released and nothing is given out") {
    const office o;
    const auto refused = [&](const arrow_column& starts) {
      const failure f = failed([&](tho_error** err) {
        answer out;
        const tho_status code =
            tho_arrow_limit_evaluate(o.limit, nullptr, &starts.schema, &starts.array, &out.schema, &out.array, err);
        CHECK((out.schema.release == nullptr));
        CHECK((out.array.release == nullptr));
        CHECK(out.array.children == nullptr);
        return code;
      });
      CHECK(starts.released == 0);
      CHECK(f.details.size() == 1);
      return std::to_string(f.code) + " " + f.details.at(0);
    };
    for (const char* type : {"i", "g", "u", "+s", "tdD", "tts", "ts", "tss", "tsx:UTC", "tss-UTC", "", "ll"}) {
      CAPTURE(std::string{type});
      CHECK(refused(arrow_column{type, {0}}) == "-5 starts_schema");
    }
    const auto bad = [&](auto change) {
      arrow_column starts{"tss:UTC", {0}};
      change(starts);
      return refused(starts);
    };
    CHECK(bad([](auto& s) { s.schema.release = nullptr; }) == "-1 starts_schema");
    CHECK(bad([](auto& s) { s.schema.format = nullptr; }) == "-1 starts_schema");
    CHECK(bad([](auto& s) { s.schema.format = "tss:\xff"; }) == "-2 starts_schema");
    CHECK(bad([](auto& s) { s.array.release = nullptr; }) == "-1 starts");
    CHECK(bad([](auto& s) { s.array.length = -1; }) == "-1 starts");
    CHECK(bad([](auto& s) { s.array.offset = -1; }) == "-1 starts");
    CHECK(bad([](auto& s) { s.array.offset = INT64_MAX; }) == "-1 starts");
    CHECK(bad([](auto& s) { s.array.null_count = -2; }) == "-1 starts");
    CHECK(bad([](auto& s) { s.array.null_count = 1; }) == "-1 starts");
    CHECK(bad([](auto& s) { s.array.n_buffers = 1; }) == "-1 starts");
    CHECK(bad([](auto& s) { s.array.n_children = 1; }) == "-1 starts");
    CHECK(bad([](auto& s) { s.array.dictionary = &s.array; }) == "-1 starts");
    CHECK(bad([](auto& s) { s.array.buffers = nullptr; }) == "-1 starts");
    CHECK(bad([](auto& s) { s.buffers[1] = nullptr; }) == "-1 starts");
  }
}
