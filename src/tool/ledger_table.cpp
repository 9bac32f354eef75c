#include "src/tool/ledger_table.hpp"

#include <algorithm>

#include "src/pack/say.hpp"
#include "src/tool/case_words.hpp"
#include "src/tool/text_table.hpp"
#include "thoihan/pack/explain.hpp"

namespace thoihan {
namespace {

bilingual party_words(const rule_pack& pack, const ledger_party& party) {
  if (!party.role) return {"không ai", "nobody"};
  return party.authority ? pack.authorities[*party.authority].name : pack.roles[*party.role].label;
}

bilingual cause_words(const case_ledger& ledger, const ledger_part& part) {
  return part.cause == ledger_cause::closed_office ? closure_words(ledger, part) : ledger_cause_words(part.cause);
}

}  // namespace

void print_ledger(output& out, const case_ledger& ledger) {
  const rule_pack& pack = *ledger.pack;
  text_table table{{{"Bên", "Party"},
                    {"Nguyên nhân", "Cause"},
                    {"Thời gian", "Time"},
                    {"Trong giờ làm việc", "In office hours"},
                    {"Nghĩa vụ", "Duty"},
                    {"Căn cứ", "By"}}};
  std::vector<ledger_sum> sums = sums_of(ledger);
  std::stable_partition(sums.begin(), sums.end(),
                        [&](const ledger_sum& sum) { return ledger.parts[sum.first].party.role.has_value(); });
  std::int64_t working_s = 0;
  for (const ledger_sum& sum : sums) {
    const ledger_part& part = ledger.parts[sum.first];
    const bool of_duty = part.round && !part.closed;
    working_s += sum.working_s;
    table.add(
        {out.pick(party_words(pack, part.party)), out.pick(cause_words(ledger, part)),
         out.pick(duration_words(sum.seconds)), out.pick(duration_words(sum.working_s)),
         of_duty ? pack.duties[ledger.rounds[*part.round].duty].label.in(out.lang()) : "-",
         part.closed ? closure_source(ledger, part).in(out.lang()) : cite_words(cite_of(ledger, part), out.lang())});
  }
  const std::int64_t whole_s = ledger.until - ledger.from;
  table.add(
      {out.pick({"tổng", "sum"}), "", out.pick(duration_words(whole_s)), out.pick(duration_words(working_s)), "", ""});
  table.print(out);
  out.line("");
  out.line(
      printable(out.pick(say("từ {} đến {} ({}): {} giây, {} phần", "from {} to {} ({}): {} seconds in {} parts",
                             time_text(ledger.from), time_text(ledger.until),
                             out.pick(ledger.ended ? bilingual{"đã kết thúc", "ended"} : bilingual{"đang mở", "open"}),
                             whole_s, ledger.parts.size()))));
  if (!ledger.with_reporter_from) return;
  out.line(printable(out.pick(say("ở người phản ánh từ {}; trước đó {}", "with the reporter since {}; until then {}",
                                  time_text(*ledger.with_reporter_from),
                                  out.pick(duration_words(*ledger.with_reporter_from - ledger.from))))));
}

}  // namespace thoihan
