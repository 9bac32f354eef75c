#include "src/pack/value_words.hpp"

#include "src/pack/say.hpp"
#include "thoihan/time/civil.hpp"
#include "thoihan/time/instant.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

std::string date_words(day_number day, language lang) {
  if (lang == language::en) return format_date(day).data();
  const civil_date date = civil_from_days(day);
  return fmt::format("{:02}/{:02}/{:04}", date.day, date.month, date.year);
}

std::string instant_words(instant t, language lang) {
  const std::int32_t second = second_of_day(t);
  std::string time = format_time_of_day(second).data();
  if (second % 60 != 0) time += fmt::format(":{:02}", second % 60);
  const std::string date = date_words(day_of(t), lang);
  return lang == language::vi ? time + " ngày " + date : date + " " + time;
}

[[noreturn]] void throw_out_of_range(const fact_declaration& fact, std::int64_t number) {
  throw error(status::range, say("dữ kiện \"{}\" không có giá trị số {}", "the fact \"{}\" has no value of number {}",
                                 fact.id, number));
}

template <class Named>
const Named& at_number(const std::vector<Named>& list, const fact_declaration& fact, std::int64_t number) {
  if (number < 0 || number >= static_cast<std::int64_t>(list.size())) throw_out_of_range(fact, number);
  return list[static_cast<std::size_t>(number)];
}

}  // namespace

std::string value_words(const rule_pack& pack, const fact_declaration& fact, std::int64_t number, language lang) {
  switch (fact.type) {
    case fact_type::boolean: return (number != 0 ? bilingual{"có", "yes"} : bilingual{"không", "no"}).in(lang);
    case fact_type::integer: return std::to_string(number);
    case fact_type::choice: return at_number(fact.values, fact, number).label.in(lang);
    case fact_type::channel: return at_number(pack.channels, fact, number).label.in(lang);
    case fact_type::authority: return at_number(pack.authorities, fact, number).name.in(lang);
    case fact_type::date:
      if (number < first_supported_day || number > last_supported_day) throw_out_of_range(fact, number);
      return date_words(static_cast<day_number>(number), lang);
    case fact_type::moment:
      if (!is_supported_instant(number)) throw_out_of_range(fact, number);
      return instant_words(number, lang);
    case fact_type::authorities:
    case fact_type::text:
    case fact_type::document: break;
  }
  throw error(status::invalid, say("giá trị của dữ kiện \"{}\" không nằm trong một con số",
                                   "the value of the fact \"{}\" is not in a number", fact.id));
}

std::string names_of(const rule_pack& pack, const std::vector<authority_number>& bodies, language lang) {
  std::vector<std::string> names;
  for (const authority_number body : bodies) names.push_back(pack.authorities.at(body).name.in(lang));
  return joined(names);
}

// Valid UTF-8 has the controls U+0080 to U+009F as C2 80 to C2 9F, and C2 before one of these bytes nowhere else.
std::string without_controls(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const auto byte = static_cast<unsigned char>(text[at]);
    const auto next = at + 1 < text.size() ? static_cast<unsigned char>(text[at + 1]) : 0U;
    if (byte == '\r') {
      if (next != '\n') out += '\n';
    } else if (byte == 0xC2 && next >= 0x80 && next <= 0x9F) {
      out += ' ';
      ++at;
    } else if ((byte < 0x20 && byte != '\n' && byte != '\t') || byte == 0x7F) {
      out += ' ';
    } else {
      out += text[at];
    }
  }
  return out;
}

}  // namespace thoihan
