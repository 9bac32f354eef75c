#include "thoihan/engine/report_period.hpp"

#include <algorithm>

#include "src/pack/say.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

[[noreturn]] void throw_form(std::string_view text) {
  throw error(status::invalid,
              say("kỳ \"{}\": cần week:2024-W20, month:2024-05, quarter:2024-Q2, half:2024-H1, year:2024 hoặc TỪ..ĐẾN "
                  "(ngày hoặc thời điểm, không gồm ĐẾN)",
                  "period \"{}\": expected week:2024-W20, month:2024-05, quarter:2024-Q2, half:2024-H1, year:2024 or "
                  "FROM..TO (dates or times, TO not included)",
                  text));
}

// "2024-05", "2024-W20", "2024-Q2", "2024": the year, and the number after `mark`; -1 where it has not this form.
struct numbered_year {
  int year = -1;
  int number = -1;
};

int number_of(std::string_view digits) {
  int value = 0;
  for (const char c : digits) {
    if (c < '0' || c > '9') return -1;
    value = value * 10 + (c - '0');
  }
  return value;
}

numbered_year read_number(std::string_view text, std::string_view mark, std::size_t digits) {
  if (text.size() != 4 + mark.size() + digits || text.substr(4, mark.size()) != mark) return {};
  return {number_of(text.substr(0, 4)), number_of(text.substr(4 + mark.size()))};
}

day_number first_of_month(int year, int month) { return days_from_civil(year, month, 1); }

day_number monday_of_first_week(int year) {
  // ISO 8601: the first week is that of 4 January.
  const day_number fourth = days_from_civil(year, 1, 4);
  return fourth - static_cast<int>(weekday_of(fourth));
}

constexpr std::array<std::string_view, 12> month_names = {"January",   "February", "March",    "April",
                                                          "May",       "June",     "July",     "August",
                                                          "September", "October",  "November", "December"};

struct span_of_days {
  day_number from = 0;
  day_number until = 0;
};

std::optional<span_of_days> months(int year, int number, int months_each) {
  if (year < 0 || number < 1 || number > 12 / months_each) return std::nullopt;
  const day_number from = first_of_month(year, (number - 1) * months_each + 1);
  return span_of_days{from, add_months(from, months_each)};
}

std::optional<span_of_days> days_of(period_kind kind, std::string_view text, bilingual& words) {
  switch (kind) {
    case period_kind::week: {
      const auto [year, week] = read_number(text, "-W", 2);
      if (year < 0 || week < 1) return std::nullopt;
      const day_number from = monday_of_first_week(year) + 7 * (week - 1);
      if (from >= monday_of_first_week(year + 1)) return std::nullopt;
      words = say("tuần {} năm {}", "week {} of {}", week, year);
      return span_of_days{from, from + 7};
    }
    case period_kind::month: {
      const auto [year, month] = read_number(text, "-", 2);
      const auto days = months(year, month, 1);
      if (days) {
        words = {fmt::format("tháng {} năm {}", month, year),
                 fmt::format("{} {}", month_names[static_cast<std::size_t>(month - 1)], year)};
      }
      return days;
    }
    case period_kind::quarter: {
      const auto [year, quarter] = read_number(text, "-Q", 1);
      words = say("quý {} năm {}", "quarter {} of {}", quarter, year);
      return months(year, quarter, 3);
    }
    case period_kind::half_year: {
      const auto [year, half] = read_number(text, "-H", 1);
      words = half == 1 ? say("6 tháng đầu năm {}", "first half of {}", year)
                        : say("6 tháng cuối năm {}", "second half of {}", year);
      return months(year, half, 6);
    }
    case period_kind::year: {
      const int year = text.size() == 4 ? number_of(text) : -1;
      words = say("năm {}", "year {}", year);
      return months(year, 1, 12);
    }
  }
  return std::nullopt;
}

std::optional<instant> read_end(std::string_view text) {
  day_number day = 0;
  if (parse_date(text, day) == time_text_error::none) return instant_at(day, 0);
  instant t = 0;
  if (parse_instant(text, t) == time_text_error::none) return t;
  return std::nullopt;
}

report_period read_ends(std::string_view text, std::size_t dots) {
  const auto from = read_end(text.substr(0, dots));
  const auto until = read_end(text.substr(dots + 2));
  if (!from || !until) throw_form(text);
  if (*from >= *until) {
    throw error(status::invalid,
                say("kỳ \"{}\": đầu kỳ phải ở trước cuối kỳ", "period \"{}\": it must begin before it ends", text));
  }
  return {std::nullopt, std::string{text}, {std::string{text}, std::string{text}}, *from, *until};
}

// How --period begins; parallel to period_kind.
constexpr std::array<std::string_view, 5> prefixes = {"week:", "month:", "quarter:", "half:", "year:"};

// `day` of the month that ends a span, or of the month before it begins.
day_number day_in_month_of(day_number date, std::int32_t day) {
  const civil_date civil = civil_from_days(date);
  return days_from_civil(civil.year, civil.month, day);
}

std::string allowed_periods(const report_rule& report) {
  std::vector<std::string> out;
  for (const period_kind kind : report.every) out.emplace_back(period_names[static_cast<std::size_t>(kind)]);
  if (report.on_demand) out.emplace_back("from..to");
  return joined(out);
}

}  // namespace

report_period read_period(std::string_view text) {
  for (std::size_t i = 0; i < prefixes.size(); ++i) {
    if (text.substr(0, prefixes[i].size()) != prefixes[i]) continue;
    report_period out;
    out.kind = static_cast<period_kind>(i);
    out.text = text;
    const auto days = days_of(*out.kind, text.substr(prefixes[i].size()), out.words);
    if (!days) throw_form(text);
    if (!is_supported_day(days->from) || !is_supported_day(days->until - 1)) {
      throw error(status::range, say("kỳ \"{}\": ngoài khoảng 1990-01-01 đến 2099-12-31",
                                     "period \"{}\": outside 1990-01-01 to 2099-12-31", text));
    }
    out.from = instant_at(days->from, 0);
    out.until = instant_at(days->until, 0);
    return out;
  }
  const std::size_t dots = text.find("..");
  if (dots == std::string_view::npos) throw_form(text);
  return read_ends(text, dots);
}

report_span span_of(const report_rule& report, const report_period& period) {
  const bool demanded = period.kind
                            ? std::find(report.every.begin(), report.every.end(), *period.kind) != report.every.end()
                            : report.on_demand;
  if (!demanded) {
    throw error(status::invalid, say("báo cáo \"{}\" không lập theo kỳ \"{}\" (căn cứ {}); có: {}",
                                     "the report \"{}\" is not made for \"{}\" (by {}); there are: {}", report.id,
                                     period.text, report.source.text(), allowed_periods(report)));
  }
  report_span out{period.from, period.until, std::nullopt};
  if (!period.kind) return out;
  const day_number last = day_of(period.until) - 1;
  if (report.figures_before_day) {
    out.from = instant_at(day_in_month_of(day_of(period.from) - 1, *report.figures_before_day), 0);
    out.until = instant_at(day_in_month_of(last, *report.figures_before_day), 0);
  }
  if (report.before_day) out.before = day_in_month_of(last, *report.before_day);
  return out;
}

}  // namespace thoihan
