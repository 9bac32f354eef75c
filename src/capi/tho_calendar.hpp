// A calendar as a handle, and its outcomes in words.
#pragma once

#include <memory>

#include "src/capi/references.hpp"
#include "thoihan/pack/office_calendar.hpp"
#include "thoihan/thoihan.h"

struct tho_calendar : thoihan::counted {
  explicit tho_calendar(std::shared_ptr<const thoihan::office_calendar> calendar) : office(std::move(calendar)) {}
  const std::shared_ptr<const thoihan::office_calendar> office;
};

namespace thoihan {

// Says which dates the calendar knows.
[[noreturn]] void throw_horizon(const office_calendar& office);

}  // namespace thoihan
