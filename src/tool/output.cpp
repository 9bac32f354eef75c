#include "src/tool/output.hpp"

#include <sys/ioctl.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <system_error>

#include "src/pack/say.hpp"

namespace thoihan {
namespace {

[[noreturn]] void fail_to_write() {
  const std::string reason = std::generic_category().message(errno);
  throw error(status::io, say("không ghi được kết quả ra đầu ra chuẩn: {}",
                              "results cannot be written to standard output: {}", reason));
}

std::size_t terminal_width() {
  winsize size{};
  if (::isatty(STDOUT_FILENO) != 1 || ::ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) != 0) return 0;
  return size.ws_col;
}

}  // namespace

output::output(language lang, bool json)
    : lang_(lang),
      json_(json),
      colour_(!json && ::isatty(STDOUT_FILENO) == 1),
      colour_on_error_(::isatty(STDERR_FILENO) == 1),
      width_(terminal_width()) {}

void output::lines(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) fail_to_write();
}

void output::line(std::string_view text) {
  lines(text);
  if (std::fputc('\n', stdout) == EOF) fail_to_write();
}

void output::flush() {
  if (std::fflush(stdout) != 0) fail_to_write();
}

void output::note(const bilingual& text) { fmt::print(stderr, "{}\n", printable(pick(text))); }

void output::problem(const place& where, const bilingual& text) {
  const std::string at = where.text();
  const std::string_view word = lang_ == language::vi ? "lỗi" : "error";
  fmt::print(stderr, "{}{}{}{}{}: {}\n", printable(at), at.empty() ? "" : ": ", colour_on_error_ ? "\x1b[31m" : "",
             word, colour_on_error_ ? "\x1b[0m" : "", printable(pick(text)));
}

std::string output::painted(std::string_view style, std::string_view text) const {
  return colour_ ? fmt::format("\x1b[{}m{}\x1b[0m", style, text) : std::string{text};
}

std::string printable(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const auto next = i + 1 < text.size() ? static_cast<unsigned char>(text[i + 1]) : 0U;
    // U+0080 to U+009F, in UTF-8 C2 80 to C2 9F, are control characters too.
    const bool second_control = byte == 0xC2 && next >= 0x80 && next <= 0x9F;
    if (byte >= 0x20 && byte != 0x7F && !second_control) {
      out += text[i];
      continue;
    }
    out += fmt::format("\\x{:02x}", second_control ? next : byte);
    if (second_control) ++i;
  }
  return out;
}

}  // namespace thoihan
