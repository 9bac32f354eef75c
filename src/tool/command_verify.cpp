#include <boost/json.hpp>

#include <memory>
#include <optional>
#include <string_view>

#include "src/pack/say.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "thoihan/pack/error.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

struct verify_arguments {
  std::string database;
  std::string digest;
};

std::optional<sha256_digest> read_digest(std::string_view text) {
  if (text.empty()) return std::nullopt;
  constexpr std::string_view digits = "0123456789abcdef";
  sha256_digest out{};
  bool good = text.size() == 64;
  for (std::size_t i = 0; good && i < text.size(); ++i) {
    const std::size_t digit = digits.find(text[i]);
    good = digit != std::string_view::npos;
    out[i / 2] = static_cast<std::uint8_t>((out[i / 2] << 4U) | (digit & 0xFU));
  }
  if (good) return out;
  throw error(status::invalid, {"--digest: cần 64 chữ số thập lục phân viết thường mà \"checkpoint\" đã in",
                                "--digest: expected the 64 lower-case hexadecimal digits that \"checkpoint\" printed"});
}

int run(output& out, const verify_arguments& args) {
  const auto digest = read_digest(args.digest);
  const verification found = store::open(args.database, store_mode::read_only).verify(digest);
  if (out.json()) {
    out.line(json::serialize(json::object{{"events", found.events},
                                          {"checkpoints", found.checkpoints},
                                          {"problems", json::array(found.problems.begin(), found.problems.end())}}));
  } else {
    for (const std::string& problem : found.problems) out.line(problem);
    out.line(
        say("sự kiện: {}, chỗ sai: {}", "events: {}, problems: {}", found.events, found.problems.size()).in(out.lang()));
  }
  return found.problems.empty() ? exit_done : exit_found;
}

}  // namespace

void add_verify(command_line& line) {
  auto args = std::make_shared<verify_arguments>();
  tool_command command = line.add(
      "verify", {"Kiểm tra kho: chuỗi sự kiện, mốc, hồ sơ", "Verify a store: chains, checkpoints, cases"},
      "thoihan verify --db reports.db --digest 2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae");
  command.option("--db", "F", args->database, database_words(), true);
  command.option("--digest", "D", args->digest,
                 {"Mã của một mốc đã giữ ở nơi khác: sổ phải còn mốc ấy",
                  "The digest of a checkpoint that was kept elsewhere: the log must have it"});
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
