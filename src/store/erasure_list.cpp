#include "src/store/erasure_list.hpp"

#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <boost/json.hpp>
#include <cerrno>
#include <cstddef>
#include <cstring>

#include "src/pack/say.hpp"
#include "src/store/open_file.hpp"
#include "thoihan/pack/error.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

std::string list_of(const std::string& database) { return database + "-erased"; }

[[noreturn]] void fail_to_write(const std::string& path) {
  const int trouble = errno;
  throw error(trouble == ENOSPC || trouble == EDQUOT ? status::full : status::io,
              say("không ghi được danh sách đã xóa {} ({})", "cannot write the list of erasures {} ({})", path,
                  std::strerror(trouble)));
}

[[noreturn]] void fail_to_read(const std::string& path) {
  throw error(status::io, say("không đọc được danh sách đã xóa {} ({})", "cannot read the list of erasures {} ({})", path,
                              std::strerror(errno)));
}

// Gives every line to `take`.
template <class Take>
void read_lines(const std::string& path, const Take& take) {
  const open_file file(path, O_RDONLY);
  if (file.failed() && errno == ENOENT) return;
  if (file.failed()) fail_to_read(path);
  std::string line;
  std::array<char, 16384> piece{};
  while (true) {
    const ssize_t got = ::read(file.descriptor(), piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail_to_read(path);
    if (got == 0) break;
    for (const char c : std::string_view{piece.data(), static_cast<std::size_t>(got)}) {
      if (c != '\n') {
        line += c;
        continue;
      }
      take(line);
      line.clear();
    }
  }
  take(line);
}

std::string line_of(const listed_erasure& one) {
  json::object line;
  line["case"] = one.case_id;
  line["what"] = one.what == erasure::facts ? "facts" : "texts";
  line["key"] = one.key;
  line["at"] = one.at;
  line["recorded_at"] = one.recorded_at;
  line["role"] = one.role;
  line["authority"] = one.authority;
  line["officer"] = one.officer;
  return json::serialize(line) + '\n';
}

// False for a line that is not whole.
bool read_line(const std::string& text, listed_erasure& one) {
  json::error_code trouble;
  const json::value value = json::parse(text, trouble);
  const json::object* line = trouble ? nullptr : value.if_object();
  if (line == nullptr) return false;
  const auto word = [line](const char* name, std::string& to) {
    const json::value* found = line->if_contains(name);
    if (found == nullptr || !found->is_string()) return false;
    to.assign(found->get_string().data(), found->get_string().size());
    return true;
  };
  const auto time = [line](const char* name, instant& to) {
    const json::value* found = line->if_contains(name);
    if (found == nullptr || !found->is_int64()) return false;
    to = found->get_int64();
    return true;
  };
  std::string what;
  if (!word("case", one.case_id) || !word("what", what) || !word("key", one.key) || !time("at", one.at) ||
      !time("recorded_at", one.recorded_at) || !word("role", one.role) || !word("authority", one.authority) ||
      !word("officer", one.officer))
    return false;
  one.what = what == "facts" ? erasure::facts : erasure::texts;
  return what == "facts" || what == "texts";
}

}  // namespace

std::vector<listed_erasure> read_erasures(const std::string& database) {
  std::vector<listed_erasure> out;
  read_lines(list_of(database), [&out](const std::string& line) {
    listed_erasure one;
    if (read_line(line, one)) out.push_back(std::move(one));
  });
  return out;
}

std::int64_t count_erasures(const std::string& database) {
  std::int64_t lines = 0;
  read_lines(list_of(database), [&lines](const std::string& line) {
    if (!line.empty() && line.front() == '{' && line.back() == '}') ++lines;
  });
  return lines;
}

erasure_lines lines_of(const std::string& database, const std::vector<listed_erasure>& added) {
  // Begun on a line of its own, should the last one have been cut off.
  erasure_lines out{database, list_of(database), folder_of(database), "\n"};
  for (const listed_erasure& one : added) out.text += line_of(one);
  return out;
}

void add_erasures(const erasure_lines& added) {
  struct stat like {};
  if (::stat(added.database.c_str(), &like) != 0) fail_to_write(added.database);
  const mode_t mode = like.st_mode & 0666U;
  const open_file made(added.list, O_WRONLY | O_CREAT | O_EXCL | O_APPEND, mode);
  // What this process would otherwise keep from its own files does not hold here.
  if (!made.failed() && (::fchmod(made.descriptor(), mode) != 0 || !sync_folder(added.folder))) fail_to_write(added.list);
  const open_file file(added.list, O_WRONLY | O_APPEND);
  if (file.failed()) fail_to_write(added.list);
  std::size_t done = 0;
  while (done < added.text.size()) {
    const ssize_t wrote = ::write(file.descriptor(), added.text.data() + done, added.text.size() - done);
    if (wrote < 0 && errno == EINTR) continue;
    if (wrote < 0) fail_to_write(added.list);
    done += static_cast<std::size_t>(wrote);
  }
  if (::fsync(file.descriptor()) != 0) fail_to_write(added.list);
}

}  // namespace thoihan
