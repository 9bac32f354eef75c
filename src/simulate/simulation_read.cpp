#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <boost/json.hpp>

#include "src/engine/scenario_values.hpp"
#include "src/pack/names.hpp"
#include "src/pack/pack_loader.hpp"
#include "thoihan/simulate/simulation_plan.hpp"
#include "thoihan/time/text.hpp"

namespace thoihan {
namespace {

constexpr double most_minutes = 5'256'000;  // ten years
constexpr double most_a_day = 100'000'000;
constexpr std::int64_t most_staff = 1'000'000;
constexpr std::int64_t most_worlds = 10'000;
constexpr std::int64_t most_events_allowed = 4'000'000'000;
constexpr std::int64_t usual_events = 1'000'000'000;
constexpr std::int32_t most_days = 36'525;
constexpr std::size_t most_observed = 1'000'000;
constexpr std::array<const char*, 7> weekday_keys = {"mon", "tue", "wed", "thu", "fri", "sat", "sun"};

class simulation_reader : private scenario_values {
 public:
  simulation_reader(const rule_pack& pack, std::vector<finding>& findings)
      : scenario_values(pack, findings),
        roles_(ids_of(pack.roles)),
        states_(ids_of(pack.states)),
        authorities_(ids_of(pack.authorities)) {}

  simulation_plan read(const json_view& view) {
    simulation_plan plan;
    object_reader root{view, findings_};
    if (!root.good()) return plan;
    root.format();
    plan.seed = static_cast<std::uint64_t>(whole_if(root, "seed", 0, (std::int64_t{1} << 53U) - 1, 0));
    plan.from = root.date("from").value_or(0);
    plan.until = root.date("until").value_or(0);
    if (plan.from != 0 && plan.until != 0) check_dates(plan, root);
    plan.worlds = static_cast<std::int32_t>(whole_if(root, "worlds", 1, most_worlds, 1));
    plan.most_events = whole_if(root, "most_events", 1, most_events_allowed, usual_events);
    if (const auto arrivals = root.need("arrivals")) read_arrivals(*arrivals, plan);
    if (const auto facts = root.find("facts")) read_fact_weights(*facts, plan);
    if (const auto acts = root.find("acts")) read_acts(*acts, plan);
    if (const auto work = root.need("work")) read_work(*work, plan);
    if (const auto staff = root.need("staff")) read_staff(*staff, plan);
    if (const auto waits = root.need("waits")) read_waits(*waits, plan);
    read_promises(root, plan);
    return plan;
  }

 private:
  void wrong(const char* code, const json_view& view, bilingual text) {
    findings_.error(code, view.where(), std::move(text));
  }

  std::int64_t whole_if(object_reader& reader, std::string_view key, std::int64_t low, std::int64_t high,
                        std::int64_t otherwise) {
    const auto view = reader.find(key);
    return view ? read_integer(*view, low, high, findings_).value_or(otherwise) : otherwise;
  }

  // A number that may have a fraction.
  std::optional<double> number(const json_view& view, double low, double high, bool above_low = false) {
    double value = 0;
    if (const double* real = view.value->if_double()) {
      value = *real;
    } else if (const std::int64_t* whole = view.value->if_int64()) {
      value = static_cast<double>(*whole);
    } else {
      wrong("wrong-type", view, {"cần một số", "expected a number"});
      return std::nullopt;
    }
    if (value >= low && value <= high && !(above_low && value == low)) return value;
    wrong("out-of-range", view,
          above_low ? say("{} không hợp lệ: cần một số lớn hơn {} và không quá {}",
                          "{} is no such number: expected more than {} and at most {}", value, low, high)
                    : say("{} không hợp lệ: cần một số từ {} đến {}", "{} is no such number: expected {} to {}", value,
                          low, high));
    return std::nullopt;
  }

  void check_dates(const simulation_plan& plan, object_reader& root) {
    const json_view until = *root.find("until");
    if (plan.until <= plan.from) {
      wrong("out-of-range", until,
            {"\"until\" phải sau \"from\": là ngày đầu tiên không mô phỏng",
             "\"until\" must lie after \"from\": it is the first day that is not simulated"});
    } else if (plan.until - plan.from > most_days) {
      wrong("out-of-range", until, say("mô phỏng không quá {} ngày", "at most {} days can be simulated", most_days));
    }
    for (const named_calendar& one : pack_.calendars) {
      const calendar& hours = one.office->compiled;
      for (const char* key : {"from", "until"}) {
        const day_number day = key[0] == 'f' ? plan.from : plan.until;
        if (hours.knows(day)) continue;
        wrong("horizon", *root.find(key),
              say("lịch \"{}\" không biết ngày này; lịch biết từ {} đến {}",
                  "the calendar \"{}\" does not know this date; it knows {} to {}", one.name,
                  std::string_view{format_date(hours.first_day()).data()},
                  std::string_view{format_date(hours.last_day()).data()}));
      }
    }
  }

  std::vector<double> weights(const json_view& view, std::size_t count) {
    std::vector<double> out;
    const std::vector<json_view> list = read_list(view, false, findings_);
    double sum = 0;
    for (const json_view& element : list) {
      if (const auto value = number(element, 0, most_a_day)) out.push_back(*value);
      sum += out.empty() ? 0 : out.back();
    }
    if (!view.value->is_array()) return {};
    if (list.size() != count) {
      wrong("out-of-range", view,
            say("cần {} số, ở đây có {}", "expected {} numbers, there are {}", count, list.size()));
    } else if (out.size() == count && !(sum > 0)) {
      no_weight(view);
    }
    return out;
  }

  void no_weight(const json_view& view) {
    wrong("out-of-range", view, {"tổng các trọng số phải lớn hơn 0", "the weights must be more than 0 together"});
  }

  void read_arrivals(const json_view& view, simulation_plan& plan) {
    object_reader reader{view, findings_};
    if (!reader.good()) return;
    simulated_arrivals& out = plan.arrivals;
    const auto at = reader.find("at");
    const auto a_day = at ? std::nullopt : reader.need("a_day");
    if (at) {
      for (const json_view& one : read_list(*at, false, findings_)) {
        const auto time = read_instant(one, findings_);
        if (!time) continue;
        if (*time < instant_at(plan.from, 0) || *time >= instant_at(plan.until, 0)) {
          wrong("out-of-range", one,
                {"thời điểm ngoài thời gian mô phỏng", "a time outside the days that are simulated"});
        }
        out.at.push_back(*time);
      }
      std::sort(out.at.begin(), out.at.end());
      return;
    }
    if (a_day) out.a_day = number(*a_day, 0, most_a_day, true).value_or(0);
    if (const auto hours = reader.find("hours")) out.hours = weights(*hours, 24);
    if (const auto weekdays = reader.find("weekdays")) read_weekdays(*weekdays, out);
    if (const auto bursts = reader.find("bursts")) {
      for (const json_view& one : read_list(*bursts, false, findings_)) read_burst(one, out);
    }
  }

  void read_weekdays(const json_view& view, simulated_arrivals& out) {
    object_reader reader{view, findings_};
    if (!reader.good()) return;
    double sum = 0;
    for (const char* key : weekday_keys) {
      const auto day = reader.need(key);
      out.weekdays.push_back(day ? number(*day, 0, most_a_day).value_or(1) : 1);
      sum += out.weekdays.back();
    }
    if (!(sum > 0)) no_weight(view);
  }

  void read_burst(const json_view& view, simulated_arrivals& out) {
    object_reader reader{view, findings_};
    if (!reader.good()) return;
    arrival_burst burst;
    const auto from = reader.need("from");
    const auto until = reader.need("until");
    const auto times = reader.need("times");
    if (from) burst.from = read_instant(*from, findings_).value_or(0);
    if (until) burst.until = read_instant(*until, findings_).value_or(0);
    if (times) burst.times = number(*times, 0, 10'000).value_or(1);
    if (from && until && burst.until <= burst.from)
      wrong("out-of-range", *until, {"\"until\" phải sau \"from\"", "\"until\" must lie after \"from\""});
    out.bursts.push_back(burst);
  }

  // "absent", "present" for texts and dates, else a value as its name or its number says it.
  std::optional<std::optional<fact_value>> weighed_value(std::uint16_t fact, const std::string& key,
                                                         const json_view& view) {
    const fact_declaration& declared = pack_.facts[fact];
    if (key == "absent") return std::optional<fact_value>{};
    std::vector<std::string> known = value_names(pack_, declared);
    switch (declared.type) {
      case fact_type::boolean: known = {"false", "true"}; break;
      case fact_type::authority: known = authorities_; break;
      case fact_type::text:
      case fact_type::document:
      case fact_type::date:
      case fact_type::moment: known = {"present"}; break;
      case fact_type::integer: {
        for (std::int64_t n = declared.low; n <= declared.high && n < declared.low + 100'000; ++n) {
          if (std::to_string(n) == key) return std::optional{fact_value::of(n)};
        }
        findings_.error(
            "out-of-range", view.where_key(),
            say("\"{}\": cần một số nguyên từ {} đến {}, hoặc \"absent\"",
                "\"{}\": expected a whole number from {} to {}, or \"absent\"", key, declared.low, declared.high));
        return std::nullopt;
      }
      case fact_type::authorities:
        findings_.error(
            "unsupported", view.where_key(),
            {"nhiều cơ quan: chỉ có thể nêu \"absent\"", "of several authorities only \"absent\" can be said"});
        return std::nullopt;
      case fact_type::choice:
      case fact_type::channel: break;
    }
    const auto found = std::find(known.begin(), known.end(), key);
    if (found == known.end()) {
      known.push_back("absent");
      unknown({"giá trị", "value"}, key, known, view.where_key());
      return std::nullopt;
    }
    const bool only_said = known.size() == 1 && known[0] == "present";
    return std::optional{fact_value::of(only_said ? 1 : found - known.begin())};
  }

  void read_fact_weights(const json_view& view, simulation_plan& plan) {
    for (const auto& [name, values] : read_members(view, findings_, true)) {
      const auto found = std::find(facts_.begin(), facts_.end(), name);
      if (found == facts_.end()) {
        unknown({"dữ kiện", "fact"}, name, facts_, values.where_key());
        continue;
      }
      fact_weights out;
      out.fact = static_cast<std::uint16_t>(found - facts_.begin());
      if (pack_.facts[out.fact].counts) {
        findings_.error(
            "contradiction", values.where_key(),
            say("\"{}\" do hệ thống đếm, không ai nêu", "\"{}\" is kept by the engine, nobody gives it", name));
        continue;
      }
      double sum = 0;
      for (const auto& [key, weight] : read_members(values, findings_, true)) {
        const auto value = weighed_value(out.fact, key, weight);
        const auto times = number(weight, 0, most_a_day);
        if (value && times) out.values.emplace_back(*value, *times);
        sum += times.value_or(1);
      }
      if (values.value->is_object() && !(sum > 0)) no_weight(values);
      plan.facts.push_back(std::move(out));
    }
  }

  void read_acts(const json_view& view, simulation_plan& plan) {
    for (const auto& [name, shares] : read_members(view, findings_, true)) {
      const auto found = std::find(states_.begin(), states_.end(), name);
      if (found == states_.end()) {
        unknown({"trạng thái", "state"}, name, states_, shares.where_key());
        continue;
      }
      act_shares out;
      out.state = static_cast<state_number>(found - states_.begin());
      std::vector<std::string> taken;
      for (std::size_t event = 0; event < pack_.events.size(); ++event) {
        if (pack_.flow.accepts(out.state, static_cast<event_number>(event))) taken.push_back(pack_.events[event]);
      }
      double sum = 0;
      for (const auto& [event, share] : read_members(shares, findings_, true)) {
        const auto value = number(share, 0, 1);
        sum += value.value_or(0);
        if (std::find(taken.begin(), taken.end(), event) == taken.end())
          unknown(say("sự kiện mà \"{}\" nhận", "event that \"{}\" takes", name), event, taken, share.where_key());
        else if (value)
          out.shares.emplace_back(*find_event(pack_, event), *value);
      }
      if (sum > 1.0 + 1e-9)
        wrong("out-of-range", shares,
              say("các phần cộng lại là {}, nhiều hơn 1", "the shares are {} together, more than 1", sum));
      plan.acts.push_back(std::move(out));
    }
  }

  void read_time(object_reader& reader, simulated_time& out) {
    const auto takes = reader.need("takes");
    if (!takes) return;
    object_reader time{*takes, findings_};
    if (!time.good()) return;
    const auto fixed = time.find("minutes");
    const auto exponential = time.find("mean_minutes");
    const auto lognormal = time.find("median_minutes");
    const auto observed = time.find("observed_minutes");
    const auto sigma = time.find("sigma");
    const int given =
        int{fixed.has_value()} + int{exponential.has_value()} + int{lognormal.has_value()} + int{observed.has_value()};
    if (given != 1) {
      wrong("missing-key", *takes,
            {"cần đúng một trong: \"minutes\", \"mean_minutes\", \"median_minutes\" (với \"sigma\"), "
             "\"observed_minutes\"",
             "exactly one of \"minutes\", \"mean_minutes\", \"median_minutes\" (with \"sigma\") and "
             "\"observed_minutes\" is expected"});
      return;
    }
    if (lognormal.has_value() != sigma.has_value())
      wrong("missing-key", *takes,
            {"\"median_minutes\" và \"sigma\" đi với nhau", "\"median_minutes\" and \"sigma\" go together"});
    if (fixed) out = {time_shape::fixed, number(*fixed, 0, most_minutes).value_or(0), 0, {}};
    if (exponential) out = {time_shape::exponential, number(*exponential, 0, most_minutes, true).value_or(1), 0, {}};
    if (lognormal) out = {time_shape::lognormal, number(*lognormal, 0, most_minutes, true).value_or(1), 0, {}};
    if (sigma) out.sigma = number(*sigma, 0, 10).value_or(0);
    if (observed) read_observed(*observed, out);
  }

  void read_observed(const json_view& view, simulated_time& out) {
    out.shape = time_shape::observed;
    for (const json_view& one : read_list(view, false, findings_)) {
      if (const auto value = number(one, 0, most_minutes)) out.observed.push_back(*value);
    }
    if (out.observed.empty()) wrong("empty-list", view, {"cần ít nhất một số", "at least one number is needed"});
    if (out.observed.size() > most_observed)
      wrong("too-big", view, say("không quá {} số", "at most {} numbers", most_observed));
    std::sort(out.observed.begin(), out.observed.end());
  }

  template <class Number>
  void read_name(object_reader& reader, std::string_view key, const std::vector<std::string>& known,
                 const bilingual& kind, std::optional<Number>& out) {
    const auto view = reader.find(key);
    if (!view) return;
    if (const auto at = named(*view, known, kind)) out = static_cast<Number>(*at);
  }

  void read_hours(object_reader& reader, simulated_hours& out) {
    out.calendar = pack_.main_calendar_number;
    const auto view = reader.find("hours");
    if (!view) return;
    std::vector<std::string> known;
    for (const named_calendar& one : pack_.calendars) known.push_back(one.name);
    known.push_back("always");
    const auto at = named(*view, known, {"lịch", "calendar"});
    if (!at) return;
    out.always = *at + 1 == known.size();
    if (!out.always) out.calendar = static_cast<std::uint16_t>(*at);
  }

  // The last rule speaks of all: nothing is left to a number that nobody wrote.
  template <class Read>
  void read_rules(const json_view& view, std::initializer_list<std::string_view> selectors, Read read) {
    const std::vector<json_view> list = read_list(view, false, findings_);
    for (const json_view& one : list) {
      object_reader reader{one, findings_};
      if (reader.good()) read(reader);
    }
    if (!view.value->is_array()) return;
    const boost::json::object* last = list.empty() ? nullptr : list.back().value->if_object();
    const bool narrow =
        last != nullptr && std::any_of(selectors.begin(), selectors.end(), [last](std::string_view key) {
          return last->contains(boost::json::string_view{key.data(), key.size()});
        });
    if (last == nullptr || narrow) {
      wrong("missing-rule", view,
            say("dòng cuối phải nói về mọi trường hợp còn lại (không có {})",
                "the last row must speak of all that is left (without {})",
                joined(std::vector<std::string>(selectors.begin(), selectors.end()))));
    }
  }

  void read_work(const json_view& view, simulation_plan& plan) {
    read_rules(view, {"role", "authority", "event"}, [&](object_reader& reader) {
      work_rule rule;
      read_name(reader, "role", roles_, {"vai", "role"}, rule.role);
      read_name(reader, "authority", authorities_, {"cơ quan", "authority"}, rule.authority);
      read_name(reader, "event", pack_.events, {"sự kiện", "event"}, rule.event);
      read_time(reader, rule.takes);
      plan.work.push_back(std::move(rule));
    });
  }

  void read_staff(const json_view& view, simulation_plan& plan) {
    read_rules(view, {"role", "authority"}, [&](object_reader& reader) {
      staff_rule rule;
      read_name(reader, "role", roles_, {"vai", "role"}, rule.role);
      read_name(reader, "authority", authorities_, {"cơ quan", "authority"}, rule.authority);
      if (const auto count = reader.need("number"))
        rule.number = read_integer(*count, 1, most_staff, findings_).value_or(1);
      read_hours(reader, rule.hours);
      plan.staff.push_back(rule);
    });
  }

  void read_waits(const json_view& view, simulation_plan& plan) {
    read_rules(view, {"state", "event"}, [&](object_reader& reader) {
      wait_rule rule;
      read_name(reader, "state", states_, {"trạng thái", "state"}, rule.state);
      read_name(reader, "event", pack_.events, {"sự kiện", "event"}, rule.event);
      read_time(reader, rule.takes);
      read_hours(reader, rule.hours);
      plan.waits.push_back(std::move(rule));
    });
  }

  // Needed as soon as an act of the plan promises a date.
  void read_promises(object_reader& root, simulation_plan& plan) {
    const auto view = root.find("promise_working_days");
    if (!view) return;
    double sum = 0;
    for (const auto& [days, weight] : read_members(*view, findings_, true)) {
      std::int32_t number_of_days = -1;
      for (std::int32_t n = 0; n <= 250 && number_of_days < 0; ++n) {
        if (std::to_string(n) == days) number_of_days = n;
      }
      const auto value = number(weight, 0, most_a_day);
      sum += value.value_or(1);
      if (number_of_days < 0) {
        findings_.error(
            "out-of-range", weight.where_key(),
            say("\"{}\": cần số ngày làm việc từ 0 đến 250", "\"{}\": expected working days from 0 to 250", days));
      } else if (value) {
        plan.promise_working_days.emplace_back(number_of_days, *value);
      }
    }
    std::sort(plan.promise_working_days.begin(), plan.promise_working_days.end());
    if (view->value->is_object() && !(sum > 0)) no_weight(*view);
  }

  const std::vector<std::string> roles_;
  const std::vector<std::string> states_;
  const std::vector<std::string> authorities_;
};

}  // namespace

checked_simulation check_simulation(const rule_pack& pack, const std::string& file, std::string text) {
  checked_simulation out;
  const auto document = json_text::read(file, std::move(text), out.findings);
  if (!document) return out;
  simulation_plan plan = simulation_reader{pack, out.findings}.read(document->root());
  if (out.findings.empty()) out.plan = std::move(plan);
  std::stable_sort(out.findings.begin(), out.findings.end(), [](const finding& a, const finding& b) {
    return std::pair{a.where.line, a.where.column} < std::pair{b.where.line, b.where.column};
  });
  return out;
}

simulation_plan read_simulation(const rule_pack& pack, const std::string& file, std::string text) {
  checked_simulation checked = check_simulation(pack, file, std::move(text));
  if (checked.plan) return *std::move(checked.plan);
  std::vector<std::string> details;
  for (const finding& one : checked.findings) details.push_back(one.where.text() + ": " + one.text.en);
  const finding& first = checked.findings.front();
  const status code = first.code == "unknown-name" ? status::reference
                      : first.code == "horizon"    ? status::horizon
                                                   : status::schema;
  throw error(code, first.text, first.where, std::move(details));
}

simulation_plan load_simulation(const rule_pack& pack, const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  if (!std::filesystem::is_regular_file(path) || !file || !(text << file.rdbuf()))
    throw error(status::io, say("không đọc được {}", "cannot read {}", path));
  return read_simulation(pack, path, text.str());
}

}  // namespace thoihan
