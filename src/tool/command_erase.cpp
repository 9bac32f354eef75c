#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/case_words.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "thoihan/engine/engine.hpp"
#include "thoihan/engine/json.hpp"

namespace thoihan {
namespace {

struct erase_arguments {
  std::string database;
  std::string case_id;
  std::string key;
  std::string role;
  std::string authority;
  std::string officer;
  std::string now;
  bool facts = false;
};

int run(output& out, const erase_arguments& args) {
  command asked;
  asked.case_id = args.case_id;
  asked.key = args.key;
  asked.kind = event_kind::erase;
  asked.erase = args.facts ? erasure::facts : erasure::texts;
  asked.at = read_time_or_now("--now", args.now);
  asked.recorded_at = asked.at;
  asked.role = args.role;
  asked.authority = args.authority;
  asked.officer = args.officer;
  store events = store::open(args.database, store_mode::existing);
  engine cases{events};
  const case_answer answer = cases.apply(asked);
  if (out.json()) {
    out.line(json_of(answer));
  } else {
    out.line(printable(out.pick(
        args.facts ? say("{}: chỉ còn ngày giờ và người thực hiện", "{}: dates and actors are all that is left", args.case_id)
                   : say("{}: đã xóa mọi lời văn cá nhân", "{}: every personal text is erased", args.case_id))));
  }
  return exit_done;
}

}  // namespace

void add_erase(command_line& line) {
  auto args = std::make_shared<erase_arguments>();
  tool_command command = line.add("erase",
                                  {"Xóa vĩnh viễn lời văn cá nhân của một hồ sơ, hoặc tất cả trừ ngày giờ và người thực hiện",
                                   "Erase the personal texts of a case for good, or all but its dates and actors"},
                                  "thoihan erase --db reports.db LH-2024-000001 --key erase-1 --role operator --officer an");
  command.positional("ID", args->case_id, {"Mã hồ sơ", "The id of the case"}, true);
  command.option("--db", "F", args->database, database_words(), true);
  command.option("--key", "KEY", args->key,
                 {"Khóa của lệnh: gửi lại cùng khóa thì không làm gì thêm", "The command's key: sent again it adds nothing"}, true);
  command.option("--role", "R", args->role, {"Vai của người ra lệnh", "The role of who orders it"}, true);
  command.option("--authority", "A", args->authority, {"Cơ quan của người ấy", "The authority for which they act"});
  command.option("--officer", "O", args->officer, {"Người ra lệnh", "Who orders it"}, true);
  command.option("--now", "T", args->now, {"Lúc xóa; mặc định là bây giờ", "When; by default now"});
  command.flag("--facts", args->facts,
               {"Bí mật nhà nước: xóa tất cả trừ ngày giờ và người thực hiện; hồ sơ kết thúc",
                "A state secret: all but dates and actors goes, and the case is at its end"});
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
