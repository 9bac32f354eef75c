#include <algorithm>

#include "src/engine/report_figures.hpp"
#include "src/pack/names.hpp"
#include "src/pack/say.hpp"
#include "thoihan/pack/explain.hpp"

namespace thoihan {
namespace {

using row = std::vector<report_cell>;

report_cell number(std::int64_t value) { return {value, {}, {}}; }
report_cell name(std::string id, bilingual words) { return {std::nullopt, std::move(id), std::move(words)}; }
report_cell text(std::string value) { return {std::nullopt, std::move(value), {}}; }
report_cell sum_name() { return name({}, {"tổng", "sum"}); }
report_cell nobody_name(const bilingual& label) {
  return name({}, label.en.empty() ? bilingual{"(không nêu)", "(not said)"} : label);
}
report_cell maybe(const std::optional<std::int64_t>& value) { return {value, {}, {}}; }

report_column name_column(std::string id, bilingual head) { return {std::move(id), std::move(head), cell_kind::name}; }
report_column count_column(std::string id, bilingual head) {
  return {std::move(id), std::move(head), cell_kind::count};
}

bilingual round_words(round_outcome outcome) {
  switch (outcome) {
    case round_outcome::met: return {"đúng hạn", "met in time"};
    case round_outcome::met_late: return {"xong trễ", "met late"};
    case round_outcome::running: return {"còn hạn", "running in time"};
    case round_outcome::running_late: return {"đang trễ", "running late"};
    case round_outcome::paused: return {"tạm dừng", "standing still"};
    case round_outcome::cancelled: return {"thôi, còn hạn", "cancelled in time"};
    case round_outcome::cancelled_late: return {"thôi khi trễ", "cancelled late"};
    case round_outcome::exempted: return {"được miễn", "exempted"};
    case round_outcome::without_limit: return {"không có hạn", "without limit"};
  }
  return {};
}

// Parallel to round_outcome.
constexpr std::array<std::string_view, round_outcomes> round_ids = {
    "met", "met_late", "running", "running_late", "paused", "cancelled", "cancelled_late", "exempted", "without_limit"};
// Parallel to case_outcome and case_timing.
constexpr std::array<std::string_view, outcomes> outcome_ids = {"answered", "handled", "open", "refused", "left"};
constexpr std::array<std::string_view, timings> timing_ids = {"in_time", "late", "exempted"};

std::string_view id_of(round_outcome outcome) { return round_ids[static_cast<std::size_t>(outcome)]; }
std::string_view id_of(case_outcome outcome) { return outcome_ids[static_cast<std::size_t>(outcome)]; }
std::string_view id_of(case_timing timing) { return timing_ids[static_cast<std::size_t>(timing)]; }

report_table intake_table(const case_counts& cases) {
  report_table out{"intake", {"Hồ sơ của kỳ", "Cases of the period"}, {}, {}, {}, true, {1}};
  out.columns = {name_column("kind", {"Nguồn", "From"}), count_column("cases", {"Số hồ sơ", "Cases"})};
  out.rows = {{name("carried", {"kỳ trước chuyển sang", "carried over"}), number(cases.carried)},
              {name("received", {"tiếp nhận trong kỳ", "received"}), number(cases.received)},
              {name("reopened", {"mở lại trong kỳ", "opened again"}), number(cases.reopened)},
              {sum_name(), number(cases.total())}};
  return out;
}

report_table outcome_table(const case_counts& cases) {
  report_table out{"outcome",
                   {"Kết quả đến cuối kỳ", "What became of them"},
                   {"Trễ hạn: có nghĩa vụ nào của hồ sơ đã trễ. Tồn đọng: chờ trả lời và chưa xử lý xong.",
                    "Late: a duty of the case was late. Backlog: what is to be answered, and what is open."},
                   {},
                   {},
                   true,
                   {1, 2, 3}};
  out.columns = {name_column("outcome", {"Kết quả", "Outcome"})};
  for (std::size_t j = 0; j < timings; ++j)
    out.columns.push_back(count_column(std::string{timing_ids[j]}, timing_words(static_cast<case_timing>(j))));
  out.columns.push_back(count_column("cases", {"Số hồ sơ", "Cases"}));
  for (std::size_t i = 0; i < outcomes; ++i) {
    const auto outcome = static_cast<case_outcome>(i);
    row line{name(std::string{id_of(outcome)}, outcome_words(outcome))};
    for (std::size_t j = 0; j < timings; ++j) line.push_back(number(cases.ended[i][j]));
    line.push_back(number(cases.of(outcome)));
    out.rows.push_back(std::move(line));
  }
  row sum{sum_name()};
  for (std::size_t j = 0; j < timings; ++j) sum.push_back(number(cases.of(static_cast<case_timing>(j))));
  sum.push_back(number(cases.total()));
  out.rows.push_back(std::move(sum));
  return out;
}

report_table marks_table(const report_figures& figures) {
  const case_counts& cases = figures.cases;
  report_table out{"marks", {"Trong đó", "Of them"}, {}, {}, {}, false, {}};
  out.columns = {name_column("kind", {"Loại", "Kind"}), count_column("count", {"Số lượng", "Count"})};
  const std::int64_t handled = cases.of(case_outcome::answered) + cases.of(case_outcome::handled);
  const std::int64_t backlog = cases.of(case_outcome::open) + cases.of(case_outcome::handled);
  out.rows = {{name("handled", {"hồ sơ đã xử lý", "cases handled"}), number(handled)},
              {name("backlog", {"hồ sơ tồn đọng", "backlog"}), number(backlog)},
              {name("extended", {"hồ sơ được gia hạn", "cases extended"}), number(cases.extended)},
              {name("returned", {"hồ sơ bị trả lại", "cases given back"}), number(cases.returned)},
              {name("returns", {"số lần trả lại", "times given back"}), number(cases.returns)},
              {name("duplicates", {"hồ sơ trùng với hồ sơ khác", "duplicates of other cases"}), number(cases.duplicates)},
              {name("split_off", {"hồ sơ tách từ hồ sơ khác", "split from other cases"}), number(cases.split_off)},
              {name("secret", {"bí mật nhà nước, không tính ở trên", "state secrets, in no other figure"}),
               maybe(figures.secret)}};
  return out;
}

row counts_row(report_cell first, const case_counts& counts) {
  row out{std::move(first), number(counts.total()), number(counts.carried), number(counts.received),
          number(counts.reopened)};
  for (std::size_t i = 0; i < outcomes; ++i) out.push_back(number(counts.of(static_cast<case_outcome>(i))));
  for (std::size_t j = 0; j < timings; ++j) out.push_back(number(counts.of(static_cast<case_timing>(j))));
  return out;
}

template <class Counts, class Order>
std::vector<typename labelled_counts<Counts>::const_pointer> sorted(const labelled_counts<Counts>& rows, Order more) {
  std::vector<typename labelled_counts<Counts>::const_pointer> out;
  for (const auto& entry : rows) out.push_back(&entry);
  std::stable_sort(out.begin(), out.end(),
                   [&](const auto* a, const auto* b) { return more(a->second.counts) > more(b->second.counts); });
  return out;
}

report_table by_table(const fact_declaration& fact, const labelled_counts<case_counts>& rows, const case_counts& all) {
  report_table out{"by_" + fact.id, say("Theo: {}", "By: {}", fact.label.vi), {}, {}, {}, true, {10, 11, 12}};
  out.title.en = fmt::format("By: {}", fact.label.en);
  out.columns = {name_column("value", fact.label), count_column("cases", {"Hồ sơ", "Cases"}),
                 count_column("carried", {"kỳ trước", "carried over"}),
                 count_column("received", {"tiếp nhận", "received"}),
                 count_column("reopened", {"mở lại", "opened again"})};
  for (std::size_t i = 0; i < outcomes; ++i)
    out.columns.push_back(count_column(std::string{outcome_ids[i]}, outcome_words(static_cast<case_outcome>(i))));
  for (std::size_t j = 0; j < timings; ++j)
    out.columns.push_back(count_column(std::string{timing_ids[j]}, timing_words(static_cast<case_timing>(j))));
  for (const auto* entry : sorted(rows, [](const case_counts& counts) { return counts.total(); })) {
    report_cell first = entry->first.empty() ? nobody_name({}) : name(entry->first, entry->second.label);
    out.rows.push_back(counts_row(std::move(first), entry->second.counts));
  }
  out.rows.push_back(counts_row(sum_name(), all));
  return out;
}

row duty_row_of(report_cell first, const duty_counts& counts) {
  row out{std::move(first), number(counts.carried + counts.started), number(counts.carried), number(counts.started)};
  for (const std::int64_t rounds : counts.ended) out.push_back(number(rounds));
  out.push_back(number(counts.extended));
  return out;
}

report_table duty_table(std::string id, bilingual title, report_column first,
                        const labelled_counts<duty_counts>& rows) {
  report_table out{std::move(id), std::move(title), {}, {}, {}, true, {4, 5, 7, 10}};
  out.note = {"Mỗi lần phải làm là một việc; kỳ này gồm mọi việc có lúc còn phải làm trong kỳ.",
              "Each round of a duty; of the period are those that ran at any time in it."};
  out.columns = {std::move(first), count_column("rounds", {"Số việc", "Rounds"}),
                 count_column("carried", {"kỳ trước", "carried over"}),
                 count_column("started", {"phát sinh", "started"})};
  for (std::size_t i = 0; i < round_outcomes; ++i)
    out.columns.push_back(count_column(std::string{round_ids[i]}, round_words(static_cast<round_outcome>(i))));
  out.columns.push_back(count_column("extended", {"trong đó gia hạn", "of them extended"}));
  duty_counts all;
  const auto rounds = [](const duty_counts& counts) { return counts.carried + counts.started; };
  for (const auto* entry : sorted(rows, rounds)) {
    const duty_counts& counts = entry->second.counts;
    out.rows.push_back(duty_row_of(name(entry->first, entry->second.label), counts));
    all.carried += counts.carried;
    all.started += counts.started;
    for (std::size_t i = 0; i < round_outcomes; ++i) all.ended[i] += counts.ended[i];
    all.extended += counts.extended;
  }
  out.rows.push_back(duty_row_of(sum_name(), all));
  return out;
}

report_table shares_table(std::string id, bilingual title, report_column first,
                          const labelled_counts<duty_counts>& rows) {
  report_table out{std::move(id), std::move(title), {}, {}, {}, false, {4}};
  out.note = {
      "Của các việc xong trong kỳ: phần thời hạn đã dùng, theo giờ làm việc nếu thời hạn tính theo giờ làm việc; trên "
      "100 % là quá hạn. 90 %: chín phần mười số việc dùng không quá mức ấy.",
      "Of rounds met in the period: the share of the limit that was used, in working time where the limit is one of "
      "working time; above 100 % it was late. 90 %: nine tenths of the rounds used no more."};
  out.columns = {std::move(first), count_column("rounds", {"Số việc", "Rounds"})};
  for (const auto& [key, head] :
       {std::pair{"p50", "50 %"}, std::pair{"p75", "75 %"}, std::pair{"p90", "90 %"}, std::pair{"p95", "95 %"}})
    out.columns.push_back({key, {head, head}, cell_kind::per_mille});
  out.columns.push_back({"most", {"cao nhất", "most"}, cell_kind::per_mille});
  for (const auto* entry : sorted(rows, [](const duty_counts& counts) { return counts.shares.rounds(); })) {
    const used_shares& shares = entry->second.counts.shares;
    if (shares.rounds() == 0) continue;
    out.rows.push_back({name(entry->first, entry->second.label), number(shares.rounds()), maybe(shares.percentile(50)),
                        maybe(shares.percentile(75)), maybe(shares.percentile(90)), maybe(shares.percentile(95)),
                        maybe(shares.percentile(100))});
  }
  return out;
}

// Authorities by the share of what they did in time, exactly; equal shares have one rank.
report_table ranking_table(const labelled_counts<duty_counts>& owners) {
  struct ranked {
    labelled_counts<duty_counts>::const_pointer owner;
    std::int64_t met;
    std::int64_t all;
  };
  std::vector<ranked> list;
  for (const auto& entry : owners) {
    const std::int64_t met = entry.second.counts.of(round_outcome::met);
    const std::int64_t all = met + entry.second.counts.late();
    if (entry.second.of_authority && all > 0) list.push_back({&entry, met, all});
  }
  const auto better = [](const ranked& a, const ranked& b) { return a.met * b.all > b.met * a.all; };
  std::stable_sort(list.begin(), list.end(), [&](const ranked& a, const ranked& b) {
    if (better(a, b) || better(b, a)) return better(a, b);
    return a.all > b.all;
  });
  report_table out{"ranking", {"Xếp hạng cơ quan, đơn vị", "Ranking of authorities"}, {}, {}, {}, false, {5}};
  out.note = {"Theo tỷ lệ việc xong đúng hạn trên số việc xong đúng hạn hoặc đã trễ.",
              "By what was met in time, of what was met in time or late."};
  out.columns = {name_column("authority", {"Cơ quan, đơn vị", "Authority"}),
                 count_column("rank", {"Hạng", "Rank"}),
                 count_column("met", {"đúng hạn", "met in time"}),
                 count_column("late", {"trễ hạn", "late"}),
                 count_column("rounds", {"Số việc", "Rounds"}),
                 {"share", {"Tỷ lệ đúng hạn", "In time"}, cell_kind::per_mille}};
  std::int64_t rank = 0;
  for (std::size_t i = 0; i < list.size(); ++i) {
    if (i == 0 || better(list[i - 1], list[i])) rank = static_cast<std::int64_t>(i) + 1;
    const auto& [owner, met, all] = list[i];
    out.rows.push_back({name(owner->first, owner->second.label), number(rank), number(met), number(all - met),
                        number(all), number(met * 1000 / all)});
  }
  return out;
}

report_table satisfaction_table(const report_figures& figures, const rule_pack& pack) {
  report_table out{"satisfaction", {"Mức độ hài lòng", "Satisfaction"}, {}, {}, {}, true, {1}};
  out.note = {"Lần đánh giá sau cùng trong kỳ của mỗi hồ sơ.", "The last rating of each case in the period."};
  out.columns = {name_column("level", {"Mức", "Level"}),
                 count_column("cases", {"Số hồ sơ", "Cases"}),
                 {"share", {"Tỷ lệ", "Share"}, cell_kind::per_mille}};
  std::int64_t all = 0;
  for (const auto& [id, level] : figures.ratings) all += level.counts;
  const auto add = [&](const std::string& id, const labelled<std::int64_t>& level) {
    const auto share = all == 0 ? std::nullopt : std::optional{level.counts * 1000 / all};
    out.rows.push_back({name(id, level.label), number(level.counts), maybe(share)});
  };
  const auto& levels = pack.facts[*pack.figures->rating].values;
  for (const std::size_t level : pack.figures->levels) add(levels[level].id, figures.ratings.at(levels[level].id));
  for (const auto& [id, level] : figures.ratings) {
    if (!find_id(levels, id)) add(id, level);
  }
  out.rows.push_back({sum_name(), number(all), maybe(all == 0 ? std::nullopt : std::optional<std::int64_t>{1000})});
  return out;
}

report_table late_table(const report_figures& figures, bool explains) {
  report_table out{"late", {"Việc trễ hạn", "What was late"}, {}, {}, {}, false, {}};
  out.note = {
      "Trễ tính từ hạn đến khi xong, hoặc đến cuối kỳ. Nguyên nhân: bên dùng nhiều thời gian nhất từ lúc bắt đầu, trừ "
      "thời gian không của ai.",
      "Late from the due to the end of the duty or of the period. Cause: who used the most time since its start, "
      "leaving out what is nobody's."};
  out.columns = {{"case", {"Hồ sơ", "Case"}, cell_kind::text},
                 name_column("duty", {"Nghĩa vụ", "Duty"}),
                 name_column("owed_by", {"Cơ quan, đơn vị", "Owed by"}),
                 {"started_at", {"Bắt đầu", "Started"}, cell_kind::time, true},
                 {"due", {"Đến hạn", "Due"}, cell_kind::time},
                 {"ended_at", {"Xong lúc", "Ended"}, cell_kind::time, true},
                 {"outcome", {"Kết quả", "Outcome"}, cell_kind::name, true},
                 {"late_s", {"Trễ (liên tục)", "Late by the clock"}, cell_kind::seconds},
                 {"late_working_s", {"Trễ (giờ làm việc)", "Late in working hours"}, cell_kind::seconds},
                 name_column("cause", {"Nguyên nhân", "Cause"}),
                 name_column("cause_by", {"Của", "Whose"}),
                 {"cause_s", {"Thời gian ấy", "Its time"}, cell_kind::seconds, true},
                 {"cite", {"Căn cứ", "By"}, cell_kind::text}};
  if (explains) out.columns.push_back({"explanation", {"Giải trình", "Explanation"}, cell_kind::text});
  for (const late_entry& late : figures.late) {
    const bool known = !late.party.id.empty();
    row line{text(late.case_id),
             late.duty,
             late.owner,
             number(late.started),
             late.due,
             maybe(late.ended),
             name(std::string{id_of(late.outcome)}, round_words(late.outcome)),
             number(late.late_s),
             number(late.late_working_s),
             known ? name(std::string{ledger_cause_name(late.cause)}, ledger_cause_words(late.cause)) : report_cell{},
             late.party,
             known ? number(late.party_s) : report_cell{},
             {std::nullopt, late.cite, {cite_words(late.cite, language::vi), late.cite}}};
    if (explains) {
      line.push_back(text(late.explanation));
      if (late.explanation.empty()) line.back().words = {"còn phải giải trình", "owed"};
    }
    out.rows.push_back(std::move(line));
  }
  return out;
}

report_table cases_table(const report_figures& figures) {
  report_table out{"cases", {"Danh sách hồ sơ", "The cases"}, {}, {}, {}, false, {}};
  out.columns = {
      {"case", {"Hồ sơ", "Case"}, cell_kind::text},        {"received_at", {"Tiếp nhận", "Received"}, cell_kind::time},
      name_column("lead", {"Cơ quan xử lý", "Authority"}), name_column("state", {"Trạng thái", "State"}),
      name_column("outcome", {"Kết quả", "Outcome"}),      name_column("timing", {"Thời hạn", "Timing"})};
  for (const listed_case& one : figures.listed) {
    out.rows.push_back({text(one.case_id), number(one.received), one.lead, one.state,
                        name(std::string{id_of(one.outcome)}, outcome_words(one.outcome)),
                        name(std::string{id_of(one.timing)}, timing_words(one.timing))});
  }
  return out;
}

report_table time_table(const report_figures& figures) {
  report_table out{"time", {"Thời gian của ai", "Whose time it was"}, {}, {}, {}, true, {2}};
  out.note = {"Mỗi giây trong kỳ của mỗi hồ sơ là của đúng một bên, vì đúng một nguyên nhân.",
              "Each second of each case in the period is one party's, for one cause."};
  out.columns = {name_column("party", {"Bên", "Party"}),
                 name_column("cause", {"Nguyên nhân", "Cause"}),
                 {"seconds", {"Thời gian", "Time"}, cell_kind::seconds},
                 {"working_seconds", {"Trong giờ làm việc", "In office hours"}, cell_kind::seconds}};
  std::vector<decltype(figures.time)::const_pointer> list;
  for (const auto& entry : figures.time) list.push_back(&entry);
  std::stable_sort(list.begin(), list.end(), [](const auto* a, const auto* b) {
    const bool mine = a->first.first.empty();
    const bool theirs = b->first.first.empty();
    return mine != theirs ? theirs : a->second.counts.seconds > b->second.counts.seconds;
  });
  time_sum all;
  for (const auto* entry : list) {
    const auto& [key, sum] = *entry;
    out.rows.push_back({key.first.empty() ? nobody_name({"không ai", "nobody"}) : name(key.first, sum.label),
                        name(std::string{ledger_cause_name(key.second)}, ledger_cause_words(key.second)),
                        number(sum.counts.seconds), number(sum.counts.working_s)});
    all.seconds += sum.counts.seconds;
    all.working_s += sum.counts.working_s;
  }
  out.rows.push_back({sum_name(), report_cell{}, number(all.seconds), number(all.working_s)});
  return out;
}

report_table obstacles_table() {
  report_table out{"obstacles", {"Vấn đề tồn đọng, vướng mắc", "Obstacles"}, {}, {}, {}, false, {}};
  out.note = {"Bên gửi báo cáo viết phần này.", "Whoever sends the report writes this part."};
  return out;
}

}  // namespace

bilingual outcome_words(case_outcome outcome) {
  switch (outcome) {
    case case_outcome::answered: return {"đã trả lời", "answered"};
    case case_outcome::handled: return {"đã xử lý, chờ trả lời", "handled, to be answered"};
    case case_outcome::open: return {"chưa xử lý xong", "open"};
    case case_outcome::refused: return {"từ chối", "refused"};
    case case_outcome::left: return {"kết thúc khác", "ended otherwise"};
  }
  return {};
}

bilingual timing_words(case_timing timing) {
  switch (timing) {
    case case_timing::in_time: return {"đúng hạn, còn hạn", "in time"};
    case case_timing::late: return {"trễ hạn", "late"};
    case case_timing::exempted: return {"được miễn", "exempted"};
  }
  return {};
}

std::vector<report_table> tables_of(const report_figures& figures, const figures_question& question) {
  const rule_pack& pack = *question.pack;
  const auto asks = [&](report_content content) {
    if (!question.rule) return content != report_content::cases && content != report_content::obstacles;
    const auto& list = question.rule->contents;
    return std::find(list.begin(), list.end(), content) != list.end();
  };
  const report_column owner = name_column("owed_by", {"Cơ quan, đơn vị", "Owed by"});
  const report_column duty = name_column("duty", {"Nghĩa vụ", "Duty"});
  std::vector<report_table> out{intake_table(figures.cases), outcome_table(figures.cases), marks_table(figures)};
  for (std::size_t i = 0; i < question.by.size(); ++i) {
    const fact_declaration& fact = pack.facts[*find_id(pack.facts, question.by[i])];
    out.push_back(by_table(fact, figures.by[i], figures.cases));
  }
  if (asks(report_content::late)) {
    out.push_back(
        duty_table("owners", {"Việc theo cơ quan, đơn vị", "Rounds by who owed them"}, owner, figures.owners));
    out.push_back(duty_table("duties", {"Việc theo nghĩa vụ", "Rounds by duty"}, duty, figures.duties));
  }
  if (asks(report_content::ranking)) out.push_back(ranking_table(figures.owners));
  if (asks(report_content::satisfaction) && pack.figures->rating) out.push_back(satisfaction_table(figures, pack));
  if (asks(report_content::shares)) {
    out.push_back(shares_table("shares_by_duty",
                               {"Phần thời hạn đã dùng, theo nghĩa vụ", "Used share of the limit, by duty"}, duty,
                               figures.duties));
    out.push_back(shares_table(
        "shares_by_owner", {"Phần thời hạn đã dùng, theo cơ quan, đơn vị", "Used share of the limit, by who owed it"},
        owner, figures.owners));
  }
  if (asks(report_content::time)) out.push_back(time_table(figures));
  if (question.lists_late)
    out.push_back(late_table(figures, question.rule && asks(report_content::explanations)));
  if (question.lists_cases) out.push_back(cases_table(figures));
  if (asks(report_content::obstacles)) out.push_back(obstacles_table());
  return out;
}

}  // namespace thoihan
