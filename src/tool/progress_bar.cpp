#include "src/tool/progress_bar.hpp"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <string>

namespace thoihan {
namespace {

constexpr auto patience = std::chrono::seconds{1};
constexpr auto pace = std::chrono::milliseconds{100};
constexpr std::int64_t bar_width = 40;

}  // namespace

progress_bar::progress_bar(std::int64_t in_all)
    : in_all_(::isatty(STDERR_FILENO) == 1 ? in_all : 0), next_(std::chrono::steady_clock::now() + patience) {}

progress_bar::~progress_bar() {
  if (shown_) std::fputs("\r\x1b[K", stderr);
}

void progress_bar::show(std::int64_t done) {
  if (in_all_ <= 0) return;
  const auto now = std::chrono::steady_clock::now();
  if (now < next_) return;
  next_ = now + pace;
  shown_ = true;
  const std::int64_t part = std::min(done, in_all_);
  const auto filled = static_cast<std::size_t>(part * bar_width / in_all_);
  const std::string bar = std::string(filled, '#') + std::string(bar_width - filled, '.');
  fmt::print(stderr, "\r[{}] {:3}%", bar, part * 100 / in_all_);
  std::fflush(stderr);
}

}  // namespace thoihan
