// What went wrong, for programs and for people.
//
//     try {
//       thoihan::rule_pack pack = thoihan::load_pack("rules/province/lac-hong");
//     } catch (const thoihan::error& e) {
//       std::cerr << e.text().in(thoihan::language::vi) << "\n";     // "không có trạng thái ..."
//       if (e.code() == thoihan::status::reference) ...
//     }
//
// Every call of the shell that can fail throws `error`; the kernel returns a status. A message names what was expected and, where a
// name is unknown, the nearest known one. `place` says where in a file; `details` are what a program may want: the events
// that a state accepts, the other place of a conflict.
//
// Thread-safety: values. Memory: an error owns its texts.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <utility>
#include <vector>

#include "thoihan/base/status.hpp"

namespace thoihan {

enum class language : std::uint8_t { vi, en };

// One text in both languages.
struct bilingual {
  std::string vi;
  std::string en;

  const std::string& in(language which) const noexcept { return which == language::vi ? vi : en; }
  bool operator==(const bilingual&) const = default;
};

// Where in a text. Line and column count from 1, columns in bytes; 0 when there is none.
struct place {
  std::string file;
  int line = 0;
  int column = 0;
  std::string pointer;  // JSON pointer (RFC 6901)

  // "pack.json:12:7", "pack.json" or "".
  std::string text() const {
    if (line == 0) return file;
    return file + ":" + std::to_string(line) + ":" + std::to_string(column);
  }
};

class error : public std::exception {
 public:
  error(status code, bilingual text, place where = {}, std::vector<std::string> details = {})
      : code_(code), text_(std::move(text)), where_(std::move(where)), details_(std::move(details)) {
    what_ = where_.text();
    if (!what_.empty()) what_ += ": ";
    what_ += text_.en;
  }

  const char* what() const noexcept override { return what_.c_str(); }
  status code() const noexcept { return code_; }
  const bilingual& text() const noexcept { return text_; }
  const place& where() const noexcept { return where_; }
  const std::vector<std::string>& details() const noexcept { return details_; }

 private:
  status code_;
  bilingual text_;
  place where_;
  std::vector<std::string> details_;
  std::string what_;
};

}  // namespace thoihan
