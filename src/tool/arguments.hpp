// What a user writes on the command line, read: times, dates, numbers, keys, packs, calendars, facts.
//
//     const rule_pack pack = open_pack(out, "lac-hong", rules);     // a folder, a file, or an id under rules/province
//     const instant from = read_time("FROM", "2024-04-25T09:10");
//
// Errors: thoihan::error with what was expected and the nearest known name; a pack with errors tells all of them on standard
// error and throws `told_failure`.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "src/tool/output.hpp"
#include "thoihan/engine/command.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/pack/rule_pack.hpp"
#include "thoihan/store/host_key.hpp"

namespace thoihan {

class tool_command;

// RFC 3339, or local time without an offset. `name`: of the argument, for the message.
instant read_time(std::string_view name, std::string_view text);
// As `read_time`; empty: what the clock of this machine says.
instant read_time_or_now(std::string_view name, std::string_view text);
day_number read_day(std::string_view name, std::string_view text);
std::int64_t read_count(std::string_view name, std::string_view text);
// A year with supported dates.
int read_year(std::string_view name, std::string_view text);

// Where the key of personal texts stands: a file, or a descriptor that is open for reading. Never the key itself, since
// everybody on the machine may read the arguments of a program.
struct key_arguments {
  std::string file;
  std::string descriptor;
};

// Adds --key-file and --key-fd.
void add_key_options(tool_command& command, key_arguments& target);
// Nothing when neither was given. What stands in the arguments is not repeated where it may be a key.
std::optional<host_key> read_key(const key_arguments& args);

// The path of a pack and the root of its rules ("": found from the pack's own place).
struct pack_place {
  std::string path;
  std::string root;
};

// `rules`: the folder of --rules, empty when it was not given: `rules` in this folder or in one above it, else what was
// installed with the program.
pack_place find_pack(const std::string& pack, const std::string& rules);
rule_pack open_pack(output& out, const std::string& pack, const std::string& rules);

// The number of a calendar by the pack's own name for it or by its reference; empty: the main one.
std::uint16_t find_calendar(const rule_pack& pack, const std::string& name);
std::size_t find_duty(const rule_pack& pack, const std::string& id);
// The standard facts of the pack with "K=V" written over them.
std::vector<fact_value> read_facts(const rule_pack& pack, const std::vector<std::string>& written);

}  // namespace thoihan
