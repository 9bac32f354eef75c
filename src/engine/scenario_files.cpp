#include <algorithm>
#include <filesystem>
#include <fstream>

#include "src/engine/scenario_words.hpp"
#include "src/pack/json_text.hpp"
#include "src/pack/say.hpp"

namespace thoihan {
namespace fs = std::filesystem;

std::string read_scenario_file(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (in.is_open()) {
    // One byte more than is allowed tells that there is more.
    std::string text(max_pack_bytes + 1, '\0');
    in.read(text.data(), static_cast<std::streamsize>(text.size()));
    text.resize(static_cast<std::size_t>(in.gcount()));
    if (!in.bad()) return text;
  }
  throw error(status::io, say("không đọc được tệp {}", "the file {} cannot be read", path));
}

std::vector<std::string> scenario_files(const std::string& pack) {
  std::error_code code;
  const fs::path given{pack};
  const fs::path folder = (fs::is_directory(given, code) ? given : given.parent_path()) / "scenarios";
  std::vector<std::string> out;
  fs::directory_iterator entry{folder, code};
  for (; !code && entry != fs::directory_iterator{}; entry.increment(code)) {
    const fs::path& path = entry->path();
    if (path.extension() == ".json" && path.filename() != survivors_file) out.push_back(path.string());
  }
  std::sort(out.begin(), out.end());
  return out;
}

}  // namespace thoihan
