// From files to a pack.
//
//     thoihan::rule_pack pack = thoihan::load_pack("rules/province/lac-hong");
//
//     thoihan::checked_pack checked = thoihan::check_pack("rules/province/lac-hong");   // for rule authors: no throw
//     if (!checked.pack) ...                                                            // errors; all are in findings
//
// A pack is named by its folder or by its `pack.json`. What it refers to (its authorities, the calendars) is looked for in its
// own folder and, for calendars, under the root: the folder named by the caller, else the nearest folder above that has a
// `national` folder. References never leave these places.
//
// Errors: `load_pack` throws thoihan::error with the first finding's place and text; its details hold one line for each. I/O trouble
// is `io`; more than 4 MB is `too_big`.
// Thread-safety: pure but for reading files. Cost: some milliseconds.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/limit/limit.hpp"
#include "thoihan/pack/finding.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

struct checked_pack {
  std::optional<rule_pack> pack;  // none when there are errors
  std::vector<finding> findings;  // in the order of file, line, column

  bool clean() const noexcept {
    for (const finding& f : findings) {
      if (f.level != severity::note) return false;
    }
    return pack.has_value();
  }
};

// `root` empty: found from the pack's own place.
checked_pack check_pack(const std::string& path, const std::string& root = {});
rule_pack load_pack(const std::string& path, const std::string& root = {});

// The same from the texts that a store keeps: `rule_pack::canonical` and `rule_pack::calendars_canonical`.
rule_pack load_pack_text(std::string_view canonical, std::string_view calendars_canonical);

// A limit as the pack writes it: an amount ("5 working days") or a JSON object with policies, against the pack's facts.
// `place` of the error counts from the limit's own begin.
limit_rule read_limit(const rule_pack& pack, std::string_view text);

}  // namespace thoihan
