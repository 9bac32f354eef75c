#include "thoihan/pack/notice_text.hpp"

#include <algorithm>

#include "src/pack/names.hpp"
#include "src/pack/say.hpp"
#include "thoihan/time/civil.hpp"
#include "thoihan/time/instant.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

const bilingual absent_words = {"(không có)", "(none)"};

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

class notice_writer {
 public:
  notice_writer(const rule_pack& pack, const notice_facts& known, language lang)
      : pack_(pack), known_(known), lang_(lang) {
    if (known.values.size() != pack.facts.size()) {
      throw error(status::invalid, say("có {} giá trị cho {} dữ kiện của quy chế", "{} values for the pack's {} facts",
                                       known.values.size(), pack.facts.size()));
    }
  }

  std::string fact(std::string_view name) const {
    const std::size_t number = index_of({"dữ kiện", "fact"}, name, ids_of(pack_.facts));
    const fact_value& value = known_.values[number];
    return value.present ? words_of(pack_.facts[number], value.number) : absent_words.in(lang_);
  }

 private:
  std::string words_of(const fact_declaration& fact, std::int64_t number) const {
    switch (fact.type) {
      case fact_type::boolean: return (number != 0 ? bilingual{"có", "yes"} : bilingual{"không", "no"}).in(lang_);
      case fact_type::integer: return std::to_string(number);
      case fact_type::choice: return at_number(fact.values, fact, number).label.in(lang_);
      case fact_type::channel: return at_number(pack_.channels, fact, number).label.in(lang_);
      case fact_type::authority: return at_number(pack_.authorities, fact, number).name.in(lang_);
      case fact_type::date:
        if (number < first_supported_day || number > last_supported_day) throw_out_of_range(fact, number);
        return date_words(static_cast<day_number>(number), lang_);
      case fact_type::moment:
        if (!is_supported_instant(number)) throw_out_of_range(fact, number);
        return instant_words(number, lang_);
      case fact_type::text:
      case fact_type::document: return given_words(fact);
    }
    return absent_words.in(lang_);
  }

  std::string given_words(const fact_declaration& fact) const {
    const auto given = std::find_if(known_.words.begin(), known_.words.end(),
                                    [&](const auto& entry) { return entry.first == fact.id; });
    if (given == known_.words.end() || given->second.empty()) return absent_words.in(lang_);
    return without_controls(given->second);
  }

  const rule_pack& pack_;
  const notice_facts& known_;
  language lang_;
};

}  // namespace

std::vector<template_part> template_parts(std::string_view text) {
  std::vector<template_part> out;
  while (!text.empty()) {
    const std::size_t brace = text.find_first_of("{}");
    if (brace != 0) out.push_back({text.substr(0, brace), false});
    if (brace == std::string_view::npos) break;
    const std::size_t end = text[brace] == '{' ? text.find('}', brace) : std::string_view::npos;
    const bool closed = end != std::string_view::npos;
    out.push_back({closed ? text.substr(brace + 1, end - brace - 1) : std::string_view{}, true});
    text.remove_prefix(closed ? end + 1 : brace + 1);
  }
  return out;
}

std::string notice_text(const rule_pack& pack, const notice_rule& notice, std::string_view case_id,
                        const notice_facts& known, language lang) {
  const notice_writer writer{pack, known, lang};
  std::string out;
  for (const template_part& part : template_parts(notice.text.in(lang))) {
    if (!part.is_name)
      out += part.text;
    else if (part.text == "case")
      out += without_controls(case_id);
    else
      out += writer.fact(part.text);
  }
  return out;
}

}  // namespace thoihan
