// Text that the library made, as a handle.
#pragma once

#include <string>

#include "src/capi/references.hpp"
#include "thoihan/thoihan.h"

struct tho_text : thoihan::counted {
  explicit tho_text(std::string text) : value(std::move(text)) {}
  const std::string value;
};
