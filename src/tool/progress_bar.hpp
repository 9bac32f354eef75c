// How far a long piece of work is: a line on standard error, on a terminal only, and only after a second.
//
//     progress_bar bar{lines.bytes_in_all()};
//     while (...) bar.show(lines.bytes_read());
//
// The line is gone when the bar is.
#pragma once

#include <chrono>
#include <cstdint>

namespace thoihan {

class progress_bar {
 public:
  explicit progress_bar(std::int64_t in_all);  // 0: not known, nothing is shown
  progress_bar(const progress_bar&) = delete;
  progress_bar& operator=(const progress_bar&) = delete;
  ~progress_bar();

  void show(std::int64_t done);

 private:
  std::int64_t in_all_;
  bool shown_ = false;
  std::chrono::steady_clock::time_point next_;
};

}  // namespace thoihan
