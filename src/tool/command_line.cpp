#include "src/tool/command_line.hpp"

#include <CLI/CLI.hpp>

#include <cstdio>
#include <cstdlib>
#include <exception>
#include <new>
#include <optional>

#include "src/pack/say.hpp"
#include "thoihan/base/utf8.hpp"
#include "thoihan/engine/engine.hpp"

namespace thoihan {
namespace {

const std::string& in(language lang, const bilingual& words) { return words.in(lang); }

std::string options_group(language lang) { return lang == language::vi ? "Tùy chọn" : "Options"; }

void label(CLI::App& app, language lang) {
  const auto formatter = std::make_shared<CLI::Formatter>();
  app.formatter(formatter);
  // The usage line shows what may be left out.
  formatter->label("REQUIRED", "");
  formatter->label("Positionals", "Arguments");
  formatter->label("SUBCOMMAND", "COMMAND");
  if (lang == language::en) return;
  formatter->label("Usage", "Cách dùng");
  formatter->label("Positionals", "Đối số");
  formatter->label("OPTIONS", "TÙY CHỌN");
  formatter->label("SUBCOMMAND", "LỆNH");
}

void add_help(CLI::App& app, language lang) {
  app.option_defaults()->group(options_group(lang));
  app.set_help_flag("-h,--help", in(lang, {"In hướng dẫn này", "Print this help"}));
}

// Names that a call may use where it used an unknown one.
std::vector<std::string> known_names(const CLI::App& app, bool option) {
  std::vector<std::string> out;
  for (const CLI::App* command : app.get_subcommands([](const CLI::App*) { return true; })) {
    if (!option) out.push_back(command->get_name());
  }
  for (const CLI::Option* known : app.get_options()) {
    for (const std::string& name : known->get_lnames()) {
      if (option) out.push_back("--" + name);
    }
  }
  return out;
}

error unknown_argument(const CLI::App& app, const std::string& argument) {
  const auto selected = app.get_subcommands();
  const CLI::App& where = selected.empty() ? app : *selected.back();
  const bool option = argument.size() > 1 && argument[0] == '-';
  const bilingual near = nearest_name(argument, known_names(where, option));
  const bool command = selected.empty() && !option;
  return {status::invalid,
          {fmt::format("{} \"{}\"{}", command ? "không có lệnh" : "không hiểu đối số", argument, near.vi),
           fmt::format("{} \"{}\"{}", command ? "there is no command" : "unexpected argument", argument, near.en)}};
}

error call_error(const CLI::App& app, const CLI::ParseError& problem) {
  const std::vector<std::string> extra = app.remaining(true);
  if (!extra.empty()) return unknown_argument(app, extra.front());
  const std::string what = problem.what();
  if (dynamic_cast<const CLI::RequiredError*>(&problem) != nullptr) {
    const std::string name = what.substr(0, what.find(" is required"));
    if (app.get_subcommands().empty()) {
      const std::string known = fmt::format("{}", fmt::join(known_names(app, false), ", "));
      return {status::invalid, say("cần một lệnh: {}", "a command is required: {}", known)};
    }
    return {status::invalid, say("thiếu {}", "{} is missing", name)};
  }
  const std::string name = what.substr(0, what.find(':'));
  return {status::invalid, what.find("missing") != std::string::npos
                               ? say("{}: thiếu giá trị", "{}: a value is missing", name)
                               : say("{}: chỉ nêu một giá trị", "{}: one value only", name)};
}

}  // namespace

void tool_command::positional(const std::string& name, std::string& target, const bilingual& words, bool required) {
  app_->add_option(name, target, in(lang_, words))->required(required)->type_name("");
}

void tool_command::positionals(const std::string& name, std::vector<std::string>& target, const bilingual& words) {
  app_->add_option(name, target, in(lang_, words))->required()->type_name("");
}

void tool_command::option(const std::string& name, const std::string& value, std::string& target,
                          const bilingual& words, bool required) {
  app_->add_option(name, target, in(lang_, words))->required(required)->type_name(value);
}

void tool_command::options(const std::string& name, const std::string& value, std::vector<std::string>& target,
                           const bilingual& words) {
  app_->add_option(name, target, in(lang_, words))->type_name(value);
}

void tool_command::flag(const std::string& name, bool& target, const bilingual& words) {
  app_->add_flag(name, target, in(lang_, words));
}

void tool_command::action(tool_action work) {
  app_->callback([chosen = chosen_, work = std::move(work)] { *chosen = work; });
}

command_line::command_line(language lang) : lang_(lang), app_(std::make_unique<CLI::App>()) {
  app_->name("thoihan");
  app_->description(in(lang, {"Thời hạn xử lý phản ánh, kiến nghị: kiểm tra quy tắc, tính hạn, theo dõi hồ sơ.",
                              "Time limits of citizens' reports: check rules, compute limits, follow cases."}));
  label(*app_, lang);
  add_help(*app_, lang);
  app_->set_version_flag("--version", fmt::format("thoihan {}", engine::version()),
                         in(lang, {"In phiên bản", "Print the version"}));
  app_->add_option("--lang", lang_text_,
                   in(lang, {"Ngôn ngữ của thông báo: vi hoặc en", "Language of messages: vi or en"}))
      ->type_name("vi|en");
  app_->footer(in(lang, {"\"thoihan LỆNH --help\" in hướng dẫn và ví dụ của từng lệnh.",
                         "\"thoihan COMMAND --help\" prints the arguments of a command and an example."}));
  app_->require_subcommand(1);
}

command_line::~command_line() = default;

tool_command command_line::add(const std::string& name, const bilingual& words, const std::string& example) {
  CLI::App* command = app_->add_subcommand(name, in(lang_, words));
  command->group(lang_ == language::vi ? "Lệnh" : "Commands");
  add_help(*command, lang_);
  command->add_flag("--json", json_, in(lang_, {"Mỗi kết quả một dòng JSON", "One JSON object a line"}));
  command
      ->add_option("--lang", lang_text_,
                   in(lang_, {"Ngôn ngữ của thông báo: vi hoặc en", "Language of messages: vi or en"}))
      ->type_name("vi|en");
  command->footer(fmt::format("{}:\n  {}", lang_ == language::vi ? "Ví dụ" : "Example", example));
  return {*command, lang_, chosen_};
}

int command_line::parsed(int argc, char** argv) {
  output out{lang_, false};
  for (int i = 1; i < argc; ++i) {
    if (is_utf8(argv[i])) continue;
    throw error(status::utf8, say("đối số thứ {} không phải UTF-8", "argument {} is not UTF-8", i));
  }
  try {
    app_->parse(argc, argv);
  } catch (const CLI::CallForHelp&) {
    out.lines(app_->help());
    out.flush();
    return exit_done;
  } catch (const CLI::CallForVersion& version) {
    out.line(version.what());
    out.flush();
    return exit_done;
  } catch (const CLI::ParseError& problem) {
    throw call_error(*app_, problem);
  }
  if (!lang_text_.empty() && lang_text_ != "vi" && lang_text_ != "en") {
    throw error(status::invalid, say("--lang \"{}\": cần vi hoặc en", "--lang \"{}\": expected vi or en", lang_text_));
  }
  output results{lang_, json_};
  const int exit_status = chosen_(results);
  results.flush();
  return exit_status;
}

int command_line::run(int argc, char** argv) {
  output out{lang_, false};
  try {
    return parsed(argc, argv);
  } catch (const told_failure& failure) {
    std::fflush(stdout);
    return failure.exit_status;
  } catch (const error& problem) {
    // What was answered before the failure is an answer all the same.
    std::fflush(stdout);
    out.problem(problem);
  } catch (const std::bad_alloc&) {
    out.problem({}, {"hết bộ nhớ", "out of memory"});
  } catch (const std::exception& problem) {
    std::fflush(stdout);
    out.problem({}, say("lỗi nội bộ: {}", "internal error: {}", problem.what()));
  }
  return exit_wrong;
}

bilingual pack_words() {
  return {"Gói quy tắc: thư mục, tệp, hoặc mã trong rules/province",
          "The rule pack: a folder, a file, or an id under rules/province"};
}
bilingual rules_words() {
  return {"Thư mục gốc của quy tắc, có national và province", "The root of the rules, with national and province"};
}
bilingual calendar_words() { return {"Lịch khác của gói quy tắc", "Another calendar of the rule pack"}; }
bilingual explain_words() { return {"Diễn giải từng ngày", "Tell it day by day"}; }
bilingual database_words() { return {"Tệp cơ sở dữ liệu, hoặc postgresql:service=TÊN", "The database file, or postgresql:service=NAME"}; }

language choose_language(int argc, char** argv) {
  std::string_view given;
  for (int i = 1; i < argc; ++i) {
    const std::string_view argument = argv[i];
    if (argument == "--lang" && i + 1 < argc) given = argv[i + 1];
    if (argument.substr(0, 7) == "--lang=") given = argument.substr(7);
  }
  if (given == "en") return language::en;
  if (given == "vi") return language::vi;
  const char* lang = std::getenv("LANG");
  const std::string_view text = lang == nullptr ? "" : lang;
  const bool english =
      text.substr(0, 2) == "en" && (text.size() == 2 || text[2] == '_' || text[2] == '.' || text[2] == '@');
  return english ? language::en : language::vi;
}

}  // namespace thoihan
