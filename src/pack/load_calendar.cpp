#include "src/pack/load_calendar.hpp"

#include <algorithm>
#include <boost/json.hpp>
#include <map>

#include "src/pack/calendar_words.hpp"
#include "thoihan/base/sha256.hpp"
#include "thoihan/calendar/compile.hpp"
#include "thoihan/time/lunar.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

std::string iso(day_number day) { return format_date(day).data(); }

struct dated_basis {
  day_number from = first_supported_day;
  day_number until = last_supported_day;
  std::string cite;
};

struct published_year {
  json_view view;
  day_number first = 0;
  day_number last = 0;
  std::string status;
  std::string source;
};

class calendar_loader {
 public:
  calendar_loader(std::string reference, rules_source& source, finding_list& findings, json::object& texts)
      : reference_(std::move(reference)), source_(source), findings_(findings), texts_(texts) {
    out_ = std::make_shared<office_calendar>();
    out_->causes.emplace_back();
    out_->reference = reference_;
  }

  std::shared_ptr<const office_calendar> load(const json_view& asked_from) {
    const std::size_t known = findings_.count();
    const auto text = read(reference_, asked_from);
    if (!text) return nullptr;
    read_office(text->root());
    if (findings_.count() != known) return nullptr;
    compile();
    if (findings_.count() != known) return nullptr;
    out_->weekly = layers_.weekly;
    out_->revision = layers_.revision;
    out_->decided_from = layers_.decided_from;
    out_->decided_until = layers_.decided_until;
    const auto hex = sha256_hex(sha256(canonical_json(kept_)));
    out_->hash.assign(hex.data(), hex.size());
    return out_;
  }

 private:
  std::shared_ptr<const json_text> read(const std::string& reference, const json_view& asked_from) {
    auto found = source_.shared(reference);
    if (!found) {
      findings_.error("unknown-reference", asked_from.where(),
                      say("không tìm thấy \"{}\": cần tệp {}.json dưới thư mục gốc của quy tắc",
                          "\"{}\" is not found: expected the file {}.json under the rules root", reference, reference));
      return nullptr;
    }
    auto text = json_text::read(std::move(found->file), std::move(found->text), findings_.list());
    if (text) {
      held_.push_back(text);
      kept_[reference] = text->value();
      texts_[reference] = text->value();
    }
    return text;
  }

  cause_number add_cause(day_cause cause, const json_view& view) {
    if (out_->causes.size() >= 65535) {
      findings_.error("too-big", view.where(), {"lịch có quá nhiều sự kiện", "the calendar has too many facts"});
      return 0;
    }
    out_->causes.push_back(std::move(cause));
    return static_cast<cause_number>(out_->causes.size() - 1);
  }

  // `assume` (in both languages) or `source` (a text); one of them is required.
  bilingual read_reason(object_reader& reader) {
    const auto assume = reader.find("assume");
    const auto source = reader.find("source");
    if (assume) {
      if (const auto text = read_bilingual(*assume, findings_)) return *text;
    }
    if (source) {
      if (const auto text = read_string(*source, findings_)) return {*text, *text};
    }
    if (!assume && !source) {
      findings_.error("missing-basis", reader.view().where(),
                      {"cần \"source\" (nguồn) hoặc \"assume\" (giả định và lý do)",
                       "a \"source\" or an \"assume\" with its reason is required"});
    }
    return {};
  }

  void read_office(const json_view& view) {
    object_reader reader{view, findings_};
    if (!reader.good()) return;
    reader.format();
    const auto id = reader.text("calendar");
    if (id && *id != reference_) {
      findings_.error("wrong-name", reader.find("calendar")->where(),
                      say("tệp này tự gọi là \"{}\", nhưng được tham chiếu là \"{}\"",
                          "this file calls itself \"{}\" but is referred to as \"{}\"", *id, reference_));
    }
    if (const auto title = reader.words("title")) out_->title = *title;
    if (const auto revision = reader.need("revision")) {
      layers_.revision = static_cast<std::uint32_t>(read_integer(*revision, 1, 1'000'000'000, findings_).value_or(1));
    }
    if (const auto horizon = reader.need("horizon")) {
      object_reader span{*horizon, findings_};
      layers_.first = span.date("from").value_or(0);
      layers_.last = span.date("until").value_or(-1);
      horizon_ = *horizon;
    }
    layers_.decided_from = layers_.first;
    layers_.decided_until = layers_.last;
    layers_.closures_roll = reader.flag_or("closures_roll", false);
    layers_.make_up_days_count = reader.flag_or("make_up_days_count", true);
    read_weekly(reader);
    read_dates(reader);
    const auto switches = reader.find("switches");
    if (switches) {
      for (const auto& [name, value] : read_members(*switches, findings_)) {
        if (const auto on = read_bool(value, findings_)) switches_[name] = {*on, value};
      }
    }
    const auto holidays = reader.find("holidays");
    if (holidays) {
      const auto reference = read_string(*holidays, findings_);
      const auto text = reference ? read(*reference, *holidays) : nullptr;
      if (!text) return;  // what the holidays would have named is not missed
      read_holidays(text->root(), *reference);
    }
    for (const auto& [name, setting] : switches_) {
      if (switchable_.count(name) != 0) continue;
      std::vector<std::string> known;
      for (const auto& entry : switchable_) known.push_back(entry.first);
      const bilingual near = nearest_name(name, known);
      findings_.error("unknown-name", setting.second.where_key(),
                      say("không có ngày nghỉ nào tên \"{}\" có thể bật tắt{}",
                          "no holiday named \"{}\" can be switched{}", name, near));
    }
    out_->rest_cause = add_cause({"", {"ngày nghỉ hằng tuần", "weekly rest day"}, "", {}, ""}, view);
  }

  std::vector<session> read_sessions(object_reader& reader, bool required) {
    std::vector<session> out;
    const auto list = required ? reader.need("sessions") : reader.find("sessions");
    if (!list) return out;
    for (const json_view& element : read_list(*list, false, findings_)) {
      if (const auto s = read_session(element, findings_)) out.push_back(*s);
    }
    return out;
  }

  enum class year_kind : std::uint8_t { solar, lunar };

  std::optional<month_day> read_month_day(const json_view& view, year_kind kind = year_kind::solar) {
    const auto text = read_string(view, findings_);
    if (!text) return std::nullopt;
    const bool form = text->size() == 5 && (*text)[2] == '-';
    const int month = form ? detail::digits_at(*text, 0, 2) : -1;
    const int day = form ? detail::digits_at(*text, 3, 2) : -1;
    // A leap year: a season or a holiday may begin on the 29th of February. A lunar month has 29 or 30 days.
    const int most = kind == year_kind::lunar ? 30 : days_in_month(2024, month);
    if (month >= 1 && month <= 12 && day >= 1 && day <= most) {
      return month_day{static_cast<std::int8_t>(month), static_cast<std::int8_t>(day)};
    }
    findings_.error("bad-time", view.where(),
                    say("\"{}\" không phải tháng-ngày; cần như \"04-30\"",
                        "\"{}\" is no month and day; expected something like \"04-30\"", *text));
    return std::nullopt;
  }

  void read_weekly(object_reader& office) {
    const auto list = office.need("weekly");
    if (!list) return;
    for (const json_view& view : read_list(*list, false, findings_)) {
      object_reader reader{view, findings_};
      if (!reader.good()) continue;
      weekly_hours row;
      if (const auto days = reader.need("days")) {
        for (const json_view& day : read_list(*days, false, findings_)) {
          const auto bit = read_word<unsigned>(
              day, {{"mon", 0}, {"tue", 1}, {"wed", 2}, {"thu", 3}, {"fri", 4}, {"sat", 5}, {"sun", 6}}, findings_);
          if (bit) row.weekdays = static_cast<std::uint8_t>(row.weekdays | (1U << *bit));
        }
      }
      row.sessions = read_sessions(reader, true);
      row.working_day = reader.flag("working_day").value_or(true);
      row.from = reader.date_if("from").value_or(first_supported_day);
      row.until = reader.date_if("until").value_or(last_supported_day);
      check_span(row.from, row.until, view, findings_);
      if (const auto season = reader.find("season")) {
        object_reader span{*season, findings_};
        const auto from = span.need("from");
        const auto until = span.need("until");
        if (from) row.season_from = read_month_day(*from).value_or(month_day{});
        if (until) row.season_until = read_month_day(*until).value_or(month_day{});
      }
      const bilingual name = row.working_day ? bilingual{"ngày làm việc trong tuần", "working day of the week"}
                                             : bilingual{"ngày nghỉ hằng tuần", "weekly rest day"};
      row.cause = add_cause({"", name, "", read_reason(reader), ""}, view);
      layers_.weekly.push_back(std::move(row));
      weekly_views_.push_back(view);
    }
  }

  void read_dates(object_reader& office) {
    const auto list = office.find("dates");
    if (!list) return;
    for (const json_view& view : read_list(*list, false, findings_)) {
      object_reader reader{view, findings_};
      if (!reader.good()) continue;
      own_date row;
      row.day = reader.date("date").value_or(0);
      if (const auto kind = reader.need("kind")) {
        row.closed = read_word<bool>(*kind, {{"closed", true}, {"hours", false}}, findings_).value_or(true);
      }
      if (!row.closed) {
        row.sessions = read_sessions(reader, true);
        row.working_day = reader.flag("working_day").value_or(false);
      }
      const bilingual name = reader.words("cause").value_or(bilingual{});
      row.cause = add_cause({"", name, "", read_reason(reader), ""}, view);
      layers_.dates.push_back(std::move(row));
      date_views_.push_back(view);
    }
  }

  std::vector<dated_basis> read_basis(object_reader& reader) {
    std::vector<dated_basis> out;
    const auto list = reader.need("basis");
    if (!list) return out;
    for (const json_view& view : read_list(*list, false, findings_)) {
      object_reader row{view, findings_};
      dated_basis basis;
      basis.from = row.date("from").value_or(first_supported_day);
      basis.until = row.date_if("until").value_or(last_supported_day);
      basis.cite = row.text("cite").value_or("");
      check_span(basis.from, basis.until, view, findings_);
      out.push_back(std::move(basis));
    }
    return out;
  }

  static const dated_basis* basis_of(const std::vector<dated_basis>& list, day_number day) {
    for (const dated_basis& basis : list) {
      if (day >= basis.from && day <= basis.until) return &basis;
    }
    return nullptr;
  }

  std::string read_status(object_reader& reader) {
    const auto view = reader.need("status");
    if (!view) return {};
    return read_word<std::string>(*view,
                                  {{"by-law", "by-law"},
                                   {"announced", "announced"},
                                   {"provisional", "provisional"},
                                   {"unconfirmed", "unconfirmed"}},
                                  findings_)
        .value_or("");
  }

  std::string read_sources(object_reader& reader) {
    const auto list = reader.need("source");
    std::string out;
    if (!list) return out;
    for (const json_view& view : read_list(*list, true, findings_)) {
      const auto id = read_string(view, findings_);
      if (!id) continue;
      const auto known = sources_.find(*id);
      if (known == sources_.end()) {
        std::vector<std::string> names;
        for (const auto& entry : sources_) names.push_back(entry.first);
        const bilingual near = nearest_name(*id, names);
        findings_.error("unknown-name", view.where(),
                        say("không có nguồn \"{}\"{}", "there is no source \"{}\"{}", *id, near));
        continue;
      }
      out += (out.empty() ? "" : " | ") + known->second;
    }
    return out;
  }

  static bool is_undecided(const std::string& status) { return status == "provisional" || status == "unconfirmed"; }

  void read_holidays(const json_view& view, const std::string& reference) {
    object_reader reader{view, findings_};
    if (!reader.good()) return;
    reader.format();
    const auto id = reader.text("holidays");
    if (id && *id != reference) {
      findings_.error("wrong-name", reader.find("holidays")->where(),
                      say("tệp này tự gọi là \"{}\", nhưng được tham chiếu là \"{}\"",
                          "this file calls itself \"{}\" but is referred to as \"{}\"", *id, reference));
    }
    reader.words("title");
    if (const auto revision = reader.need("revision")) {
      // One number for what counts: the newer of the two files.
      const auto own = read_integer(*revision, 1, 1'000'000'000, findings_).value_or(1);
      layers_.revision = std::max(layers_.revision, static_cast<std::uint32_t>(own));
    }
    if (const auto decided = reader.need("decided")) {
      object_reader span{*decided, findings_};
      const auto from = span.date("from");
      const auto until = span.date("until");
      layers_.decided_from = from.value_or(0);
      layers_.decided_until = until.value_or(-1);
      if (from && until) check_span(*from, *until, *decided, findings_);
    }
    if (const auto sources = reader.find("sources")) {
      for (const auto& [name, value] : read_members(*sources, findings_)) {
        // A source that is wrong has been reported; that it is named is known all the same.
        sources_[name] = read_string(value, findings_).value_or("");
      }
    }
    if (const auto days = reader.need("days")) {
      for (const json_view& day : read_list(*days, false, findings_)) read_holiday(day);
    }
    if (const auto compensatory = reader.find("compensatory")) read_compensatory(*compensatory);
    if (const auto swaps = reader.find("swaps")) {
      for (const json_view& row : read_list(*swaps, false, findings_)) read_swap(row);
    }
  }

  void read_holiday(const json_view& view) {
    object_reader reader{view, findings_};
    if (!reader.good()) return;
    const std::string id = reader.text("id").value_or("");
    const bilingual name = reader.words("name").value_or(bilingual{});
    if (const auto named = reader.find("id"); named && !is_id(id)) {
      findings_.error("bad-id", named->where(), say("\"{}\" không dùng làm tên được", "\"{}\" cannot be a name", id));
    }
    if (!names_.emplace(id, name).second) {
      findings_.error("duplicate-id", view.where(),
                      say("ngày nghỉ \"{}\" có hai lần", "the holiday \"{}\" stands twice", id));
    }
    const std::string status = read_status(reader);
    const std::vector<dated_basis> basis = read_basis(reader);
    const bool switchable = reader.flag_or("switch", false);
    if (switchable) switchable_[id] = true;
    const auto setting = switches_.find(id);
    const bool in_force = !switchable || (setting != switches_.end() && setting->second.first);
    bool fixed = false;
    if (const auto by = reader.find("fixed_by")) {
      fixed = read_word<bool>(*by, {{"prime-minister", true}}, findings_).value_or(false);
    }
    std::optional<month_day> solar;
    std::optional<month_day> lunar;
    std::int64_t offset_first = 0;
    std::int64_t offset_last = 0;
    if (const auto on = reader.need("on")) {
      object_reader rule{*on, findings_};
      const auto solar_view = rule.find("solar");
      const auto lunar_view = rule.find("lunar");
      if (solar_view) solar = read_month_day(*solar_view);
      if (lunar_view) lunar = read_month_day(*lunar_view, year_kind::lunar);
      if (rule.good() && solar_view.has_value() == lunar_view.has_value()) {
        findings_.error("wrong-type", on->where(),
                        {"cần đúng một trong \"solar\" (dương lịch) và \"lunar\" (âm lịch)",
                         "expected exactly one of \"solar\" and \"lunar\""});
      }
      if (const auto first = rule.find("first")) offset_first = read_integer(*first, -31, 31, findings_).value_or(0);
      if (const auto last = rule.find("last")) offset_last = read_integer(*last, -31, 31, findings_).value_or(0);
    }
    std::map<int, published_year> years;
    if (const auto list = reader.find("years")) read_years(*list, years);
    if (!solar && !lunar) return;
    // A lunar date of the year's end falls into the next civil year, and a span may cross the new year.
    std::map<int, bool> used;
    const int first_year = civil_from_days(layers_.first).year - 1;
    for (int year = first_year; year <= civil_from_days(layers_.last).year + 1; ++year) {
      day_number day = 0;
      if (solar) {
        if (!is_civil_date(year, solar->month, solar->day)) continue;
        day = days_from_civil(year, solar->month, solar->day);
      } else if (!days_from_lunar({year, lunar->month, lunar->day, false}, day)) {
        continue;
      }
      day_number first = day + static_cast<day_number>(offset_first);
      day_number last = day + static_cast<day_number>(offset_last);
      day_cause cause{id, name, "", {}, status};
      const int civil_year = civil_from_days(first).year;
      const auto published = years.find(civil_year);
      if (published != years.end()) {
        used[civil_year] = true;
        const published_year& row = published->second;
        if (!fixed && (row.first != first || row.last != last)) {
          findings_.error("holiday-differs", row.view.where(),
                          say("quy tắc của \"{}\" cho {} đến {}, nhưng ở đây ghi {} đến {}",
                              "the rule of \"{}\" gives {} to {}, but this says {} to {}", id, iso(first), iso(last),
                              iso(row.first), iso(row.last)));
        }
        first = row.first;
        last = row.last;
        cause.status = row.status;
        cause.source = {row.source, row.source};
      }
      add_holidays(first, last, std::move(cause), basis, in_force,
                   published != years.end() ? &published->second.view : nullptr, view);
    }
    for (const auto& [year, row] : years) {
      const bool outside = year < civil_from_days(layers_.first).year || year > civil_from_days(layers_.last).year;
      if (outside || used.count(year) != 0) continue;
      findings_.error(
          "holiday-differs", row.view.where(),
          say("năm {} quy tắc của \"{}\" không có ngày nào", "in {} the rule of \"{}\" has no date", year, id));
    }
  }

  void read_years(const json_view& list, std::map<int, published_year>& years) {
    for (const json_view& view : read_list(list, false, findings_)) {
      object_reader reader{view, findings_};
      published_year row{view, 0, 0, "", ""};
      const auto first = reader.date("first");
      const auto last = reader.date("last");
      row.status = read_status(reader);
      row.source = read_sources(reader);
      if (!first || !last) continue;
      row.first = *first;
      row.last = *last;
      if (row.last < row.first) {
        findings_.error("bad-time", view.where(),
                        {"ngày cuối đứng trước ngày đầu", "the last day is before the first"});
        continue;
      }
      const auto [known, is_new] = years.emplace(civil_from_days(row.first).year, row);
      if (!is_new) {
        const place other = known->second.view.where();
        findings_.error("contradiction", view.where(),
                        say("năm này đã được nói ở dòng {}, cột {}",
                            "this year is already spoken of on line {}, column {}", other.line, other.column));
      }
    }
  }

  void add_holidays(day_number first, day_number last, day_cause cause, const std::vector<dated_basis>& basis,
                    bool in_force, const json_view* published, const json_view& view) {
    const dated_basis* law = basis_of(basis, first);
    if (law == nullptr && basis_of(basis, last) == nullptr) {
      if (published != nullptr) {
        findings_.error(
            "contradiction", published->where(),
            {"năm này không có căn cứ (\"basis\") nào còn hiệu lực", "no row of \"basis\" is in force this year"});
      }
      return;
    }
    cause.cite = (law != nullptr ? law : basis_of(basis, last))->cite;
    const bool undecided = is_undecided(cause.status);
    const cause_number number = add_cause(std::move(cause), view);
    for (day_number day = first; day <= last; ++day) {
      if (basis_of(basis, day) == nullptr || day < layers_.first || day > layers_.last) continue;
      layers_.holidays.push_back({day, in_force, undecided, number});
    }
  }

  void read_compensatory(const json_view& view) {
    object_reader reader{view, findings_};
    if (!reader.good()) return;
    const std::vector<dated_basis> basis = read_basis(reader);
    const bilingual name{"nghỉ bù", "compensatory day"};
    layers_.compensatory_cause =
        add_cause({"compensatory", name, basis.empty() ? "" : basis.back().cite, {}, "by-law"}, view);
    const auto list = reader.find("announced");
    if (!list) return;
    for (const json_view& row_view : read_list(*list, false, findings_)) {
      object_reader row{row_view, findings_};
      announced_compensatory_day fact;
      fact.day = row.date("date").value_or(0);
      fact.made_up_for = row.date("for").value_or(0);
      const std::string status = read_status(row);
      const std::string source = read_sources(row);
      const dated_basis* law = basis_of(basis, fact.day);
      fact.undecided = is_undecided(status);
      fact.cause =
          add_cause({"compensatory", name, law == nullptr ? "" : law->cite, {source, source}, status}, row_view);
      layers_.compensatory.push_back(fact);
      compensatory_views_.push_back(row_view);
    }
  }

  void read_swap(const json_view& view) {
    object_reader reader{view, findings_};
    if (!reader.good()) return;
    swap fact;
    const auto off = reader.date("off");
    const auto work = reader.date("work");
    const auto holiday_id = reader.text("for");
    const std::string status = read_status(reader);
    const std::string source = read_sources(reader);
    if (!off || !work || !holiday_id) return;
    if (names_.count(*holiday_id) == 0) {
      std::vector<std::string> known;
      for (const auto& entry : names_) known.push_back(entry.first);
      const bilingual near = nearest_name(*holiday_id, known);
      findings_.error("unknown-name", reader.find("for")->where(),
                      say("không có ngày nghỉ \"{}\"{}", "there is no holiday \"{}\"{}", *holiday_id, near));
      return;
    }
    fact.off = *off;
    fact.work = *work;
    fact.undecided = is_undecided(status);
    const bilingual name =
        say("hoán đổi: nghỉ {}, làm bù {}", "swap: off {}, worked {}", iso(fact.off), iso(fact.work));
    fact.cause = add_cause({*holiday_id, name, "", {source, source}, status}, view);
    layers_.swaps.push_back(fact);
    swap_views_.push_back(view);
  }

  json_view view_of(calendar_layer layer, std::size_t row) const {
    const std::vector<json_view>* views = nullptr;
    switch (layer) {
      case calendar_layer::weekly: views = &weekly_views_; break;
      case calendar_layer::compensatory: views = &compensatory_views_; break;
      case calendar_layer::swaps: views = &swap_views_; break;
      case calendar_layer::dates: views = &date_views_; break;
      case calendar_layer::horizon:
      case calendar_layer::holidays: break;
    }
    return views != nullptr && row < views->size() ? (*views)[row] : horizon_;
  }

  void compile() {
    for (const calendar_problem& problem : compile_calendar(layers_, out_->compiled)) {
      const place other = view_of(problem.layer, problem.other_row).where();
      findings_.error(finding_code(problem.code), view_of(problem.layer, problem.row).where(),
                      problem_words(problem, other));
    }
  }

  std::string reference_;
  rules_source& source_;
  finding_list& findings_;
  json::object& texts_;
  json::object kept_;
  std::vector<std::shared_ptr<const json_text>> held_;  // views point into them
  std::shared_ptr<office_calendar> out_;
  calendar_layers layers_;
  json_view horizon_;
  std::vector<json_view> weekly_views_;
  std::vector<json_view> compensatory_views_;
  std::vector<json_view> swap_views_;
  std::vector<json_view> date_views_;
  std::map<std::string, std::pair<bool, json_view>> switches_;
  std::map<std::string, bool> switchable_;
  std::map<std::string, bilingual> names_;
  std::map<std::string, std::string> sources_;
};

}  // namespace

std::shared_ptr<const office_calendar> load_calendar(const std::string& reference, const json_view& asked_from,
                                                     rules_source& source, finding_list& findings, json::object& texts) {
  return calendar_loader{reference, source, findings, texts}.load(asked_from);
}

}  // namespace thoihan
