// Sessions of one date, and the words for the kinds of a date.
#include "thoihan/calendar/session.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string_view>

#include "thoihan/calendar/day_kind.hpp"

using namespace thoihan;

TEST_SUITE("session") {
  TEST_CASE("opens on its date, closes after that, at most at 48:00") {
    CHECK(is_session({0, 1}));
    CHECK(is_session({0, 86400}));
    CHECK(is_session({86399, 172800}));
    CHECK(is_session({79200, 108000}));
    CHECK_FALSE(is_session({-1, 1}));
    CHECK_FALSE(is_session({86400, 86401}));
    CHECK_FALSE(is_session({27000, 27000}));
    CHECK_FALSE(is_session({27001, 27000}));
    CHECK_FALSE(is_session({86399, 172801}));
  }

  TEST_CASE("only the sessions that are there are told") {
    day_sessions date;
    CHECK(date.all().empty());
    date.list[0] = {27000, 41400};
    date.count = 1;
    REQUIRE(date.all().size() == 1);
    CHECK(date.all()[0] == session{27000, 41400});
    CHECK_FALSE(date == day_sessions{});
  }

  TEST_CASE("every kind of date has a word of its own, and nothing else has") {
    std::set<std::string_view> words;
    for (int kind = 0; kind <= static_cast<int>(day_kind::closed); ++kind) {
      CHECK(words.insert(day_kind_name(static_cast<day_kind>(kind))).second);
    }
    CHECK(words == std::set<std::string_view>{"working", "weekend", "holiday", "compensatory", "swapped_off",
                                              "swapped_to_work", "closed"});
    CHECK(day_kind_name(static_cast<day_kind>(7)) == "unknown");
  }
}
