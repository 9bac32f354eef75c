#include "src/tool/line_reader.hpp"

#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <system_error>

#include "src/pack/say.hpp"

namespace thoihan {
namespace {

[[noreturn]] void fail_to_read(const std::string& name) {
  const std::string reason = std::generic_category().message(errno);
  throw error(status::io, say("không đọc được: {}", "cannot be read: {}", reason), {name, 0, 0, ""});
}

}  // namespace

line_reader::line_reader(const std::string& path) : name_(path == "-" ? "<stdin>" : path), owned_(path != "-") {
  descriptor_ = owned_ ? ::open(path.c_str(), O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
  struct stat about {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &about) != 0) fail_to_read(name_);
  if (S_ISREG(about.st_mode)) in_all_ = about.st_size;
}

line_reader::~line_reader() {
  if (owned_ && descriptor_ >= 0) ::close(descriptor_);
}

void line_reader::fill() {
  std::array<char, 65536> block{};
  ssize_t got = 0;
  do {
    got = ::read(descriptor_, block.data(), block.size());
  } while (got < 0 && errno == EINTR);
  if (got < 0) fail_to_read(name_);
  ended_ = got == 0;
  read_ += got;
  buffer_.erase(0, at_);
  at_ = 0;
  buffer_.append(block.data(), static_cast<std::size_t>(got));
}

line_reader::outcome line_reader::next(std::string& line) {
  line.clear();
  bool cut = false;
  for (;;) {
    const std::size_t end = buffer_.find('\n', at_);
    const bool found = end != std::string::npos;
    const std::size_t length = (found ? end : buffer_.size()) - at_;
    const std::size_t room = max_line_bytes - line.size();
    line.append(buffer_, at_, std::min(length, room));
    cut = cut || length > room;
    if (found) {
      at_ = end + 1;
      break;
    }
    buffer_.clear();
    at_ = 0;
    if (ended_) {
      if (line.empty() && !cut) return outcome::end;
      break;
    }
    fill();
  }
  ++number_;
  if (!cut && !line.empty() && line.back() == '\r') line.pop_back();
  return cut ? outcome::too_long : outcome::line;
}

bool line_reader::ready() {
  while (!has_line()) {
    pollfd wait{descriptor_, POLLIN, 0};
    if (::poll(&wait, 1, 0) <= 0) return false;
    // What is left of a line that has no end in sight is `next`'s to read past.
    if (buffer_.size() - at_ > max_line_bytes) return true;
    fill();
  }
  return true;
}

}  // namespace thoihan
