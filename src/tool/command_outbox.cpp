#include <boost/json.hpp>

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <vector>

#include "src/pack/say.hpp"
#include "src/tool/arguments.hpp"
#include "src/tool/batch.hpp"
#include "src/tool/command_line.hpp"
#include "src/tool/commands.hpp"
#include "thoihan/engine/outgoing_notice.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

// Read at a time: what lies in the outbox never stands in memory as a whole.
constexpr std::int64_t page_size = 256;

struct outbox_arguments {
  std::string database;
  std::string most;
  std::string now;
  std::vector<std::string> acknowledged;
  key_arguments key;
};

std::int64_t read_id(const std::string& text) {
  std::int64_t id = 0;
  const char* end = text.data() + text.size();
  const auto [stop, code] = std::from_chars(text.data(), end, id);
  if (code == std::errc{} && stop == end && id >= 1) return id;
  throw error(status::range, say("--acknowledge \"{}\": cần số của một thông báo, như outbox in ra",
                                 "--acknowledge \"{}\": expected the number of a notice, as outbox prints it", text));
}

void tell(output& out, const outgoing_notice& notice) {
  if (out.json()) {
    out.line(json_of(notice));
    return;
  }
  const std::string head = fmt::format("{}  {}  {} → {} ({})", notice.id, notice.case_id, notice.notice,
                                       out.pick(notice.recipient), joined(notice.channels));
  out.line(out.bold(printable(head)));
  out.line("    " + printable(out.pick(notice.text)));
}

int list(output& out, const outbox_arguments& args) {
  const std::int64_t most = args.most.empty() ? INT64_MAX : read_count("--most", args.most);
  std::optional<host_key> key = read_key(args.key);
  store events = store::open(args.database, store_mode::read_only);
  engine work{events};
  if (key) work.use_key(std::move(*key));
  int exit_status = exit_done;
  std::int64_t after = 0;
  std::int64_t told = 0;
  std::int64_t unreadable = 0;
  while (told < most) {
    const std::vector<notice_row> page = events.owed_notices(after, std::min(page_size, most - told));
    if (page.empty()) break;
    for (const notice_row& row : page) {
      after = row.id;
      ++told;
      try {
        const outgoing_notice notice = outgoing_notice_of(work, row);
        unreadable += notice.unreadable.empty() ? 0 : 1;
        tell(out, notice);
      } catch (const error& problem) {
        // One that cannot be put into words does not keep the others back.
        if (problem.code() <= status::io && problem.code() != status::key) throw;
        answer_error(out, {problem.code(), say("thông báo {} của hồ sơ {}: {}", "notice {} of case {}: {}", row.id,
                                               row.case_id, problem.text())});
        exit_status = exit_wrong;
      }
    }
    out.flush();
  }
  if (unreadable > 0) {
    out.note(say("thông báo có lời văn không đọc được, chưa nên gửi: {}; hãy đưa --key-file hoặc --key-fd",
                 "notices with a text that cannot be read, not to be sent yet: {}; give --key-file or --key-fd",
                 unreadable));
  }
  return exit_status;
}

int acknowledge(output& out, const outbox_arguments& args) {
  const instant now = read_time_or_now("--now", args.now);
  std::vector<std::int64_t> ids;
  for (const std::string& text : args.acknowledged) ids.push_back(read_id(text));
  store events = store::open(args.database, store_mode::existing);
  std::vector<bool> done;
  events.write([&](store_writer& writer) {
    done.clear();
    for (const std::int64_t id : ids) done.push_back(writer.acknowledge_notice(id, now));
  });
  for (std::size_t i = 0; i < ids.size(); ++i) {
    if (out.json())
      out.line(json::serialize(json::object{{"id", ids[i]}, {"acknowledged", static_cast<bool>(done[i])}}));
    else if (done[i])
      out.line(out.pick(say("{}  đã xác nhận gửi", "{}  acknowledged", ids[i])));
    else
      out.line(out.pick(say("{}  không chờ gửi: đã xác nhận trước đó, hoặc không có",
                            "{}  was not owed: acknowledged before, or there is none", ids[i])));
  }
  return exit_done;
}

int run(output& out, const outbox_arguments& args) {
  if (args.acknowledged.empty()) return list(out, args);
  if (!args.key.file.empty() || !args.key.descriptor.empty() || !args.most.empty()) {
    throw error(status::invalid, {"--acknowledge không đi cùng --most và không cần khóa",
                                  "--acknowledge does not go with --most and needs no key"});
  }
  return acknowledge(out, args);
}

}  // namespace

void add_outbox(command_line& line) {
  auto args = std::make_shared<outbox_arguments>();
  tool_command command = line.add("outbox",
                                  {"Thông báo còn phải gửi, kèm lời văn; xác nhận những thông báo đã gửi",
                                   "The notices still to be sent, in words; acknowledge those that were sent"},
                                  "thoihan outbox --db reports.db --key-file thoihan.key --json");
  command.option("--db", "F", args->database, database_words(), true);
  add_key_options(command, args->key);
  command.options("--acknowledge", "ID...", args->acknowledged,
                  {"Các thông báo này đã được gửi đi", "These notices went out"});
  command.option("--most", "N", args->most, {"Nhiều nhất bấy nhiêu thông báo", "At most so many notices"});
  command.option("--now", "T", args->now,
                 {"Lúc xác nhận; mặc định là bây giờ", "When they are acknowledged; by default now"});
  command.action([args](output& out) { return run(out, *args); });
}

}  // namespace thoihan
