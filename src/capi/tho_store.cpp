#include "src/capi/tho_store.hpp"

#include "src/capi/guard.hpp"
#include "src/capi/tho_pack.hpp"
#include "thoihan/engine/json.hpp"

using namespace thoihan;

namespace thoihan {

std::string as_lines(const std::vector<std::string>& lines) {
  return as_lines(lines, [](const std::string& line) -> const std::string& { return line; });
}

namespace {

store_mode mode_argument(tho_store_mode mode) {
  switch (mode) {
    case THO_STORE_CREATE: return store_mode::create;
    case THO_STORE_EXISTING: return store_mode::existing;
    case THO_STORE_READ_ONLY: return store_mode::read_only;
    default: throw_unknown_number(mode, "mode");
  }
}

// A text of many commands: those that can be read, and for each line what is wrong with it, if anything is.
struct asked_line {
  std::int64_t number;
  std::optional<error> bad;
};
struct asked_batch {
  std::vector<command> commands;
  std::vector<asked_line> lines;
};

error at_line(const error& problem, std::int64_t number) {
  place where = problem.where();
  where.line = static_cast<int>(number);
  return {problem.code(), problem.text(), std::move(where), problem.details()};
}

asked_batch read_batch(std::string_view text) {
  asked_batch out;
  std::int64_t number = 0;
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(line.size() + 1, text.size()));
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    out.lines.push_back({number, std::nullopt});
    try {
      out.commands.push_back(read_command(line));
    } catch (const error& problem) {
      out.lines.back().bad = at_line(problem, number);
    }
  }
  return out;
}

struct batch_answer {
  std::string lines;
  std::int64_t refused = 0;
};

batch_answer tell_batch(const asked_batch& asked, const engine::command_results& results, language lang) {
  batch_answer out;
  auto result = results.begin();
  for (const asked_line& line : asked.lines) {
    const error* refused = line.bad ? &*line.bad : std::get_if<error>(&*result);
    if (refused == nullptr)
      out.lines += json_of(std::get<case_answer>(*result));
    else
      out.lines += json_of(line.bad ? *refused : at_line(*refused, line.number), lang);
    out.lines += '\n';
    if (refused != nullptr) ++out.refused;
    if (!line.bad) ++result;
  }
  return out;
}

}  // namespace
}  // namespace thoihan

tho_status tho_store_open(const char* path, int64_t path_size, tho_store_mode mode, tho_store** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const std::string_view file = name_argument(path, path_size, "path");
    const store_mode how = mode_argument(mode);
    need(out, "out");
    *out = new tho_store(std::string{file}, how);
  });
}

tho_status tho_store_use_pack(tho_store* store, const tho_pack* pack, tho_error** err) {
  return guarded(err, [&] {
    const store_call call{store};
    call.cases().use(*need(pack, "pack")->rules);
  });
}

tho_status tho_store_use_key(tho_store* store, const char* path, int64_t path_size, tho_error** err) {
  return guarded(err, [&] {
    const store_call call{store};
    call.cases().use_key(read_host_key(std::string{name_argument(path, path_size, "path")}));
  });
}

tho_status tho_store_apply(tho_store* store, const char* act, int64_t act_size, tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    const std::vector<command> asked = read_commands(text_argument(act, act_size, "command"));
    kept_answer answer{out};
    call.cases().apply_together(asked, [&answer](const std::vector<case_answer>& given) {
      if (!answer.is_asked_for()) return;
      std::string lines;
      for (const case_answer& one : given) lines += (lines.empty() ? "" : "\n") + json_of(one);
      answer.make(std::move(lines));
    });
    answer.hand_over();
  });
}

tho_status tho_store_apply_batch(tho_store* store, const char* acts, int64_t acts_size, tho_language lang,
                                 tho_text** out, int64_t* refused, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    set(refused, 0);
    const store_call call{store};
    const std::string_view text = text_argument(acts, acts_size, "commands");
    const language words = language_argument(lang, "language");
    const asked_batch asked = read_batch(text);
    kept_answer answer{out};
    std::int64_t bad = 0;
    const auto tell = [&](const engine::command_results& results) {
      batch_answer told = tell_batch(asked, results, words);
      bad = told.refused;
      if (answer.is_asked_for()) answer.make(std::move(told.lines));
    };
    if (asked.commands.empty())
      tell({});
    else
      call.cases().apply_all(asked.commands, tell);
    answer.hand_over();
    set(refused, bad);
  });
}

tho_status tho_store_tick(tho_store* store, int64_t now, tho_text** out, tho_error** err) {
  return guarded(err, [&] {
    set(out, nullptr);
    const store_call call{store};
    kept_answer answer{out};
    if (answer.is_asked_for()) answer.make("");
    call.cases().tick(time_argument(now, "now"), [&answer](const std::vector<breach_row>& breaches) {
      if (answer.is_asked_for())
        answer.make(as_lines(breaches, [](const breach_row& breach) { return json_of(breach); }));
    });
    answer.hand_over();
  });
}

void tho_store_close(tho_store* store) {
  guarded_release([&] { delete store; });
}
