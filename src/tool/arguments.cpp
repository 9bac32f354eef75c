#include "src/tool/arguments.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <filesystem>
#include <system_error>

#include "src/pack/names.hpp"
#include "src/tool/command_line.hpp"
#include "thoihan/engine/case_view.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void throw_time_error(time_text_error why, std::string_view name, std::string_view text,
                                   const bilingual& form) {
  const bilingual reason = time_words(why, form);
  throw error(status::range, say("{} \"{}\": {}", "{} \"{}\": {}", name, text, reason));
}

// The names in a folder; empty when it cannot be read.
std::vector<std::string> names_in(const fs::path& folder) {
  std::vector<std::string> out;
  std::error_code code;
  fs::directory_iterator entry{folder, code};
  if (code) return out;
  for (; entry != fs::directory_iterator{}; entry.increment(code)) {
    out.push_back(entry->path().filename().string());
    if (code) break;
  }
  return out;
}

// The rules that were installed with this program.
fs::path installed_rules() {
  std::error_code code;
  const fs::path program = fs::read_symlink("/proc/self/exe", code);
  const fs::path rules = (program.parent_path() / THOIHAN_RULES_FROM_PROGRAM).lexically_normal();
  return !code && fs::is_directory(rules / "province", code) ? rules : fs::path{};
}

// The nearest `rules` folder with provinces, from the current folder upwards and named from there; else the installed one.
fs::path find_rules() {
  std::error_code code;
  fs::path way;
  for (fs::path up = fs::current_path(code);; up = up.parent_path(), way /= "..") {
    if (fs::is_directory(up / "rules" / "province", code)) return way / "rules";
    if (up == up.parent_path()) return installed_rules();
  }
}

fact_input written_value(const fact_declaration& fact, const std::string& text) {
  if (fact.type == fact_type::boolean && (text == "true" || text == "false")) return text == "true";
  if (fact.type == fact_type::integer) {
    std::int64_t number = 0;
    const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (code == std::errc{} && end == text.data() + text.size()) return number;
  }
  if (fact.type == fact_type::authorities) {
    std::vector<std::string> names;
    for (std::size_t from = 0; from <= text.size();) {
      const std::size_t comma = std::min(text.find(',', from), text.size());
      names.push_back(text.substr(from, comma - from));
      from = comma + 1;
    }
    return names;
  }
  return text;
}

// A run of so many hexadecimal digits is a key, put where its file should be named; in a path it may be a folder's name.
bool has_key(std::string_view text) {
  if (text.find('/') != std::string_view::npos) return false;
  constexpr std::size_t key_digits = 64;
  std::size_t run = 0;
  for (const char c : text) {
    const bool digit = (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
    run = digit ? run + 1 : 0;
    if (run == key_digits) return true;
  }
  return false;
}

}  // namespace

void add_key_options(tool_command& command, key_arguments& target) {
  command.option("--key-file", "K", target.file,
                 {"Tệp có khóa mở dữ liệu cá nhân (không bao giờ nêu chính khóa)",
                  "The file with the key of personal texts (never the key itself)"});
  command.option("--key-fd", "N", target.descriptor,
                 {"Bộ mô tả tệp đang mở để đọc khóa ấy, như 3", "A descriptor to read that key from, such as 3"});
}

std::optional<host_key> read_key(const key_arguments& args) {
  if (args.file.empty() && args.descriptor.empty()) return std::nullopt;
  if (has_key(args.file) || has_key(args.descriptor)) {
    throw error(
        status::invalid,
        {"--key-file và --key-fd nêu nơi có khóa, không phải chính khóa: mọi người trên máy đọc được đối số; hãy coi "
         "khóa này là đã lộ",
         "--key-file and --key-fd say where the key is, and are not the key: everybody on the machine may read "
         "arguments; take this key for known"});
  }
  if (!args.file.empty() && !args.descriptor.empty()) {
    throw error(status::invalid, {"chỉ nêu một trong --key-file và --key-fd", "give --key-file or --key-fd, not both"});
  }
  if (!args.file.empty()) return read_host_key(args.file);
  int descriptor = 0;
  const char* end = args.descriptor.data() + args.descriptor.size();
  const auto [stop, code] = std::from_chars(args.descriptor.data(), end, descriptor);
  if (code != std::errc{} || stop != end || descriptor < 0) {
    throw error(status::invalid, {"--key-fd: cần số của một bộ mô tả tệp, như 3",
                                  "--key-fd: expected the number of a descriptor, such as 3"});
  }
  return read_host_key(descriptor);
}

instant read_time(std::string_view name, std::string_view text) {
  instant t = 0;
  const time_text_error code = parse_instant(text, t);
  if (code == time_text_error::none) return t;
  throw_time_error(code, name, text,
                   {"cần thời điểm như 2024-04-25T09:10 hoặc 2024-04-25T09:10:00+07:00",
                    "expected a time such as 2024-04-25T09:10 or 2024-04-25T09:10:00+07:00"});
}

instant read_time_or_now(std::string_view name, std::string_view text) {
  if (!text.empty()) return read_time(name, text);
  return std::chrono::duration_cast<std::chrono::seconds>(std::chrono::system_clock::now().time_since_epoch()).count();
}

day_number read_day(std::string_view name, std::string_view text) {
  day_number day = 0;
  const time_text_error code = parse_date(text, day);
  if (code == time_text_error::none) return day;
  throw_time_error(code, name, text, {"cần một ngày như 2024-04-25", "expected a date such as 2024-04-25"});
}

std::int64_t read_count(std::string_view name, std::string_view text) {
  static constexpr std::int64_t most = 1'000'000;
  std::int64_t count = 0;
  const auto [end, code] = std::from_chars(text.data(), text.data() + text.size(), count);
  if (code == std::errc{} && end == text.data() + text.size() && count >= 1 && count <= most) return count;
  throw error(status::range, say("{} \"{}\": cần một số nguyên từ 1 đến {}",
                                 "{} \"{}\": expected a whole number from 1 to {}", name, text, most));
}

int read_year(std::string_view name, std::string_view text) {
  const std::int64_t year = read_count(name, text);
  const int first = civil_from_days(first_supported_day).year;
  const int last = civil_from_days(last_supported_day).year;
  if (year >= first && year <= last) return static_cast<int>(year);
  throw error(status::range,
              say("{} {}: cần một năm từ {} đến {}", "{} {}: expected a year from {} to {}", name, year, first, last));
}

pack_place find_pack(const std::string& pack, const std::string& rules) {
  std::error_code code;
  if (!rules.empty() && !fs::is_directory(rules, code)) {
    throw error(status::io, say("--rules {}: không có thư mục này", "--rules {}: there is no such folder", rules));
  }
  if (fs::exists(pack, code)) return {pack, rules};
  const fs::path root = rules.empty() ? find_rules() : fs::path{rules};
  const fs::path province = root / "province" / pack;
  const bool is_id = !pack.empty() && pack.find('/') == std::string::npos && pack != "." && pack != "..";
  if (is_id && !root.empty() && fs::is_directory(province, code)) return {province.string(), rules};
  std::vector<std::string> known = is_id && !root.empty() ? names_in(root / "province") : std::vector<std::string>{};
  if (!is_id) {
    for (const std::string& name : names_in(fs::path{pack}.parent_path()))
      known.push_back((fs::path{pack}.parent_path() / name).string());
  }
  const bilingual near = nearest_name(pack, known);
  const std::string where = root.empty() ? std::string{"rules/province"} : (root / "province").string();
  throw error(status::reference,
              say("không có gói quy tắc \"{}\": không phải thư mục, tệp hay mã trong {}{}",
                  "there is no rule pack \"{}\": no folder, no file, and no id in {}{}", pack, where, near));
}

rule_pack open_pack(output& out, const std::string& pack, const std::string& rules) {
  const pack_place place = find_pack(pack, rules);
  checked_pack checked = check_pack(place.path, place.root);
  if (checked.pack) return std::move(*checked.pack);
  int errors = 0;
  for (const finding& f : checked.findings) {
    if (f.level != severity::error) continue;
    ++errors;
    out.problem(f.where, f.text);
  }
  out.note(say("{}: gói quy tắc có {} lỗi, không dùng được", "{}: the rule pack has errors ({}) and cannot be used",
               place.path, errors));
  throw told_failure{exit_wrong};
}

std::uint16_t find_calendar(const rule_pack& pack, const std::string& name) {
  if (name.empty()) return pack.main_calendar_number;
  std::vector<std::string> known;
  for (std::size_t i = 0; i < pack.calendars.size(); ++i) {
    const named_calendar& calendar = pack.calendars[i];
    if (calendar.name == name || calendar.office->reference == name) return static_cast<std::uint16_t>(i);
    known.push_back(calendar.name);
    known.push_back(calendar.office->reference);
  }
  throw_unknown({"lịch", "calendar"}, name, known);
}

std::size_t find_duty(const rule_pack& pack, const std::string& id) {
  if (const auto at = find_id(pack.duties, id)) return *at;
  throw_unknown({"nghĩa vụ", "duty"}, id, ids_of(pack.duties));
}

std::vector<fact_value> read_facts(const rule_pack& pack, const std::vector<std::string>& written) {
  std::vector<fact_value> facts = standard_facts(pack);
  std::vector<bool> given(facts.size());
  for (const std::string& text : written) {
    const std::size_t at = text.find('=');
    if (at == std::string::npos || at == 0) {
      throw error(status::syntax, say("--fact \"{}\": cần dạng tên=giá trị, như urgent=true",
                                      "--fact \"{}\": expected name=value, such as urgent=true", text));
    }
    const std::string name = text.substr(0, at);
    const auto fact = find_id(pack.facts, name);
    if (!fact) throw_unknown({"dữ kiện", "fact"}, name, ids_of(pack.facts));
    if (given[*fact]) {
      throw error(status::conflict, say("dữ kiện \"{}\" được nêu hai lần", "the fact \"{}\" is given twice", name));
    }
    given[*fact] = true;
    facts[*fact] = resolve_fact(pack, *fact, written_value(pack.facts[*fact], text.substr(at + 1)));
  }
  return facts;
}

}  // namespace thoihan
