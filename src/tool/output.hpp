// What the program says: results on standard output, everything else on standard error.
//
//     output out{language::en, /*json=*/false};
//     out.line("2024-05-02 08:30");
//     out.note({"đã ghi 12 sự kiện", "12 events were recorded"});
//     out.flush();                                   // throws when nobody reads any more
//
// Colour only on a terminal. Texts that came from outside go through `printable`, so that no byte of them can steer the
// terminal.
//
// Errors: `line` and `flush` throw thoihan::error (io) when standard output cannot be written.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "thoihan/pack/error.hpp"

namespace thoihan {

// A failure that has been told already; the program only ends with this status.
struct told_failure {
  int exit_status;
};

// Exit status.
inline constexpr int exit_done = 0;
inline constexpr int exit_found = 1;  // a check's error or gap
inline constexpr int exit_wrong = 2;  // the call or its input

class output {
 public:
  output(language lang, bool json);

  language lang() const { return lang_; }
  bool json() const { return json_; }
  const std::string& pick(const bilingual& text) const { return text.in(lang_); }

  // Characters a line of the terminal; 0 where standard output is none, or does not say.
  std::size_t width() const noexcept { return width_; }

  void line(std::string_view text);
  // Lines that end with their own newline.
  void lines(std::string_view text);
  void flush();

  void note(const bilingual& text);
  // "pack.json:12:7: error: ..."
  void problem(const place& where, const bilingual& text);
  void problem(const error& what) { problem(what.where(), what.text()); }

  // On a terminal bold, red or faint; the text itself elsewhere.
  std::string bold(std::string_view text) const { return painted("1", text); }
  std::string red(std::string_view text) const { return painted("31", text); }
  std::string faint(std::string_view text) const { return painted("2", text); }

 private:
  std::string painted(std::string_view style, std::string_view text) const;

  language lang_;
  bool json_;
  bool colour_;
  bool colour_on_error_;
  std::size_t width_;
};

// Control characters as \x1b, tabs and newlines too.
std::string printable(std::string_view text);

}  // namespace thoihan
