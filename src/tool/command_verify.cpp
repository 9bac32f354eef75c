#include <boost/json.hpp>

#include <memory>

#include "src/pack/say.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "thoihan/store/store.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

int run(output& out, const std::string& database) {
  const verification found = store::open(database, store_mode::read_only).verify();
  if (out.json()) {
    out.line(json::serialize(json::object{{"events", found.events},
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
  auto database = std::make_shared<std::string>();
  tool_command command = line.add("verify", {"Kiểm tra chuỗi sự kiện của kho", "Verify the chain of a store's events"},
                                  "thoihan verify --db reports.db");
  command.option("--db", "F", *database, database_words(), true);
  command.action([database](output& out) { return run(out, *database); });
}

}  // namespace thoihan
