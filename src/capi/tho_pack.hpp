// A loaded pack as a handle. What is made from it shares the rules, so that handles may go in any order.
#pragma once

#include <memory>

#include "src/capi/references.hpp"
#include "thoihan/pack/rule_pack.hpp"
#include "thoihan/thoihan.h"

struct tho_pack : thoihan::counted {
  explicit tho_pack(thoihan::rule_pack pack) : rules(std::make_shared<const thoihan::rule_pack>(std::move(pack))) {}
  const std::shared_ptr<const thoihan::rule_pack> rules;
};
