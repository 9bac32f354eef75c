// A restored case is the very case: over every prefix of the five packs' scenarios, of the example reports, and of random acts. And
// whatever befalls the bytes of a snapshot, it gives nothing, or a case that can be asked and acted on.
#include "src/engine/case_snapshot.hpp"

#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <optional>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "tests/support/pack_writer.hpp"
#include "tests/support/random_acts.hpp"
#include "thoihan/engine/scenario.hpp"
#include "thoihan/time/text.hpp"

namespace {

using thoihan::case_act;
using thoihan::case_snapshot;
using thoihan::case_view;
using thoihan::instant;
using thoihan::restored_case;
using thoihan::rule_pack;
using thoihan::status;

#ifdef __SANITIZE_ADDRESS__
constexpr int walks = 40;
#else
constexpr int walks = 400;
#endif

const std::string source = THOIHAN_SOURCE_DIR;
const std::vector<std::string> provinces = {"ben-tre", "hau-giang", "ho-chi-minh", "hoa-binh", "tien-giang"};
// Between them: pauses, extensions by an amount, commitments, exemptions, counts, several bodies asked at once, limits counted back
// from a fact, composed limits.
const std::vector<std::string> small_packs = {"before-a-hearing", "chained",   "cut-off",        "fork",
                                              "lac-hong",         "repeating", "reset-or-resume"};

rule_pack small_pack(const std::string& id) {
  return thoihan::load_pack(source + "/tests/data/packs/" + id, source + "/rules");
}

instant at(const std::string& text) {
  instant t = 0;
  REQUIRE(thoihan::parse_instant(text, t) == thoihan::time_text_error::none);
  return t;
}

// The act on the case and on its restored self. True when it was taken.
bool take(case_view& view, const case_act& act) {
  const std::string bytes = case_snapshot(view);
  std::optional<case_view> again = restored_case(view.pack(), view.case_id(), bytes);
  REQUIRE(again.has_value());
  REQUIRE(*again == view);
  REQUIRE(case_snapshot(*again) == bytes);
  const case_view before = view;
  const outcome expected = act_on(view, act);
  REQUIRE(act_on(*again, act) == expected);
  REQUIRE(*again == view);
  if (expected.code != status::ok) REQUIRE(view == before);
  return expected.code == status::ok;
}

// How many of what a snapshot holds were met: a law over cases that lack it is none.
struct met_things {
  int acts = 0, pauses = 0, ended = 0, extended = 0, committed = 0, exempted = 0, owed = 0, refused = 0;

  void note(const case_view& view, bool taken) {
    ++(taken ? acts : refused);
    pauses += view.paused() ? 1 : 0;
    for (const thoihan::duty_round& round : view.duties()) {
      ended += round.clock.running() ? 0 : 1;
      extended += round.clock.extended() ? 1 : 0;
      committed += round.clock.committed() ? 1 : 0;
      exempted += round.clock.exempted() ? 1 : 0;
      owed += round.owed_authority ? 1 : 0;
    }
  }
};

met_things walk(const rule_pack& pack, int times, std::size_t length) {
  met_things met;
  for (int i = 0; i < times; ++i) {
    random_acts random{pack, static_cast<unsigned>(i)};
    case_view view{pack, "LH-" + std::to_string(i)};
    for (std::size_t n = 0; n < length; ++n) met.note(view, take(view, random.next(view)));
  }
  return met;
}

// The CRC-32 of networks and archives, bit by bit.
std::uint32_t crc_32(std::string_view bytes) {
  std::uint32_t out = 0xFFFFFFFFU;
  for (const char byte : bytes) {
    out ^= static_cast<unsigned char>(byte);
    for (int bit = 0; bit < 8; ++bit) out = (out >> 1U) ^ ((out & 1U) != 0 ? 0xEDB88320U : 0U);
  }
  return ~out;
}

std::string sealed(const std::string& case_id, std::string bytes) {
  const std::uint32_t seal = crc_32(case_id + bytes);
  for (unsigned shift = 0; shift < 32; shift += 8) bytes.push_back(static_cast<char>((seal >> shift) & 0xFFU));
  return bytes;
}
std::string unsealed(const std::string& bytes) { return bytes.substr(0, bytes.size() - 4); }

std::string number(std::uint64_t value) {
  std::string out;
  for (; value > 0x7F; value /= 128) out.push_back(static_cast<char>(value % 128 + 128));
  return out + static_cast<char>(value);
}
std::string after_zero(std::int64_t value) { return number(static_cast<std::uint64_t>(value) * 2); }

std::string hex(const std::string& bytes) {
  std::string out;
  for (const char byte : bytes) {
    out += "0123456789abcdef"[static_cast<unsigned char>(byte) / 16];
    out += "0123456789abcdef"[static_cast<unsigned char>(byte) % 16];
  }
  return out;
}

// A case whose bytes were changed and sealed again: asked for all that it has, and acted on.
void use(case_view view) {
  (void)view.accepted();
  (void)view.lead();
  (void)view.publication();
  (void)view.open_pause();
  for (const auto& notice : view.pack().notices) (void)view.channels_of(notice);
  for (const auto& round : view.duties()) (void)thoihan::basis_of(view.pack(), round).text();
  const auto again = restored_case(view.pack(), view.case_id(), case_snapshot(view));
  REQUIRE(again.has_value());
  REQUIRE(*again == view);
  random_acts random{view.pack(), 7};
  for (int i = 0; i < 8; ++i) (void)act_on(view, random.next(view));
}

// A walk's last case with the most rounds, so that there is something to damage.
case_view long_case(const rule_pack& pack) {
  case_view best{pack, "LH-1"};
  for (unsigned seed = 0; seed < 40; ++seed) {
    random_acts random{pack, seed};
    case_view view{pack, "LH-1"};
    for (int n = 0; n < 25; ++n) (void)act_on(view, random.next(view));
    if (case_snapshot(view).size() > case_snapshot(best).size()) best = view;
  }
  return best;
}

void damage(const rule_pack& pack) {
  const case_view view = long_case(pack);
  const std::string bytes = case_snapshot(view);
  const std::string id = view.case_id();
  REQUIRE(view.duties().size() > 1);
  REQUIRE(sealed(id, unsealed(bytes)) == bytes);
  int other_cases = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const unsigned change : {0x01U, 0x02U, 0x08U, 0x40U, 0x80U, 0xFFU}) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(static_cast<unsigned char>(changed[i]) ^ change);
      CHECK_FALSE(restored_case(pack, id, changed).has_value());
      if (i + 4 >= bytes.size()) continue;
      if (auto other = restored_case(pack, id, sealed(id, unsealed(changed)))) {
        ++other_cases;
        use(std::move(*other));
      }
    }
    CHECK_FALSE(restored_case(pack, id, bytes.substr(0, i)).has_value());
    if (i + 4 < bytes.size()) CHECK_FALSE(restored_case(pack, id, sealed(id, bytes.substr(0, i))).has_value());
  }
  CHECK(other_cases > 20);  // the reading behind the seal was tried, too
  CHECK_FALSE(restored_case(pack, id, bytes + '\0').has_value());
  CHECK_FALSE(restored_case(pack, id, sealed(id, unsealed(bytes) + '\0')).has_value());
  std::mt19937 random{20};
  for (int i = 0; i < 20'000; ++i) {
    std::string changed = unsealed(bytes);
    for (std::size_t n = random() % 4 + 1; n > 0; --n)
      changed[17 + random() % (changed.size() - 17)] = static_cast<char>(random());
    if (auto other = restored_case(pack, id, sealed(id, changed))) use(std::move(*other));
  }
}

}  // namespace

TEST_SUITE("case snapshot") {
  TEST_CASE("a case that has not been opened") {
    const rule_pack pack = pack_writer{}.load();
    const case_view view{pack, "LH-1"};
    const auto again = restored_case(pack, "LH-1", case_snapshot(view));
    REQUIRE(again.has_value());
    CHECK(*again == view);
    CHECK(case_snapshot(view).size() == 22);
  }

  // By the format as case_snapshot.hpp tells it, written by hand. States, facts, channels and duties are numbered by the alphabet:
  // closed, received; attempts, channel; app, phone; answer, forward.
  TEST_CASE("the bytes of a case of one act") {
    const rule_pack pack = pack_writer{}.load();
    case_view view{pack, "LH-1"};
    thoihan::command command;
    command.case_id = "LH-1";
    command.at = command.recorded_at = at("2024-04-25T09:10");
    command.event = "receive";
    command.role = "operator";
    command.facts = {{"channel", std::string{"phone"}}};
    view.apply(thoihan::resolve_act(pack, command));

    std::string expected{"\x01"};
    for (const std::string* hash : {&pack.hash, &pack.calendars_hash}) {
      for (std::size_t i = 0; i < 8; ++i)
        expected.push_back(static_cast<char>(std::stoi(hash->substr(2 * i, 2), nullptr, 16)));
    }
    expected += number(1);                                          // acts
    expected += number(1) + after_zero(1'714'011'000);              // received, 2024-04-25T09:10:00+07:00
    expected += number(0);                                          // last act
    expected += number(1) + number(0);                              // opened by the first event; a duplicate of none
    expected += number(1) + number(1) + number(1) + after_zero(1);  // one fact: the second, present, the second channel
    expected += number(1) + number(0) + number(0);                  // one event happened: the first, at the opening
    expected += number(0) + number(0);                              // no pause
    expected += number(1);                                          // one round
    expected += number(1) + number(1) + number(8);                  // "forward", round 1, limited
    expected += number(0) + number(1);                              // nothing asked for; started by act 1
    expected += number(1) + number(0);                              // second row of `within`, from the opening
    // 2 working hours are 7,200 s; late a second after; the date of the due; an instant.
    expected += after_zero(7200) + after_zero(1) + number(0) + number(1);
    CHECK(hex(case_snapshot(view)) == hex(sealed("LH-1", expected)));
  }

  TEST_CASE("every prefix of every scenario of the five packs, and of the invented one") {
    for (const std::string& province : provinces) {
      CAPTURE(province);
      const std::string folder = source + "/rules/province/" + province;
      const rule_pack pack = thoihan::load_pack(folder, source + "/rules");
      std::vector<thoihan::finding> mistakes;
      const thoihan::scenario_set all = thoihan::read_scenarios(pack, folder, mistakes);
      REQUIRE(mistakes.empty());
      REQUIRE(all.scenarios.size() > 20);
      met_things met;
      for (const thoihan::scenario& one : all.scenarios) {
        CAPTURE(one.id);
        std::vector<const thoihan::scenario*> chain{&one};
        while (chain.back()->after) chain.push_back(&all.scenarios[*chain.back()->after]);
        case_view view{pack, one.id};
        for (auto part = chain.rbegin(); part != chain.rend(); ++part) {
          for (const thoihan::scenario_step& step : (*part)->steps) {
            if (!step.act || (step.refused != status::ok && *part != &one)) continue;
            case_act act = *step.act;
            if (step.by_named_body) act.authority = view.body_for(act);
            met.note(view, take(view, act));
          }
        }
      }
      CHECK(met.acts > 100);
      CHECK(met.ended > 100);
      CHECK(met.owed > 20);
      CHECK((met.exempted > 0) == (province == "hau-giang"));
    }
  }

  TEST_CASE("every prefix of the example reports") {
    for (const std::string& province : provinces) {
      CAPTURE(province);
      const rule_pack pack = thoihan::load_pack(source + "/rules/province/" + province, source + "/rules");
      std::ifstream reports{source + "/examples/data/" + province + "-2024.jsonl"};
      std::map<std::string, case_view> cases;
      int taken = 0;
      for (std::string line; std::getline(reports, line);) {
        const thoihan::command command = thoihan::read_command(line);
        case_view& view = cases.try_emplace(command.case_id, pack, command.case_id).first->second;
        taken += take(view, thoihan::resolve_act(pack, command)) ? 1 : 0;
      }
      CHECK(taken > 500);
    }
  }

  TEST_CASE("random acts on small packs") {
    std::map<std::string, met_things> met;
    for (const std::string& id : small_packs) {
      CAPTURE(id);
      met[id] = walk(small_pack(id), walks, 25);
      CHECK(met[id].acts > walks);
      CHECK(met[id].ended > walks);
    }
    CHECK(met["reset-or-resume"].pauses > 20);
    CHECK(met["reset-or-resume"].extended > 20);
    CHECK(met["lac-hong"].committed > 20);
    CHECK(met["fork"].owed > 20);
  }

  TEST_CASE("damaged bytes give nothing; damaged and sealed again, nothing or a case that holds together") {
    for (const char* const id : {"reset-or-resume", "fork", "lac-hong", "before-a-hearing"}) {
      CAPTURE(id);
      damage(small_pack(id));
    }
    damage(thoihan::load_pack(source + "/rules/province/hau-giang", source + "/rules"));
  }

  TEST_CASE("of another case, pack, calendar or format") {
    pack_writer rules;
    const rule_pack pack = rules.load();
    const case_view view = long_case(pack);
    const std::string bytes = case_snapshot(view);
    REQUIRE(restored_case(pack, "LH-1", bytes).has_value());
    CHECK_FALSE(restored_case(pack, "LH-2", bytes).has_value());

    std::string newer = unsealed(bytes);
    newer[0] = 2;
    CHECK_FALSE(restored_case(pack, "LH-1", sealed("LH-1", newer)).has_value());

    rules.plant("pack.json", "Mấy lần, xa bao nhiêu?", "Mấy lần?");
    const rule_pack other_words = rules.load();
    REQUIRE(other_words.hash != pack.hash);
    CHECK_FALSE(restored_case(other_words, "LH-1", bytes).has_value());
    pack_writer closed;
    closed.plant("office.json", R"("date": "2024-06-03")", R"("date": "2024-06-04")");
    const rule_pack other_dates = closed.load();
    REQUIRE(other_dates.hash == pack.hash);
    CHECK_FALSE(restored_case(other_dates, "LH-1", bytes).has_value());
  }

  TEST_CASE("two cases that do not stand alike are not equal") {
    const rule_pack pack = pack_writer{}.load();
    const case_view view = long_case(pack);
    random_acts random{pack, 3};
    case_view later = view;
    while (act_on(later, random.next(later)).code != status::ok) CHECK(later == view);
    CHECK_FALSE(later == view);
  }
}
