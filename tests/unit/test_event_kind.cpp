#include "thoihan/engine/event_kind.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string_view>

using thoihan::event_kind;

TEST_SUITE("event_kind") {
  TEST_CASE("each kind has a name of its own, by which it is found") {
    std::set<std::string_view> names;
    for (const event_kind kind : thoihan::event_kinds) {
      names.insert(thoihan::event_kind_name(kind));
      CHECK(thoihan::find_event_kind(thoihan::event_kind_name(kind)) == kind);
    }
    // The store's texts: they never change.
    CHECK(names == std::set<std::string_view>{"act", "correct", "withdraw", "link", "split", "migrate", "erase", "recompute"});
    CHECK_FALSE(thoihan::find_event_kind("unknown").has_value());
    CHECK_FALSE(thoihan::find_event_kind("").has_value());
  }
}
