// A limit as a handle: read against a pack, whose rules it shares.
#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include "src/capi/references.hpp"
#include "src/capi/tho_calendar.hpp"
#include "thoihan/pack/rule_pack.hpp"
#include "thoihan/thoihan.h"

struct tho_limit : thoihan::counted {
  tho_limit(std::shared_ptr<const thoihan::rule_pack> pack, std::string_view text);

  const std::shared_ptr<const thoihan::rule_pack> rules;
  const thoihan::limit_rule rule;
  const std::vector<thoihan::fact_value> facts;
};

namespace thoihan {

// The hours that the caller named, else those of the pack's main calendar.
const std::shared_ptr<const office_calendar>& hours_for(const tho_limit& limit, const tho_calendar* calendar) noexcept;

// Throws the kernel's status of a limit in words.
void check_outcome(status code, const office_calendar& office);

}  // namespace thoihan
