#include <fmt/format.h>

#include <boost/json.hpp>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <system_error>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/book_page.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "src/tool/progress_bar.hpp"

namespace thoihan {
namespace fs = std::filesystem;
namespace json = boost::json;
namespace {

struct book_arguments {
  std::vector<std::string> packs;
  std::string folder;
  std::string year;
  std::string rules;
};

checked_pack check_one(output& out, const pack_place& place) {
  checked_pack checked = check_pack(place.path, place.root);
  if (checked.pack) return checked;
  int errors = 0;
  for (const finding& f : checked.findings) {
    if (f.level != severity::error) continue;
    ++errors;
    out.problem(f.where, f.text);
  }
  out.note(say("{}: gói quy tắc có {} lỗi, không dùng được", "{}: the rule pack has errors ({}) and cannot be used",
               place.path, errors));
  throw told_failure{exit_wrong};
}

// Whole or not at all: a file of another name first.
void write_whole(const fs::path& path, const std::string& text) {
  const fs::path draft = path.string() + ".part";
  const auto fail = [&] {
    const std::string reason = std::generic_category().message(errno);
    std::error_code ignored;
    fs::remove(draft, ignored);
    throw error(status::io, say("không ghi được {}: {}", "{} cannot be written: {}", path.string(), reason));
  };
  std::FILE* file = std::fopen(draft.c_str(), "wb");
  if (file == nullptr) fail();
  const bool written = std::fwrite(text.data(), 1, text.size(), file) == text.size();
  const bool closed = std::fclose(file) == 0;
  if (!written || !closed) fail();
  if (std::rename(draft.c_str(), path.c_str()) != 0) fail();
}

int run(output& out, const book_arguments& args) {
  std::optional<int> year;
  if (!args.year.empty()) year = read_year("--year", args.year);
  std::vector<book_chapter> chapters;
  progress_bar bar{static_cast<std::int64_t>(args.packs.size()) + 1};
  for (const std::string& name : args.packs) {
    bar.show(static_cast<std::int64_t>(chapters.size()));
    const pack_place place = find_pack(name, args.rules);
    chapters.push_back(gather_chapter(check_one(out, place), place.path, place.root, year));
  }
  bar.show(static_cast<std::int64_t>(chapters.size()));
  const std::string page = book_file(chapters, out.lang());
  std::error_code code;
  fs::create_directories(args.folder, code);
  const fs::path path = fs::path{args.folder} / "index.html";
  write_whole(path, page);
  if (out.json()) {
    json::array packs;
    for (const book_chapter& chapter : chapters) packs.emplace_back(chapter.pack.id);
    out.line(json::serialize(json::object{{"file", path.string()}, {"bytes", page.size()}, {"packs", packs}}));
  } else {
    out.line(path.string());
  }
  return exit_done;
}

}  // namespace

void add_book(command_line& line) {
  auto args = std::make_shared<book_arguments>();
  tool_command command =
      line.add("book",
               {"Sổ quy tắc: một trang web đọc được không cần mạng, của một hay nhiều gói quy tắc",
                "The rule book: a page that needs no network, of one rule pack or several side by side"},
               "thoihan book rules/province/lac-hong -o book");
  command.positionals("PACK", args->packs, pack_words());
  command.option("-o,--output", "DIR", args->folder, {"Thư mục ghi index.html", "The folder for index.html"}, true);
  command.option(
      "--year", "Y", args->year,
      {"Năm của lịch và thời gian dài nhất; mặc định là năm cuối mà lịch đã được quyết định",
       "The year of the calendar and of the longest time; by default the last that the calendar has decided"});
  command.option("--rules", "DIR", args->rules, rules_words());
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
