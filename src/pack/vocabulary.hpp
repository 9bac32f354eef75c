// Words that packs share: roles, channels, facts, states and notices of a file under the rules root.
//
//     "channels": { "phone": { "as": "national/words", "cite": "3.1" } }
//
//     text = with_vocabulary(text, source, findings);      // the pack as if it had spelt the words out
//
// A member with `as` has what the member of the same name has in that file's section, and its own keys beside and above that; a key
// that takes the place of a shared one is a note, `overridden`. What the pack then is, and its hash, do not depend on where the
// words stand: it says the same as one that spells them out.
//
// A file of words: { "format": 1, "vocabulary": "national/words", "title": {...}, "roles": {...}, "channels": {...}, "facts": {...},
// "states": {...}, "notices": {...} }; every section may be left out. Where a clause stands is the pack's to say: an entry has
// neither `cite` nor `assume`.
//
// Errors, as findings: `unknown-reference` (no such file), `unknown-name` (no such word there, with the nearest), `wrong-name` (the
// file calls itself otherwise), and what any reading of JSON finds. Thread-safety: pure but for the source. Cost: a copy of the pack,
// where it shares words.
#pragma once

#include <memory>
#include <vector>

#include "src/pack/json_text.hpp"
#include "src/pack/rules_source.hpp"
#include "src/pack/reader.hpp"

namespace thoihan {

// Nothing when a word could not be found: `findings` says which.
std::shared_ptr<const json_text> with_vocabulary(const std::shared_ptr<const json_text>& own, rules_source& source,
                                                 finding_list& findings);

}  // namespace thoihan
