// Whether a store in PostgreSQL is what it says. The pages are the server's affair (pg_amcheck).
#include <fmt/format.h>

#include <algorithm>
#include <utility>

#include "src/postgresql/postgresql_store.hpp"
#include "src/postgresql/statements.hpp"
#include "src/store/duty_json.hpp"
#include "src/store/log_judge.hpp"

namespace thoihan {

namespace statements = pq::statements;

namespace {

sha256_digest digest_of(std::string_view bytes) {
  sha256_digest digest{};
  std::copy_n(bytes.begin(), std::min(bytes.size(), digest.size()), digest.begin());
  return digest;
}

}  // namespace

void postgresql_store::verify_log(log_judge& judge) {
  const pq::result rows = read(statements::checkpoints, {});
  std::vector<checkpoint> checkpoints;
  for (int i = 0; i < rows.rows(); ++i) {
    checkpoints.push_back(
        {rows.integer(i, 0), rows.integer(i, 1), rows.integer(i, 2), rows.integer(i, 3), digest_of(rows.text(i, 4))});
  }
  judge.begin(std::move(checkpoints));
  const pq::result free = read(statements::free_numbers, {});
  int passed = 0;
  for (std::int64_t after = 0;;) {
    const pq::result events = read(statements::events_after, {after});
    if (events.rows() == 0) break;
    for (int i = 0; i < events.rows(); ++i) {
      stored_event event = event_at(events, i);
      event.case_id = events.text(i, 21);
      for (; passed < free.rows() && free.integer(passed, 0) < event.sequence; ++passed)
        judge.pass_free_number(free.integer(passed, 0));
      judge.add_event(event, events.integer(i, 1));
      after = event.sequence;
    }
  }
  judge.end();
}

verification postgresql_store::verify(const std::optional<sha256_digest>& known) {
  verification found;
  log_judge judge(found, known);
  // Damage is what was asked for, and that of one part does not hide another's.
  const auto part = [&found](const auto& work) {
    try {
      work();
    } catch (const error& e) {
      if (e.code() != status::corrupt) throw;
      found.problems.push_back(e.text().en);
    }
  };
  as_of_one_moment([&] {
    part([&] {
      const pq::result rows = read(statements::lost_references, {});
      for (int i = 0; i < rows.rows(); ++i) {
        found.problems.push_back(fmt::format("{}: row {} refers to a row of {} that is not there", rows.text(i, 0),
                                             rows.integer(i, 1), rows.text(i, 2)));
      }
    });
    part([&] { verify_log(judge); });
    part([&] {
      const pq::result rows = read(statements::all_texts, {});
      for (int i = 0; i < rows.rows(); ++i) judge.add_text(rows.text(i, 0), rows.text(i, 1));
    });
    part([&] {
      for (std::int64_t after = 0;;) {
        const pq::result rows = read(statements::cases_after, {after});
        if (rows.rows() == 0) return;
        for (int i = 0; i < rows.rows(); ++i) {
          case_row row;
          row.number = rows.integer(i, 0);
          row.case_id = rows.text(i, 1);
          row.events = static_cast<std::int32_t>(rows.integer(i, 9));
          row.last_sequence = rows.integer(i, 10);
          row.erased = static_cast<erasure>(rows.integer(i, 13));
          row.digest = digest_of(rows.text(i, 14));
          judge.add_case(row, rows.text(i, 15));
          verify_duties(row, rows.truth(i, 6), rows.text(i, 15), found);
        }
        after = rows.integer(rows.rows() - 1, 0);
      }
    });
    part([&] {
      const pq::result rows = read(statements::unmarked_breaches, {});
      for (int i = 0; i < rows.rows(); ++i)
        found.problems.push_back(fmt::format("case {}: has a breach and is not marked so", rows.text(i, 0)));
    });
    part([&] {
      const pq::result rows = read(statements::erased_and_left, {});
      for (int i = 0; i < rows.rows(); ++i)
        found.problems.push_back(fmt::format("case {}: was erased, and something of it is left", rows.text(i, 0)));
    });
  });
  if (known && !found.knows_digest)
    found.problems.emplace_back("no checkpoint has the digest that was kept elsewhere: the log was cut or rewritten");
  return found;
}

// That what falls due is what runs.
void postgresql_store::verify_duties(const case_row& row, bool ended, std::string_view running, verification& found) {
  auto duties = duties_of_json(running);
  if (!duties) return;  // told of the case
  std::erase_if(*duties,
                [&](const duty_row& duty) { return ended || duty.status != duty_status::running || !duty.late_from; });
  const pq::result rows = read(statements::duties_of_case, {row.number});
  bool same = static_cast<std::size_t>(rows.rows()) == duties->size();
  for (int i = 0; same && i < rows.rows(); ++i) {
    const duty_row& duty = (*duties)[static_cast<std::size_t>(i)];
    same = rows.integer(i, 0) == *duty.late_from && rows.text(i, 1) == duties_json({duty});
  }
  if (!same) found.problems.push_back(fmt::format("case {}: what falls due is not what runs", row.case_id));
}

}  // namespace thoihan
