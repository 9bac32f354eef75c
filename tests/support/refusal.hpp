// What a call of the shell refuses, as a value.
//
//     CHECK(status_of([&] { store::open(path, store_mode::existing); }) == thoihan::status::io);
//     check_message(refusal_of([&] { store::open(path, store_mode::existing); }), path, "kiểm tra đường dẫn", "check the path");
#pragma once

#include <doctest/doctest.h>

#include <optional>
#include <string>

#include "thoihan/pack/error.hpp"

template <class Work>
std::optional<thoihan::error> refusal_of(const Work& work) {
  try {
    work();
  } catch (const thoihan::error& e) {
    return e;
  }
  return std::nullopt;
}

template <class Work>
thoihan::status status_of(const Work& work) {
  const std::optional<thoihan::error> refusal = refusal_of(work);
  return refusal ? refusal->code() : thoihan::status::ok;
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

// What it is about and the advice, in both languages.
inline void check_message(const std::optional<thoihan::error>& refusal, const std::string& subject,
                          const std::string& vi, const std::string& en) {
  REQUIRE(refusal);
  for (const std::string& part : {subject, vi}) CHECK_MESSAGE(contains(refusal->text().vi, part), refusal->text().vi);
  for (const std::string& part : {subject, en}) CHECK_MESSAGE(contains(refusal->text().en, part), refusal->text().en);
}
