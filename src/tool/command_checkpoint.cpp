#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "thoihan/engine/json.hpp"

namespace thoihan {
namespace {

struct checkpoint_arguments {
  std::string database;
  std::string now;
};

int run(output& out, const checkpoint_arguments& args) {
  const instant now = read_time_or_now("--now", args.now);
  store events = store::open(args.database, store_mode::existing);
  const checkpoint made = events.seal_log(now);
  if (out.json()) {
    out.line(json_of(made));
  } else {
    const auto hex = sha256_hex(made.digest);
    const std::string_view digest{hex.data(), hex.size()};
    out.line(out.pick(say("mốc {}: sự kiện {} đến {}, {}", "checkpoint {}: events {} to {}, {}", made.number, made.first,
                          made.last, digest)));
    out.line(out.pick({"Hãy giữ mã này ở nơi khác: chỉ nó cho thấy phần cuối của sổ bị cắt.",
                       "Keep this digest elsewhere: it alone shows that the end of the log was cut off."}));
  }
  return exit_done;
}

}  // namespace

void add_checkpoint(command_line& line) {
  auto args = std::make_shared<checkpoint_arguments>();
  tool_command command = line.add("checkpoint",
                                  {"Chốt sổ sự kiện bằng một mã băm để giữ ở nơi khác",
                                   "Close the log so far with a digest to keep elsewhere"},
                                  "thoihan checkpoint --db reports.db --now 2024-05-20T08:00");
  command.option("--db", "F", args->database, database_words(), true);
  command.option("--now", "T", args->now, {"Lúc chốt; mặc định là bây giờ", "When; by default now"});
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
