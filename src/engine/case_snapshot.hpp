// A case as few bytes, so that its next act need not fold all acts before it.
//
//     const std::string bytes = case_snapshot(view);                                  // some 180 bytes for a case of 8 acts
//     if (std::optional<case_view> again = restored_case(pack, "LH-2024-000001", bytes)) next = again->apply(act);
//     else ...                                                                         // fold the acts
//
// A snapshot is a cache of the fold: what is not exactly the snapshot of this case under this pack and these calendars, in this
// format, gives nothing. It is judged, not trusted: whatever the bytes, a view that is given can be asked and acted on.
//
// Bytes: the format's number (1); the first 8 bytes of the hash of the pack, then of the calendars; the body; the CRC-32 of the case's
// id and all before, 4 bytes with the lowest first. The body is a row of numbers, 7 bits a byte, lowest first, the eighth says that more
// follow; signed ones alternate (0, -1, 1, -2, ...); a list has its length before it. Instants are seconds after the opening of the
// case, but for its own and the values of facts. In order:
//   acts; where there were any: state, opening, last act, the event that opened it (number + 1), the case it is a duplicate of
//   facts that are not as the pack's standard: how many lie between the one before and it, present?, value if so
//   events that happened: how many lie between the one before and it, when last
//   pauses that ended: from, seconds; pause rules that are open: how many lie between, and if there are any since when
//   rounds: see `put_round`
// What the pack says (limits, the amount of an extension) is not repeated; a case with rounds that another pack said has no snapshot.
//
// Errors: `restored_case` has none, only nothing; std::bad_alloc. Thread-safety: pure. Cost: linear in the bytes.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "thoihan/engine/case_view.hpp"

namespace thoihan {

// Empty where there can be none.
std::string case_snapshot(const case_view& view);

// The pack must outlive the view.
std::optional<case_view> restored_case(const rule_pack& pack, std::string case_id, std::string_view bytes);

}  // namespace thoihan
