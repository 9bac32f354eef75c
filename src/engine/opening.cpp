#include "src/engine/opening.hpp"

#include "src/pack/say.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {

void check_opening(const rule_pack& pack, const case_act& act) {
  const day_number day = day_of(act.at);
  if (day < pack.instrument.in_force) {
    throw error(status::range, say("ngày {} văn bản {} chưa có hiệu lực, có hiệu lực từ {}",
                                   "on {} the instrument {} is not yet in force, it is from {}",
                                   std::string_view{format_date(day).data()}, pack.instrument.number,
                                   std::string_view{format_date(pack.instrument.in_force).data()}));
  }
  if (!has_ended(pack, day) || act.overrides.ended) return;
  throw error(status::range, say("ngày {} văn bản {} đã hết hiệu lực, ngày cuối là {}; vượt qua bằng \"override\": [\"ended\"]",
                                 "on {} the instrument {} is no longer in force, its last day was {}; go over this with "
                                 "\"override\": [\"ended\"]",
                                 std::string_view{format_date(day).data()}, pack.instrument.number,
                                 std::string_view{format_date(*pack.instrument.until).data()}));
}

}  // namespace thoihan
