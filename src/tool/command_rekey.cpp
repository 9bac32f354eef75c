#include <boost/json.hpp>

#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "thoihan/engine/rekey.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

struct rekey_arguments {
  std::string database;
  key_arguments from;
  std::string to;
};

int run(output& out, const rekey_arguments& args) {
  const auto from = read_key(args.from);
  if (!from) {
    throw error(status::invalid, {"cần khóa đang dùng: --key-file hoặc --key-fd", "expected the key in use: --key-file or --key-fd"});
  }
  const host_key to = read_host_key(args.to);
  store events = store::open(args.database, store_mode::existing);
  const std::int64_t done = rekey(events, *from, to, [](std::int64_t) { return true; });
  if (out.json()) {
    out.line(json::serialize(json::object{{"cases", done}, {"from", from->id}, {"to", to.id}}));
  } else {
    out.line(out.pick(say("hồ sơ đã chuyển từ khóa {} sang khóa {}: {}", "cases moved from the key {} to the key {}: {}",
                          from->id, to.id, done)));
  }
  return exit_done;
}

}  // namespace

void add_rekey(command_line& line) {
  auto args = std::make_shared<rekey_arguments>();
  tool_command command = line.add(
      "rekey", {"Bọc khóa của mọi hồ sơ bằng khóa mới của đơn vị", "Wrap the keys of all cases with another key of the host's"},
      "thoihan rekey --db reports.db --key-file old.key --new-key-file new.key");
  command.option("--db", "F", args->database, database_words(), true);
  add_key_options(command, args->from);
  command.option("--new-key-file", "F", args->to, {"Tệp khóa mới", "The file of the new key"}, true);
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
