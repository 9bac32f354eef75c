// The answer to "when is this due?", in words or as JSON: of `add` and of `due`.
#pragma once

#include <cstdint>
#include <span>
#include <string>

#include "src/tool/output.hpp"
#include "thoihan/limit/answer.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

struct limit_question {
  const rule_pack& pack;
  std::uint16_t calendar;
  instant from;
  std::span<const fact_value> facts;
  const limit_rule& rule;
  limit_answer answer;
  std::string cite;
};

// `explain`: with the derivation, day by day. `batch`: one answer of many, told with its question.
void tell_limit(output& out, const limit_question& question, bool explain, bool batch);

}  // namespace thoihan
