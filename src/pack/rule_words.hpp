// Rules as they stand in a pack's JSON, in words of both languages.
//
//     const boost::json::object rules = pack_sections(pack);
//     guard_words(rules.at("routing").at(0).at("when")).en;        // "field = roads, level = province"
//     limit_value_words(rules.at("duties").at("handle").at("within").at(0).at("limit")).vi;    // "5 ngày làm việc"
//
// Names of facts, states, roles and events stay as the pack writes them, but where a pack is given. A key or a policy that is not known here stands for
// itself, so that nothing of a rule goes untold.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include <string>
#include <string_view>

#include "thoihan/pack/rule_pack.hpp"

namespace thoihan {

// Everything that a pack's own files say, by section: "duties", "authorities", ...
boost::json::object pack_sections(const rule_pack& pack);

bilingual guard_words(const boost::json::value& guard);
// The same by the labels of the pack's facts and values: "Field = Roads; Level of the authority = Province".
bilingual guard_words(const rule_pack& pack, const boost::json::value& guard);
// The condition of a routing row, by its id.
bilingual routing_words(const boost::json::object& sections, std::string_view row);
bilingual limit_value_words(const boost::json::value& limit);
// What stands under `key`: a guard, a limit, a text, a name or a list of names, a number, yes or no.
bilingual value_words(std::string_view key, const boost::json::value& value);
// The clauses of a basis; where there is none, what it assumes.
std::string clauses_of(const basis& source);
// A text in both languages?
bool is_text_pair(const boost::json::value& value);
// "thời hạn", "limit" for `limit`.
bilingual key_words(std::string_view key);
// What one rule of a section is called: "nghĩa vụ", "duty" for `duties`.
bilingual section_words(std::string_view section);

}  // namespace thoihan
