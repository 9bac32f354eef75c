#include "src/capi/tho_text.hpp"

#include "src/capi/argument.hpp"
#include "src/capi/guard.hpp"

const char* tho_text_data(const tho_text* text, int64_t* size) {
  return thoihan::guarded_value("", [&] {
    thoihan::set(size, text == nullptr ? 0 : text->value.size());
    return text == nullptr ? "" : text->value.c_str();
  });
}

void tho_text_retain(tho_text* text) {
  thoihan::guarded_release([&] { thoihan::retain(text); });
}

void tho_text_release(tho_text* text) {
  thoihan::guarded_release([&] { thoihan::release(text); });
}
