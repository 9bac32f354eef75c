// libsodium, made ready before it is used: every function that calls it calls this first.
//
//     require_sodium();
//     randombytes_buf(bytes.data(), bytes.size());
//
// Errors: thoihan::error with status unsupported where the system gives no random numbers.
// Thread-safety: any number of threads may come first at once. Cost: the first call opens the source of random numbers.
#pragma once

namespace thoihan {

void require_sodium();

}  // namespace thoihan
