// Working time by marking every second: nothing clever, so that it can be believed.
//
//     second_oracle oracle{first_day, sessions_of_each_date};
//     oracle.add(t, 7200);      // the instant, or nothing when the marks run out
//
// A session that passes midnight marks the seconds of the next date; past 24:00 of the last date nothing is marked.
// Costs five bytes a second: for calendars of some weeks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

struct plain_session {
  std::int64_t open_s;
  std::int64_t close_s;
};

class second_oracle {
 public:
  second_oracle(std::int64_t first_day, const std::vector<std::vector<plain_session>>& dates)
      : begin_(first_day * 86400 - 7 * 3600), worked_(dates.size() * 86400), before_(1, 0) {
    for (std::size_t date = 0; date < dates.size(); ++date) {
      for (const plain_session& s : dates[date]) {
        for (std::int64_t second = s.open_s; second < s.close_s; ++second) {
          const std::size_t at = date * 86400 + static_cast<std::size_t>(second);
          if (at < worked_.size()) worked_[at] = 1;
        }
      }
    }
    before_.reserve(worked_.size() + 1);
    for (const char worked : worked_) before_.push_back(before_.back() + (worked != 0 ? 1U : 0U));
  }

  std::int64_t begin() const { return begin_; }
  std::int64_t end() const { return begin_ + static_cast<std::int64_t>(worked_.size()); }
  bool knows(std::int64_t t) const { return t >= begin() && t <= end(); }

  bool is_open(std::int64_t t) const { return t >= begin() && t < end() && worked_[at(t)] != 0; }

  std::optional<std::int64_t> working_seconds_before(std::int64_t t) const {
    if (!knows(t)) return std::nullopt;
    return std::int64_t{before_[at(t)]};
  }

  // The least u >= t with `seconds` worked in between, by stepping on second by second.
  std::optional<std::int64_t> add(std::int64_t t, std::int64_t seconds) const {
    if (!knows(t)) return std::nullopt;
    while (seconds > 0 && t < end()) {
      if (worked_[at(t)] != 0) --seconds;
      ++t;
    }
    return seconds == 0 ? std::optional{t} : std::nullopt;
  }

  // The greatest u <= t with `seconds` worked in between, by stepping back.
  std::optional<std::int64_t> subtract(std::int64_t t, std::int64_t seconds) const {
    if (!knows(t)) return std::nullopt;
    while (seconds > 0 && t > begin()) {
      --t;
      if (worked_[at(t)] != 0) --seconds;
    }
    return seconds == 0 ? std::optional{t} : std::nullopt;
  }

  std::optional<std::int64_t> next_opening(std::int64_t t) const {
    if (!knows(t)) return std::nullopt;
    while (t < end() && worked_[at(t)] == 0) ++t;
    return t < end() ? std::optional{t} : std::nullopt;
  }

 private:
  std::size_t at(std::int64_t t) const { return static_cast<std::size_t>(t - begin_); }

  std::int64_t begin_;
  std::vector<char> worked_;
  std::vector<std::uint32_t> before_;
};
