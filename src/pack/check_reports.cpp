// The checker: what counts as what in reports, and what reports are owed.
//
// A report goes to many and is kept by all of them, so what it tells beside numbers and the ids of cases is public. It is owed
// by a day, or an assumption says why by none; a day before its own figures end cannot be kept.
#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "src/pack/pack_loader.hpp"
#include "src/pack/rule_findings.hpp"

namespace thoihan {
namespace {

template <class List, class Value>
bool contains(const List& list, const Value& value) {
  return std::find(list.begin(), list.end(), value) != list.end();
}

bool groups(fact_type type) {
  return type == fact_type::choice || type == fact_type::channel || type == fact_type::authority ||
         type == fact_type::boolean;
}

class report_checker {
 public:
  report_checker(const rule_pack& pack, const pack_places& places, const rule_findings& told)
      : pack_(pack), places_(places), told_(told) {}

  void check() {
    if (pack_.figures) check_figures();
    for (std::size_t i = 0; i < pack_.reports.size(); ++i) {
      check_days(i);
      check_facts(i);
      check_contents(i);
    }
  }

 private:
  json_view below(const json_view& view, const std::string& key) const {
    return locate(places_.root, view.pointer + "/" + key);
  }

  // A single name may stand for a list of one.
  json_view named(const json_view& list, std::size_t n) const {
    return list.value->is_array() ? element_of(list, n) : list;
  }

  void check_figures() {
    const figure_rules& figures = *pack_.figures;
    const std::array<std::pair<const char*, const std::vector<state_number>*>, 4> lists = {
        {{"handled", &figures.handled},
         {"answered", &figures.answered},
         {"refused", &figures.refused},
         {"left", &figures.left}}};
    std::set<state_number> listed;
    for (const auto& [key, states] : lists) {
      for (std::size_t n = 0; n < states->size(); ++n) {
        if (listed.insert((*states)[n]).second) continue;
        told_.error("contradiction", named(below(places_.figures, key), n),
                    say("trạng thái \"{}\" đã ở một danh sách khác", "the state \"{}\" is in another list already",
                        pack_.states[(*states)[n]].id));
      }
    }
    for (std::size_t n = 0; n < figures.handled.size(); ++n) {
      if (!pack_.states[figures.handled[n]].end) continue;
      told_.error("contradiction", named(below(places_.figures, "handled"), n),
                  say("ở \"{}\" hồ sơ đã kết thúc, không còn gì phải trả lời",
                      "in \"{}\" a case has ended: no answer can be owed still", pack_.states[figures.handled[n]].id));
    }
    if (figures.rating) check_rating(pack_.facts[*figures.rating]);
  }

  void check_rating(const fact_declaration& fact) {
    const json_view place = below(places_.figures, "rating");
    if (fact.type != fact_type::choice) {
      told_.error("wrong-type", place,
                  say("\"{}\" không phải kiểu choice, không có các mức để đếm",
                      "\"{}\" is not of type choice and has no levels to count", fact.id));
    } else if (fact.is_personal()) {
      told_.error("report-shows-personal", place, personal_words(fact));
    }
    for (std::size_t value = 0; value < fact.values.size(); ++value) {
      if (contains(pack_.figures->levels, value)) continue;
      told_.error(
          "incomplete", below(places_.figures, "levels"),
          say("thiếu mức \"{}\" của \"{}\"", "the level \"{}\" of \"{}\" is missing", fact.values[value].id, fact.id));
    }
  }

  static bilingual personal_words(const fact_declaration& fact) {
    return say("\"{}\" không công khai nên không đưa vào báo cáo được",
               "\"{}\" is not public and cannot stand in a report", fact.id);
  }

  void check_days(std::size_t i) {
    const report_rule& report = pack_.reports[i];
    const json_view& place = places_.reports[i];
    if (report.every.empty() && !report.on_demand) {
      told_.error("missing-key", place,
                  {"cần \"every\" (các kỳ) hoặc \"on_demand\"", "\"every\" (its periods) or \"on_demand\" is needed"});
    }
    const bool weekly = contains(report.every, period_kind::week);
    for (const auto& [key, day] :
         {std::pair{"before_day", report.before_day}, std::pair{"figures_before_day", report.figures_before_day}}) {
      if (!day || (!weekly && !report.every.empty())) continue;
      told_.error(
          "contradiction", below(place, key),
          weekly ? bilingual{"tuần không có tháng cuối để tính ngày", "a week has no last month to take the day of"}
                 : bilingual{"không có kỳ nào để tính ngày", "there is no period to take the day of"});
    }
    if (report.before_day && (!report.figures_before_day || *report.before_day < *report.figures_before_day)) {
      told_.error("report-before-figures", below(place, "before_day"),
                  say("phải nộp trước ngày {} trong khi số liệu đến sau ngày đó; cần \"figures_before_day\"",
                      "owed before day {}, when its figures have not ended; \"figures_before_day\" is needed",
                      *report.before_day));
    }
    if (!report.every.empty() && !report.before_day) {
      told_.gap("report-without-due", place,
                say("báo cáo \"{}\" không có hạn nộp", "the report \"{}\" has no due day", report.id));
    }
  }

  void check_facts(std::size_t i) {
    const report_rule& report = pack_.reports[i];
    for (std::size_t n = 0; n < report.by.size(); ++n) {
      const fact_declaration& fact = pack_.facts[report.by[n]];
      const json_view place = named(below(places_.reports[i], "by"), n);
      if (fact.is_personal()) {
        told_.error("report-shows-personal", place, personal_words(fact));
      } else if (!groups(fact.type)) {
        told_.error("wrong-type", place,
                    say("\"{}\" không chia nhóm được; cần kiểu choice, channel, authority hoặc bool",
                        "\"{}\" makes no groups; expected the type choice, channel, authority or bool", fact.id));
      }
    }
    if (!report.explanation) return;
    const fact_declaration& fact = pack_.facts[*report.explanation];
    const json_view place = below(places_.reports[i], "explanation");
    if (fact.is_personal()) {
      told_.error("report-shows-personal", place, personal_words(fact));
    } else if (fact.type != fact_type::text && fact.type != fact_type::choice) {
      told_.error("wrong-type", place,
                  say("\"{}\" không phải lời giải trình; cần kiểu text hoặc choice",
                      "\"{}\" explains nothing; expected the type text or choice", fact.id));
    }
  }

  void check_contents(std::size_t i) {
    const report_rule& report = pack_.reports[i];
    if (!pack_.figures) {
      told_.error("report-without-figures", places_.reports[i],
                  say("báo cáo \"{}\" cần \"figures\": trạng thái nào là đã trả lời, từ chối",
                      "the report \"{}\" needs \"figures\": which states count as answered or refused", report.id));
    } else if (contains(report.contents, report_content::satisfaction) && !pack_.figures->rating) {
      told_.error("report-without-figures", places_.reports[i],
                  say("báo cáo \"{}\" có mức độ hài lòng, nhưng \"figures\" không nêu \"rating\"",
                      "the report \"{}\" tells the satisfaction, yet \"figures\" name no \"rating\"", report.id));
    }
    if (report.explanation && !contains(report.contents, report_content::explanations)) {
      told_.error("contradiction", below(places_.reports[i], "explanation"),
                  {"báo cáo không có nội dung \"explanations\"", "the report has no content \"explanations\""});
    }
  }

  const rule_pack& pack_;
  const pack_places& places_;
  const rule_findings& told_;
};

}  // namespace

void check_reports(const rule_pack& pack, const pack_places& places, const rule_findings& told) {
  report_checker{pack, places, told}.check();
}

}  // namespace thoihan
