#include "src/postgresql/row_copy.hpp"

#include <cstdint>

namespace thoihan::pq {

namespace {

constexpr std::string_view signature{"PGCOPY\n\377\r\n\0", 11};
constexpr std::size_t header_size = 19;

void add_number(std::string& to, std::uint64_t value, int size) {
  for (int i = size - 1; i >= 0; --i) to += static_cast<char>(value >> (8 * i));
}

std::uint64_t number_at(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = value << 8U | static_cast<unsigned char>(byte);
  return value;
}

whole_value value_of(std::string_view bytes, char type) {
  if (type == 'i') return static_cast<std::int64_t>(number_at(bytes));
  if (type == 'l') return static_cast<std::int64_t>(number_at(bytes));
  return bytes;
}

}  // namespace

std::string copy_begin() {
  std::string out{signature};
  out.append(header_size - signature.size(), '\0');
  return out;
}

std::string copy_end() { return "\xff\xff"; }

void add_row(std::string& to, const whole_table& table, const whole_row& row) {
  add_number(to, row.size(), 2);
  for (std::size_t i = 0; i < row.size(); ++i) {
    if (const auto* const number = std::get_if<std::int64_t>(&row[i])) {
      const int size = table.types[i] == 'l' ? 1 : 8;
      add_number(to, static_cast<std::uint64_t>(size), 4);
      add_number(to, static_cast<std::uint64_t>(*number), size);
    } else if (const auto* const text = std::get_if<std::string_view>(&row[i])) {
      add_number(to, text->size(), 4);
      to += *text;
    } else {
      add_number(to, 0xffffffff, 4);
    }
  }
}

bool row_reader::add(std::string_view piece, const whole_table& table, const whole_taker& take) {
  left_ += piece;
  std::string_view rest = left_;
  if (!begun_) {
    if (rest.size() < header_size) return true;
    if (rest.substr(0, signature.size()) != signature) return false;
    rest.remove_prefix(header_size);
    begun_ = true;
  }
  const std::size_t columns = std::string_view{table.types}.size();
  for (bool whole = true; whole && rest.size() >= 2;) {
    const std::uint64_t count = number_at(rest.substr(0, 2));
    if (count == 0xffff) break;  // the end
    if (count != columns) return false;
    std::size_t at = 2;
    row_.clear();
    for (std::size_t i = 0; whole && i < columns; ++i) {
      whole = rest.size() >= at + 4;
      if (!whole) break;
      const std::uint64_t size = number_at(rest.substr(at, 4));
      at += 4;
      if (size == 0xffffffff) {
        row_.emplace_back();
        continue;
      }
      whole = rest.size() >= at + size;
      if (!whole) break;
      row_.push_back(value_of(rest.substr(at, size), table.types[i]));
      at += size;
    }
    if (!whole) break;
    take(table, row_);
    rest.remove_prefix(at);
  }
  left_.erase(0, left_.size() - rest.size());
  return true;
}

}  // namespace thoihan::pq
