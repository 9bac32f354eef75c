#include "src/store/due_queue.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <new>

#include "src/store/rows.hpp"

namespace thoihan {

namespace {

using sqlite::query;

// The earliest moment stands at the front of the heap.
constexpr auto later = [](const auto& a, const auto& b) { return a.at > b.at; };

}  // namespace

due_queue::word due_queue::word_of(std::string_view text) {
  const auto known = words_.find(text);
  if (known != words_.end()) return known->second;
  const auto added = words_.emplace(text, static_cast<word>(texts_.size())).first;
  texts_.push_back(&added->first);
  return added->second;
}

due_queue::word due_queue::shape_of(const duty_row& row) {
  const shape wanted{word_of(row.duty), word_of(row.began_as), word_of(row.body),   word_of(row.owed_role), word_of(row.owed_authority),
                     word_of(row.cite), row.due.has_value(),   row.day_end,         row.provisional};
  const auto known = shapes_.find(wanted);
  if (known != shapes_.end()) return known->second;
  const auto added = shapes_.emplace(wanted, static_cast<word>(shape_list_.size())).first;
  shape_list_.push_back(&added->first);
  return added->second;
}

void due_queue::remove(std::int64_t number) {
  const auto known = cases_.find(number);
  if (known == cases_.end()) return;
  const queued_case& entry = known->second;
  for (std::uint16_t i = 0; i < entry.count; ++i) order_.erase({entry.duties[i].late_from, number, i});
  cases_.erase(known);
}

void due_queue::push(const moment& one) {
  // By a quarter, where a vector would by itself take twice.
  if (heap_.size() == heap_.capacity()) heap_.reserve(heap_.size() + heap_.size() / 4 + least_moments);
  heap_.push_back(one);
  std::push_heap(heap_.begin(), heap_.end(), later);
}

void due_queue::put(std::int64_t number, std::string_view case_id, std::string_view state,
                    const std::vector<duty_row>& running) {
  const std::uint32_t turn = ++turn_;
  remove(number);
  const auto falls_due = [](const duty_row& row) { return row.status == duty_status::running && row.late_from; };
  const auto count = static_cast<std::uint16_t>(std::count_if(running.begin(), running.end(), falls_due));
  if (count == 0) return;
  queued_case entry{std::string{case_id}, word_of(state), turn, std::make_unique<queued_duty[]>(count), 0};
  for (const duty_row& row : running) {
    if (!falls_due(row)) continue;
    const std::uint16_t index = entry.count++;
    entry.duties[index] = {row.started_at, row.due.value_or(0), *row.late_from, row.round,
                           row.started_by, row.due_date,        shape_of(row)};
    order_.emplace(*row.late_from, number, index);
    push({*row.late_from, number, turn, index, 0});
    for (const dated_warning& warning : row.warnings)
      push({warning.at, number, turn, index, static_cast<std::uint16_t>(warning.number)});
  }
  cases_.emplace(number, std::move(entry));
}

void due_queue::read_case(sqlite::database& db, std::int64_t number) {
  static constexpr char sql[] = "SELECT case_id, state, running FROM case_ WHERE number = ?1";
  query q(db, sql);
  q.bind(number);
  if (q.next())
    put(number, q.text(0), q.text(1), duties_in(db, q.text(2)));
  else
    put(number, "", "", {});
}

void due_queue::catch_up(sqlite::database& db) {
  try {
    follow(db);
  } catch (...) {
    forget();
    throw;
  }
}

void due_queue::follow(sqlite::database& db) {
  const std::int64_t newest = read_last_sequence(db);
  if (!loaded_) {
    static constexpr char sql[] = "SELECT number, case_id, state, running FROM case_ WHERE ended = 0";
    query q(db, sql);
    while (q.next()) put(q.integer(0), q.text(1), q.text(2), duties_in(db, q.text(3)));
    loaded_ = true;
    // Read while uncommitted: if that is undone, all of it is read again.
    if (in_transaction_) sequence_before_ = -1;
  } else {
    for (const std::int64_t number : stale_) read_case(db, number);
    stale_.clear();
    if (newest > sequence_) {
      static constexpr char sql[] = "SELECT DISTINCT case_number FROM event WHERE sequence > ?1";
      query q(db, sql);
      q.bind(sequence_);
      while (q.next()) {
        read_case(db, q.integer(0));
        if (in_transaction_) read_in_transaction_.push_back(q.integer(0));
      }
    }
  }
  sequence_ = newest;
  drop_void();
}

dated_duty due_queue::at(const place& where) const {
  const queued_case& entry = cases_.at(std::get<1>(where));
  const queued_duty& duty = entry.duties[std::get<2>(where)];
  const shape& common = *shape_list_[duty.shape];
  dated_duty out;
  out.case_id = entry.case_id;
  out.state = *texts_[entry.state];
  out.duty.duty = *texts_[common.duty];
  out.duty.round = duty.round;
  out.duty.started_by = duty.started_by;
  out.duty.began_as = *texts_[common.began_as];
  out.duty.body = *texts_[common.body];
  out.duty.owed_role = *texts_[common.owed_role];
  out.duty.owed_authority = *texts_[common.owed_authority];
  out.duty.started_at = duty.started_at;
  if (common.has_due) out.duty.due = duty.due;
  out.duty.late_from = duty.late_from;
  out.duty.due_date = duty.due_date;
  out.duty.day_end = common.day_end;
  out.duty.provisional = common.provisional;
  out.duty.cite = *texts_[common.cite];
  return out;
}

std::vector<dated_duty> due_queue::late(instant now) const {
  std::vector<dated_duty> out;
  for (auto it = order_.begin(); it != order_.end() && std::get<0>(*it) <= now; ++it) out.push_back(at(*it));
  return out;
}

std::vector<dated_duty> due_queue::next(instant now, std::int64_t most) const {
  std::vector<dated_duty> out;
  const place after{now, std::numeric_limits<std::int64_t>::max(), std::numeric_limits<std::uint16_t>::max()};
  for (auto it = order_.upper_bound(after); it != order_.end() && static_cast<std::int64_t>(out.size()) < most; ++it)
    out.push_back(at(*it));
  return out;
}

bool due_queue::holds(const moment& one) const {
  const auto known = cases_.find(one.case_number);
  return known != cases_.end() && known->second.turn == one.turn && one.duty < known->second.count;
}

// What later events made void would otherwise pile up.
void due_queue::drop_void() {
  if (heap_.size() < most_moments_) return;
  const auto end = std::remove_if(heap_.begin(), heap_.end(), [this](const moment& one) { return !holds(one); });
  heap_.erase(end, heap_.end());
  std::make_heap(heap_.begin(), heap_.end(), later);
  most_moments_ = heap_.size() + heap_.size() / 4 + least_moments;
}

bool due_queue::has_unrecorded(instant now) {
  while (!heap_.empty() && heap_.front().at <= now) {
    if (holds(heap_.front())) return true;
    std::pop_heap(heap_.begin(), heap_.end(), later);
    heap_.pop_back();
  }
  return false;
}

std::vector<std::pair<std::int64_t, breach_row>> due_queue::unrecorded(instant now) {
  std::vector<std::pair<std::int64_t, breach_row>> out;
  const std::size_t taken = taken_.size();
  try {
    while (has_unrecorded(now)) {
      const moment one = heap_.front();
      taken_.push_back(one);
      std::pop_heap(heap_.begin(), heap_.end(), later);
      heap_.pop_back();
      const queued_case& entry = cases_.at(one.case_number);
      const queued_duty& duty = entry.duties[one.duty];
      const shape& common = *shape_list_[duty.shape];
      const std::string& began_as = *texts_[common.began_as];
      out.emplace_back(one.case_number,
                       breach_row{entry.case_id, began_as.empty() ? *texts_[common.duty] : began_as, duty.started_by,
                                  *texts_[common.body], duty.round, one.warning == 0 ? "late" : fmt::format("warning-{}", one.warning), one.at,
                                  now, 0});
    }
  } catch (...) {
    give_back(taken);
    throw;
  }
  return out;
}

void due_queue::give_back(std::size_t kept) {
  for (; taken_.size() > kept; taken_.pop_back()) push(taken_.back());
}

void due_queue::forget() noexcept {
  const bool in_transaction = in_transaction_;
  *this = due_queue{};
  in_transaction_ = in_transaction;
}

void due_queue::begin() noexcept {
  in_transaction_ = true;
  sequence_before_ = sequence_;
  read_in_transaction_.clear();
  taken_.clear();
}

void due_queue::settle() noexcept {
  in_transaction_ = false;
  read_in_transaction_.clear();
  taken_.clear();
}

void due_queue::undo() noexcept {
  if (!in_transaction_) return;
  in_transaction_ = false;
  try {
    stale_.insert(stale_.end(), read_in_transaction_.begin(), read_in_transaction_.end());
    give_back(0);
  } catch (const std::bad_alloc&) {
    sequence_before_ = -1;
  }
  if (sequence_before_ < 0) return forget();
  sequence_ = sequence_before_;
  read_in_transaction_.clear();
}

}  // namespace thoihan
