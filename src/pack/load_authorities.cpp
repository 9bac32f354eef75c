// The table of authorities: who they are, from when until when, who succeeds them, and who may act for them.
#include <algorithm>
#include <boost/json.hpp>

#include "src/pack/pack_loader.hpp"

namespace thoihan {
namespace {

constexpr std::size_t most_officer_bytes = 200;

const std::vector<std::string> levels = {"province", "district", "commune", "branch", "provider"};

bool overlap(const officer& a, const officer& b) {
  return a.from.value_or(first_supported_day) <= b.until.value_or(last_supported_day) &&
         b.from.value_or(first_supported_day) <= a.until.value_or(last_supported_day);
}

}  // namespace

void pack_loader::read_authorities(object_reader& reader) {
  const auto name = reader.need("authorities");
  if (!name) return;
  authorities_known_ = false;
  const auto file = read_string(*name, findings_);
  if (!file) return;
  auto found = source_.own(*file);
  // The table of a base that says nothing of its own stands beside the base.
  for (std::size_t i = 0; i < bases_.size() && !found; ++i) found = source_.beside(bases_[i], *file);
  if (!found) {
    findings_.error(
        "unknown-reference", name->where(),
        say("không có tệp \"{}\" trong thư mục của gói", "there is no file \"{}\" in the pack's folder", *file));
    return;
  }
  const auto text = json_text::read(std::move(found->file), std::move(found->text), findings_.list());
  if (!text) return;
  own_texts_[*file] = text->value();
  held_texts_.push_back(text);
  object_reader root{text->root(), findings_};
  if (!root.good()) return;
  root.format();
  const auto list = root.need("authorities");
  if (!list) return;
  if (const auto officers = root.find("officers")) {
    for (const auto& [role, listed] : read_members(*officers, findings_)) role_officers_.emplace_back(role, listed);
  }
  authorities_known_ = list->value->is_object();
  const auto members = read_members(*list, findings_);
  std::vector<std::string> ids;
  for (const auto& member : members) ids.push_back(member.first);
  for (const auto& [id, element] : members) {
    take_member_id(id, element);
    object_reader row{element, findings_};
    authority out;
    out.id = id;
    out.name = row.words("name").value_or(bilingual{});
    if (const auto level = row.need("level")) {
      if (const auto at = resolve(*level, levels, {"cấp", "level"})) out.level = levels[*at];
    }
    if (const auto parent = row.find("parent")) {
      if (const auto at = resolve(*parent, ids, {"cơ quan", "authority"}))
        out.parent = static_cast<authority_number>(*at);
    }
    out.from = row.date_if("from");
    out.until = row.date_if("until");
    check_span(out.from.value_or(first_supported_day), out.until.value_or(last_supported_day), element, findings_);
    if (const auto heir = row.find("succeeded_by")) {
      if (const auto at = resolve(*heir, ids, {"cơ quan", "authority"}))
        out.succeeded_by = static_cast<authority_number>(*at);
    }
    if (const auto officers = row.find("officers")) out.officers = read_officers(*officers);
    out.source = read_basis(row);
    pack_.authorities.push_back(std::move(out));
    places_.authorities.push_back(element);
  }
}

std::vector<officer> pack_loader::read_officers(const json_view& view) {
  std::vector<officer> out;
  const auto rows = read_list(view, false, findings_);
  if (rows.empty() && view.value->is_array()) {
    findings_.error("empty-list", view.where(),
                    {"danh sách rỗng nghĩa là không ai làm được; bỏ hẳn nếu không có danh sách",
                     "an empty list lets nobody act; leave it out where nobody is listed"});
  }
  for (const json_view& element : rows) {
    object_reader row{element, findings_};
    if (!row.good()) continue;
    officer one;
    one.id = row.text("id").value_or("");
    if (const auto id = row.find("id"); id && (one.id.empty() || one.id.size() > most_officer_bytes)) {
      findings_.error("bad-id", id->where(), say("mã cán bộ dài 1 đến {} byte", "an officer's id has 1 to {} bytes", most_officer_bytes));
    }
    one.from = row.date_if("from");
    one.until = row.date_if("until");
    check_span(one.from.value_or(first_supported_day), one.until.value_or(last_supported_day), element, findings_);
    one.source = row.text("source").value_or("");
    if (const auto source = row.find("source"); source && one.source.empty()) {
      findings_.error("empty-text", source->where(), {"cần văn bản cử cán bộ", "the document that names the officer is needed"});
    }
    const auto twice = std::find_if(out.begin(), out.end(), [&](const officer& other) { return other.id == one.id && overlap(one, other); });
    if (twice != out.end()) {
      findings_.error("duplicate-id", element.where(),
                      say("cán bộ \"{}\" có hai dòng trùng ngày", "the officer \"{}\" stands twice for the same days", one.id));
    }
    out.push_back(std::move(one));
  }
  return out;
}

// Officers of roles that belong to no authority can be read only when the roles are known.
void pack_loader::read_role_officers() {
  const auto roles = ids_of(pack_.roles);
  for (const auto& [name, view] : role_officers_) {
    const auto found = std::find(roles.begin(), roles.end(), name);
    if (found == roles.end()) {
      const bilingual near = nearest_name(name, roles);
      findings_.error("unknown-name", view.where_key(),
                      say("không có vai \"{}\"{}", "there is no role \"{}\"{}", name, near));
      continue;
    }
    role& one = pack_.roles[static_cast<std::size_t>(found - roles.begin())];
    if (one.of_authority) {
      findings_.error("contradiction", view.where_key(),
                      say("vai \"{}\" thuộc cơ quan: cán bộ được liệt kê ở từng cơ quan",
                          "the role \"{}\" is an authority's: officers are listed with each authority", name));
    }
    one.officers = read_officers(view);
  }
}

}  // namespace thoihan
