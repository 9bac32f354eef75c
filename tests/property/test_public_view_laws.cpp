// What the public sees of a case, over every scenario of the five provinces' packs and every example report: nothing of a
// person, nothing that is not public, nothing at all of a case that is not; and what is public, wholly.
//
// Every personal text is a mark of its own here, and so is every officer, so that one that got through would show.
#include <doctest/doctest.h>

#include <algorithm>
#include <boost/json.hpp>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <functional>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "src/engine/scenario_words.hpp"
#include "tests/support/temporary_folder.hpp"
#include "thoihan/engine/outgoing_notice.hpp"
#include "thoihan/engine/public_view.hpp"
#include "thoihan/engine/scenario.hpp"
#include "thoihan/pack/load.hpp"

namespace {

namespace json = boost::json;
namespace fs = std::filesystem;
using thoihan::case_act;
using thoihan::case_standing;
using thoihan::case_text;
using thoihan::case_view;
using thoihan::fact_declaration;
using thoihan::fact_type;
using thoihan::fact_value;
using thoihan::instant;
using thoihan::language;
using thoihan::public_view;
using thoihan::publicity;
using thoihan::rule_pack;
using thoihan::scenario;
using thoihan::scenario_set;
using thoihan::text_access;

const fs::path source = THOIHAN_SOURCE_DIR;
constexpr std::string_view mark = "\u27e6";  // stands in no pack and in no report

bool has(const std::string& text, std::string_view part) { return text.find(part) != std::string::npos; }

// A case while a scenario is played, with a mark for each text that is said.
struct played_case {
  explicit played_case(const rule_pack& pack) : view(pack, "LH-1") {}

  case_view view;
  std::vector<case_act> acts;
  std::vector<case_standing> stood;
  std::vector<case_text> texts;
  std::vector<std::uint16_t> owed;  // notices, by the last act
  std::vector<std::optional<std::string>> last_words = std::vector<std::optional<std::string>>(view.facts().size());

  // False: refused.
  bool take(const case_act& act) {
    try {
      owed = view.apply(act).notices;
    } catch (const thoihan::error&) {
      return false;
    }
    acts.push_back(act);
    stood.push_back(standing_of(view));
    for (const auto& said : act.facts) {
      const fact_declaration& declared = view.pack().facts[said.first];
      if (!declared.is_text()) continue;
      const std::string words =
          (declared.is_public ? "public text " : std::string{mark}) + std::to_string(texts.size());
      texts.push_back({view.acts(), declared.id, text_access::readable, words});
      last_words[said.first] = words;
    }
    return true;
  }

  public_view seen() const { return make_public_view(view, stood, texts); }
};

void play(const rule_pack& pack, const scenario_set& all, const scenario& one,
          const std::function<void(const played_case&)>& after_each) {
  std::vector<const scenario*> chain{&one};
  for (auto at = one.after; at; at = all.scenarios[*at].after) chain.insert(chain.begin(), &all.scenarios[*at]);
  played_case told{pack};
  for (const scenario* part : chain) {
    for (const thoihan::scenario_step& step : part->steps) {
      if (!step.act) continue;
      case_act act = *step.act;
      if (step.by_named_body) act.authority = told.view.body_for(act);
      if (told.take(act)) after_each(told);
    }
  }
}

// As a scenario writes the value; of several authorities, all of them.
std::string written(const json::value& value) {
  if (const json::array* list = value.if_array()) {
    std::string out;
    for (const json::value& one : *list) out += (out.empty() ? "" : ", ") + std::string{one.as_string()};
    return out;
  }
  if (const bool* flag = value.if_bool()) return *flag ? "true" : "false";
  if (const std::int64_t* number = value.if_int64()) return std::to_string(*number);
  return std::string{value.as_string()};
}

void check_public(const played_case& told) {
  const rule_pack& pack = told.view.pack();
  const public_view seen = told.seen();
  for (const language lang : {language::vi, language::en}) {
    const std::string text = json_of(seen, lang);
    CHECK_FALSE(has(text, mark));
    const json::object object = json::parse(text).as_object();
    CHECK(object.at("public").as_bool());
    CHECK(object.at("state").as_string() == pack.states[told.view.state()].id);
    CHECK(object.at("state_label").as_string() == pack.states[told.view.state()].label.in(lang));

    // Every public fact that is there, no other, in order.
    const json::array& facts = object.at("facts").as_array();
    std::size_t next = 0;
    for (std::size_t i = 0; i < pack.facts.size(); ++i) {
      const fact_declaration& declared = pack.facts[i];
      if (!declared.is_public || !told.view.facts()[i].present) continue;
      if (declared.is_text() && !told.last_words[i]) continue;
      REQUIRE(next < facts.size());
      const json::object& shown = facts[next++].as_object();
      CHECK(shown.at("fact").as_string() == declared.id);
      CHECK(shown.at("label").as_string() == declared.label.in(lang));
      std::string expected;
      if (declared.is_text()) {
        expected = *told.last_words[i];
      } else if (declared.type == fact_type::authorities) {
        for (const thoihan::authority_number body : told.view.bodies(i))
          expected += (expected.empty() ? "" : ", ") + pack.authorities[body].id;
      } else {
        expected = thoihan::fact_words(pack, i, told.view.facts()[i]);
      }
      CHECK(written(shown.at("value")) == expected);
      CHECK_FALSE(shown.at("words").as_string().empty());
    }
    CHECK(next == facts.size());

    // The course: from receipt to now, each step another than the one before.
    const json::array& steps = object.at("steps").as_array();
    REQUIRE_FALSE(steps.empty());
    CHECK(steps.front().at("at") == object.at("opened_at"));
    CHECK(steps.back().at("state") == object.at("state"));
    for (std::size_t i = 1; i < steps.size(); ++i) {
      CHECK(steps[i - 1].at("at").as_string() <= steps[i].at("at").as_string());
      CHECK((steps[i].at("state") != steps[i - 1].at("state") || steps[i].at("held_by") != steps[i - 1].at("held_by")));
    }

    std::size_t running = 0;
    for (const thoihan::duty_round& round : told.view.duties()) running += round.clock.running() ? 1 : 0;
    CHECK(object.at("duties").as_array().size() == running);
  }
}

// Another value of the same fact.
fact_value other_value(const rule_pack& pack, const fact_declaration& fact, fact_value value) {
  const auto next_of = [&value](std::size_t size) {
    return fact_value::of((value.number + 1) % static_cast<std::int64_t>(size));
  };
  switch (fact.type) {
    case fact_type::boolean: return fact_value::of(1 - value.number);
    case fact_type::integer: return fact_value::of(value.number < fact.high ? value.number + 1 : fact.low);
    case fact_type::choice: return next_of(fact.values.size());
    case fact_type::channel: return next_of(pack.channels.size());
    case fact_type::authority: return next_of(pack.authorities.size());
    case fact_type::date: return fact_value::of(value.number + 1);
    case fact_type::moment: return fact_value::of(value.number + 60);
    case fact_type::authorities:
    case fact_type::text:
    case fact_type::document: break;
  }
  return value;
}

// The acts under a pack, with the fact said otherwise in one of them (-1: in none); nothing when an act is refused then.
std::optional<played_case> played_again(const rule_pack& pack, const std::vector<case_act>& acts, std::size_t fact,
                                        std::ptrdiff_t changed) {
  played_case out{pack};
  for (std::size_t i = 0; i < acts.size(); ++i) {
    case_act act = acts[i];
    for (auto& said : act.facts) {
      if (said.first != fact || static_cast<std::ptrdiff_t>(i) != changed) continue;
      said.second = other_value(pack, pack.facts[fact], said.second);
    }
    for (thoihan::named_bodies& said : act.bodies) {
      if (said.fact != fact || static_cast<std::ptrdiff_t>(i) != changed) continue;
      for (thoihan::authority_number& body : said.list)
        body = static_cast<thoihan::authority_number>((body + 1U) % pack.authorities.size());
      std::sort(said.list.begin(), said.list.end());
    }
    if (!out.take(act)) return std::nullopt;
  }
  return out;
}

// Two cases that differ in this fact alone, as far as the public could know: the way of the case, the duties, all other facts.
bool differ_in(std::size_t fact, const played_case& a, const played_case& b) {
  for (std::size_t i = 0; i < a.view.facts().size(); ++i) {
    if (i != fact && a.view.facts()[i] != b.view.facts()[i]) return false;
  }
  for (std::size_t i = 0; i < a.stood.size(); ++i) {
    if (a.stood[i].state != b.stood[i].state) return false;
  }
  const auto running = [](const played_case& told) {
    std::vector<std::size_t> out;
    for (const thoihan::duty_round& round : told.view.duties()) {
      if (round.clock.running()) out.push_back(round.duty);
    }
    return out;
  };
  return a.view.facts()[fact] != b.view.facts()[fact] && running(a) == running(b);
}

// A fact that chooses between limits shows in a due, as it must; a date, an instant or a body shows nowhere.
std::string seen_text(const played_case& told, fact_type hidden) {
  json::value out = json::parse(json_of(told.seen(), language::en));
  const bool chooses = hidden == fact_type::boolean || hidden == fact_type::choice || hidden == fact_type::integer ||
                       hidden == fact_type::channel;
  for (json::value& duty : out.at("duties").as_array()) {
    for (const char* key : {"due", "due_date", "end", "provisional"}) {
      if (chooses) duty.as_object().erase(key);
    }
  }
  return json::serialize(out);
}

template <class Work>
void for_each_province(const Work& work) {
  std::size_t provinces = 0;
  for (const auto& folder : fs::directory_iterator(source / "rules" / "province")) {
    const std::string province = folder.path().filename().string();
    CAPTURE(province);
    work(province, folder.path().string());
    ++provinces;
  }
  CHECK(provinces == 5);
}

}  // namespace

TEST_SUITE("public view laws") {
  TEST_CASE("every scenario, after every act") {
    for_each_province([](const std::string& province, const std::string& folder) {
      const rule_pack pack = thoihan::load_pack(folder);
      std::vector<thoihan::finding> mistakes;
      const scenario_set all = thoihan::read_scenarios(pack, folder, mistakes);
      REQUIRE(mistakes.empty());
      std::size_t shown = 0;
      std::set<publicity> hidden;
      for (const scenario& one : all.scenarios) {
        CAPTURE(one.id);
        play(pack, all, one, [&](const played_case& told) {
          const publicity which = told.view.publication().is;
          if (which == publicity::open) {
            ++shown;
            check_public(told);
            return;
          }
          hidden.insert(which);
          for (const language lang : {language::vi, language::en}) {
            CHECK(json_of(told.seen(), lang) == R"({"case":"LH-1","public":false})");
          }
        });
      }
      CHECK(shown > 0);
      CHECK(hidden == std::set<publicity>{publicity::closed, publicity::never});
      MESSAGE(province, ": public after ", shown, " acts");
    });
  }

  // Each fact that the packs declare public is declared hidden here, in its turn, so that there are many: other values of it,
  // and the public sees the same.
  TEST_CASE("a fact that is hidden could be otherwise, and the public would see the same") {
    std::size_t compared = 0;
    std::set<fact_type> types;
    for_each_province([&](const std::string&, const std::string& folder) {
      const rule_pack pack = thoihan::load_pack(folder);
      std::vector<thoihan::finding> mistakes;
      const scenario_set all = thoihan::read_scenarios(pack, folder, mistakes);
      std::vector<std::vector<case_act>> stories;
      for (const scenario& one : all.scenarios) {
        std::optional<played_case> last;
        play(pack, all, one, [&last](const played_case& told) { last = told; });
        if (last && last->view.publication().is == publicity::open) stories.push_back(last->acts);
      }
      for (std::size_t fact = 0; fact < pack.facts.size(); ++fact) {
        if (pack.facts[fact].is_text()) continue;
        rule_pack hidden = pack;
        hidden.facts[fact].is_public = false;
        CAPTURE(hidden.facts[fact].id);
        for (const std::vector<case_act>& acts : stories) {
          const auto before = played_again(hidden, acts, fact, -1);
          REQUIRE(before);
          for (std::size_t i = 0; i < acts.size(); ++i) {
            const auto says = [fact](const auto& said) { return said.first == fact; };
            if (std::none_of(acts[i].facts.begin(), acts[i].facts.end(), says)) continue;
            const auto other = played_again(hidden, acts, fact, static_cast<std::ptrdiff_t>(i));
            if (!other || other->view.publication().is != publicity::open || !differ_in(fact, *before, *other))
              continue;
            const fact_type type = hidden.facts[fact].type;
            CHECK(seen_text(*before, type) == seen_text(*other, type));
            ++compared;
            types.insert(type);
          }
        }
      }
    });
    CHECK(compared > 100);
    // A commitment, an appointment, a body in charge are among them.
    for (const fact_type type : {fact_type::date, fact_type::moment, fact_type::authority})
      CHECK(types.count(type) == 1);
    MESSAGE("compared: ", compared);
  }

  // The reporter is answered where he wrote, or by phone, mail or message where the rule says so; never nowhere.
  TEST_CASE("every notice to the reporter has a channel, and the one of receipt is his own") {
    for_each_province([](const std::string&, const std::string& folder) {
      const rule_pack pack = thoihan::load_pack(folder);
      std::vector<thoihan::finding> mistakes;
      const scenario_set all = thoihan::read_scenarios(pack, folder, mistakes);
      std::size_t on_receipt = 0;
      for (const scenario& one : all.scenarios) {
        CAPTURE(one.id);
        play(pack, all, one, [&](const played_case& told) {
          for (const std::uint16_t number : told.owed) {
            const thoihan::notice_rule& notice = pack.notices[number];
            if (notice.to != "reporter") continue;
            CAPTURE(notice.id);
            const std::vector<std::string> channels = told.view.channels_of(notice);
            CHECK_FALSE(channels.empty());
            if (std::find(notice.channels.begin(), notice.channels.end(), "receipt") == notice.channels.end()) continue;
            const fact_value& receipt = told.view.facts()[*pack.channel_fact];
            REQUIRE(receipt.present);
            const std::string& own = pack.channels[static_cast<std::size_t>(receipt.number)].id;
            CHECK(std::find(channels.begin(), channels.end(), own) != channels.end());
            ++on_receipt;
          }
        });
      }
      CHECK(on_receipt > 5);
    });
  }

  TEST_CASE("every example report, through the store: neither its texts nor its officers; its notices by key alone") {
    std::size_t shown = 0;
    std::size_t hidden = 0;
    std::size_t sealed = 0;
    for_each_province([&](const std::string& province, const std::string& folder) {
      const temporary_folder place;
      thoihan::store events = thoihan::store::open(place.file("reports.db"), thoihan::store_mode::create);
      thoihan::engine cases{events};
      cases.use(thoihan::load_pack(folder));
      cases.use_key(thoihan::new_host_key("test"));
      const rule_pack pack = thoihan::load_pack(folder);
      std::ifstream file{source / "examples" / "data" / (province + "-2024.jsonl")};
      std::vector<thoihan::command> commands;
      std::set<std::string> ids;
      for (std::string line; std::getline(file, line);) {
        thoihan::command one = thoihan::read_command(line);
        one.officer = std::string{mark} + "officer";
        for (auto& [name, value] : one.facts) {
          const auto fact = thoihan::find_id(pack.facts, name);
          if (!fact || !pack.facts[*fact].is_text() || pack.facts[*fact].is_public) continue;
          value = std::string{mark} + std::to_string(commands.size()) + name;
        }
        ids.insert(one.case_id);
        commands.push_back(std::move(one));
      }
      for (const auto& answer : cases.apply_all(commands)) {
        REQUIRE(std::holds_alternative<thoihan::case_answer>(answer));
      }
      for (const std::string& id : ids) {
        const std::string text = json_of(public_view_of(cases, id), language::vi);
        CHECK_FALSE(has(text, mark));
        const bool is_public = !cases.is_secret(id) && cases.view(id).publication().is == publicity::open;
        ++(is_public ? shown : hidden);
        if (!is_public) CHECK(text == "{\"case\":\"" + id + "\",\"public\":false}");
      }

      thoihan::engine without_key{events};
      for (const thoihan::notice_row& row : events.owed_notices(0, 2000)) {
        const thoihan::outgoing_notice told = outgoing_notice_of(without_key, row);
        CHECK_FALSE(has(json_of(told), mark));
        CHECK(has(told.text.vi, "[đã niêm phong]") == !told.unreadable.empty());
        CHECK(has(told.text.en, "[sealed]") == !told.unreadable.empty());
        const thoihan::outgoing_notice opened = outgoing_notice_of(cases, row);
        CHECK(opened.unreadable.empty());
        CHECK_FALSE(has(opened.text.vi, "niêm phong"));
        CHECK(has(opened.text.vi, mark) == !told.unreadable.empty());
        CHECK(opened.channels == told.channels);
        sealed += told.unreadable.empty() ? 0 : 1;
      }
    });
    CHECK(shown > 500);
    CHECK(hidden > 100);
    CHECK(sealed > 500);
    MESSAGE("public: ", shown, ", not public: ", hidden, ", notices with sealed texts: ", sealed);
  }
}
