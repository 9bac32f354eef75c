#include "tests/support/unsynced_writes.hpp"

#include <algorithm>
#include <filesystem>
#include <random>
#include <utility>

#include "tests/support/temporary_folder.hpp"

namespace {

constexpr std::size_t sector_bytes = 512;

std::string folder_of(const std::string& path) { return std::filesystem::path(path).parent_path().string(); }

}  // namespace

void unsynced_writes::open(const std::string& path) {
  const auto known = files_.find(path);
  if (known != files_.end() && !known->second.removed) return;
  kept_file fresh;
  if (known == files_.end() && std::filesystem::exists(path)) {
    fresh.medium = bytes_of(path);
    fresh.named = true;
  }
  if (known != files_.end()) fresh.older = known->second.medium;
  files_[path] = std::move(fresh);
}

void unsynced_writes::write(const std::string& path, std::string_view bytes, std::int64_t at) {
  files_[path].since.push_back({at, std::string(bytes)});
}

void unsynced_writes::truncate(const std::string& path, std::int64_t size) {
  files_[path].since.push_back({size, std::nullopt});
}

void unsynced_writes::sync(const std::string& path) {
  kept_file& file = files_[path];
  if (!forgets_) {
    for (const change& one : file.since) apply(file.medium, one);
    file.since.clear();
  }
  if (!file.named) sync_folder(path);
}

void unsynced_writes::sync_folder(const std::string& path) {
  std::erase_if(files_, [&](const auto& one) { return one.second.removed && folder_of(one.first) == folder_of(path); });
  for (auto& [name, file] : files_) {
    if (folder_of(name) != folder_of(path)) continue;
    file.named = true;
    file.older.reset();
  }
}

void unsynced_writes::remove(const std::string& path, bool with_folder) {
  const auto file = files_.find(path);
  if (file == files_.end()) return;
  file->second.removed = true;
  if (with_folder) sync_folder(path);
}

void unsynced_writes::apply(std::string& to, const change& what) {
  const auto at = static_cast<std::size_t>(what.at);
  if (!what.bytes) {
    to.resize(std::min(to.size(), at));
    return;
  }
  to.resize(std::max(to.size(), at + what.bytes->size()));
  to.replace(at, what.bytes->size(), *what.bytes);
}

bool unsynced_writes::leave(const std::string& path, const std::string& as, std::uint64_t seed) const {
  const auto found = files_.find(path);
  if (found == files_.end()) return false;
  const kept_file& file = found->second;
  std::mt19937_64 random(seed);
  const auto often = random() % 3;  // never, now and then, always
  const auto is_there = [&] { return often == 2 || (often == 1 && random() % 2 == 0); };
  const bool is_named = file.named ? !file.removed || random() % 2 == 0 : !file.removed && is_there();
  if (!is_named) {
    if (!file.older || random() % 2 == 0) return false;
    write_bytes(as, *file.older);
    return true;
  }
  std::string bytes = file.medium;
  for (const change& one : file.since) {
    if (!one.bytes) {
      if (is_there()) apply(bytes, one);
      continue;
    }
    for (std::size_t done = 0; done < one.bytes->size();) {
      const std::size_t at = static_cast<std::size_t>(one.at) + done;
      const std::size_t size = std::min(sector_bytes - at % sector_bytes, one.bytes->size() - done);
      if (is_there()) apply(bytes, {static_cast<std::int64_t>(at), one.bytes->substr(done, size)});
      done += size;
    }
  }
  write_bytes(as, bytes);
  return true;
}
