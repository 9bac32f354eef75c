// What Python holds: calendars, limits and packs as shared, immutable values, so that objects go in any order and cross threads.
//
//     const calendar_handle hours = calendar_of(pack, "");          // the main one
//     hours.office->compiled.add(start, 7200, due);
//
// Each knows the texts that it was made from: by these it is pickled, and made again in another process.
//
// Thread-safety: immutable. Errors: thoihan::error, those of pack/load.hpp; reference for unknown names, with the known ones.
#pragma once

#include <pybind11/pybind11.h>

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "thoihan/guard/fact.hpp"
#include "thoihan/limit/answer.hpp"
#include "thoihan/pack/office_calendar.hpp"
#include "thoihan/pack/rule_pack.hpp"
#include "times.hpp"

namespace thoihan::python {

using shared_pack = std::shared_ptr<const rule_pack>;

struct pack_handle {
  shared_pack rules;
};

struct calendar_handle {
  std::shared_ptr<const office_calendar> office;
  std::shared_ptr<const std::string> texts;  // canonical, of all its files: by reference

  const calendar& compiled() const noexcept { return office->compiled; }
};

struct limit_handle : std::enable_shared_from_this<limit_handle> {
  shared_pack rules;  // whose facts it may name; none for a limit of a calendar alone
  limit_rule rule;
  calendar_handle hours;
  std::vector<fact_value> facts;  // before anybody has said anything
};

// As Python's holder wants it; nobody changes a limit once it is made.
using shared_limit = std::shared_ptr<limit_handle>;

// An answer with what it was made from, so that it can be explained.
struct due_handle {
  limit_answer answer{};
  instant start = 0;
  moment_kind kind = moment_kind::aware;
  const limit_rule* rule = nullptr;
  const office_calendar* office = nullptr;
  const std::vector<fact_value>* facts = nullptr;
  std::shared_ptr<const void> owner;  // of these three
};

// A calendar file by its reference under a rules folder, or from texts that were kept.
calendar_handle open_calendar(const std::string& reference, const std::string& rules);
calendar_handle calendar_of_texts(const std::string& reference, const std::string& texts);
// By its name in the pack or its reference; the main one for "".
calendar_handle calendar_of(const shared_pack& pack, std::string_view name);

// What is said, a mapping or None, over what holds before anybody has said anything.
std::vector<fact_value> read_facts(const rule_pack& pack, const py::object& said);

// The same for a limit, which knows facts only where it is a pack's.
std::vector<fact_value> read_facts(const limit_handle& limit, const py::object& said);

language read_language(std::string_view lang);

void register_calendar(py::module_& module);
void register_limit(py::module_& module);
void register_clock(py::module_& module);
void register_pack(py::module_& module);
void register_store(py::module_& module);
void register_simulation(py::module_& module);
void register_columns(py::module_& module);
void register_arrow(py::module_& module);

}  // namespace thoihan::python
