// The story of examples/c/report_story.c by the C++ library itself:   report_story PACK ACTS DATABASE
#include <cstdio>
#include <fstream>
#include <string>
#include <thoihan/thoihan.hpp>
#include <utility>

namespace {

void print_line(const std::string& text) { std::puts(text.c_str()); }

std::string told(const thoihan::error& problem) {
  return std::string{thoihan::status_name(problem.code())} + ": " + problem.text().en;
}

void ask(const thoihan::rule_pack& pack) {
  thoihan::instant received = 0;
  if (thoihan::parse_instant("2024-04-26T16:00", received) != thoihan::time_text_error::none) return;
  const thoihan::duty_rule& forward = pack.duties[*thoihan::find_id(pack.duties, "forward")];
  const std::vector<thoihan::fact_value> facts = thoihan::standard_facts(pack);
  const thoihan::due_answer due = thoihan::due_of(pack, forward, received, facts);
  std::printf("forward: due %s, late from %s\n", thoihan::format_instant(due.answer.due).data(),
              thoihan::format_instant(due.answer.late_from).data());

  const thoihan::limit_rule& limit = forward.within[*due.limit];
  const thoihan::office_calendar& office = *pack.calendars[forward.calendar].office;
  const thoihan::explanation why = thoihan::explain_limit(office, limit.row.what, received, facts);
  print_line(
      thoihan::json_of_limit(received, limit.text, due.answer, limit.source.text(), &why, thoihan::language::en));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 4) return 2;
  try {
    thoihan::rule_pack pack = thoihan::load_pack(argv[1]);
    std::printf("%s, %s\n", pack.id.c_str(), pack.version.c_str());
    ask(pack);

    thoihan::store events = thoihan::store::open(argv[3], thoihan::store_mode::create);
    thoihan::engine engine{events};
    engine.use(std::move(pack));
    std::ifstream acts{argv[2]};
    for (std::string act; std::getline(acts, act);) {
      try {
        print_line(thoihan::json_of(engine.apply(thoihan::read_command(act))));
      } catch (const thoihan::error& problem) {
        print_line(told(problem));
      }
    }

    print_line("late:");
    const thoihan::instant now = thoihan::instant_at(thoihan::days_from_civil(2024, 5, 8), 8 * 3600);
    for (const thoihan::breach_row& breach : engine.tick(now)) print_line(thoihan::json_of(breach));
  } catch (const thoihan::error& problem) {
    std::fprintf(stderr, "%s\n", told(problem).c_str());
    return 1;
  }
  return 0;
}
