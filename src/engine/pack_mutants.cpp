#include "thoihan/engine/pack_mutants.hpp"

#include <algorithm>
#include <atomic>
#include <boost/json.hpp>
#include <exception>
#include <filesystem>
#include <mutex>
#include <optional>
#include <thread>

#include "src/engine/pack_text.hpp"
#include "src/engine/scenario_words.hpp"
#include "src/pack/names.hpp"
#include "src/pack/reader.hpp"
#include "thoihan/engine/coverage.hpp"
#include "thoihan/pack/load.hpp"

namespace thoihan {
namespace fs = std::filesystem;
namespace json = boost::json;
namespace {

// Declarations and words: what stands there is no rule of its own.
constexpr std::string_view declarations[] = {
    "format", "pack",        "version", "title",    "instrument", "calendars", "calendar",    "clauses",
    "gaps",   "assumptions", "roles",   "channels", "facts",      "start",     "authorities", "note"};
constexpr std::string_view words[] = {"label",   "template", "note",     "cite",  "assume",  "id",
                                      "channel", "facts",    "needs",    "takes", "clears",  "notify",
                                      "lead",    "support",  "calendar", "on",    "for_each"};

template <std::size_t N>
bool is_one_of(std::string_view key, const std::string_view (&list)[N]) {
  return std::find(std::begin(list), std::end(list), key) != std::end(list);
}

std::string json_string(std::string_view text) { return json::serialize(json::string_view{text.data(), text.size()}); }

std::string last_key(const std::string& pointer) { return pointer.substr(pointer.rfind('/') + 1); }
std::string above(const std::string& pointer) { return pointer.substr(0, pointer.rfind('/')); }

// "6 working days" for 6 and "working day".
std::string amount_text(std::int64_t count, unit in) {
  return fmt::format("{} {}{}", count, unit_name(in), count == 1 ? "" : "s");
}

// The unit that it is most easily taken for.
unit mistaken_unit(unit in) {
  switch (in) {
    case unit::minute: return unit::hour;
    case unit::hour: return unit::working_hour;
    case unit::working_minute: return unit::minute;
    case unit::working_hour: return unit::hour;
    case unit::day: return unit::working_day;
    case unit::working_day: return unit::day;
    case unit::week: return unit::month;
    case unit::month: return unit::week;
    default: return unit::month;
  }
}

class mutant_list {
 public:
  mutant_list(const rule_pack& pack, const pack_text& text)
      : text_(text), roles_(ids_of(pack.roles)), events_(pack.events) {}

  std::vector<pack_mutant> make() {
    const json_view& root = text_.root();
    for (std::size_t i = 0; i < root.value->get_object().size(); ++i) {
      const json_view member = member_of(root, i);
      if (!is_one_of(last_key(member.pointer), declarations)) walk(member);
    }
    std::stable_sort(out_.begin(), out_.end(), [](const pack_mutant& a, const pack_mutant& b) {
      return a.where.line != b.where.line ? a.where.line < b.where.line : a.where.column < b.where.column;
    });
    return std::move(out_);
  }

 private:
  void add(mutant_kind kind, mutant_change change, const json_view& view, std::string from, std::string to,
           std::string new_json = {}) {
    out_.push_back({kind, change, view.pointer, std::move(from), std::move(to), std::move(new_json), view.where()});
  }
  void set(mutant_kind kind, const json_view& view, const std::string& from, const std::string& to) {
    add(kind, mutant_change::set, view, from, to, json_string(to));
  }

  void walk(const json_view& view) {
    if (view.value->is_object()) {
      for (std::size_t i = 0; i < view.value->get_object().size(); ++i) member(member_of(view, i));
    } else if (view.value->is_array()) {
      for (std::size_t i = 0; i < view.value->get_array().size(); ++i) walk(element_of(view, i));
    } else if (const auto* text = view.value->if_string()) {
      amounts(view, std::string{*text});
    } else if (const auto* number = view.value->if_int64()) {
      for (const std::int64_t other : {*number - 1, *number + 1})
        add(mutant_kind::number, mutant_change::set, view, std::to_string(*number), std::to_string(other),
            std::to_string(other));
    }
  }

  void amounts(const json_view& view, const std::string& text) {
    amount written;
    if (parse_amount(text, written) != amount_error::none || written.in == unit::now) return;
    set(mutant_kind::number, view, text, amount_text(written.count + 1, written.in));
    if (written.count > 1) set(mutant_kind::number, view, text, amount_text(written.count - 1, written.in));
    set(mutant_kind::unit, view, text, amount_text(written.count, mistaken_unit(written.in)));
  }

  void member(const json_view& view) {
    const std::string key = last_key(view.pointer);
    const bool is_transition = above(above(view.pointer)) == "/transitions";
    const bool is_notice = above(above(view.pointer)) == "/notices";
    const bool is_pause = above(above(view.pointer)) == "/pauses";
    const std::string part = last_key(above(view.pointer));
    const bool is_report = above(above(view.pointer)) == "/reports";
    const bool of_clock = part == "extended_by" || part == "exempted_by";
    if (of_clock && (key == "on" || key == "asked")) return replace(view, mutant_kind::anchor, events_);
    if (of_clock && key == "by") return walk(view);
    if (is_one_of(key, words)) return;
    if (is_pause && key == "until") return list(view, mutant_kind::ended_by, events_);
    if (is_report && (key == "by" || key == "every" || key == "contents")) return drop(view, mutant_kind::policy);
    if (is_report && key == "on_demand") return remove(view, mutant_kind::policy);
    if (key == "by" || key == "owed_by" || key == "holder" || (key == "to" && is_notice))
      return list(view, mutant_kind::role, roles_);
    if (key == "from" && is_transition) return drop(view, mutant_kind::anchor);
    if (key == "from") return list(view, mutant_kind::anchor, events_);
    if (key == "met_by") return list(view, mutant_kind::met_by, events_);
    if (key == "ended_by") return list(view, mutant_kind::ended_by, {});
    if (key == "used") return share(view);
    if (key == "end" || key == "erases" || key == "roll" || key == "first_day" || key == "cut_off" ||
        key == "make_up_saturdays" || key == "run_out")
      return remove(view, mutant_kind::policy);
    if (key == "late") return turn(view, "refuse", "accept");
    if (key == "in" || key == "not_in") {
      const std::string other = key == "in" ? "not_in" : "in";
      add(mutant_kind::policy, mutant_change::rename, view, key, other, other);
      return turn(view, "session", "day_hours");
    }
    if ((key == "downwards" || key == "runs_through_pauses") && view.value->is_bool()) {
      const bool flag = view.value->get_bool();
      return add(mutant_kind::policy, mutant_change::set, view, flag ? "true" : "false", flag ? "false" : "true",
                 flag ? "false" : "true");
    }
    walk(view);
  }

  // A part more, a part less.
  void share(const json_view& view) {
    const auto* written = view.value->if_string();
    if (written == nullptr) return;
    const std::string text{*written};
    const std::size_t slash = text.find('/');
    const int used = std::stoi(text);
    for (const int other : {used - 1, used + 1})
      set(mutant_kind::number, view, text, std::to_string(other) + text.substr(slash));
  }

  void turn(const json_view& view, const std::string& one, const std::string& other) {
    const auto* text = view.value->if_string();
    if (text == nullptr) return;
    const std::string written{*text};
    if (written == one || written == other) set(mutant_kind::policy, view, written, written == one ? other : one);
  }

  void remove(const json_view& view, mutant_kind kind) {
    const auto* text = view.value->if_string();
    add(kind, mutant_change::remove, view, text != nullptr ? std::string{*text} : json::serialize(*view.value), {});
  }

  // Each name of a list left out.
  void drop(const json_view& view, mutant_kind kind) {
    const auto* names = view.value->if_array();
    if (names == nullptr || names->size() < 2) return;
    for (std::size_t i = 0; i < names->size(); ++i) remove(element_of(view, i), kind);
  }

  // The name after this one, of those that do not stand in `taken`.
  void replace(const json_view& view, mutant_kind kind, const std::vector<std::string>& known,
               const std::vector<std::string>& taken = {}) {
    const auto* text = view.value->if_string();
    if (text == nullptr) return;
    const std::string written{*text};
    const auto at = std::find(known.begin(), known.end(), written);
    const auto begin = static_cast<std::size_t>(at == known.end() ? 0 : at - known.begin());
    for (std::size_t step = 1; step < known.size() + 1; ++step) {
      const std::string& other = known[(begin + step) % known.size()];
      if (other == written || std::find(taken.begin(), taken.end(), other) != taken.end()) continue;
      return set(kind, view, written, other);
    }
  }

  // A list of several names loses each in turn; a single one becomes another or, where there is no other, goes.
  void list(const json_view& view, mutant_kind kind, const std::vector<std::string>& known) {
    const auto* names = view.value->if_array();
    if (names != nullptr && names->size() > 1) return drop(view, kind);
    const json_view only = names != nullptr && names->size() == 1 ? element_of(view, 0) : view;
    if (!only.value->is_string()) return;
    if (known.empty())
      remove(view, kind);
    else
      replace(only, kind, known);
  }

  const pack_text& text_;
  std::vector<std::string> roles_;
  std::vector<std::string> events_;
  std::vector<pack_mutant> out_;
};

// The canonical text of the pack with the change made in it.
std::string changed_text(const json::value& canonical, const pack_mutant& mutant) {
  json::value text = canonical;
  json::value& pack = text.as_object().at("pack.json");
  boost::system::error_code code;
  json::value* parent = pack.find_pointer(above(mutant.pointer), code);
  const std::string key = last_key(mutant.pointer);
  if (parent == nullptr) return {};
  if (json::array* array = parent->if_array()) {
    const std::size_t at = std::stoul(key);
    if (mutant.change == mutant_change::remove)
      array->erase(array->begin() + static_cast<std::ptrdiff_t>(at));
    else
      (*array)[at] = json::parse(mutant.new_json);
  } else {
    json::object& object = parent->as_object();
    if (mutant.change == mutant_change::set) {
      object[key] = json::parse(mutant.new_json);
    } else {
      json::value value = object.at(key);
      object.erase(key);
      if (mutant.change == mutant_change::rename) object[mutant.new_json] = std::move(value);
    }
  }
  return json::serialize(text);
}

// Which scenarios reach which rules, so that those that are likely to notice a mutant run first.
class scenario_order {
 public:
  scenario_order(const rule_pack& pack, const scenario_set& all) : pack_(pack) {
    for (const scenario& one : all.scenarios) {
      reached_.emplace_back(pack);
      run_scenario(pack, all, one, &reached_.back());
    }
  }

  std::vector<std::size_t> for_rule(const std::string& pointer) const {
    std::vector<std::size_t> first;
    std::vector<std::size_t> rest;
    for (std::size_t i = 0; i < reached_.size(); ++i) (reaches(reached_[i], pointer) ? first : rest).push_back(i);
    first.insert(first.end(), rest.begin(), rest.end());
    return first;
  }

 private:
  bool reaches(const rule_reach& reached, const std::string& pointer) const {
    const std::size_t second = pointer.find('/', 1);
    const std::string section = pointer.substr(1, second - 1);
    const std::string name = pointer.substr(second + 1, pointer.find('/', second + 1) - second - 1);
    const auto marked = [&name](const auto& list, const std::vector<bool>& marks) {
      const auto at = find_id(list, name);
      return at && marks[*at];
    };
    if (section == "transitions") return reached.transitions[std::stoul(name)];
    if (section == "duties") return marked(pack_.duties, reached.duties);
    if (section == "states") return marked(pack_.states, reached.states);
    if (section == "notices") return marked(pack_.notices, reached.notices);
    return false;
  }

  const rule_pack& pack_;
  std::vector<rule_reach> reached_;
};

enum class mutant_fate : std::uint8_t { not_loaded, noticed, survived };

mutant_fate fate_of(const pack_mutant& mutant, const json::value& canonical, const std::string& calendars,
                    const scenario_set& all, const std::vector<std::size_t>& order) {
  std::optional<rule_pack> pack;
  try {
    pack = load_pack_text(changed_text(canonical, mutant), calendars);
  } catch (const error&) {
    return mutant_fate::not_loaded;
  }
  const auto due_fails = [&](const golden_due& row) { return !run_due(*pack, row).empty(); };
  const auto scenario_fails = [&](std::size_t at) {
    return !run_scenario(*pack, all, all.scenarios[at], nullptr, run_extent::first_failure).empty();
  };
  const auto route_fails = [&](const golden_route& row) { return !run_route(*pack, row).empty(); };
  const auto report_fails = [&](const golden_report& row) { return !run_report(*pack, row).empty(); };
  const bool noticed = std::any_of(all.dues.begin(), all.dues.end(), due_fails) ||
                       std::any_of(all.routes.begin(), all.routes.end(), route_fails) ||
                       std::any_of(all.reports.begin(), all.reports.end(), report_fails) ||
                       std::any_of(order.begin(), order.end(), scenario_fails);
  return noticed ? mutant_fate::noticed : mutant_fate::survived;
}

}  // namespace

std::string_view mutant_kind_name(mutant_kind kind) noexcept {
  switch (kind) {
    case mutant_kind::number: return "number";
    case mutant_kind::unit: return "unit";
    case mutant_kind::anchor: return "anchor";
    case mutant_kind::role: return "role";
    case mutant_kind::met_by: return "met_by";
    case mutant_kind::ended_by: return "ended_by";
    case mutant_kind::policy: return "policy";
  }
  return "unknown";
}

std::vector<pack_mutant> mutants_of(const rule_pack& pack, const std::string& path, const std::string& root) {
  const pack_text text{path, root};
  return mutant_list{pack, text}.make();
}

mutation_report try_mutants(const rule_pack& pack, const scenario_set& all, const std::vector<pack_mutant>& mutants,
                            const std::function<void(std::size_t, std::size_t)>& progress) {
  const json::value canonical = json::parse(pack.canonical);
  const scenario_order order{pack, all};
  std::vector<mutant_fate> fates(mutants.size(), mutant_fate::not_loaded);
  std::atomic<std::size_t> next{0};
  std::mutex telling;
  std::size_t done = 0;
  std::exception_ptr trouble;
  const auto work = [&] {
    try {
      for (std::size_t at = next++; at < mutants.size(); at = next++) {
        fates[at] = fate_of(mutants[at], canonical, pack.calendars_canonical, all, order.for_rule(mutants[at].pointer));
        const std::lock_guard hold{telling};
        if (progress) progress(++done, mutants.size());
      }
    } catch (...) {
      next = mutants.size();
      const std::lock_guard hold{telling};
      trouble = std::current_exception();
    }
  };
  std::vector<std::thread> helpers;
  for (unsigned i = 1; i < std::thread::hardware_concurrency(); ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
  if (trouble) std::rethrow_exception(trouble);

  mutation_report out;
  for (std::size_t at = 0; at < mutants.size(); ++at) {
    if (fates[at] == mutant_fate::not_loaded) continue;
    ++out.loaded;
    if (fates[at] == mutant_fate::noticed)
      ++out.noticed;
    else
      out.survivors.push_back(mutants[at]);
  }
  return out;
}

std::vector<explained_survivor> read_survivors(const rule_pack& pack, const std::string& folder,
                                               std::vector<finding>& findings) {
  std::vector<explained_survivor> out;
  std::error_code code;
  const fs::path given{folder};
  const fs::path file = (fs::is_directory(given, code) ? given : given.parent_path()) / "scenarios" / survivors_file;
  if (!fs::exists(file, code)) return out;
  const auto document = json_text::read(file.string(), read_scenario_file(file.string()), findings);
  if (!document) return out;
  finding_list list{findings};
  object_reader root{document->root(), list};
  root.format();
  if (const auto id = root.text("pack"); id && *id != pack.id) {
    list.error("wrong-name", root.find("pack")->where(),
               say("tệp này của gói \"{}\", không phải \"{}\"", "this file is of the pack \"{}\", not of \"{}\"", *id,
                   pack.id));
  }
  const auto survivors = root.need("survivors");
  if (!survivors) return out;
  for (const json_view& view : read_list(*survivors, false, list)) {
    object_reader reader{view, list};
    if (!reader.good()) continue;
    explained_survivor one;
    one.where = view.where();
    one.name = reader.text("mutant").value_or("");
    one.why = reader.words("why").value_or(bilingual{});
    out.push_back(std::move(one));
  }
  return out;
}

}  // namespace thoihan
