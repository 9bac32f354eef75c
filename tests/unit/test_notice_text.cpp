// Notices in words: the forms of values by hand, and every notice of every pack in both languages against a filling of its
// template that is the test's own.
#include "thoihan/pack/notice_text.hpp"

#include <doctest/doctest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

#include "tests/support/refusal.hpp"
#include "thoihan/pack/load.hpp"
#include "thoihan/time/text.hpp"

using namespace thoihan;

namespace {

namespace fs = std::filesystem;

const std::string source = THOIHAN_SOURCE_DIR;

// A pack with one fact of each type, and one notice whose template the tests write.
struct sample {
  rule_pack pack;
  notice_rule notice;
  notice_facts known;

  sample() {
    pack.channels = {{"phone", {"Điện thoại", "Phone"}}, {"mail", {"Thư điện tử", "E-mail"}}};
    for (const char* id : {"so-giao-thong", "cap-nuoc"}) {
      authority body;
      body.id = id;
      body.name = id == std::string{"cap-nuoc"} ? bilingual{"Công ty Cấp nước", "Water Company"} : bilingual{"Sở Giao thông", "Department of Transport"};
      pack.authorities.push_back(body);
    }
    declare("urgent", fact_type::boolean);
    declare("attempts", fact_type::integer);
    declare("field", fact_type::choice);
    pack.facts.back().values = {{"roads", {"Đường", "Roads"}}, {"water", {"Nước", "Water"}}};
    declare("channel", fact_type::channel);
    declare("lead", fact_type::authority);
    declare("support", fact_type::authorities);
    declare("completion", fact_type::date);
    declare("visit", fact_type::moment);
    declare("reason", fact_type::text);
    declare("picture", fact_type::document);
    known.values.resize(pack.facts.size());
  }

  void declare(const char* id, fact_type type) {
    fact_declaration fact;
    fact.id = id;
    fact.type = type;
    pack.facts.push_back(fact);
    notice.facts.push_back(static_cast<std::uint16_t>(pack.facts.size() - 1));
  }

  void set(const char* id, std::int64_t number) { known.values[*find_id(pack.facts, id)] = fact_value::of(number); }
  void say(const char* id, const std::string& words) {
    set(id, 1);
    known.words.emplace_back(id, words);
  }

  std::string text(const std::string& words, language lang) {
    notice.text = {words, words};
    return notice_text(pack, notice, "LH-1", known, lang);
  }
  std::string vi(const std::string& words) { return text(words, language::vi); }
  std::string en(const std::string& words) { return text(words, language::en); }
};

instant at(const char* text) {
  instant t = 0;
  REQUIRE(parse_instant(text, t) == time_text_error::none);
  return t;
}

day_number day(const char* text) {
  day_number out = 0;
  REQUIRE(parse_date(text, out) == time_text_error::none);
  return out;
}

// Every pack of the project that is meant to be clean.
std::vector<rule_pack> every_pack() {
  std::vector<rule_pack> out;
  for (const char* below : {"/rules/province", "/examples/packs", "/tests/data/packs"}) {
    for (const auto& entry : fs::recursive_directory_iterator(source + below)) {
      if (entry.path().filename() == "pack.json") out.push_back(load_pack(entry.path().string(), source + "/rules"));
    }
  }
  return out;
}

// A value that no other fact of the pack has, and how people read it. Dates are 2031, one a fact, so that the words are counted
// here and not by the calendar: fact 0 is 1 March, fact 28 is 1 April.
struct told_value {
  fact_value value;
  std::string words;
};

std::string two(std::size_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

told_value distinct_value(const rule_pack& pack, std::size_t number, language lang) {
  const fact_declaration& fact = pack.facts[number];
  const bool vi = lang == language::vi;
  const std::size_t month = 3 + number / 28;
  const std::size_t date = 1 + number % 28;
  const std::string written = vi ? two(date) + "/" + two(month) + "/2031" : "2031-" + two(month) + "-" + two(date);
  const day_number on = days_from_civil(2031, static_cast<int>(month), static_cast<int>(date));
  switch (fact.type) {
    case fact_type::boolean: return {fact_value::of(1), vi ? "có" : "yes"};
    case fact_type::integer: return {fact_value::of(fact.high), std::to_string(fact.high)};
    case fact_type::choice:
      return {fact_value::of(static_cast<std::int64_t>(fact.values.size()) - 1), vi ? fact.values.back().label.vi : fact.values.back().label.en};
    case fact_type::channel:
      return {fact_value::of(static_cast<std::int64_t>(pack.channels.size()) - 1), vi ? pack.channels.back().label.vi : pack.channels.back().label.en};
    case fact_type::authority:
      return {fact_value::of(static_cast<std::int64_t>(pack.authorities.size()) - 1), vi ? pack.authorities.back().name.vi : pack.authorities.back().name.en};
    case fact_type::authorities:
      return {fact_value::of(2), vi ? pack.authorities.front().name.vi + ", " + pack.authorities.back().name.vi
                                    : pack.authorities.front().name.en + ", " + pack.authorities.back().name.en};
    case fact_type::date: return {fact_value::of(on), written};
    case fact_type::moment: return {fact_value::of(instant_at(on, 14 * 3600 + 5 * 60)), vi ? "14:05 ngày " + written : written + " 14:05"};
    case fact_type::text:
    case fact_type::document: return {fact_value::of(1), "«" + fact.id + "»"};
  }
  return {};
}

void replace_all(std::string& text, const std::string& old, const std::string& fresh) {
  for (std::size_t at = text.find(old); at != std::string::npos; at = text.find(old, at + fresh.size())) text.replace(at, old.size(), fresh);
}

// Personal facts that come with an event that opens a case.
std::set<std::string> said_of_oneself(const rule_pack& pack) {
  std::set<std::string> out;
  for (const transition_rule& rule : pack.transitions) {
    if (!rule.from.empty()) continue;
    for (const auto* list : {&rule.needs, &rule.takes}) {
      for (const std::uint16_t fact : *list) {
        if (pack.facts[fact].is_personal()) out.insert(pack.facts[fact].id);
      }
    }
  }
  return out;
}

std::string told(const std::vector<template_part>& parts) {
  std::string out;
  for (const template_part& part : parts) out += (part.is_name ? "<" : "[") + std::string{part.text} + (part.is_name ? ">" : "]");
  return out;
}

}  // namespace

TEST_SUITE("notice text") {
  TEST_CASE("values as people read them") {
    sample s;
    s.set("urgent", 1);
    s.set("attempts", 1200);
    s.set("field", 1);
    s.set("channel", 1);
    s.set("lead", 0);
    s.set("support", 2);
    s.known.bodies = {{"support", {0, 1}}};
    s.set("completion", day("2024-04-29"));
    s.set("visit", at("2024-04-29T09:10"));
    s.say("reason", "chờ vật tư");
    s.say("picture", "ảnh-17.jpg");
    CHECK(s.vi("{urgent}|{attempts}|{field}|{channel}|{lead}") == "có|1200|Nước|Thư điện tử|Sở Giao thông");
    CHECK(s.en("{urgent}|{attempts}|{field}|{channel}|{lead}") == "yes|1200|Water|E-mail|Department of Transport");
    CHECK(s.vi("{support}") == "Sở Giao thông, Công ty Cấp nước");
    CHECK(s.en("{support}") == "Department of Transport, Water Company");
    CHECK(s.vi("{completion}|{visit}") == "29/04/2024|09:10 ngày 29/04/2024");
    CHECK(s.en("{completion}|{visit}") == "2024-04-29|2024-04-29 09:10");
    CHECK(s.vi("{reason}|{picture}") == "chờ vật tư|ảnh-17.jpg");
    CHECK(s.en("{reason}|{picture}") == "chờ vật tư|ảnh-17.jpg");
    s.set("urgent", 0);
    s.set("attempts", -3);
    s.set("field", 0);
    s.set("channel", 0);
    s.set("lead", 1);
    CHECK(s.vi("{urgent}|{attempts}|{field}|{channel}|{lead}") == "không|-3|Đường|Điện thoại|Công ty Cấp nước");
    CHECK(s.en("{urgent}|{attempts}|{field}|{channel}|{lead}") == "no|-3|Roads|Phone|Water Company");
  }

  TEST_CASE("dates and instants at their borders") {
    sample s;
    s.set("completion", day("1990-01-01"));
    CHECK(s.vi("{completion}") == "01/01/1990");
    s.set("completion", day("2099-12-31"));
    CHECK(s.vi("{completion}") == "31/12/2099");
    CHECK(s.en("{completion}") == "2099-12-31");
    s.set("visit", at("2024-05-06T24:00"));  // 00:00 of the 7th
    CHECK(s.vi("{visit}") == "00:00 ngày 07/05/2024");
    s.set("visit", at("2024-05-06T23:59:08"));
    CHECK(s.vi("{visit}") == "23:59:08 ngày 06/05/2024");
    CHECK(s.en("{visit}") == "2024-05-06 23:59:08");
    s.set("visit", at("2024-05-06T17:30:00Z"));  // 00:30 of the 7th in Viet Nam
    CHECK(s.en("{visit}") == "2024-05-07 00:30");
  }

  TEST_CASE("what nobody has said is said to be missing") {
    sample s;
    const std::string all = "{urgent}{attempts}{field}{channel}{lead}{completion}{visit}{reason}{picture}";
    std::string vi;
    std::string en;
    for (int i = 0; i < 9; ++i) {
      vi += "(không có)";
      en += "(none)";
    }
    CHECK(s.vi(all) == vi);
    CHECK(s.en(all) == en);
    // Words that were erased; words of a text that was cleared; no words.
    s.set("reason", 1);
    s.known.words.emplace_back("picture", "ảnh-17.jpg");
    CHECK(s.en("{reason}{picture}") == "(none)(none)");
    s.say("reason", "");
    CHECK(s.en("{reason}") == "(none)");
  }

  TEST_CASE("the case, its text around it, and nothing read twice") {
    sample s;
    s.say("reason", "{case} {lead} }{ <b>&amp;</b> %s $1 \\n");
    CHECK(s.vi("Hồ sơ {case}: {reason}, {case}") == "Hồ sơ LH-1: {case} {lead} }{ <b>&amp;</b> %s $1 \\n, LH-1");
    CHECK(s.vi("") == "");
    CHECK(s.vi("Đã trả lời.") == "Đã trả lời.");
    CHECK(s.vi("{case}") == "LH-1");
    CHECK(s.vi("{case}{case}") == "LH-1LH-1");
  }

  TEST_CASE("control characters") {
    sample s;
    const auto said = [&](const std::string& words) {
      s.known.words.clear();
      s.say("reason", words);
      return s.en("{reason}");
    };
    CHECK(said("a\r\nb\rc\nd\te") == "a\nb\nc\nd\te");
    CHECK(said("a\r\r\nb\r") == "a\n\nb\n");
    CHECK(said(std::string{"a\0b", 3}) == "a b");
    CHECK(said("a\x01" "b\x1b[31mc\x7f") == "a b [31mc ");
    CHECK(said("a\xC2\x80" "b\xC2\x9F" "c") == "a b c");
    CHECK(said("\xC2\xA0") == "\xC2\xA0");  // a no-break space is none
    CHECK(said("\xC2" "a\xC2") == "\xC2" "a\xC2");  // no UTF-8: no letter is lost
    CHECK(said("ằ\xE1\x80\x80") == "ằ\xE1\x80\x80");
    s.notice.text = {"{case}", "{case}"};
    CHECK(notice_text(s.pack, s.notice, "LH\r\n1\x07", s.known, language::vi) == "LH\n1 ");
  }

  TEST_CASE("the parts of a template") {
    CHECK(told(template_parts("")) == "");
    CHECK(told(template_parts("abc")) == "[abc]");
    CHECK(told(template_parts("{a}")) == "<a>");
    CHECK(told(template_parts("x{a}{b}y")) == "[x]<a><b>[y]");
    CHECK(told(template_parts("{}")) == "<>");
    CHECK(told(template_parts("x{a")) == "[x]<>[a]");
    CHECK(told(template_parts("a}x")) == "[a]<>[x]");
    CHECK(told(template_parts("{a{b}")) == "<a{b>");
    CHECK(told(template_parts("{")) == "<>");
    CHECK(told(template_parts("}{")) == "<><>");
  }

  TEST_CASE("what cannot be") {
    sample s;
    const auto refused = [&](const char* id, std::int64_t number) {
      s.known.values.assign(s.pack.facts.size(), {});
      s.set(id, number);
      return status_of([&] { s.vi(std::string{"{"} + id + "}"); });
    };
    for (const char* id : {"field", "channel", "lead"}) {
      CAPTURE(id);
      CHECK(refused(id, 2) == status::range);
      CHECK(refused(id, -1) == status::range);
    }
    CHECK(refused("completion", day("1990-01-01") - 1) == status::range);
    CHECK(refused("completion", day("2099-12-31") + 1) == status::range);
    CHECK(refused("completion", std::int64_t{1} << 40) == status::range);
    CHECK(refused("visit", at("1990-01-01T00:00") - 1) == status::range);
    CHECK(refused("visit", at("2099-12-31T24:00") + 1) == status::range);
    s.known.values.assign(s.pack.facts.size(), {});
    CHECK(status_of([&] { s.vi("{colour}"); }) == status::reference);
    CHECK(status_of([&] { s.vi("{"); }) == status::reference);
    s.known.values.pop_back();
    CHECK(status_of([&] { s.vi("{case}"); }) == status::invalid);
    CHECK(status_of([&] { s.vi(""); }) == status::invalid);
  }

  TEST_CASE("every notice of every pack, in both languages") {
    std::size_t packs = 0;
    std::size_t notices = 0;
    for (const rule_pack& pack : every_pack()) {
      ++packs;
      const std::set<std::string> own = said_of_oneself(pack);
      for (const language lang : {language::vi, language::en}) {
        notice_facts known;
        for (std::size_t i = 0; i < pack.facts.size(); ++i) {
          const told_value one = distinct_value(pack, i, lang);
          known.values.push_back(one.value);
          if (pack.facts[i].is_text()) known.words.emplace_back(pack.facts[i].id, one.words);
          if (pack.facts[i].type == fact_type::authorities) known.bodies.push_back({pack.facts[i].id, {0, static_cast<authority_number>(pack.authorities.size() - 1)}});
        }
        const notice_facts nothing{std::vector<fact_value>(pack.facts.size()), {}};
        for (const notice_rule& notice : pack.notices) {
          CAPTURE(pack.id);
          CAPTURE(notice.id);
          ++notices;
          const std::string text = notice_text(pack, notice, "LH-2031-000017", known, lang);
          std::string filled = notice.text.in(lang);
          std::string empty = filled;
          replace_all(filled, "{case}", "LH-2031-000017");
          replace_all(empty, "{case}", "LH-2031-000017");
          for (const std::uint16_t fact : notice.facts) {
            const std::string words = distinct_value(pack, fact, lang).words;
            CHECK_MESSAGE(text.find(words) != std::string::npos, "without ", pack.facts[fact].id, ": ", text);
            CHECK_MESSAGE(own.count(pack.facts[fact].id) == 0, "prints ", pack.facts[fact].id, ": ", text);
            replace_all(filled, "{" + pack.facts[fact].id + "}", words);
            replace_all(empty, "{" + pack.facts[fact].id + "}", lang == language::vi ? "(không có)" : "(none)");
          }
          CHECK(text == filled);
          CHECK(text.find_first_of("{}") == std::string::npos);
          for (const std::string& fact : own) CHECK_MESSAGE(text.find("«" + fact + "»") == std::string::npos, text);
          CHECK(notice_text(pack, notice, "LH-2031-000017", nothing, lang) == empty);
        }
      }
    }
    CHECK(packs >= 13);
    CHECK(notices >= 2 * 64);
  }
}
