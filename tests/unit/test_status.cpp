// The numbers of the outcomes are the C API's and never change: this table is the promise.
#include "thoihan/base/status.hpp"

#include <doctest/doctest.h>

#include <set>
#include <string_view>
#include <utility>

using thoihan::status;
using thoihan::status_name;

namespace {

constexpr std::pair<int, std::string_view> promised[] = {
    {0, "OK"},           {-1, "INVALID"},     {-2, "UTF8"},        {-3, "RANGE"},
    {-4, "STRUCT_SIZE"}, {-5, "UNSUPPORTED"}, {-6, "REENTRANT"},   {-7, "MISUSE"},
    {-20, "SYNTAX"},     {-21, "SCHEMA"},     {-22, "CONFLICT"},   {-23, "REFERENCE"},
    {-24, "TOO_BIG"},    {-25, "HASH"},       {-40, "HORIZON"},    {-41, "UNEXPECTED_EVENT"},
    {-42, "GUARD"},      {-43, "AUTHORITY"},  {-44, "TIME_ORDER"}, {-45, "AMBIGUOUS"},
    {-46, "EXPIRED"},    {-60, "IO"},         {-61, "CORRUPT"},    {-62, "BUSY"},
    {-63, "STALE"},      {-64, "DUPLICATE"},  {-65, "FORMAT"},     {-66, "READONLY"},
    {-67, "FULL"},       {-68, "KEY"},        {-80, "NOMEM"},      {-81, "CALLBACK"},
    {-82, "INTERNAL"}};

static_assert(static_cast<int>(status::ok) == 0);
static_assert(status_name(status{-9999}) == "UNKNOWN");

}  // namespace

TEST_SUITE("status") {
  TEST_CASE("every number keeps its name, and no other number has one") {
    std::set<int> known;
    std::set<std::string_view> names;
    for (const auto& row : promised) {
      const int number = row.first;
      const std::string_view name = row.second;
      CHECK_MESSAGE(status_name(status{number}) == name, number);
      CHECK_MESSAGE(known.insert(number).second, number);
      CHECK_MESSAGE(names.insert(name).second, name);
    }
    for (int number = -200; number <= 200; ++number) {
      if (known.count(number) == 0) CHECK_MESSAGE(status_name(status{number}) == "UNKNOWN", number);
    }
  }
}
