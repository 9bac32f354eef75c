// A notice as it goes out: to whom, on which channels, in which words.
//
//     for (const thoihan::notice_row& row : events.owed_notices(0, 100)) {
//       const thoihan::outgoing_notice notice = thoihan::outgoing_notice_of(cases, row);
//       if (!notice.unreadable.empty()) continue;                      // a text in it is sealed: not to be sent
//       send(notice.to, notice.channels, notice.text.vi);
//       events.write([&](thoihan::store_writer& w) { w.acknowledge_notice(row.id, now); });
//     }
//
// The outbox itself names facts and holds none: the words are put together here, when the host is about to send them, from the
// case as it stood after the act that owes the notice. A later act does not change what an earlier one has to say.
//
// In the place of a text that cannot be read stands "[đã niêm phong]" or "[sealed]" (the host's key was not given), "[không còn]" or
// "[gone]" (it was erased); `unreadable` names these facts.
//
// At least once: whoever stops between sending and acknowledging sends again. `id` never changes and is never used twice,
// so that a receiving system can tell a notice that it has.
//
// Where a notice to the reporter goes (his number, his mailbox) is the host's to know; `channels` says by which ways it may go:
// the channel of receipt where the rule says so, else those that the rule names, of which one is to be chosen.
//
// Errors: thoihan::error: those of `engine` and of notice_text.hpp; reference for a notice that the case's pack does not know.
// Thread-safety: values. Cost: one replay of the case.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "thoihan/engine/case_text.hpp"
#include "thoihan/engine/engine.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {

struct outgoing_notice {
  std::int64_t id = 0;
  std::string case_id;
  std::int32_t event_number = 0;  // of the act that owes it
  std::string notice;
  std::string to;         // a role, or "reporter"
  std::string authority;  // the body that had the case then, where the role acts for one; empty: none
  bilingual recipient;    // the body's name, else the role's label
  std::vector<std::string> channels;
  bilingual text;
  std::vector<std::string> unreadable;  // facts in it whose words are missing
};

// `then`: the case after the act that owes the notice. `texts`: of the whole case.
outgoing_notice make_outgoing_notice(const notice_row& row, const case_view& then, const std::vector<case_text>& texts);

outgoing_notice outgoing_notice_of(engine& cases, const notice_row& row);

// id, case, number, notice, to, authority (null: none), recipient (vi, en), channels, text (vi, en), unreadable.
std::string json_of(const outgoing_notice& notice);

}  // namespace thoihan
