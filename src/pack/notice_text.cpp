#include "thoihan/pack/notice_text.hpp"

#include <algorithm>

#include "src/pack/names.hpp"
#include "src/pack/say.hpp"
#include "src/pack/value_words.hpp"

namespace thoihan {
namespace {

const bilingual absent_words = {"(không có)", "(none)"};

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
    if (!value.present) return absent_words.in(lang_);
    const fact_declaration& declared = pack_.facts[number];
    if (declared.is_text()) return given_words(declared);
    if (declared.type == fact_type::authorities) return names_of(declared);
    return value_words(pack_, declared, value.number, lang_);
  }

 private:
  std::string names_of(const fact_declaration& fact) const {
    const auto given = std::find_if(known_.bodies.begin(), known_.bodies.end(),
                                    [&](const auto& entry) { return entry.first == fact.id; });
    if (given == known_.bodies.end() || given->second.empty()) return absent_words.in(lang_);
    for (const authority_number body : given->second) {
      if (body >= pack_.authorities.size())
        throw error(status::range, say("dữ kiện \"{}\" không có giá trị số {}", "the fact \"{}\" has no value of number {}", fact.id, body));
    }
    return thoihan::names_of(pack_, given->second, lang_);
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
