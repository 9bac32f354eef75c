#include <algorithm>

#include "src/pack/names.hpp"
#include "src/pack/pack_loader.hpp"
#include "src/pack/say.hpp"
#include "thoihan/engine/case_view.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

// A value of a choice, a channel or an authority by its name.
std::optional<std::size_t> value_place(const rule_pack& pack, std::size_t fact, const std::string& name) {
  const fact_declaration& declared = pack.facts[fact];
  if (declared.type == fact_type::channel) return pack.lookup.channels.find(pack.channels, name);
  if (declared.type == fact_type::authority) return pack.lookup.authorities.find(pack.authorities, name);
  return pack.lookup.values[fact].find(declared.values, name);
}

}  // namespace

fact_value resolve_fact(const rule_pack& pack, std::size_t fact, const fact_input& value) {
  const fact_declaration& declared = pack.facts[fact];
  const auto wrong = [&](const bilingual& expected) {
    throw error(status::schema, say("dữ kiện \"{}\": cần {}", "the fact \"{}\": expected {}", declared.id, expected));
  };
  const auto* text = std::get_if<std::string>(&value);
  switch (declared.type) {
    case fact_type::boolean:
      if (const bool* flag = std::get_if<bool>(&value)) return fact_value::of(*flag ? 1 : 0);
      wrong({"true hoặc false", "true or false"});
      break;
    case fact_type::integer:
      if (const auto* number = std::get_if<std::int64_t>(&value);
          number != nullptr && *number >= declared.low && *number <= declared.high) {
        return fact_value::of(*number);
      }
      wrong(say("một số nguyên từ {} đến {}", "a whole number from {} to {}", declared.low, declared.high));
      break;
    case fact_type::date: {
      day_number day = 0;
      if (text != nullptr && parse_date(*text, day) == time_text_error::none) return fact_value::of(day);
      wrong({"một ngày như 2024-04-29", "a date such as 2024-04-29"});
      break;
    }
    case fact_type::moment: {
      instant t = 0;
      if (text != nullptr && parse_instant(*text, t) == time_text_error::none) return fact_value::of(t);
      wrong({"một thời điểm RFC 3339", "an RFC 3339 time"});
      break;
    }
    case fact_type::authorities:
      return fact_value::of(static_cast<std::int64_t>(resolve_bodies(pack, fact, value).size()));
    case fact_type::choice:
    case fact_type::channel:
    case fact_type::authority: {
      if (text == nullptr) wrong({"một tên", "a name"});
      const std::optional<std::size_t> found = value_place(pack, fact, *text);
      if (found) return fact_value::of(static_cast<std::int64_t>(*found));
      throw_unknown(say("giá trị của \"{}\"", "value of \"{}\"", declared.id), *text, value_names(pack, declared));
    }
    case fact_type::text:
    case fact_type::document:
      // An empty text says nothing; a required one must say something.
      if (text != nullptr && !text->empty()) return fact_value::of(1);
      wrong({"một chuỗi không rỗng", "a string that is not empty"});
      break;
  }
  return {};
}

std::vector<authority_number> resolve_bodies(const rule_pack& pack, std::size_t fact, const fact_input& value) {
  const fact_declaration& declared = pack.facts[fact];
  const auto* names = std::get_if<std::vector<std::string>>(&value);
  if (names == nullptr || names->empty() || names->size() > static_cast<std::size_t>(most_bodies)) {
    throw error(status::schema, say("dữ kiện \"{}\": cần một mảng 1 đến {} cơ quan",
                                    "the fact \"{}\": expected an array of 1 to {} authorities", declared.id, most_bodies));
  }
  std::vector<authority_number> out;
  for (const std::string& name : *names)
    out.push_back(static_cast<authority_number>(index_of({"cơ quan", "authority"}, name, pack.authorities)));
  std::sort(out.begin(), out.end());
  const auto twice = std::adjacent_find(out.begin(), out.end());
  if (twice != out.end()) {
    throw error(status::schema, say("dữ kiện \"{}\" nêu \"{}\" hai lần", "the fact \"{}\" names \"{}\" twice", declared.id,
                                    pack.authorities[*twice].id));
  }
  return out;
}

fact_input written_fact(const case_view& view, std::size_t fact) {
  const rule_pack& pack = view.pack();
  const fact_declaration& declared = pack.facts[fact];
  const fact_value value = view.facts()[fact];
  switch (declared.type) {
    case fact_type::boolean: return value.number != 0;
    case fact_type::date: return std::string{format_date(static_cast<day_number>(value.number)).data()};
    case fact_type::moment: return std::string{format_instant(value.number).data()};
    case fact_type::choice:
    case fact_type::channel:
    case fact_type::authority: return value_names(pack, declared)[static_cast<std::size_t>(value.number)];
    case fact_type::authorities: {
      std::vector<std::string> names;
      for (const authority_number body : view.bodies(fact)) names.push_back(pack.authorities[body].id);
      return names;
    }
    case fact_type::integer:
    case fact_type::text:
    case fact_type::document: break;
  }
  return value.number;
}

case_act resolve_act(const rule_pack& pack, const command& command) {
  case_act act;
  resolve_act(pack, command, act);
  return act;
}

void resolve_act(const rule_pack& pack, const command& command, case_act& out) {
  const pack_lookup& names = pack.lookup;
  const auto event = names.events.find(pack.events, command.event);
  if (!event) throw_unknown({"sự kiện", "event"}, command.event, pack.events);
  const auto role = names.roles.find(pack.roles, command.role);
  if (!role) throw_unknown({"vai", "role"}, command.role, ids_of(pack.roles));
  out.number = 0;
  out.event = static_cast<event_number>(*event);
  out.role = static_cast<role_number>(*role);
  out.authority.reset();
  if (!command.authority.empty()) {
    const auto authority = names.authorities.find(pack.authorities, command.authority);
    if (!authority) throw_unknown({"cơ quan", "authority"}, command.authority, ids_of(pack.authorities));
    out.authority = static_cast<authority_number>(*authority);
  }
  out.officer = command.officer;
  out.at = command.at;
  out.recorded_at = command.recorded_at;
  out.overrides = command.overrides;
  out.split_off = !command.split_from.empty();
  out.facts.clear();
  out.bodies.clear();
  for (const auto& [name, value] : command.facts) {
    const auto fact = names.facts.find(pack.facts, name);
    if (!fact) throw_unknown({"dữ kiện", "fact"}, name, ids_of(pack.facts));
    const auto number = static_cast<std::uint16_t>(*fact);
    out.facts.emplace_back(number, resolve_fact(pack, number, value));
    if (pack.facts[number].type == fact_type::authorities) out.bodies.push_back({number, resolve_bodies(pack, number, value)});
  }
}

}  // namespace thoihan
