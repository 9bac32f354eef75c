// RFC 3339 read strictly and written one way.
#include "thoihan/time/text.hpp"

#include <doctest/doctest.h>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

using namespace thoihan;
using error = time_text_error;

namespace {

// 2024-04-25 is day 19838; 02:10 UTC is 09:10 in Viet Nam.
constexpr instant ten_past_nine = instant{19838} * 86400 + 2 * 3600 + 600;

constexpr error error_of(std::string_view text) {
  instant out = 0;
  return parse_instant(text, out);
}

static_assert(error_of("2024-04-25T09:10") == error::none);

}  // namespace

TEST_SUITE("text") {
  TEST_CASE("good forms of one instant") {
    for (const std::string_view text :
         {"2024-04-25T09:10", "2024-04-25T09:10:00", "2024-04-25t09:10", "2024-04-25 09:10",
          "2024-04-25T09:10:00+07:00", "2024-04-25T02:10:00Z", "2024-04-25T02:10Z", "2024-04-25t02:10:00z",
          "2024-04-25T02:10:00.000Z", "2024-04-25T09:10:00.0", "2024-04-25T02:10:00+00:00", "2024-04-25T02:10:00-00:00",
          "2024-04-24T19:10:00-07:00", "2024-04-25T14:40:00+12:30", "2024-04-26T02:09:00+23:59",
          "2024-04-24T02:11:00-23:59", "2024-04-25T09:10+07:00"}) {
      instant out = 0;
      CHECK_MESSAGE(parse_instant(text, out) == error::none, text);
      CHECK_MESSAGE(out == ten_past_nine, text);
    }
  }

  TEST_CASE("24:00 is the end of its date") {
    instant midnight = 0;
    instant next = 0;
    CHECK(parse_instant("2024-04-25T24:00", midnight) == error::none);
    CHECK(parse_instant("2024-04-26T00:00", next) == error::none);
    CHECK(midnight == next);
    CHECK(parse_instant("2024-04-25T24:00:00.000+07:00", midnight) == error::none);
    CHECK(midnight == next);
    for (const std::string_view text : {"2024-04-25T24:01", "2024-04-25T24:00:01", "2024-04-25T25:00"}) {
      CHECK_MESSAGE(error_of(text) == error::no_date, text);
    }
  }

  TEST_CASE("not the form") {
    for (const std::string_view text : {"",
                                        "2024",
                                        "2024-04-25",
                                        "2024-04-25T",
                                        "2024-04-25T09",
                                        "2024-04-25T09:1",
                                        "2024-4-25T09:10",
                                        "24-04-25T09:10:00",
                                        "2024-04-25_09:10",
                                        "2024/04/25T09:10",
                                        "2024-04/25T09:10",
                                        "20240425T091000",
                                        "2024-04-25T09.10",
                                        "2024-04-25T0910:00",
                                        "2024-04-25T09:10:",
                                        "2024-04-25T09:10:0",
                                        "2024-04-25T09:10:00.",
                                        "2024-04-25T09:10:00.Z",
                                        "2024-04-25T09:10:00,5",
                                        "2024-04-25T09:10:00+7",
                                        "2024-04-25T09:10:00+07",
                                        "2024-04-25T09:10:00+0700",
                                        "2024-04-25T09:10:00+07:0",
                                        "2024-04-25T09:10:00+07:00x",
                                        "2024-04-25T09:10Zx",
                                        "2024-04-25T09:10 ",
                                        " 2024-04-25T09:10",
                                        "2024-04-25T09:10:00 Z",
                                        "2024-04-25  09:10",
                                        "-024-04-25T09:10",
                                        "+2024-04-25T09:10",
                                        "2024-04-25T-9:10",
                                        "2024-04-25T09:10:-1",
                                        "2024-04-25T09:10:00--7:00",
                                        "2024-04-25T09:10ZZ",
                                        "hôm nay lúc 09:10",
                                        "2024-04-25T09:10:00+07:00+07:00"}) {
      CHECK_MESSAGE(error_of(text) == error::form, text);
    }
  }

  TEST_CASE("dates, times and offsets that do not exist") {
    for (const std::string_view text : {"2024-13-25T09:10", "2024-00-25T09:10", "2024-04-31T09:10", "2023-02-29T09:10",
                                        "2024-04-00T09:10", "2024-04-25T09:60", "2024-04-25T09:10:60",
                                        "2024-04-25T99:10", "2024-04-25T09:10:00+24:00", "2024-04-25T09:10:00+07:60"}) {
      CHECK_MESSAGE(error_of(text) == error::no_date, text);
    }
  }

  TEST_CASE("a fraction of a second other than zero") {
    for (const std::string_view text :
         {"2024-04-25T09:10:00.5", "2024-04-25T09:10:00.500Z", "2024-04-25T09:10:59.0000001+07:00"}) {
      CHECK_MESSAGE(error_of(text) == error::fraction, text);
    }
  }

  TEST_CASE("outside the supported dates") {
    for (const std::string_view text : {"1989-12-31T23:59:59", "2100-01-01T00:00:01", "0000-01-01T00:00",
                                        "9999-12-31T23:59", "1990-01-01T00:00:00+08:00", "2099-12-31T24:00:00Z"}) {
      CHECK_MESSAGE(error_of(text) == error::range, text);
    }
    instant out = 0;
    CHECK(parse_instant("1990-01-01T00:00", out) == error::none);
    CHECK(out == first_supported_instant);
    CHECK(parse_instant("2099-12-31T24:00", out) == error::none);
    CHECK(out == last_supported_instant);
    CHECK(parse_instant("2100-01-01T00:00:00", out) == error::none);  // the same instant, as RFC 3339 has to write it
    CHECK(out == last_supported_instant);
  }

  // The supported dates are those of the calendar's zone, whatever offset the text is written in.
  TEST_CASE("a supported instant may bear an unsupported date in another zone") {
    instant out = 0;
    CHECK(parse_instant("1989-12-31T20:00:00Z", out) == error::none);  // 03:00 of 1990-01-01 in Viet Nam
    CHECK(out == first_supported_instant + 3 * 3600);
    CHECK(parse_instant("2100-01-01T05:00:00+14:00", out) == error::none);  // 22:00 of 2099-12-31
    CHECK(out == last_supported_instant - 2 * 3600);
  }

  TEST_CASE("an error leaves the output alone") {
    instant t = 77;
    CHECK(parse_instant("2024-04-25T09:10:00.5", t) != error::none);
    CHECK(parse_instant("2024-04-25T09:10:00x", t) != error::none);
    CHECK(t == 77);
    day_number day = 77;
    CHECK(parse_date("2024-04-31", day) == error::no_date);
    CHECK(day == 77);
    std::int32_t second = 77;
    CHECK(parse_time_of_day("07:60", second) == error::no_date);
    CHECK(second == 77);
  }

  TEST_CASE("every text one character away from a good one is refused or means another instant") {
    const std::string good = "2024-04-25T09:10:00+07:00";
    int accepted = 0;
    for (std::size_t at = 0; at < good.size(); ++at) {
      for (int character = 0; character < 256; ++character) {
        std::string text = good;
        text[at] = static_cast<char>(character);
        instant out = 0;
        if (parse_instant(text, out) != error::none) continue;
        ++accepted;
        const bool digit = good[at] >= '0' && good[at] <= '9';
        const bool other_sign = good[at] == '+' && character == '-';
        const bool separator = good[at] == 'T' && (character == 'T' || character == 't' || character == ' ');
        const bool means_the_same = out == ten_past_nine;
        CHECK_MESSAGE((text == good || separator ? means_the_same : (digit || other_sign) && !means_the_same), text);
      }
    }
    CHECK(accepted > 50);
  }

  TEST_CASE("dates") {
    day_number day = 0;
    CHECK(parse_date("2024-04-25", day) == error::none);
    CHECK(day == 19838);
    for (const std::string_view text :
         {"", "2024-04-2", "2024-04-255", "2024-04-25T", "2024-4-025", "a024-04-25", "2024+04-25"}) {
      CHECK_MESSAGE(parse_date(text, day) == error::form, text);
    }
    CHECK(parse_date("1989-12-31", day) == error::range);
    CHECK(parse_date("2100-01-01", day) == error::range);
  }

  TEST_CASE("times of day") {
    for (const auto& row : {std::pair{"00:00", 0},
                            {"07:30", 27000},
                            {"07:30:15", 27015},
                            {"23:59:59", 86399},
                            {"24:00", 86400},
                            {"30:00", 108000},
                            {"47:59:59", 172799},
                            {"48:00", 172800}}) {
      const std::string_view text = row.first;
      std::int32_t out = -1;
      CHECK_MESSAGE(parse_time_of_day(text, out) == error::none, text);
      CHECK_MESSAGE(out == row.second, text);
    }
    std::int32_t out = 0;
    for (const std::string_view text :
         {"", "7:30", "07:3", "07.30", "07:30:", "07:30:1", "07:30:15 ", "07:30.15", "0730", "07:30Z"}) {
      CHECK_MESSAGE(parse_time_of_day(text, out) == error::form, text);
    }
    for (const std::string_view text : {"07:60", "07:30:60", "48:00:01", "48:01", "99:00"}) {
      CHECK_MESSAGE(parse_time_of_day(text, out) == error::no_date, text);
    }
  }

  TEST_CASE("written one way, and read back") {
    CHECK(std::string{format_instant(ten_past_nine).data()} == "2024-04-25T09:10:00+07:00");
    CHECK(std::string{format_date(19838).data()} == "2024-04-25");
    CHECK(std::string{format_time_of_day(27000).data()} == "07:30");
    CHECK(std::string{format_time_of_day(108000).data()} == "30:00");
    CHECK(std::string{format_date(days_from_civil(1, 2, 3)).data()} == "0001-02-03");
    int wrong = 0;
    for (day_number day = first_supported_day; day <= last_supported_day; ++day) {
      day_number same = 0;
      wrong += parse_date(format_date(day).data(), same) == error::none && same == day ? 0 : 1;
      const instant t = instant_at(day, static_cast<std::int32_t>((day * 7919LL) % 86400));
      instant same_instant = 0;
      wrong += parse_instant(format_instant(t).data(), same_instant) == error::none && same_instant == t ? 0 : 1;
    }
    CHECK(wrong == 0);
  }
}
