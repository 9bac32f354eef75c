#include "src/store/sodium.hpp"

#include <sodium.h>

#include "src/pack/say.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

void require_sodium() {
  static const bool ready = sodium_init() >= 0;
  if (ready) return;
  throw error(status::unsupported,
              say("hệ thống không cho số ngẫu nhiên, nên không thể mã hóa: hãy kiểm tra getrandom "
                  "và /dev/urandom của máy này",
                  "the system gives no random numbers, so nothing can be encrypted: check getrandom "
                  "and /dev/urandom of this machine"));
}

}  // namespace thoihan
