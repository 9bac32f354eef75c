// Where a part of the checker tells what it finds, and the parts that stand in files of their own.
#pragma once

#include <functional>
#include <string>

#include "src/pack/json_text.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

struct pack_places;

struct rule_findings {
  std::function<void(const std::string& code, const json_view& view, const bilingual& text)> error;
  std::function<void(const std::string& code, const json_view& view, const bilingual& text)> gap;
};

// For whom roles act, and who succeeds whom.
void check_bodies(const rule_pack& pack, const pack_places& places, const rule_findings& told);

// What is still to be read of a case that has been erased.
void check_erasing(const rule_pack& pack, const pack_places& places, const rule_findings& told);

// What notices print, and to whom.
void check_notices(const rule_pack& pack, const pack_places& places, const rule_findings& told);

// What counts as what in reports, and what reports are owed.
void check_reports(const rule_pack& pack, const pack_places& places, const rule_findings& told);

// What limits say of each other, and what none of them bounds. False when there was too much to compare: not all is told then.
bool check_limits(const rule_pack& pack, const pack_places& places, const rule_findings& told);

}  // namespace thoihan
