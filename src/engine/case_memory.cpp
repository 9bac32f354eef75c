#include "src/engine/case_memory.hpp"

#include <algorithm>
#include <cstddef>

#include "src/engine/case_snapshot.hpp"

namespace thoihan {

namespace {

constexpr std::size_t mark_bytes = 8;

void put_number(std::string& out, std::uint64_t number, std::size_t bytes) {
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(number >> (8 * i));
}

std::uint64_t number_at(std::string_view bytes) {
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) number |= std::uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  return number;
}

}  // namespace

bool case_memory::may_know(std::string_view key) const noexcept {
  return std::find(key_marks.begin(), key_marks.end(), key_mark(key)) != key_marks.end();
}

// FNV-1a: a mark that two keys share costs a look at the events, and nothing else.
std::uint64_t key_mark(std::string_view key) noexcept {
  std::uint64_t mark = 0xcbf29ce484222325U;
  for (const char c : key) mark = (mark ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
  return mark;
}

std::string memory_bytes(const case_memory& memory) {
  std::string out;
  put_number(out, memory.key_marks.size(), 4);
  for (const std::uint64_t mark : memory.key_marks) put_number(out, mark, mark_bytes);
  return out += case_snapshot(memory.view);
}

std::optional<case_memory> remembered(const rule_pack& pack, const case_row& row) {
  std::string_view bytes = row.snapshot;
  if (bytes.size() < 4) return std::nullopt;
  const std::size_t marks = static_cast<std::size_t>(number_at(bytes.substr(0, 4)));
  bytes.remove_prefix(4);
  // Every event has a key.
  if (marks != static_cast<std::size_t>(row.events) || bytes.size() / mark_bytes < marks) return std::nullopt;
  std::vector<std::uint64_t> key_marks(marks);
  for (std::uint64_t& mark : key_marks) {
    mark = number_at(bytes.substr(0, mark_bytes));
    bytes.remove_prefix(mark_bytes);
  }
  auto view = restored_case(pack, row.case_id, bytes);
  if (!view) return std::nullopt;
  return case_memory{std::move(*view), std::move(key_marks)};
}

}  // namespace thoihan
