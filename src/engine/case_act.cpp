#include "src/pack/names.hpp"
#include "src/pack/pack_loader.hpp"
#include "src/pack/say.hpp"
#include "thoihan/engine/case_view.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {

fact_value resolve_fact(const rule_pack& pack, std::size_t fact, const fact_input& value) {
  const fact_declaration& declared = pack.facts[fact];
  const auto wrong = [&](const bilingual& expected) {
    throw error(status::schema, {fmt::format("dữ kiện \"{}\": cần {}", declared.id, expected.vi),
                                 fmt::format("the fact \"{}\": expected {}", declared.id, expected.en)});
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
    case fact_type::choice:
    case fact_type::channel:
    case fact_type::authority: {
      if (text == nullptr) wrong({"một tên", "a name"});
      const bilingual kind = say("giá trị của \"{}\"", "value of \"{}\"", declared.id);
      return fact_value::of(static_cast<std::int64_t>(index_of(kind, *text, value_names(pack, declared))));
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

fact_input written_fact(const rule_pack& pack, std::size_t fact, fact_value value) {
  const fact_declaration& declared = pack.facts[fact];
  switch (declared.type) {
    case fact_type::boolean: return value.number != 0;
    case fact_type::date: return std::string{format_date(static_cast<day_number>(value.number)).data()};
    case fact_type::moment: return std::string{format_instant(value.number).data()};
    case fact_type::choice:
    case fact_type::channel:
    case fact_type::authority: return value_names(pack, declared)[static_cast<std::size_t>(value.number)];
    case fact_type::integer:
    case fact_type::text:
    case fact_type::document: break;
  }
  return value.number;
}

case_act resolve_act(const rule_pack& pack, const command& command) {
  case_act act;
  act.event = static_cast<event_number>(index_of({"sự kiện", "event"}, command.event, pack.events));
  act.role = static_cast<role_number>(index_of({"vai", "role"}, command.role, ids_of(pack.roles)));
  if (!command.authority.empty()) {
    act.authority =
        static_cast<authority_number>(index_of({"cơ quan", "authority"}, command.authority, ids_of(pack.authorities)));
  }
  act.at = command.at;
  act.recorded_at = command.recorded_at;
  act.overrides = command.overrides;
  act.split_off = !command.split_from.empty();
  const auto facts = ids_of(pack.facts);
  for (const auto& [name, value] : command.facts) {
    const std::size_t fact = index_of({"dữ kiện", "fact"}, name, facts);
    act.facts.emplace_back(static_cast<std::uint16_t>(fact), resolve_fact(pack, fact, value));
  }
  return act;
}

}  // namespace thoihan
