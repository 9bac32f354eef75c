#include <algorithm>
#include <boost/json.hpp>
#include <tuple>

#include "src/pack/pack_loader.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

status code_of(const finding& f) {
  if (f.code == "syntax" || f.code == "duplicate-key") return status::syntax;
  if (f.code == "unknown-name" || f.code == "unknown-reference") return status::reference;
  if (f.code == "too-big" || f.code == "too-deep") return status::too_big;
  if (f.code == "contradiction" || f.code == "duplicate-id" || f.code == "overlap") return status::conflict;
  return status::schema;
}

rule_pack loaded(checked_pack checked) {
  if (checked.pack) return std::move(*checked.pack);
  const finding* first = nullptr;
  std::vector<std::string> details;
  for (const finding& f : checked.findings) {
    if (f.level != severity::error) continue;
    if (first == nullptr) first = &f;
    details.push_back(f.where.text() + ": " + f.code + ": " + f.text.en);
  }
  throw error(code_of(*first), first->text, first->where, std::move(details));
}

}  // namespace

void pack_loader::load() {
  auto found = source_.own("pack.json");
  if (!found) {
    findings_.error("unknown-reference", {}, {"không tìm thấy pack.json", "there is no pack.json"});
    return;
  }
  const auto own = json_text::read(std::move(found->file), std::move(found->text), findings_.list());
  const auto text = own ? with_base(own) : nullptr;
  if (!text) return;
  held_texts_.push_back(text);
  own_texts_["pack.json"] = text->value();
  places_.root = text->root();
  object_reader reader{places_.root, findings_};
  if (!reader.good()) return;
  read_identity(reader);
  read_clauses(reader);
  read_gaps(reader);
  read_assumptions(reader);
  read_calendars(reader);
  read_authorities(reader);
  read_roles(reader);
  read_role_officers();
  read_channels(reader);
  read_facts(reader);
  read_acts_for();
  read_states(reader);
  const auto transitions = reader.need("transitions");
  if (transitions) collect_events(*transitions);
  read_notices(reader);
  if (transitions) read_transitions(*transitions);
  read_duties(reader);
  read_pauses(reader);
  read_counts();
  read_routing(reader);
  read_publication(reader);
  read_figures(reader);
  read_reports(reader);
  if (const auto start = reader.need("start")) {
    const auto at = resolve(*start, ids_of(pack_.states), {"trạng thái", "state"});
    for (std::size_t i = 0; at && i < pack_.transitions.size(); ++i) {
      if (!pack_.transitions[i].from.empty() || pack_.transitions[i].to == static_cast<state_number>(*at)) continue;
      findings_.error("contradiction", places_.transitions[i].where(),
                      say("sự kiện mở hồ sơ phải dẫn đến trạng thái đầu \"{}\"",
                          "an event that opens a case must lead to the start \"{}\"", pack_.states[*at].id));
    }
  }
  if (pack_.states.size() >= 4096 || pack_.transitions.size() >= 65535) {
    findings_.error(
        "too-big", places_.root.where(),
        {"nhiều nhất 4096 trạng thái và 65535 chuyển trạng thái", "at most 4,096 states and 65,535 transitions"});
    return;
  }
  seal();
  pack_.canonical = canonical_json(own_texts_);
  pack_.hash = hash_of_text(pack_.canonical);
  pack_.calendars_canonical = canonical_json(shared_texts_);
  pack_.calendars_hash = hash_of_text(pack_.calendars_canonical);
}

checked_pack check_pack(rules_source& source) {
  checked_pack out;
  pack_loader loader{source, out.findings};
  loader.load();
  const auto is_error = [](const finding& f) { return f.level == severity::error; };
  // What the rules mean is asked only of rules that could all be read.
  if (std::none_of(out.findings.begin(), out.findings.end(), is_error))
    check_rules(loader, loader.pack(), out.findings);
  std::stable_sort(out.findings.begin(), out.findings.end(), [](const finding& a, const finding& b) {
    return std::tie(a.where.file, a.where.line, a.where.column) < std::tie(b.where.file, b.where.line, b.where.column);
  });
  if (std::none_of(out.findings.begin(), out.findings.end(), is_error)) out.pack = std::move(loader.pack());
  return out;
}

checked_pack check_pack(const std::string& path, const std::string& root) {
  folder_source source{path, root};
  checked_pack out = check_pack(source);
  for (finding& f : out.findings) {
    if (f.where.file.empty()) f.where.file = path;
  }
  return out;
}

rule_pack load_pack(const std::string& path, const std::string& root) { return loaded(check_pack(path, root)); }

rule_pack load_pack_text(std::string_view canonical, std::string_view calendars_canonical) {
  kept_source source{canonical, calendars_canonical};
  return loaded(check_pack(source));
}

}  // namespace thoihan
