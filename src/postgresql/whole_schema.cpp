#include "src/postgresql/whole_schema.hpp"

#include <fmt/format.h>

#include <charconv>

#include "src/pack/say.hpp"
#include "src/postgresql/open_duty.hpp"
#include "src/postgresql/row_copy.hpp"
#include "src/postgresql/schema.hpp"
#include "src/store/duty_json.hpp"

namespace thoihan {

namespace {

constexpr std::size_t bytes_a_message = 64 * 1024;
constexpr int cases_a_page = 1000;
constexpr whole_table open_duties{"open_duty", "case_number, place, late_from, alarm, duty", "iiiit", 2};

std::int64_t number_of(const pq::result& rows, int row, int column) {
  const std::string_view digits = rows.text(row, column);
  std::int64_t out = 0;
  std::from_chars(digits.data(), digits.data() + digits.size(), out);
  return out;
}

std::string copy_in_sql(const whole_table& table) {
  return fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", table.name, table.columns);
}

}  // namespace

whole_schema::whole_schema(const std::string& where, store_mode mode, const postgresql_options& options) : db_(where) {
  pq::open_schema(db_, options.schema, mode, options.busy_timeout_ms);
}

std::int64_t whole_schema::events() { return number_of(db_.ask("SELECT count(*) FROM event"), 0, 0); }

void whole_schema::read(const whole_taker& take) {
  end_table();
  if (!in_fill_) db_.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
  try {
    for (const whole_table& table : whole_tables) {
      std::string order = "1";
      for (int i = 2; i <= table.ordered_by; ++i) order += fmt::format(", {}", i);
      pq::row_reader reader;
      db_.copy_out(fmt::format("COPY (SELECT {} FROM {} ORDER BY {}) TO STDOUT (FORMAT binary)", table.columns,
                               table.name, order),
                   [&](std::string_view piece) {
                     if (reader.add(piece, table, take)) return;
                     throw error(status::corrupt, say("{}: không hiểu dữ liệu của bảng {}",
                                                      "{}: the rows of {} are not understood", db_.name(), table.name));
                   });
    }
  } catch (...) {
    if (!in_fill_ && !db_.is_broken()) db_.try_execute("ROLLBACK");
    throw;
  }
  if (!in_fill_) db_.execute("COMMIT");
}

void whole_schema::put(const whole_table& table, const whole_row& row) {
  if (putting_ != &table) {
    end_table();
    db_.copy_in(copy_in_sql(table));
    putting_ = &table;
    bytes_ = pq::copy_begin();
  }
  pq::add_row(bytes_, table, row);
  if (bytes_.size() < bytes_a_message) return;
  db_.copy_more(bytes_);
  bytes_.clear();
}

void whole_schema::end_table() {
  if (putting_ == nullptr) return;
  putting_ = nullptr;
  bytes_ += pq::copy_end();
  db_.copy_more(bytes_);
  bytes_.clear();
  db_.copy_done();
}

void whole_schema::check_empty() {
  db_.execute("LOCK TABLE event, case_, text, free_number, open_duty IN EXCLUSIVE MODE");
  const pq::result rows = db_.ask("SELECT (SELECT count(*) FROM event), (SELECT count(*) FROM text)");
  if (number_of(rows, 0, 0) == 0 && number_of(rows, 0, 1) == 0) return;
  throw error(status::duplicate, say("{}: đã có dữ liệu (sự kiện: {}): hãy nêu một schema còn trống",
                                     "{}: there is something already (events: {}): name a "
                                     "schema that is empty",
                                     db_.name(), number_of(rows, 0, 0)));
}

void whole_schema::fill_duties() {
  for (std::int64_t after = 0;;) {
    const pq::result rows = db_.ask(
        fmt::format("SELECT number, running FROM case_ WHERE number > {} AND NOT ended ORDER BY number LIMIT {}", after,
                    cases_a_page));
    if (rows.rows() == 0) return;
    db_.copy_in(copy_in_sql(open_duties));
    std::string bytes = pq::copy_begin();
    for (int i = 0; i < rows.rows(); ++i) {
      after = number_of(rows, i, 0);
      case_row row;
      row.running = duties_of_json(rows.text(i, 1)).value_or(std::vector<duty_row>{});
      std::int64_t place = 0;
      for (const duty_row* duty : pq::due_rows(row)) {
        const std::string json = duties_json({*duty});
        const auto alarm = pq::alarm_of(*duty, std::nullopt);
        pq::add_row(
            bytes, open_duties,
            {after, place++, *duty->late_from, alarm ? whole_value{*alarm} : whole_value{}, std::string_view{json}});
      }
    }
    db_.copy_more(bytes + pq::copy_end());
    db_.copy_done();
  }
}

void whole_schema::finish_filling() {
  end_table();
  fill_duties();
  db_.execute(
      "DELETE FROM free_number; INSERT INTO free_number SELECT number FROM generate_series(1, (SELECT "
      "coalesce(max(sequence), 0) + "
      "4096 FROM event)) AS known (number) WHERE NOT EXISTS (SELECT 1 FROM event WHERE sequence = number); "
      "SELECT setval('case_number', greatest(top, 1), top > 0) FROM (SELECT coalesce(max(number), 0) AS top FROM "
      "case_) AS known; "
      "SELECT setval(pg_get_serial_sequence('outbox', 'id'), greatest(top, 1), top > 0) FROM (SELECT coalesce(max(id), "
      "0) AS top "
      "FROM outbox) AS known");
}

void whole_schema::fill(const std::function<void()>& work) {
  db_.execute("BEGIN");
  in_fill_ = true;
  try {
    check_empty();
    work();
    finish_filling();
  } catch (...) {
    in_fill_ = false;
    if (putting_ != nullptr) db_.copy_broken_off();
    putting_ = nullptr;
    db_.try_execute("ROLLBACK");
    throw;
  }
  in_fill_ = false;
  try {
    db_.execute("COMMIT");
  } catch (const error&) {
    if (!db_.is_broken()) throw;
    throw error(status::io, say("{}: mất kết nối đúng lúc ghi nhận nên không rõ đã chuyển hay chưa: hãy xem \"thoihan "
                                "verify\", hoặc chuyển lại "
                                "(nếu đã có thì sẽ bị từ chối)",
                                "{}: the connection was lost while committing, so that it is in doubt whether the "
                                "store was moved: look with "
                                "\"thoihan verify\", or move it again, which is refused if it was",
                                db_.name()));
  }
  db_.try_execute("ANALYZE event, case_, open_duty, outbox, breach, sealed_text, case_key");
}

}  // namespace thoihan
