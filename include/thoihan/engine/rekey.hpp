// Another key of the host's for the keys of all cases.
//
//     std::int64_t done = thoihan::rekey(s, old_key, new_key, [](std::int64_t cases) { return true; });
//
// The keys of the cases are wrapped anew; the sealed texts stay as they are. In pieces of a thousand cases, each all or nothing:
// after an interruption the same call goes on where it was, and until it is done both keys are needed. The wrappings under the
// old key are overwritten, also in the log beside the file; backups keep them.
//
// `progress`: how many are done; its false ends the work after a piece.
//
// Errors: `conflict` for two keys with one id, `key` where the old key does not open a case's; those of the store.
// Threads: as the store.
#pragma once

#include <cstdint>
#include <functional>

#include "thoihan/store/host_key.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {

std::int64_t rekey(store& events, const host_key& from, const host_key& to,
                   const std::function<bool(std::int64_t)>& progress);

}  // namespace thoihan
