// A calendar file and the holidays that it names, compiled.
#pragma once

#include <boost/json/object.hpp>

#include <memory>
#include <string>

#include "src/pack/rules_source.hpp"
#include "src/pack/reader.hpp"
#include "thoihan/pack/office_calendar.hpp"

namespace thoihan {

// Nothing, and findings, when it is wrong. `asked_from` is the place of the reference; `texts` gathers every file read, by
// reference, as the pack's `calendars_canonical` keeps them.
std::shared_ptr<const office_calendar> load_calendar(const std::string& reference, const json_view& asked_from,
                                                     rules_source& source, finding_list& findings,
                                                     boost::json::object& texts);

}  // namespace thoihan
