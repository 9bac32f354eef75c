#include <memory>
#include <optional>

#include "src/pack/say.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "thoihan/engine/json.hpp"
#include "thoihan/pack/error.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {
namespace {

struct verify_arguments {
  std::string database;
  std::string digest;
};

int run(output& out, const verify_arguments& args) {
  std::optional<sha256_digest> digest;
  if (!args.digest.empty() && !(digest = read_digest(args.digest))) {
    throw error(status::invalid, {"--digest: cần 64 chữ số thập lục phân viết thường mà \"checkpoint\" đã in",
                                  "--digest: expected the 64 lower-case hexadecimal digits that \"checkpoint\" printed"});
  }
  const verification found = store::open(args.database, store_mode::read_only).verify(digest);
  if (out.json()) {
    out.line(json_of(found));
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
