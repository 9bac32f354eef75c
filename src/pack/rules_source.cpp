#include "src/pack/rules_source.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "src/pack/json_text.hpp"
#include "src/pack/say.hpp"

namespace thoihan {
namespace json = boost::json;
namespace fs = std::filesystem;
namespace {

std::optional<source_text> read_file(const fs::path& path) {
  std::error_code code;
  if (!fs::is_regular_file(path, code)) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  source_text out{path.string(), {}};
  constexpr std::size_t piece = 64 * 1024;
  // One byte more than is allowed tells that there is more.
  for (std::size_t size = 0; in && size <= max_pack_bytes; size += static_cast<std::size_t>(in.gcount())) {
    out.text.resize(std::min(size + piece, max_pack_bytes + 1));
    in.read(out.text.data() + size, static_cast<std::streamsize>(out.text.size() - size));
    out.text.resize(size + static_cast<std::size_t>(in.gcount()));
  }
  if (in.bad() || !in.is_open()) {
    throw error(status::io, say("không đọc được tệp {}", "the file {} cannot be read", path.string()));
  }
  return out;
}

// Names that stay inside their folder: words of [a-z0-9._-] between slashes, none of them "." or "..".
bool stays_inside(std::string_view name) {
  std::size_t begin = 0;
  while (begin <= name.size()) {
    const std::size_t end = std::min(name.find('/', begin), name.size());
    const std::string_view part = name.substr(begin, end - begin);
    const bool plain = std::all_of(part.begin(), part.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
    });
    if (part.empty() || part == "." || part == ".." || !plain) return false;
    begin = end + 1;
  }
  return true;
}

json::object parse_kept(std::string_view text) {
  boost::system::error_code code;
  json::parse_options options;
  options.max_depth = 2 * max_json_depth;  // each file stands one level deeper here
  json::value value = json::parse(json::string_view{text.data(), text.size()}, code, {}, options);
  if (code || !value.is_object()) {
    throw error(status::corrupt, {"văn bản gói quy tắc đã lưu bị hỏng", "a stored text of a rule pack is damaged"});
  }
  return std::move(value.get_object());
}

std::optional<source_text> find_kept(const json::object& texts, std::string_view name, std::string_view suffix) {
  const json::value* value = texts.if_contains(json::string_view{name.data(), name.size()});
  if (value == nullptr) return std::nullopt;
  return source_text{std::string{name} + std::string{suffix}, json::serialize(*value)};
}

}  // namespace

folder_source::folder_source(const std::string& path, const std::string& root) : root_(root) {
  const fs::path given{path};
  std::error_code code;
  const bool is_folder = fs::is_directory(given, code);
  const fs::path folder = is_folder ? given : given.parent_path();
  folder_ = folder.string();
  file_ = is_folder ? "pack.json" : given.filename().string();
  if (root_.empty()) {
    const fs::path absolute = fs::absolute(folder.empty() ? fs::path{"."} : folder, code).lexically_normal();
    for (fs::path up = absolute;; up = up.parent_path()) {
      if (fs::is_directory(up / "national", code)) {
        root_ = up.string();
        break;
      }
      if (up == up.parent_path()) break;
    }
  }
}

std::optional<source_text> folder_source::own(std::string_view name) {
  if (name == "pack.json") return read_file(fs::path{folder_} / file_);
  return stays_inside(name) ? read_file(fs::path{folder_} / name) : std::nullopt;
}

std::optional<source_text> folder_source::shared(std::string_view reference) {
  if (root_.empty() || !stays_inside(reference)) return std::nullopt;
  return read_file(fs::path{root_} / (std::string{reference} + ".json"));
}

kept_source::kept_source(std::string_view canonical, std::string_view calendars_canonical)
    : own_(parse_kept(canonical)), shared_(parse_kept(calendars_canonical)) {}

std::optional<source_text> kept_source::own(std::string_view name) { return find_kept(own_, name, ""); }

std::optional<source_text> kept_source::shared(std::string_view reference) {
  return find_kept(shared_, reference, ".json");
}

}  // namespace thoihan
