// One report has several contents: a part of it becomes a case of its own.
//
//     // on LH-1: {"case": "LH-1", "key": "k9", "at": "2024-04-26T08:00", "split": "LH-9", "by": {"role": "operator"},
//     //           "facts": {"field": "water", "content": "..."}}
//     thoihan::command opening = thoihan::opening_of_split(parent, split);
//     // case LH-9, by the event that opened LH-1, at the time when LH-1 was received, recorded when it was split
//
// The new case was received when the whole report was, so that the citizen's clock is not reset: its dues count from there, and some may
// be over when it is split. It opens with the public facts that the parent has now and the opening takes, but for texts, and with the
// facts of the split, which go before. Texts are given with the split: their words are not the engine's to copy, and what
// the person said of the other content is not said of this one.
//
// Under the parent's pack, by the role and authority of the split. `split_from` names the parent; the opening is dated back as far as
// the parent's receipt, however far the pack lets a receipt be dated back.
//
// Errors: those of `apply` and `resolve_act` when the opening is applied. Thread-safety: pure.
#pragma once

#include "thoihan/engine/case_view.hpp"
#include "thoihan/engine/command.hpp"

namespace thoihan {

command opening_of_split(const case_view& parent, const command& split);

}  // namespace thoihan
