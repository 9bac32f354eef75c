#include "src/capi/tho_pack.hpp"

#include "src/capi/argument.hpp"
#include "src/capi/fact_argument.hpp"
#include "src/capi/guard.hpp"
#include "src/capi/tho_text.hpp"
#include "src/pack/say.hpp"
#include "thoihan/engine/due.hpp"
#include "thoihan/pack/json.hpp"
#include "thoihan/pack/load.hpp"

using namespace thoihan;

namespace {

const char* text_of(const tho_pack* pack, const std::string rule_pack::*text, int64_t* size) {
  const std::string* value = pack == nullptr ? nullptr : &((*pack->rules).*text);
  set(size, value == nullptr ? 0 : value->size());
  return value == nullptr ? "" : value->c_str();
}

std::optional<int> year_argument(std::int32_t year) {
  if (year == 0) return std::nullopt;
  const int first = civil_from_days(first_supported_day).year;
  const int last = civil_from_days(last_supported_day).year;
  if (year >= first && year <= last) return year;
  throw argument_error(
      status::range,
      say("tham số year: {} ngoài khoảng {} đến {}", "the parameter year: {} is outside {} to {}", year, first, last),
      "year");
}

}  // namespace

tho_status tho_pack_open(const char* path, int64_t path_size, tho_pack** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const std::string_view folder = name_argument(path, path_size, "path");
    need(out, "out");
    *out = new tho_pack(load_pack(std::string{folder}));
  });
}

const char* tho_pack_id(const tho_pack* pack, int64_t* size) {
  return guarded_value("", [&] { return text_of(pack, &rule_pack::id, size); });
}

const char* tho_pack_version(const tho_pack* pack, int64_t* size) {
  return guarded_value("", [&] { return text_of(pack, &rule_pack::version, size); });
}

const char* tho_pack_hash(const tho_pack* pack, int64_t* size) {
  return guarded_value("", [&] { return text_of(pack, &rule_pack::hash, size); });
}

tho_status tho_pack_check(const char* path, int64_t path_size, tho_language lang, int32_t* clean, tho_text** out,
                          tho_error** err) {
  return guarded(err, [&] {
    set(clean, 0);
    set(out, nullptr);
    const std::string_view folder = name_argument(path, path_size, "path");
    const language words = language_argument(lang, "language");
    const checked_pack checked = check_pack(std::string{folder});
    if (out != nullptr) {
      std::string lines;
      for (const finding& found : checked.findings) lines += json_of(found, words) + '\n';
      *out = new tho_text(std::move(lines));
    }
    set(clean, checked.clean() ? 1 : 0);
  });
}

tho_status tho_pack_clauses(const tho_pack* pack, tho_language lang, tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const rule_pack& rules = *need(pack, "pack")->rules;
    const language words = language_argument(lang, "language");
    need(out, "out");
    std::string lines;
    for (const clause_entry& entry : list_clauses(rules)) lines += json_of(entry, words) + '\n';
    *out = new tho_text(std::move(lines));
  });
}

tho_status tho_pack_diff(const tho_pack* before, const tho_pack* after, int32_t year, tho_language lang, tho_text** out,
                         tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const rule_pack& older = *need(before, "before")->rules;
    const rule_pack& newer = *need(after, "after")->rules;
    const diff_options options{year_argument(year)};
    const language words = language_argument(lang, "language");
    need(out, "out");
    std::string lines;
    for (const std::string& line : json_lines_of(diff_packs(older, newer, options), older, newer, words)) {
      lines += line + '\n';
    }
    *out = new tho_text(std::move(lines));
  });
}

tho_status tho_pack_route(const tho_pack* pack, const char* facts, int64_t facts_size, int32_t day, tho_language lang,
                          tho_text** out, tho_error** err) {
  return guarded(err, [&]() -> tho_status {
    set(out, nullptr);
    const rule_pack& rules = *need(pack, "pack")->rules;
    const std::string_view said = text_argument_if(facts, facts_size, "facts");
    const day_number on = day_argument(day, "day");
    const language words = language_argument(lang, "language");
    const route_answer answer =
        find_route(rules, facts == nullptr ? standard_facts(rules) : read_said_facts(rules, said));
    if (out != nullptr) *out = new tho_text(json_of(rules, answer, on, words));
    return answer.row ? THO_OK : THO_NONE;
  });
}

void tho_pack_retain(tho_pack* pack) {
  guarded_release([&] { retain(pack); });
}

void tho_pack_release(tho_pack* pack) {
  guarded_release([&] { release(pack); });
}
