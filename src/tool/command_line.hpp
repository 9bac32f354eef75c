// The program's command line: commands with their arguments and words, and what is said when a call is wrong.
//
//     command_line line{language::vi};
//     auto args = std::make_shared<elapsed_arguments>();
//     tool_command command = line.add("elapsed", {"...", "working time between two times"}, "thoihan elapsed lac-hong ...");
//     command.positional("FROM", args->from, {"...", "from when"});
//     command.action([args](output& out) { return run_elapsed(out, *args); });
//     return line.run(argc, argv);
//
// Every command has --help with an example, --json and --lang besides its own arguments. `run` answers with the exit status
// and never throws.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "src/tool/output.hpp"

namespace CLI {
class App;
}

namespace thoihan {

using tool_action = std::function<int(output&)>;

// One command while it is described. Targets must live as long as the action.
class tool_command {
 public:
  tool_command(CLI::App& app, language lang, tool_action& chosen) : app_(&app), lang_(lang), chosen_(&chosen) {}

  void positional(const std::string& name, std::string& target, const bilingual& words, bool required = true);
  void positionals(const std::string& name, std::vector<std::string>& target, const bilingual& words);
  // `name`: "--from"; `value`: what it takes, "D".
  void option(const std::string& name, const std::string& value, std::string& target, const bilingual& words,
              bool required = false);
  // May be given several times, each with one value or more.
  void options(const std::string& name, const std::string& value, std::vector<std::string>& target,
               const bilingual& words);
  void flag(const std::string& name, bool& target, const bilingual& words);
  void action(tool_action work);

 private:
  CLI::App* app_;
  language lang_;
  tool_action* chosen_;
};

class command_line {
 public:
  explicit command_line(language lang);
  command_line(const command_line&) = delete;
  command_line& operator=(const command_line&) = delete;
  ~command_line();

  tool_command add(const std::string& name, const bilingual& words, const std::string& example);
  int run(int argc, char** argv);

 private:
  int parsed(int argc, char** argv);

  language lang_;
  std::unique_ptr<CLI::App> app_;
  tool_action chosen_;
  bool json_ = false;
  std::string lang_text_;  // read before the commands are described; kept for the parser
};

// Words of arguments that several commands take.
bilingual pack_words();      // PACK
bilingual rules_words();     // --rules
bilingual calendar_words();  // --calendar
bilingual explain_words();   // --explain
bilingual database_words();  // --db

// --lang, else LANG: English for an English one, else Vietnamese.
language choose_language(int argc, char** argv);

}  // namespace thoihan
