#include "thoihan/store/host_key.hpp"

#include <sodium.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <utility>

#include "src/pack/say.hpp"
#include "src/store/open_file.hpp"
#include "src/store/sodium.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {

namespace {

constexpr std::size_t longest_id = 64;

// A key's line while it is read or written: longer than any, and wiped.
struct key_line {
  key_line() = default;
  key_line(const key_line&) = delete;
  key_line& operator=(const key_line&) = delete;
  ~key_line() { sodium_memzero(text.data(), text.size()); }
  std::string_view view() const noexcept { return {text.data(), size}; }

  std::array<char, 256> text{};
  std::size_t size = 0;
};

[[noreturn]] void refuse(status code, const bilingual& source, const bilingual& why) {
  throw error(code, {source.vi + ": " + why.vi, source.en + ": " + why.en});
}

[[noreturn]] void refuse_system(const bilingual& source, int trouble) {
  const char* words = std::strerror(trouble);
  refuse(trouble == ENOSPC || trouble == EDQUOT ? status::full : status::io, source,
         say("hệ thống không cho đọc hoặc ghi khóa ({})", "the system does not let the key be read or written ({})",
             words));
}

bool is_id(std::string_view id) noexcept {
  if (id.empty() || id.size() > longest_id) return false;
  for (const char c : id) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    if (!letter && !(c >= '0' && c <= '9') && c != '.' && c != '_' && c != '-') return false;
  }
  return true;
}

void read_all(key_line& line, int descriptor, const bilingual& source) {
  while (line.size < line.text.size()) {
    const ssize_t got = ::read(descriptor, line.text.data() + line.size, line.text.size() - line.size);
    if (got == 0) return;
    if (got > 0) {
      line.size += static_cast<std::size_t>(got);
    } else if (errno == EBADF) {
      refuse(status::invalid, source, {"không mở để đọc", "is not open for reading"});
    } else if (errno != EINTR) {
      refuse_system(source, errno);
    }
  }
  refuse(status::too_big, source, {"dài hơn một tệp khóa", "is longer than a key file"});
}

// Nothing of the content goes into a message: what stands in the wrong place may be the key.
host_key parsed(std::string_view line, const bilingual& source) {
  if (!line.empty() && line.back() == '\n') line.remove_suffix(1);
  if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
  const std::size_t space = line.find(' ');
  host_key key;
  if (space != std::string_view::npos && is_id(line.substr(0, space))) {
    const std::string_view digits = line.substr(space + 1);
    std::size_t bytes = 0;
    if (digits.size() == 2 * key.bytes.size() &&
        sodium_hex2bin(key.bytes.data(), key.bytes.size(), digits.data(), digits.size(), nullptr, &bytes, nullptr) ==
            0 &&
        bytes == key.bytes.size()) {
      key.id = line.substr(0, space);
      return key;
    }
  }
  refuse(
      status::schema, source,
      {"cần đúng một dòng: mã khóa (1 đến 64 chữ, số, \".\", \"_\", \"-\"), một dấu cách, rồi 64 chữ số thập lục phân",
       "expected one line: the key's id (1 to 64 letters, digits, \".\", \"_\", \"-\"), a space, then 64 hexadecimal "
       "digits"});
}

void check_path(const std::string& path) {
  if (!path.empty() && path.find('\0') == std::string::npos) return;
  throw error(status::invalid, say("cần đường dẫn của tệp khóa", "expected the path of a key file"));
}

void check_id(std::string_view id) {
  if (is_id(id)) return;
  throw error(status::invalid, say("mã khóa cần 1 đến 64 chữ, số, \".\", \"_\" hoặc \"-\"",
                                   "a key's id has 1 to 64 letters, digits, \".\", \"_\" or \"-\""));
}

bilingual file_words(const std::string& path) { return say("tệp khóa {}", "the key file {}", path); }

}  // namespace

host_key::host_key(host_key&& other) noexcept : id(std::move(other.id)), bytes(other.bytes) {
  sodium_memzero(other.bytes.data(), other.bytes.size());
}

host_key& host_key::operator=(host_key&& other) noexcept {
  if (this != &other) {
    id = std::move(other.id);
    bytes = other.bytes;
    sodium_memzero(other.bytes.data(), other.bytes.size());
  }
  return *this;
}

host_key::~host_key() { sodium_memzero(bytes.data(), bytes.size()); }

host_key read_host_key(const std::string& path) {
  check_path(path);
  const bilingual source = file_words(path);
  const open_file file(path, O_RDONLY);
  if (file.failed()) refuse_system(source, errno);
  struct stat info {};
  if (::fstat(file.descriptor(), &info) != 0) refuse_system(source, errno);
  if (S_ISREG(info.st_mode) && (info.st_mode & (S_IWGRP | S_IWOTH)) != 0) {
    refuse(status::authority, source,
           {"người khác ngoài chủ tệp ghi được: hãy chạy chmod 600",
            "others than its owner may write it: run chmod 600 on it"});
  }
  key_line line;
  read_all(line, file.descriptor(), source);
  return parsed(line.view(), source);
}

host_key read_host_key(int descriptor) {
  const bilingual source = say("khóa từ bộ mô tả tệp {}", "the key from descriptor {}", descriptor);
  key_line line;
  read_all(line, descriptor, source);
  return parsed(line.view(), source);
}

host_key new_host_key(std::string_view id) {
  check_id(id);
  require_sodium();
  host_key key;
  key.id = id;
  randombytes_buf(key.bytes.data(), key.bytes.size());
  return key;
}

void write_host_key(const host_key& key, const std::string& path) {
  check_path(path);
  check_id(key.id);
  const bilingual source = file_words(path);
  key_line line;
  const std::size_t digits = 2 * key.bytes.size();
  key.id.copy(line.text.data(), key.id.size());
  line.text[key.id.size()] = ' ';
  sodium_bin2hex(line.text.data() + key.id.size() + 1, digits + 1, key.bytes.data(), key.bytes.size());
  line.size = key.id.size() + 1 + digits;
  line.text[line.size++] = '\n';

  const open_file file(path, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR);
  if (file.failed() && errno == EEXIST) {
    refuse(status::conflict, source,
           {"đã có; khóa không bao giờ bị ghi đè: hãy chọn tên khác",
            "is there already; a key is never written over: choose "
            "another name"});
  }
  if (file.failed()) refuse_system(source, errno);
  std::size_t written = 0;
  while (written < line.size) {
    const ssize_t put = ::write(file.descriptor(), line.text.data() + written, line.size - written);
    if (put >= 0) {
      written += static_cast<std::size_t>(put);
    } else if (errno != EINTR) {
      break;
    }
  }
  if (written == line.size && ::fsync(file.descriptor()) == 0 && sync_folder(folder_of(path))) return;
  const int trouble = errno;
  ::unlink(path.c_str());
  refuse_system(source, trouble);
}

}  // namespace thoihan
