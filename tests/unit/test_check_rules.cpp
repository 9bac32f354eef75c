// What the checker says of rules that could all be read.
#include <doctest/doctest.h>

#include <boost/json.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/support/pack_writer.hpp"
#include "tests/support/planted_mistakes.hpp"
#include "thoihan/engine/case_view.hpp"

namespace {

using thoihan::checked_pack;
using thoihan::finding;
using thoihan::severity;
namespace json = boost::json;

planted_mistake in_pack(const std::string& old, const std::string& fresh, const std::string& code, const std::string& says = "") {
  return {"pack.json", old, fresh, code, says, ""};
}

const std::string long_limit = R"({ "when": { "complex": true }, "limit": "10 working days", "cite": "5.1" },)";
const std::string short_limit = R"({ "limit": "5 working days", "cite": "5.1" } ],)";
const std::string within = R"("ended_by": ["return", "withdraw"], "within": [)" "\n        " + long_limit + "\n        " + short_limit;
std::string within_of(const std::string& rows) { return R"("ended_by": ["return", "withdraw"], "within": @[ )" + rows + " ],"; }
const std::string water = R"({ "id": "water", "when": { "field": "water" }, "lead": "cap-nuoc", "support": [], "cite": "2.1" })";
const std::string publication = R"({ "when": { "secret": false, "reputation": true }, "is": "private", "cite": "6.2" })";
const std::string hold = R"({ "on": "hold", "from": ["with_authority"], "to": "same", "by": ["supervisor"], "sets": { "complex": true }, "cite": "5.1" })";

// A condition over four facts, as text and as what it means, worked out here and not by the checker.
struct facts_of_a_case {
  int urgent = 0;    // bool with a default: never absent
  int field = 0;     // 0 absent, 1 roads, 2 water, 3 other
  int attempts = 0;  // -1 absent, 0 to 100
  int reason = 0;    // 0 absent, 1 present
};

struct guard {
  std::string text;
  std::vector<guard> parts;
  int kind = 0;  // 0 urgent, 1 one of fields, 2 attempts, 3 reason present, 4 all, 5 any, 6 not
  int low = 0;
  int high = 0;

  bool holds(const facts_of_a_case& facts) const {
    switch (kind) {
      case 0: return facts.urgent == low;
      case 1: return facts.field != 0 && ((low >> facts.field) & 1) != 0;
      case 2: return facts.attempts >= 0 && facts.attempts >= low && facts.attempts <= high;
      case 3: return facts.reason == low;
      case 6: return !parts[0].holds(facts);
      default: break;
    }
    for (const guard& part : parts) {
      if (part.holds(facts) == (kind == 5)) return kind == 5;
    }
    return kind == 4;
  }
};

guard random_guard(std::mt19937_64& source, int depth) {
  const auto below = [&source](int n) { return static_cast<int>(source() % static_cast<std::uint64_t>(n)); };
  guard out;
  out.kind = below(depth > 0 ? 7 : 4);
  switch (out.kind) {
    case 0:
      out.low = below(2);
      out.text = out.low == 1 ? R"({"urgent": true})" : R"({"urgent": false})";
      break;
    case 1: {
      out.low = (1 + below(7)) << 1;
      const char* const names[] = {"", "\"roads\"", "\"water\"", "\"other\""};
      for (int i = 1; i < 4; ++i) {
        if (((out.low >> i) & 1) != 0) out.text += (out.text.empty() ? "" : ",") + std::string{names[i]};
      }
      out.text = "{\"field\": [" + out.text + "]}";
      break;
    }
    case 2:
      out.low = below(101);
      out.high = out.low + below(101 - out.low);
      out.text = "{\"attempts\": {\"at_least\": " + std::to_string(out.low) + ", \"at_most\": " + std::to_string(out.high) + "}}";
      break;
    case 3:
      out.low = below(2);
      out.text = out.low == 1 ? R"({"reason": {"present": true}})" : R"({"reason": {"present": false}})";
      break;
    case 6:
      out.parts.push_back(random_guard(source, depth - 1));
      out.text = "{\"not\": " + out.parts[0].text + "}";
      break;
    default:
      for (int n = 1 + below(3); n > 0; --n) out.parts.push_back(random_guard(source, depth - 1));
      for (const guard& part : out.parts) out.text += (out.text.empty() ? "" : ",") + part.text;
      out.text = (out.kind == 4 ? "{\"all\": [" : "{\"any\": [") + out.text + "]}";
      break;
  }
  return out;
}

template <class Visit>
bool any_case(Visit visit) {
  for (int urgent = 0; urgent < 2; ++urgent) {
    for (int field = 0; field < 4; ++field) {
      for (int reason = 0; reason < 2; ++reason) {
        for (int attempts = -1; attempts <= 100; ++attempts) {
          if (visit(facts_of_a_case{urgent, field, attempts, reason})) return true;
        }
      }
    }
  }
  return false;
}

// Changes one value somewhere and says which.
std::string mutate(json::value& root, std::mt19937_64& source) {
  json::value* at = &root;
  json::value* parent = nullptr;
  std::string key;
  std::size_t index = 0;
  std::string pointer;
  // A walk down that stops anywhere.
  while ((at->is_object() && !at->get_object().empty()) || (at->is_array() && !at->get_array().empty())) {
    if (parent != nullptr && source() % 4 == 0) break;
    parent = at;
    if (auto* object = at->if_object()) {
      auto* const member = object->begin() + static_cast<std::ptrdiff_t>(source() % object->size());
      key = std::string{member->key()};
      pointer += "/" + key;
      at = &member->value();
    } else {
      index = source() % at->get_array().size();
      pointer += "/" + std::to_string(index);
      at = &at->get_array()[index];
    }
  }
  switch (source() % 11) {
    case 0: *at = nullptr; return pointer + " = null";
    case 1: *at = 7; return pointer + " = 7";
    case 2: *at = "x"; return pointer + " = x";
    case 3: *at = json::array{}; return pointer + " = []";
    case 4: *at = json::object{}; return pointer + " = {}";
    case 5: *at = at->is_bool() ? !at->get_bool() : true; return pointer + " turned";
    case 6: *at = json::array{*at}; return pointer + " as a list";
    case 7: *at = "received"; return pointer + " = received";
    case 8:
      if (auto* object = parent->if_object()) object->erase(key);
      else parent->get_array().erase(parent->get_array().begin() + static_cast<std::ptrdiff_t>(index));
      return pointer + " left out";
    case 9:
      if (auto* list = parent->if_array()) list->push_back(json::value(*at));
      else parent->get_object()[key + "2"] = json::value(*at);
      return pointer + " twice";
    default: {
      // Its place taken by another value of the same parent.
      if (auto* object = parent->if_object()) {
        *at = json::value((object->begin() + static_cast<std::ptrdiff_t>(source() % object->size()))->value());
      } else {
        *at = json::value(parent->get_array()[source() % parent->get_array().size()]);
      }
      return pointer + " as its neighbour";
    }
  }
}

// Every event by every role in every order that the states take, some steps deep; each answer is a step or an error of
// this library.
void run_a_case(const thoihan::rule_pack& pack) {
  std::vector<thoihan::case_view> open(1, thoihan::case_view{pack, "LH-1"});
  thoihan::instant now = 1714011000;  // 2024-04-25T09:10 in Viet Nam
  for (int step = 0; step < 4 && !open.empty(); ++step) {
    std::vector<thoihan::case_view> next;
    now += 1800;
    for (const thoihan::case_view& before : open) {
      for (std::size_t rule = 0; rule < pack.transitions.size(); ++rule) {
        const thoihan::transition_rule& transition = pack.transitions[rule];
        thoihan::case_act act;
        act.event = transition.event;
        act.role = transition.by.front();
        if (pack.roles[act.role].of_authority) act.authority = before.lead();
        act.at = act.recorded_at = now;
        for (const std::uint16_t fact : transition.needs) {
          const auto& declared = pack.facts[fact];
          const bool is_date = declared.type == thoihan::fact_type::date;
          const bool is_moment = declared.type == thoihan::fact_type::moment;
          const std::int64_t value = is_date ? 19870 : is_moment ? now + 864000 : declared.type == thoihan::fact_type::integer ? declared.low : 0;
          act.facts.emplace_back(fact, thoihan::fact_value::of(value));
        }
        thoihan::case_view after = before;
        try {
          after.apply(act);
          (void)after.publication();
          (void)after.accepted();
          for (const auto& notice : pack.notices) (void)after.channels_of(notice);
          if (next.size() < 12) next.push_back(std::move(after));
        } catch (const thoihan::error& problem) {
          CHECK(problem.code() != thoihan::status::ambiguous);
          CHECK_FALSE(problem.text().vi.empty());
        }
      }
    }
    open = std::move(next);
  }
}

}  // namespace

TEST_SUITE("check_rules") {
  TEST_CASE("clauses, assumptions and notices that nothing uses") {
    check_mistakes({
        in_pack(R"({ "id": "7", "is": "assumed",)", R"(@{ "id": "7.1", "is": "modelled" }, { "id": "7", "is": "assumed",)", "clause-uncited",
                "clause 7.1 is declared modelled, yet no rule cites it"),
        in_pack(R"("closing": { "gap")", R"("idle": @{ "gap": "LH-G1", "takes": { "vi": "x", "en": "x" }, "why": { "vi": "x", "en": "x" } },
    "closing": { "gap")", "unused-assumption", "no rule makes the assumption \"idle\""),
        in_pack(R"("told": { "to")", R"("idle": @{ "to": "reporter", "channel": "app", "template": { "vi": "x", "en": "x" }, "cite": "6.1" }, "told": { "to")",
                "unused-notice", "no transition sends the notice \"idle\""),
    });
    check_twins({
        in_pack(R"({ "id": "7", "is": "assumed",)", R"({ "id": "7.1", "is": "outside", "why": { "vi": "x", "en": "x" } }, { "id": "7", "is": "assumed",)", ""),
    });
  }

  TEST_CASE("an assumed clause: assumptions speak for it, and they alone") {
    pack_writer nobody;
    nobody.plant("pack.json", R"("clauses": ["4.3", "7"])", R"("clauses": ["4.3"])");
    CHECK(told(nobody.check()) != "");
    pack_writer cited;
    cited.plant("pack.json", R"("en": "Refused" }, "end": true, "cite": "4.1")", R"("en": "Refused" }, "end": true, "cite": "7")");
    CHECK(told(cited.check()) != "");
  }

  TEST_CASE("states") {
    const std::string resulted = R"("resulted": { "label": { "vi": "Có kết quả", "en": "Result entered" }, "holder": "operator", "cite": "6.1" },)";
    const std::string answer = R"({ "on": "answer", "from": ["resulted"], "to": "closed", "by": ["operator"], "notify": ["answered", "told"], "cite": "6.1" })";
    check_mistakes({
        in_pack(resulted, resulted + R"( "waiting": @{ "label": { "vi": "x", "en": "x" }, "end": true, "cite": "6.1" },)", "unreachable-state",
                "the state \"waiting\" cannot be reached"),
    });
    // From a state that only leads to itself no end can be reached; nobody has a duty there.
    pack_writer endless;
    endless.plant("pack.json", resulted, resulted + R"( "lost": @@{ "label": { "vi": "x", "en": "x" }, "holder": "operator", "cite": "6.1" },)");
    endless.plant("pack.json", hold, R"({ "on": "lose", "from": ["with_authority", "lost"], "to": "lost", "by": ["supervisor"], "cite": "5.1" }, )" + hold);
    CHECK(told(endless.check()) == endless.expected({"endless-state", "state-without-duty"}));
    // An end that can be left.
    pack_writer left;
    left.plant("pack.json", R"("closed": { "label")", R"("closed": @{ "label")");
    left.plant("pack.json", R"({ "on": "rate", "from": ["closed"], "to": "same",)", R"({ "on": "rate", "from": ["closed"], "to": "resulted",)");
    CHECK(told(left.check()) == left.expected({"left-end"}));
    // A state in which nobody must do anything: a gap, or a note when an assumption answers it.
    pack_writer idle;
    idle.plant("pack.json", resulted, resulted + R"( "idle": @{ "label": { "vi": "x", "en": "x" }, "holder": "operator", "cite": "6.1" },)");
    idle.plant("pack.json", hold, R"({ "on": "idle", "from": ["with_authority"], "to": "idle", "by": ["supervisor"], "cite": "5.1" },
    { "on": "wake", "from": ["idle"], "to": "resulted", "by": ["supervisor"], "cite": "5.1" }, )" + hold);
    CHECK(told(idle.check()) == idle.expected({"state-without-duty"}));
    CHECK(idle.check().pack.has_value());
    CHECK_FALSE(idle.check().clean());
    idle.plant("pack.json", R"("answers": ["duty-without-limit:/duties/watch"])", R"("answers": ["duty-without-limit:/duties/watch", "state-without-duty:/states/idle"])");
    CHECK(told(idle.check()) == "");
    CHECK(idle.check().clean());
    // The second of the notes in the order of the text.
    REQUIRE(idle.check().findings.size() == 4);
    CHECK(idle.check().findings[1].level == severity::note);
    CHECK(idle.check().findings[1].text.en == "in the state \"idle\" nobody has a duty; assumption \"open-watch\": Silent.");
    CHECK(idle.check().findings[1].text.vi == "ở trạng thái \"idle\" không ai có việc phải làm; giả định \"open-watch\": Không nêu.");
  }

  TEST_CASE("no event opens a case") {
    pack_writer rules;
    rules.plant("pack.json", R"({ "on": "receive", "to": "received", "by": ["operator"], "needs": ["channel"],)",
                R"({ "on": "receive", "from": ["received"], "to": "received", "by": ["operator"], "needs": ["channel"],)");
    const std::string all = told(rules.check());
    CHECK(all.find("no-opening pack.json:") != std::string::npos);
    CHECK(all.find("unreachable-state pack.json:") != std::string::npos);
  }

  TEST_CASE("two transitions that can both hold") {
    const std::string twin = R"({ "on": "hold", "from": ["received", "with_authority"], "to": "same", "by": ["operator", "supervisor"], )";
    check_mistakes({
        in_pack(hold, hold + ",\n    @" + twin + R"("cite": "5.1" })", "overlap", "same state, event and role as on line 86"),
        in_pack(hold, hold + ",\n    @" + twin + R"("when": { "field": "roads" }, "cite": "5.1" })", "overlap", "field = roads"),
    });
    check_twins({
        in_pack(hold, hold + ",\n    " + R"({ "on": "hold", "from": ["with_authority"], "to": "same", "by": ["operator"], "cite": "5.1" })", ""),
        in_pack(hold, hold + ",\n    " + R"({ "on": "hold", "from": ["received"], "to": "same", "by": ["supervisor"], "cite": "5.1" })", ""),
        in_pack(hold, R"({ "on": "hold", "from": ["with_authority"], "to": "same", "by": ["supervisor"], "when": { "field": "roads" }, "sets": { "complex": true }, "cite": "5.1" },
    { "on": "hold", "from": ["with_authority"], "to": "same", "by": ["supervisor"], "when": { "field": ["water", "other"] }, "cite": "5.1" },
    { "on": "hold", "from": ["with_authority"], "to": "same", "by": ["supervisor"], "when": { "field": { "present": false } }, "cite": "5.1" })", ""),
    });
    // Where both stand is told in both languages.
    pack_writer rules;
    rules.plant("pack.json", hold, hold + ",\n    @" + twin + R"("when": { "attempts": { "at_least": 7 } }, "cite": "5.1" })");
    REQUIRE(rules.check().findings.size() == 4);
    CHECK(rules.check().findings[1].text.vi.find("với dòng 86") != std::string::npos);
    CHECK(rules.check().findings[1].text.vi.find("attempts = ") != std::string::npos);
  }

  TEST_CASE("limits that can both hold, or none") {
    check_mistakes({
        in_pack(short_limit, R"(@{ "when": { "urgent": true }, "limit": "4 working days", "cite": "5.1" }, )" + short_limit, "overlap",
                "the limits \"10 working days\" and \"4 working days\" can both hold: complex = true, urgent = true"),
        in_pack(short_limit, R"({ "limit": "5 working days", "cite": "5.1" }, @{ "limit": "6 working days", "cite": "5.1" } ],)", "overlap", "two limits"),
        in_pack(within, within_of(long_limit.substr(0, long_limit.size() - 1)), "incomplete", "complex = false"),
        in_pack(within, within_of(long_limit + R"( { "when": { "complex": false, "attempts": { "at_most": 50 } }, "limit": "5 working days", "cite": "5.1" })"),
                "incomplete", "attempts = "),
        in_pack(long_limit, R"({ "received": { "in": "session" }, "limit": "10 working days", "cite": "5.1" }, @{ "received": { "in": "day_hours" }, "limit": "9 working days", "cite": "5.1" },)",
                "overlap", ""),
        in_pack(within, within_of(R"({ "received": { "in": "session" }, "limit": "10 working days", "cite": "5.1" },
          { "received": { "not_in": "day_hours" }, "limit": "9 working days", "cite": "5.1" })"), "incomplete", ""),
    });
    check_twins({
        in_pack(long_limit + "\n        " + short_limit, long_limit + R"( { "when": { "complex": false }, "limit": "5 working days", "cite": "5.1" } ],)", ""),
        in_pack(long_limit + "\n        " + short_limit, R"({ "received": { "in": "session" }, "limit": "10 working days", "cite": "5.1" },
          { "received": { "not_in": "session" }, "limit": "9 working days", "cite": "5.1" } ],)", ""),
        in_pack(long_limit + "\n        " + short_limit, R"({ "received": { "in": "day_hours" }, "limit": "10 working days", "cite": "5.1" },
          { "received": { "not_in": "day_hours" }, "limit": "9 working days", "cite": "5.1" } ],)", ""),
        in_pack(long_limit + "\n        " + short_limit, R"({ "received": { "in": "session" }, "limit": "10 working days", "cite": "5.1" },
          { "received": { "not_in": "day_hours" }, "limit": "9 working days", "cite": "5.1" }, { "limit": "8 working days", "cite": "5.1" } ],)", ""),
    });
    // Time-bars are limits, too.
    check_mistakes({
        in_pack(R"({ "when": { "inspected": true }, "limit": "3 working days", "cite": "5.3" },)",
                R"({ "when": { "inspected": true }, "limit": "3 working days", "cite": "5.3" }, @{ "when": { "inspected": true }, "limit": "2 working days", "cite": "5.3" },)",
                "overlap", "inspected = true"),
    });
  }

  TEST_CASE("a row for the rest is one row") {
    pack_writer rules;
    rules.plant("pack.json", long_limit, R"({ "when": {}, "limit": "10 working days", "cite": "5.1" },)");
    CHECK(told(rules.check()) != "");  // it always holds: the row for the rest never does
  }

  TEST_CASE("now without its grace, duties without a limit") {
    check_mistakes({
        in_pack(R"({ "when": { "urgent": true }, "limit": { "amount": "now", "grace": "30 minutes" }, "assume": "now-grace", "cite": "4.3" })",
                R"(@{ "when": { "urgent": true }, "limit": "now", "assume": "now-grace", "cite": "4.3" })", "now-without-grace", "needs its \"grace\""),
        in_pack(R"("answer": { "label": { "vi": "Trả lời", "en": "Answer" }, "owed_by": "operator", "from": ["enter_result"], "met_by": ["answer"],
      "within": [ { "limit": "4 working hours", "cite": "6.1" } ], "cite": "6.1" })",
                R"("answer": @{ "label": { "vi": "Trả lời", "en": "Answer" }, "owed_by": "operator", "from": ["enter_result"], "met_by": ["answer"],
      "cite": "6.1" })", "duty-without-limit", "the duty \"answer\" has no limit"),
    });
    // The gap of /duties/watch is answered; unanswered it is a gap again, and the answer is one too many.
    pack_writer rules;
    rules.plant("pack.json", R"("open-watch": { "gap")", R"("open-watch": @{ "gap")");
    rules.plant("pack.json", R"(["duty-without-limit:/duties/watch"])", R"(["duty-without-limit:/duties/watches"])");
    rules.plant("pack.json", R"("watch": { "label")", R"("watch": @{ "label")");
    CHECK(told(rules.check()) == rules.expected({"unused-answer", "duty-without-limit"}));
  }

  TEST_CASE("duties that contradict themselves") {
    const std::string watch = R"("when": { "field": "water" }, "assume": "open-watch" })";
    const std::string commit = R"({ "on": "commit", "from": ["with_authority"], "to": "same", "by": ["authority"], "needs": ["completion"], "cite": "5.2" })";
    // The event that extends must carry the date; a duty without a limit has none to extend.
    pack_writer silent;
    silent.plant("pack.json", R"("handle": { "label": { "vi": "Xử lý", "en": "Handle" })", R"("handle": @{ "label": { "vi": "Xử lý", "en": "Handle" })");
    silent.plant("pack.json", commit, R"({ "on": "commit", "from": ["with_authority"], "to": "same", "by": ["authority"], "takes": ["completion"], "cite": "5.2" })");
    CHECK(told(silent.check()) == silent.expected({"contradiction"}));
    CHECK(silent.check().findings[1].text.en == "the event \"commit\" must need the fact \"completion\"");
    pack_writer unlimited;
    unlimited.plant("pack.json", R"("watch": { "label")", R"("watch": @{ "label")");
    unlimited.plant("pack.json", watch, R"("when": { "field": "water" }, "extended_by": { "on": "commit", "until": "completion", "downwards": true, "times": 1, "cite": "5.2" },
      "assume": "open-watch" })");
    CHECK(told(unlimited.check()) == unlimited.expected({"contradiction"}));
    // An authority owes, but no fact says which.
    pack_writer nobody;
    nobody.plant("pack.json", R"("lead": { "type": "authority", "public": true,)", R"("leader": { "type": "authority", "public": true,)");
    nobody.plant("pack.json", R"("takes": ["lead"],
      "route": true,)", R"("takes": ["leader"],)");
    nobody.plant("pack.json", R"("clears": ["lead", "inspected"])", R"("clears": ["leader", "inspected"])");
    nobody.plant("pack.json", R"("clears": ["lead"])", R"("clears": ["leader"])");
    nobody.plant("pack.json", R"("template": { "vi": "Hồ sơ {case} đã chuyển {lead}.", "en": "{case} went to {lead}." },
      "facts": ["lead"],)", R"("template": { "vi": "Hồ sơ {case} đã chuyển.", "en": "{case} was forwarded." },)");
    nobody.plant("pack.json", R"("authority": { "label")", R"("authority": @{ "label")");
    nobody.plant("pack.json", R"("handle": { "label": { "vi": "Xử lý", "en": "Handle" })", R"("handle": @{ "label": { "vi": "Xử lý", "en": "Handle" })");
    CHECK(told(nobody.check()) == nobody.expected({"body-never-named", "contradiction"}));
  }

  TEST_CASE("a duty that never starts, or that nothing can meet") {
    for (const std::string& lists : std::vector<std::string>{R"("from": [], "met_by": ["answer"])", R"("from": ["enter_result"], "met_by": [])"}) {
      CAPTURE(lists);
      pack_writer rules;
      rules.plant("pack.json", R"("from": ["enter_result"], "met_by": ["answer"])", lists);
      CHECK(told(rules.check()) != "");
    }
  }

  TEST_CASE("routing and publication") {
    check_mistakes({
        in_pack(water, water + ",\n    @" + R"({ "id": "wet", "when": { "field": ["water", "other"], "urgent": true }, "lead": "cap-nuoc", "cite": "2.1" })", "overlap",
                "the rows \"water\" and \"wet\" can both hold: field = water, urgent = true"),
        in_pack(publication, publication + ",\n    @" + R"({ "when": { "secret": false, "reputation": true, "urgent": true }, "is": "never", "cite": "6.2" })", "overlap",
                "both this and line 117 can hold: "),
    });
    check_twins({
        in_pack(water, water + R"(, { "id": "other", "when": { "field": "other", "attempts": { "at_least": 3 } }, "lead": "ubnd-tinh", "cite": "2.1" },
      { "id": "few", "when": { "field": "other", "attempts": { "at_most": 2 } }, "lead": "ubnd-tinh", "cite": "2.1" },
      { "id": "unsaid", "when": { "field": "other", "attempts": { "present": false } }, "lead": "ubnd-tinh", "cite": "2.1" })", ""),
    });
    for (const std::string& rest : std::vector<std::string>{"", ",\n    { \"is\": \"public\", \"cite\": \"6.2\" },\n    { \"is\": \"never\", \"cite\": \"6.2\" }"}) {
      pack_writer rules;
      rules.plant("pack.json", "\"publication\": [", "\"publication\": @[");
      rules.plant("pack.json", ",\n    { \"is\": \"public\", \"cite\": \"6.2\" }", rest);
      CHECK(told(rules.check()) == rules.expected({"incomplete"}));
    }
  }

  TEST_CASE("templates name facts that the notice carries, or {case}") {
    check_mistakes({
        in_pack(R"("refusal": { "to": "reporter", "channel": "receipt", "template": { "vi": "Từ chối: {reason}", "en": "Refused: {reason}" })",
                R"("refusal": @{ "to": "reporter", "channel": "receipt", "template": { "vi": "Từ chối: {reason}", "en": "Refused: {cause}" })", "unknown-name",
                "\"{cause}\""),
        in_pack(R"("told": { "to": "supervisor", "channel": "app", "template": { "vi": "Đã trả lời.", "en": "Answered." })",
                R"("told": @{ "to": "supervisor", "channel": "app", "template": { "vi": "Đã trả lời {.", "en": "Answered." })", "unknown-name", ""),
    });
  }

  TEST_CASE("several at once, in the order of the text") {
    pack_writer rules;
    rules.plant("pack.json", R"({ "id": "7", "is": "assumed",)", R"(@{ "id": "6.9", "is": "modelled" }, { "id": "7", "is": "assumed",)");
    rules.plant("pack.json", hold, hold + ",\n    @" + hold);
    rules.plant("pack.json", water, water + ",\n    @" + R"({ "id": "wet", "when": { "field": "water" }, "lead": "cap-nuoc", "cite": "2.1" })");
    CHECK(told(rules.check()) == rules.expected({"clause-uncited", "overlap", "overlap"}));
  }

  // Two rows of publication with conditions at random: the checker says `overlap` exactly when a case exists for which both
  // hold, by trying every case. The same for a row of limits and its completeness.
  TEST_CASE("the verdict equals brute force") {
    std::mt19937_64 source{7};
    int overlaps = 0;
    int incompletes = 0;
    for (int round = 0; round < 120; ++round) {
      const guard a = random_guard(source, 3);
      const guard b = random_guard(source, 3);
      CAPTURE(a.text);
      CAPTURE(b.text);
      const bool both = any_case([&](const facts_of_a_case& facts) { return a.holds(facts) && b.holds(facts); });
      const bool none = any_case([&](const facts_of_a_case& facts) { return !a.holds(facts) && !b.holds(facts); });
      pack_writer rules;
      rules.plant("pack.json", publication, publication + ", { \"when\": { \"all\": [ { \"secret\": false, \"reputation\": false }, " + a.text +
                                                " ] }, \"is\": \"private\", \"cite\": \"6.2\" },\n    { \"when\": { \"all\": [ { \"secret\": false, \"reputation\": false }, " +
                                                b.text + " ] }, \"is\": \"private\", \"cite\": \"6.2\" }");
      rules.plant("pack.json", long_limit + "\n        " + short_limit, "{ \"when\": " + a.text + ", \"limit\": \"10 working days\", \"cite\": \"5.1\" },\n { \"when\": " + b.text +
                                                                            ", \"limit\": \"5 working days\", \"cite\": \"5.1\" } ],");
      const std::string all = told(rules.check());
      int seen_overlap = 0;
      for (std::size_t at = all.find("overlap "); at != std::string::npos; at = all.find("overlap ", at + 1)) ++seen_overlap;
      CHECK(seen_overlap == (both ? 2 : 0));
      CHECK((all.find("incomplete ") != std::string::npos) == none);
      overlaps += both ? 1 : 0;
      incompletes += none ? 1 : 0;
    }
    // Both answers were asked for.
    CHECK(overlaps > 20);
    CHECK(overlaps < 115);
    CHECK(incompletes > 20);
    CHECK(incompletes < 119);
  }

  // Facts beyond what can be tried: the checker says that it cannot decide, and accuses nobody.
  TEST_CASE("too many combinations are no overlap") {
    std::string facts;
    std::string when;
    std::string other;
    for (int i = 0; i < 21; ++i) {
      const std::string name = "f" + std::to_string(i);
      facts += "\"" + name + R"(": { "type": "bool", "public": true, "default": false, "label": { "vi": "x", "en": "x" }, "cite": "4.1" }, )";
      when += (when.empty() ? "\"" : ", \"") + name + "\": true";
      other += (other.empty() ? "\"" : ", \"") + name + "\": false";
    }
    pack_writer rules;
    rules.plant("pack.json", R"("facts": {)", R"("facts": { )" + facts);
    rules.plant("pack.json", publication, publication + R"(, { "when": { "secret": false, "reputation": false, )" + when + R"( }, "is": "private", "cite": "6.2" },
      { "when": { "secret": false, "reputation": false, )" + other + R"( }, "is": "private", "cite": "6.2" })");
    for (const finding& f : rules.check().findings) CHECK(f.code != "overlap");
  }

  // Each two of the rows exclude each other by one fact; whether one of them always holds rests on 22 facts together.
  TEST_CASE("limits whose completeness cannot be decided are no clean ones") {
    std::string facts;
    const auto all = [](int first, int last) {
      std::string out;
      for (int i = first; i <= last; ++i) out += ", \"f" + std::to_string(i) + "\": true";
      return out;
    };
    for (int i = 0; i < 22; ++i) {
      facts += "\"f" + std::to_string(i) + R"(": { "type": "bool", "public": true, "default": false, "label": { "vi": "x", "en": "x" }, "cite": "4.1" }, )";
    }
    const auto row = [](const std::string& when) { return R"({ "when": { )" + when + R"( }, "limit": "5 working days", "cite": "5.1" })"; };
    pack_writer rules;
    rules.plant("pack.json", R"("facts": {)", R"("facts": { )" + facts);
    rules.plant("pack.json", within, within_of(row(R"("f0": true)" + all(2, 11)) + ", " + row(R"("f0": false, "f1": true)" + all(12, 21)) +
                                               ", " + row(R"("f0": false, "f1": false)")));
    CHECK(told(rules.check()).find(rules.expected({"undecidable"})) != std::string::npos);
  }

  // One value of the pack in another form, another type, missing or twice: the checker says what is wrong, or a case can be
  // run under what it passes, to the end and without a surprise.
  TEST_CASE("whatever the checker passes can be run and kept") {
    std::mt19937_64 source{1863};
    const json::value good = json::parse(lac_hong_pack);
    pack_writer rules;
    int passed = 0;
    for (int round = 0; round < 400; ++round) {
      json::value pack = good;
      const std::string what = mutate(pack, source);
      CAPTURE(what);
      rules.put("pack.json", json::serialize(pack));
      const checked_pack checked = rules.check();
      for (const finding& f : checked.findings) {
        CHECK(f.where.line >= 1);
        CHECK(f.where.column >= 1);
        CHECK_FALSE(f.text.vi.empty());
        CHECK_FALSE(f.text.en.empty());
      }
      CHECK(checked.pack.has_value() == std::none_of(checked.findings.begin(), checked.findings.end(),
                                                     [](const finding& f) { return f.level == severity::error; }));
      if (!checked.pack) continue;
      ++passed;
      run_a_case(*checked.pack);
      CHECK(thoihan::load_pack_text(checked.pack->canonical, checked.pack->calendars_canonical).hash == checked.pack->hash);
    }
    CHECK(passed > 20);
    CHECK(passed < 380);
  }
}
