// Amounts as a rule author writes them.
#include "thoihan/limit/unit.hpp"

#include <doctest/doctest.h>

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

using namespace thoihan;
using error = amount_error;

namespace {

constexpr amount read(std::string_view text) {
  amount out{-1, unit::year};
  return parse_amount(text, out) == error::none ? out : amount{-1, unit::year};
}

constexpr error error_of(std::string_view text) {
  amount out{};
  return parse_amount(text, out);
}

static_assert(read("5 working days") == amount{5, unit::working_day});

}  // namespace

TEST_SUITE("amount") {
  TEST_CASE("every unit, singular and plural") {
    for (const auto& [word, in] : {std::pair{"minute", unit::minute},
                                   {"hour", unit::hour},
                                   {"working minute", unit::working_minute},
                                   {"working hour", unit::working_hour},
                                   {"day", unit::day},
                                   {"working day", unit::working_day},
                                   {"week", unit::week},
                                   {"month", unit::month},
                                   {"year", unit::year}}) {
      CHECK(read("1 " + std::string{word}) == amount{1, in});
      CHECK(read("24 " + std::string{word} + "s") == amount{24, in});
      CHECK(unit_name(in) == word);
    }
    CHECK(read("now") == amount{0, unit::now});
    CHECK(read("007 days") == amount{7, unit::day});
  }

  TEST_CASE("from 1 to 1,000,000") {
    CHECK(read("1 day") == amount{1, unit::day});
    CHECK(read("1000000 days") == amount{1000000, unit::day});
    CHECK(error_of("1000001 days") == error::too_big);
    CHECK(error_of("99999999999999999999999999999999 days") == error::too_big);
    CHECK(error_of("0 days") == error::zero);
    CHECK(error_of("000 working hours") == error::zero);
  }

  TEST_CASE("signs and fractions have their own errors") {
    for (const std::string_view text : {"-5 days", "+5 days", "-0 days", "-", "+ 5 days"})
      CHECK_MESSAGE(error_of(text) == error::sign, text);
    for (const std::string_view text : {"1.5 days", "1,5 days", "1/2 day", "0.5 hours", "5. days"}) {
      CHECK_MESSAGE(error_of(text) == error::fraction, text);
    }
  }

  TEST_CASE("not an amount") {
    for (const std::string_view text :
         {"", "5", "days", "five days", " 5 days", "5days", "5\tdays", "½ day", "0x5 days", "5e1 days"}) {
      CHECK_MESSAGE(error_of(text) == error::form, text);
    }
    for (const std::string_view text :
         {"5 ", "5  days", "5 Days", "5 DAYS", "5 days ", "5 dayss", "5 workingdays", "5 working  days", "5 now",
          "5 next session", "5 seconds", "5 ngày", "5 s", "5 working", "5 day days"}) {
      CHECK_MESSAGE(error_of(text) == error::unknown_unit, text);
    }
    CHECK(error_of("Now") == error::form);
    CHECK(error_of("now ") == error::form);
  }

  TEST_CASE("an error leaves the output alone") {
    amount out{77, unit::week};
    for (const std::string_view text : {"", "0 days", "-5 days", "1.5 days", "5 moons", "1000001 days", "5"}) {
      CHECK(parse_amount(text, out) != error::none);
      CHECK(out == amount{77, unit::week});
    }
  }

  TEST_CASE("what kind of unit it is") {
    int kinds[4] = {};
    for (int i = 0; i < 11; ++i) {
      const auto in = static_cast<unit>(i);
      kinds[0] += is_clock_unit(in) ? 1 : 0;
      kinds[1] += is_working_time_unit(in) ? 1 : 0;
      kinds[2] += is_calendar_unit(in) ? 1 : 0;
      kinds[3] += is_day_unit(in) ? 1 : 0;
      CHECK((unit_seconds(in) != 0) == (is_clock_unit(in) || is_working_time_unit(in)));
    }
    CHECK(kinds[0] == 2);
    CHECK(kinds[1] == 2);
    CHECK(kinds[2] == 4);
    CHECK(kinds[3] == 5);
    CHECK(unit_seconds(unit::working_hour) == 3600);
    CHECK(unit_seconds(unit::minute) == 60);
  }
}
