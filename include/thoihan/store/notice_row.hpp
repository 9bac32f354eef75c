// A notice that the host owes somebody, in the outbox until the host says that it went out.
//
//     for (const thoihan::notice_row& notice : s.owed_notices(0, 100)) send(notice);
//     s.write([&](thoihan::store_writer& w) { w.acknowledge_notice(notice.id, now); });
//
// At least once: a notice that was sent and not acknowledged is listed again. It names facts and holds none.
//
// Thread-safety: values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "thoihan/time/instant.hpp"

namespace thoihan {

struct notice_row {
  std::int64_t id = 0;  // given by the store
  std::string case_id;
  std::int32_t event_number = 0;
  std::string notice;
  std::string to;
  std::string channel;
  std::vector<std::string> facts;  // names, never values
  std::optional<instant> acknowledged_at;
  std::int32_t withdrawn_by = 0;  // number of the event that took back what it tells before it went out; 0: none

  bool operator==(const notice_row&) const = default;
};

}  // namespace thoihan
