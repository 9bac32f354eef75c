// One report from receipt to the authority: acts in, state, duties and dues out.
//
//     first_case RULES DATABASE      e.g. first_case rules/province/lac-hong reports.db
#include <cstdio>
#include <thoihan/thoihan.hpp>
#include <utility>

namespace {

void print(const thoihan::case_answer& answer) {
  std::printf("%s: %s\n", answer.case_id.c_str(), answer.state.c_str());
  for (const thoihan::duty_row& duty : answer.duties) {
    std::printf("  %-8s %-10s %-8s due %s%s\n", duty.duty.c_str(), duty.owed_role.c_str(),
                thoihan::duty_status_name(duty.status).data(), thoihan::format_instant(*duty.due).data(),
                duty.provisional ? ", provisional" : "");
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) return 2;
  try {
    thoihan::rule_pack pack = thoihan::load_pack(argv[1]);
    thoihan::store events = thoihan::store::open(argv[2], thoihan::store_mode::create);
    thoihan::engine engine{events};
    engine.use(std::move(pack));
    print(engine.apply(thoihan::read_command(
        R"({"case": "LH-2024-000001", "key": "1", "at": "2024-04-25T09:10", "event": "receive",
            "by": {"role": "operator"}, "facts": {"channel": "web", "content": "A street lamp is broken.",
            "name": "Lan", "address": "12 Market Street", "phone": "0900000000"}})")));
    print(engine.apply(thoihan::read_command(
        R"({"case": "LH-2024-000001", "key": "2", "at": "2024-04-25T10:00", "event": "forward",
            "by": {"role": "operator"}, "facts": {"field": "lighting", "level": "province"}})")));
    // Nobody handles it: on 7 May the tick records the breach, once.
    for (const thoihan::breach_row& breach : engine.tick(thoihan::instant_at(thoihan::days_from_civil(2024, 5, 7), 0))) {
      std::printf("late: %s %s from %s\n", breach.case_id.c_str(), breach.duty.c_str(),
                  thoihan::format_instant(breach.at).data());
    }
  } catch (const thoihan::error& problem) {
    std::fprintf(stderr, "%s: %s\n", thoihan::status_name(problem.code()).data(), problem.what());
    return 1;
  }
  return 0;
}
