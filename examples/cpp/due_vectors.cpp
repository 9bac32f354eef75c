// Every due of tests/data/dues.tsv, asked and compared, by the C++ library itself:   due_vectors RULES VECTORS
#include <array>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <thoihan/thoihan.hpp>

namespace {

enum field : std::size_t { pack_id, duty_id, facts_json, start, due, late_from, due_date, provisional, fields };
using vector_line = std::array<std::string, fields>;

// The facts of a question, as an act would carry them, over what holds before anybody has said anything.
std::vector<thoihan::fact_value> facts_of(const thoihan::rule_pack& pack, const std::string& json) {
  std::vector<thoihan::fact_value> facts = thoihan::standard_facts(pack);
  if (json == "-") return facts;
  const thoihan::command asked = thoihan::read_command(
      R"({"case":"q","key":"q","at":"2024-01-02T08:00","event":"q","by":{"role":"q"},"facts":)" + json + "}");
  for (const auto& [name, value] : asked.facts) {
    const std::size_t fact = *thoihan::find_id(pack.facts, name);
    facts[fact] = thoihan::resolve_fact(pack, fact, value);
  }
  return facts;
}

bool agrees(const thoihan::rule_pack& pack, const vector_line& line) {
  thoihan::instant begin = 0;
  if (thoihan::parse_instant(line[start], begin) != thoihan::time_text_error::none) return false;
  const thoihan::duty_rule& duty = pack.duties[*thoihan::find_id(pack.duties, line[duty_id])];
  const thoihan::limit_answer answer = thoihan::due_of(pack, duty, begin, facts_of(pack, line[facts_json])).answer;
  return line[due] == thoihan::format_instant(answer.due).data() &&
         line[late_from] == thoihan::format_instant(answer.late_from).data() &&
         line[due_date] == thoihan::format_date(answer.due_date).data() &&
         line[provisional] == (answer.provisional ? "1" : "0");
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    std::map<std::string, thoihan::rule_pack> packs;
    int agreed = 0;
    int differed = 0;
    std::ifstream vectors{argv[2]};
    for (std::string text; std::getline(vectors, text);) {
      if (text[0] == '#') continue;
      vector_line line;
      std::istringstream in{text};
      for (std::string& one : line) std::getline(in, one, '\t');
      const std::string& id = line[pack_id];
      if (packs.count(id) == 0) packs.emplace(id, thoihan::load_pack(std::string{argv[1]} + "/" + id));
      const bool agreed_here = agrees(packs.at(id), line);
      ++(agreed_here ? agreed : differed);
      if (!agreed_here) std::fprintf(stderr, "differs: %s\n", text.c_str());
    }
    std::printf("%d dues agree, %d differ\n", agreed, differed);
    return agreed > 0 && differed == 0 ? 0 : 1;
  } catch (const thoihan::error& problem) {
    std::fprintf(stderr, "%s\n", problem.what());
    return 1;
  }
}
