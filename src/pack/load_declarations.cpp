#include <algorithm>
#include <boost/json.hpp>

#include "src/pack/load_calendar.hpp"
#include "src/pack/pack_loader.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {

std::optional<std::size_t> pack_loader::resolve(const json_view& view, const std::vector<std::string>& known,
                                                const bilingual& kind) {
  const auto name = read_string(view, findings_);
  if (!name) return std::nullopt;
  const auto found = std::find(known.begin(), known.end(), *name);
  if (found != known.end()) return static_cast<std::size_t>(found - known.begin());
  const bilingual near = nearest_name(*name, known);
  findings_.error("unknown-name", view.where(),
                  say("không có {} \"{}\"{}", "there is no {} \"{}\"{}", kind, *name, near));
  return std::nullopt;
}

std::vector<std::size_t> pack_loader::resolve_list(const json_view& view, const std::vector<std::string>& known,
                                                   const bilingual& kind) {
  std::vector<std::size_t> out;
  const auto list = read_list(view, true, findings_);
  if (list.empty() && view.value->is_array()) {
    findings_.error("empty-list", view.where(), say("cần ít nhất một {}", "at least one {} is needed", kind));
  }
  for (const json_view& element : list) {
    const auto at = resolve(element, known, kind);
    if (!at) continue;
    if (std::find(out.begin(), out.end(), *at) != out.end()) {
      findings_.error("duplicate-id", element.where(),
                      say("\"{}\" được nêu hai lần", "\"{}\" is named twice", known[*at]));
      continue;
    }
    out.push_back(*at);
  }
  return out;
}

std::optional<std::size_t> pack_loader::resolve_authority(const json_view& view) {
  return authorities_known_ ? resolve(view, ids_of(pack_.authorities), {"cơ quan", "authority"}) : std::nullopt;
}

bool pack_loader::take_member_id(const std::string& id, const json_view& member) {
  if (is_id(id)) return true;
  findings_.error("bad-id", member.where_key(),
                  say("\"{}\" không dùng làm tên được: chỉ gồm a-z, 0-9, \".\", \"_\", \"-\", dài 1 đến 64",
                      "\"{}\" cannot be a name: only a-z, 0-9, \".\", \"_\", \"-\", 1 to 64 characters", id));
  return false;
}

bool pack_loader::take_id(const std::string& id, const json_view& view, bool capitals) {
  if (is_id(id, capitals)) return true;
  findings_.error("bad-id", view.where(),
                  say("\"{}\" không dùng làm tên được: chỉ gồm a-z, 0-9, \".\", \"_\", \"-\", dài 1 đến 64",
                      "\"{}\" cannot be a name: only a-z, 0-9, \".\", \"_\", \"-\", 1 to 64 characters", id));
  return false;
}

void pack_loader::read_identity(object_reader& reader) {
  reader.format();
  if (const auto id = reader.text("pack")) {
    take_id(*id, *reader.find("pack"));
    pack_.id = *id;
  }
  pack_.version = reader.text("version").value_or("");
  if (const auto version = reader.find("version"); version && pack_.version.empty()) {
    findings_.error("empty-text", version->where(), {"phiên bản không được rỗng", "a version must not be empty"});
  }
  pack_.title = reader.words("title").value_or(bilingual{});
  const auto view = reader.need("instrument");
  if (!view) return;
  object_reader instrument{*view, findings_};
  pack_.instrument.number = instrument.text("number").value_or("");
  pack_.instrument.issuer = instrument.text("issuer").value_or("");
  pack_.instrument.signed_on = instrument.date_if("signed");
  pack_.instrument.in_force = instrument.date("in_force").value_or(first_supported_day);
  pack_.instrument.until = instrument.date_if("until");
  check_span(pack_.instrument.in_force, pack_.instrument.until.value_or(last_supported_day), *view, findings_);
  if (const auto replaces = instrument.find("replaces")) {
    for (const json_view& element : read_list(*replaces, true, findings_)) {
      if (const auto text = read_string(element, findings_)) pack_.instrument.replaces.push_back(*text);
    }
  }
}

void pack_loader::read_calendars(object_reader& reader) {
  const auto view = reader.need("calendars");
  if (view) {
    const auto members = read_members(*view, findings_);
    if (members.empty() && view->value->is_object()) {
      findings_.error("empty-list", view->where(), {"cần ít nhất một lịch", "at least one calendar is needed"});
    }
    for (const auto& [name, value] : members) {
      take_member_id(name, value);
      // A calendar that is wrong has been reported; that it is named is known all the same.
      calendar_names_.push_back(name);
      named_calendar entry{name, nullptr};
      if (const auto reference = read_string(value, findings_)) {
        const auto [known, is_new] = loaded_calendars_.emplace(*reference, nullptr);
        if (is_new) known->second = load_calendar(*reference, value, source_, findings_, shared_texts_);
        entry.office = known->second;
      }
      pack_.calendars.push_back(std::move(entry));
    }
  }
  if (const auto main = read_calendar_name(reader, "calendar")) {
    pack_.main_calendar_number = *main;
  } else if (pack_.calendars.size() != 0) {
    reader.need("calendar");
  }
}

void pack_loader::read_clauses(object_reader& reader) {
  const auto view = reader.need("clauses");
  if (!view) return;
  for (const json_view& element : read_list(*view, false, findings_)) {
    object_reader row{element, findings_};
    clause out;
    if (const auto id = row.text("id")) {
      take_id(*id, *row.find("id"), true);
      out.id = *id;
    }
    const auto is = row.need("is");
    if (is) {
      out.is = read_word<clause_kind>(*is,
                                      {{"modelled", clause_kind::modelled},
                                       {"assumed", clause_kind::assumed},
                                       {"outside", clause_kind::outside}},
                                      findings_)
                   .value_or(clause_kind::modelled);
    }
    if (const auto says = row.find("says")) out.says = read_bilingual(*says, findings_).value_or(bilingual{});
    const auto why = row.find("why");
    if (why) out.why = read_bilingual(*why, findings_).value_or(bilingual{});
    if (out.is == clause_kind::outside && !why) {
      findings_.error("missing-basis", element.where(),
                      say("khoản {} ở ngoài phạm vi thì cần lý do: \"why\"",
                          "clause {} is outside and needs its reason: \"why\"", out.id));
    }
    if (find_id(pack_.clauses, out.id)) {
      findings_.error("duplicate-id", element.where(),
                      say("khoản {} được liệt kê hai lần", "clause {} is listed twice", out.id));
      continue;
    }
    pack_.clauses.push_back(std::move(out));
    places_.clauses.push_back(element);
  }
  cited_.assign(pack_.clauses.size(), 0);
  gapped_.assign(pack_.clauses.size(), 0);
}

void pack_loader::read_gaps(object_reader& reader) {
  const auto view = reader.need("gaps");
  if (!view) return;
  const auto clauses = ids_of(pack_.clauses);
  for (const json_view& element : read_list(*view, false, findings_)) {
    object_reader row{element, findings_};
    gap out;
    if (const auto id = row.text("id")) {
      take_id(*id, *row.find("id"), true);
      out.id = *id;
    }
    if (const auto list = row.need("clauses")) {
      for (const std::size_t at : resolve_list(*list, clauses, {"khoản", "clause"})) {
        out.clauses.push_back(clauses[at]);
        ++gapped_[at];
      }
    }
    out.open = row.words("open").value_or(bilingual{});
    if (find_id(pack_.gaps, out.id)) {
      findings_.error("duplicate-id", element.where(),
                      say("khoảng trống {} được nêu hai lần", "gap {} is named twice", out.id));
      continue;
    }
    pack_.gaps.push_back(std::move(out));
    places_.gaps.push_back(element);
  }
}

void pack_loader::read_assumptions(object_reader& reader) {
  const auto view = reader.need("assumptions");
  if (!view) return;
  const auto gaps = ids_of(pack_.gaps);
  for (const auto& [id, element] : read_members(*view, findings_)) {
    take_member_id(id, element);
    object_reader row{element, findings_};
    assumption out;
    out.id = id;
    if (const auto list = row.need("gap")) {
      for (const std::size_t at : resolve_list(*list, gaps, {"khoảng trống", "gap"})) out.gaps.push_back(gaps[at]);
    }
    out.takes = row.words("takes").value_or(bilingual{});
    out.why = row.words("why").value_or(bilingual{});
    if (const auto list = row.find("answers")) {
      for (const json_view& text : read_list(*list, true, findings_)) {
        if (const auto answer = read_string(text, findings_)) out.answers.push_back(*answer);
      }
    }
    pack_.assumptions.push_back(std::move(out));
    places_.assumptions.push_back(element);
  }
  assumed_.assign(pack_.assumptions.size(), 0);
}

void pack_loader::read_roles(object_reader& reader) {
  const auto view = reader.need("roles");
  if (!view) return;
  for (const auto& [id, element] : read_members(*view, findings_)) {
    take_member_id(id, element);
    object_reader row{element, findings_};
    role out;
    out.id = id;
    out.label = row.words("label").value_or(bilingual{});
    out.of_authority = row.flag_or("of_authority", false);
    if (const auto acts_for = row.find("acts_for")) {
      if (out.of_authority) {
        findings_.error("contradiction", acts_for->where_key(),
                        {"\"acts_for\" đã nói vai thuộc cơ quan nào; bỏ \"of_authority\"",
                         "\"acts_for\" says already whose role it is; leave \"of_authority\" out"});
      }
      out.of_authority = true;
      acts_for_.emplace_back(pack_.roles.size(), *acts_for);
    }
    out.source = read_basis(row);
    if (pack_.roles.size() == max_roles) {
      findings_.error("too-big", element.where(),
                      say("một gói có nhiều nhất {} vai", "a pack has at most {} roles", max_roles));
      return;
    }
    pack_.roles.push_back(std::move(out));
    places_.roles.push_back(element);
  }
}

// For whom a role acts can be read only when the facts are known: for the lead where it does not say.
void pack_loader::read_acts_for() {
  for (role& one : pack_.roles) {
    if (one.of_authority) one.acts_for = pack_.lead_fact;
  }
  for (const auto& [number, view] : acts_for_) {
    pack_.roles[number].acts_for.reset();
    const auto fact = resolve(view, ids_of(pack_.facts), {"dữ kiện", "fact"});
    if (!fact) continue;
    if (pack_.facts[*fact].is_of_bodies()) {
      pack_.roles[number].acts_for = static_cast<std::uint16_t>(*fact);
    } else if (untyped_facts_.count(*fact) == 0) {
      findings_.error(
          "wrong-type", view.where(),
          say("\"{}\" không phải kiểu authority hay authorities", "\"{}\" is neither of type authority nor authorities",
              pack_.facts[*fact].id));
    }
  }
}

void pack_loader::read_channels(object_reader& reader) {
  const auto view = reader.need("channels");
  if (!view) return;
  for (const auto& [id, element] : read_members(*view, findings_)) {
    take_member_id(id, element);
    check_reserved(id, {"receipt"}, element);
    object_reader row{element, findings_};
    pack_.channels.push_back({id, row.words("label").value_or(bilingual{})});
    read_basis(row);
    places_.channels.push_back(element);
  }
}

void pack_loader::check_reserved(const std::string& id, const std::vector<std::string>& words,
                                 const json_view& member) {
  if (std::find(words.begin(), words.end(), id) == words.end()) return;
  findings_.error("bad-id", member.where_key(),
                  say("\"{}\" là từ của ngôn ngữ quy tắc, không dùng làm tên được",
                      "\"{}\" is a word of the rule language, not a name", id));
}

void pack_loader::read_facts(object_reader& reader) {
  const auto view = reader.need("facts");
  if (!view) return;
  for (const auto& [id, element] : read_members(*view, findings_)) {
    take_member_id(id, element);
    check_reserved(id, {"all", "any", "not", "note"}, element);
    read_fact(id, element);
  }
}

void pack_loader::read_fact(const std::string& id, const json_view& view) {
  object_reader row{view, findings_};
  if (!row.good()) return;
  fact_declaration out;
  out.id = id;
  out.label = row.words("label").value_or(bilingual{});
  const auto type = row.need("type");
  const auto known_type = type ? read_word<fact_type>(*type,
                                                      {{"bool", fact_type::boolean},
                                                       {"integer", fact_type::integer},
                                                       {"choice", fact_type::choice},
                                                       {"date", fact_type::date},
                                                       {"instant", fact_type::moment},
                                                       {"channel", fact_type::channel},
                                                       {"authority", fact_type::authority},
                                                       {"authorities", fact_type::authorities},
                                                       {"text", fact_type::text},
                                                       {"document", fact_type::document}},
                                                      findings_)
                               : std::nullopt;
  out.type = known_type.value_or(fact_type::text);
  if (out.is_text() || !known_type)
    out.is_public = row.flag_or("public", false);
  else
    out.is_public = row.flag("public").value_or(false);
  if (out.type == fact_type::choice) {
    if (const auto values = row.need("values")) {
      for (const auto& [value, words] : read_members(*values, findings_)) {
        take_member_id(value, words);
        out.values.push_back({value, read_bilingual(words, findings_).value_or(bilingual{})});
      }
      if (out.values.empty()) {
        findings_.error("empty-list", values->where(), {"cần ít nhất một giá trị", "at least one value is needed"});
      }
    }
  }
  if (out.type == fact_type::integer) {
    if (const auto range = row.need("range")) {
      const auto ends = read_list(*range, false, findings_);
      if (ends.size() == 2) {
        out.low = read_integer(ends[0], -1'000'000'000, 1'000'000'000, findings_).value_or(0);
        out.high = read_integer(ends[1], out.low, 1'000'000'000, findings_).value_or(out.low);
      } else if (range->value->is_array()) {
        findings_.error("wrong-type", range->where(),
                        {"cần hai số: [thấp nhất, cao nhất]", "expected two numbers: [low, high]"});
      }
    }
  }
  if (out.type == fact_type::authorities) {
    out.low = 1;
    out.high = most_bodies;
  }
  const auto standard = row.find("default");
  if (out.type == fact_type::integer) {
    if (const auto counts = row.find("counts")) {
      counts_.emplace_back(pack_.facts.size(), *counts);
      out.standard = fact_value::of(0);
      if (standard || out.low > 0 || out.high < 1) {
        findings_.error("contradiction", counts->where(),
                        {"một số đếm bắt đầu từ 0, không có \"default\"; \"range\" phải gồm 0 và 1",
                         "a count begins at 0 and has no \"default\"; its \"range\" must hold 0 and 1"});
      }
    }
  }
  out.source = read_basis(row);
  pack_.facts.push_back(std::move(out));
  places_.facts.push_back(view);
  if (!known_type) untyped_facts_.insert(pack_.facts.size() - 1);
  if (standard && known_type) {
    const fact_declaration& declared = pack_.facts.back();
    if (declared.is_text() || declared.type == fact_type::authorities) {
      findings_.error("wrong-type", standard->where(),
                      {"văn bản và tập hợp cơ quan không có giá trị mặc định", "a text or a set of authorities has no default"});
    } else if (const auto value = read_fact_value(pack_.facts.size() - 1, *standard)) {
      pack_.facts.back().standard = fact_value::of(*value);
    }
  }
  const auto number = static_cast<std::uint16_t>(pack_.facts.size() - 1);
  if (id == "lead" && pack_.facts.back().type == fact_type::authority) pack_.lead_fact = number;
  if (id == "support" && pack_.facts.back().type == fact_type::authorities) pack_.support_fact = number;
  if (id == "channel" && pack_.facts.back().type == fact_type::channel) pack_.channel_fact = number;
}

void pack_loader::read_states(object_reader& reader) {
  const auto view = reader.need("states");
  if (!view) return;
  const auto roles = ids_of(pack_.roles);
  for (const auto& [id, element] : read_members(*view, findings_)) {
    take_member_id(id, element);
    check_reserved(id, {"same"}, element);
    object_reader row{element, findings_};
    state out;
    out.id = id;
    out.label = row.words("label").value_or(bilingual{});
    out.end = row.flag_or("end", false);
    out.erases = row.flag_or("erases", false);
    if (out.erases && !out.end) {
      findings_.error("contradiction", element.where(),
                      say("trạng thái {} xóa hồ sơ nên phải là trạng thái cuối: \"end\": true",
                          "the state {} erases the case, and so must be an end: \"end\": true", id));
    }
    if (const auto holder = row.find("holder")) {
      if (const auto at = resolve(*holder, roles, {"vai", "role"})) out.holder = static_cast<role_number>(*at);
    } else if (!out.end) {
      findings_.error("missing-key", element.where(),
                      say("trạng thái {} cần \"holder\": ai đang giữ phản ánh",
                          "the state {} needs a \"holder\": who has the case", id));
    }
    out.source = read_basis(row);
    pack_.states.push_back(std::move(out));
    places_.states.push_back(element);
  }
}

}  // namespace thoihan
