// Names and values in scenario files, resolved against the pack; what is wrong becomes a finding.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "src/pack/reader.hpp"
#include "thoihan/engine/case_view.hpp"
#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

class scenario_values {
 protected:
  scenario_values(const rule_pack& pack, std::vector<finding>& findings);

  void unknown(const bilingual& kind, const std::string& name, const std::vector<std::string>& known,
               const place& where);
  std::optional<std::size_t> named(const json_view& view, const std::vector<std::string>& known, const bilingual& kind);
  // As a command would write it: true, 3, "roads", ["so-y-te"].
  std::optional<fact_input> input_of(const json_view& view);
  std::optional<fact_value> value_of(std::size_t fact, const json_view& view);
  // The facts of an object, each with its number, in the order of their names; and which bodies those name that name several.
  struct given_facts {
    std::vector<std::pair<std::uint16_t, fact_value>> values;
    std::vector<named_bodies> bodies;
  };
  given_facts read_facts(const json_view& view);
  // One value, or an array of them with at least one.
  std::vector<json_view> read_some(const json_view& view);

  const rule_pack& pack_;
  finding_list findings_;
  const std::vector<std::string> facts_;
};

}  // namespace thoihan
