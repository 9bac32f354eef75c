// The chain of events: what each one's hash covers, and the fingerprints of its personal facts.
//
//     event.hash = chain_hash(before, event);
//     for (const std::string& line : fingerprint_problems(event)) ...
//
// The hash covers the hash before and every field but the personal texts, whose fingerprints stand in `facts`; the
// serialisation is written down in docs/store_format.md and in the file itself (`meta`).
//
// Thread-safety: pure. Cost: linear.
#pragma once

#include <string>
#include <vector>

#include "thoihan/base/sha256.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {

// `before` of the first event is all zero.
sha256_digest chain_hash(const sha256_digest& before, const stored_event& event) noexcept;

// Personal facts whose fingerprint in `facts` is missing or another one, a line each, in English.
std::vector<std::string> fingerprint_problems(const stored_event& event);

}  // namespace thoihan
