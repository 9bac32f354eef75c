// Lines of a file or of standard input, without waiting when nobody has written.
//
//     line_reader lines{"-"};
//     std::string line;
//     while (lines.next(line) != line_reader::outcome::end) {
//       ...
//       if (!lines.ready()) commit();      // the other side may wait for our answer
//     }
//
// A line ends with \n or \r\n, the last one also with the end of the file. One longer than `max_line_bytes` is read past
// and comes back cut, as `too_long`.
//
// Errors: thoihan::error (io) that names the file.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

namespace thoihan {

inline constexpr std::size_t max_line_bytes = 1U << 20U;

class line_reader {
 public:
  enum class outcome : std::uint8_t { line, too_long, end };

  // "-": standard input.
  explicit line_reader(const std::string& path);
  line_reader(const line_reader&) = delete;
  line_reader& operator=(const line_reader&) = delete;
  ~line_reader();

  outcome next(std::string& line);
  // Would `next` answer at once?
  bool ready();

  const std::string& name() const { return name_; }  // for messages
  int number() const { return number_; }             // of the line last read, from 1
  std::int64_t bytes_read() const { return read_; }
  std::int64_t bytes_in_all() const { return in_all_; }  // 0: not known

 private:
  void fill();
  bool has_line() const { return ended_ || buffer_.find('\n', at_) != std::string::npos; }

  std::string name_;
  int descriptor_ = -1;
  bool owned_ = false;
  bool ended_ = false;
  std::string buffer_;
  std::size_t at_ = 0;
  int number_ = 0;
  std::int64_t read_ = 0;
  std::int64_t in_all_ = 0;
};

}  // namespace thoihan
