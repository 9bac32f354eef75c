// How long working time takes, beside the walk that is written without a library and beside memcpy.
//
//     build/thoihan_bench [--rounds N] [--rows N] [--out FOLDER]
//
// A million questions (questions.hpp), one thread, three sets of sessions. First every answer is compared with the
// walk's, on all rows: a wrong one ends the program with status 1, before anything is timed. Then the rounds. Printed are
// the figures, and the ratios with the bounds that are set to them. FOLDER gets bench.json and, as arrays of 64-bit
// integers, the questions on the first calendar and their answers, for others to be compared on the same (peers.py).
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "tests/bench/contest.hpp"

namespace {

struct arguments {
  int rounds = 15;
  std::size_t rows = 1'000'000;
  std::string out;
};

arguments read_arguments(const std::vector<std::string_view>& words) {
  arguments out;
  const auto number = [](std::string_view text, auto& value) {
    const auto end = std::from_chars(text.data(), text.data() + text.size(), value);
    require(end.ec == std::errc{} && end.ptr == text.data() + text.size() && value > 0, "expected a number above 0");
  };
  require(words.size() % 2 == 0, "usage: thoihan_bench [--rounds N] [--rows N] [--out FOLDER]");
  for (std::size_t i = 0; i < words.size(); i += 2) {
    if (words[i] == "--rounds")
      number(words[i + 1], out.rounds);
    else if (words[i] == "--rows")
      number(words[i + 1], out.rows);
    else if (words[i] == "--out")
      out.out = words[i + 1];
    else
      require(false, "usage: thoihan_bench [--rounds N] [--rows N] [--out FOLDER]");
  }
  return out;
}

// A measurement that is held to another: its time may be at most `bound` times the other's.
struct bounded {
  std::size_t which;
  std::size_t to;
  double bound;
};

// What is set for 07:30-11:30 and 13:00-17:00; other sessions may take twice that.
template <swaps Swaps>
void add_bounded(contest<Swaps>& office, rounds& timing, double factor, std::span<const seconds_of_work> batch_amounts,
                 std::vector<bounded>& held) {
  const std::size_t add_2h = office.time_add(timing, two_hours);
  const std::size_t add_16h = office.time_add(timing, sixteen_hours);
  held.push_back({add_2h, office.time_walk_add(timing, two_hours), factor / 6});
  held.push_back({add_16h, office.time_walk_add(timing, sixteen_hours), factor / 10});
  const std::size_t elapsed = office.time_elapsed(timing);
  held.push_back({elapsed, office.time_walk_elapsed(timing), factor / 15});
  held.push_back({office.time_add(timing, five_years), add_2h, factor * 1.2});
  for (const named_limit& limit : measured_limits) {
    const bool sixteen = limit.length.count == 16;
    held.push_back({office.time_limit(timing, limit), sixteen ? add_16h : add_2h, factor * 3});
  }
  office.time_least_memcpy(timing);
  const std::size_t copy = office.time_memcpy(timing);
  for (const seconds_of_work& amount : batch_amounts) {
    held.push_back({office.time_batch_add(timing, batch_form::wide, amount), copy, factor * 3});
    held.push_back({office.time_batch_add(timing, batch_form::plain, amount), copy, factor * 8});
  }
}

template <swaps Swaps>
void add_others(contest<Swaps>& office, rounds& timing) {
  for (const seconds_of_work& amount : measured_amounts) office.time_subtract(timing, amount);
  office.time_working_date(timing);
  office.time_dates_between(timing);
  office.time_batch_elapsed(timing);
  office.time_batch_working_date(timing);
  for (const named_limit& limit : measured_limits) office.time_batch_limit(timing, limit);
}

// The same operation takes as long as on another calendar or in another order.
template <swaps Swaps>
void add_plain(contest<Swaps>& office, rounds& timing) {
  for (const seconds_of_work& amount : measured_amounts) office.time_add(timing, amount);
  office.time_elapsed(timing);
  for (const named_limit& limit : measured_limits) office.time_limit(timing, limit);
  office.time_least_memcpy(timing);
  office.time_memcpy(timing);
  office.time_batch_add(timing, batch_form::wide, two_hours);
  office.time_batch_add(timing, batch_form::plain, two_hours);
  add_others(office, timing);
}

std::string ratio_text(double ratio) {
  char text[32];
  if (ratio < 0.95)
    std::snprintf(text, sizeof text, "1/%.1f", 1 / ratio);
  else
    std::snprintf(text, sizeof text, "%.2f", ratio);
  return text;
}

void print(const rounds& timing, const std::vector<bounded>& held) {
  std::printf("%-32s %-7s %-29s %-10s %10s %21s\n", "calendar", "starts", "operation", "who", "ns a row",
              "10 % to 90 %");
  for (std::size_t i = 0; i < timing.size(); ++i) {
    const figure& name = timing.name(i);
    std::printf("%-32s %-7s %-29s %-10s %10.3f %10.3f-%.3f\n", name.hours.c_str(), name.order.c_str(),
                name.operation.c_str(), name.who.c_str(), timing.ns(i), timing.low_ns(i), timing.high_ns(i));
  }
  std::printf("\n%-32s %-29s %-24s %10s %10s\n", "calendar", "operation", "against", "ratio", "at most");
  for (const bounded& one : held) {
    const double ratio = timing.ratio(one.which, one.to);
    const figure& name = timing.name(one.which);
    const figure& to = timing.name(one.to);
    const std::string operation = name.operation + (name.who == "thoihan" ? "" : ", " + name.who);
    std::printf("%-32s %-29s %-24s %10s %10s  %s\n", name.hours.c_str(), operation.c_str(),
                (to.who + ": " + to.operation).c_str(), ratio_text(ratio).c_str(), ratio_text(one.bound).c_str(),
                ratio <= one.bound ? "ok" : "NOT REACHED");
  }
}

class file {
 public:
  file(const std::string& folder, std::string_view name)
      : out_(std::fopen((folder + "/" + std::string{name}).c_str(), "wb"), &std::fclose) {
    require(out_ != nullptr, "cannot write to " + folder);
  }
  std::FILE* get() const { return out_.get(); }

 private:
  std::unique_ptr<std::FILE, int (*)(std::FILE*)> out_;
};

void write_json(const std::string& folder, const rounds& timing, const std::vector<bounded>& held,
                const std::vector<std::pair<std::string, std::size_t>>& bytes) {
  const file out{folder, "bench.json"};
  const auto name = [&](std::size_t i) {
    const figure& of = timing.name(i);
    return "\"hours\": \"" + of.hours + "\", \"order\": \"" + of.order + "\", \"operation\": \"" + of.operation +
           "\", \"who\": \"" + of.who + "\"";
  };
  std::fprintf(out.get(), "{\"figures\": [\n");
  for (std::size_t i = 0; i < timing.size(); ++i) {
    std::fprintf(out.get(), "  {%s, \"ns\": %.4f, \"low_ns\": %.4f, \"high_ns\": %.4f}%s\n", name(i).c_str(),
                 timing.ns(i), timing.low_ns(i), timing.high_ns(i), i + 1 < timing.size() ? "," : "");
  }
  std::fprintf(out.get(), "],\n\"ratios\": [\n");
  for (std::size_t i = 0; i < held.size(); ++i) {
    const figure& to = timing.name(held[i].to);
    std::fprintf(out.get(), "  {%s, \"to\": \"%s: %s\", \"ratio\": %.6g, \"bound\": %.6g}%s\n",
                 name(held[i].which).c_str(), to.who.c_str(), to.operation.c_str(),
                 timing.ratio(held[i].which, held[i].to), held[i].bound, i + 1 < held.size() ? "," : "");
  }
  std::fprintf(out.get(), "],\n\"bytes\": [\n");
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::fprintf(out.get(), "  {\"hours\": \"%s\", \"bytes\": %zu}%s\n", bytes[i].first.c_str(), bytes[i].second,
                 i + 1 < bytes.size() ? "," : "");
  }
  std::fprintf(out.get(), "]}\n");
}

void write_numbers(const std::string& folder, std::string_view name, const std::vector<std::int64_t>& numbers) {
  const file out{folder, name};
  require(std::fwrite(numbers.data(), sizeof numbers[0], numbers.size(), out.get()) == numbers.size(),
          "cannot write to " + folder);
}

// For peers.py. The answers are the walk's; `check` has seen that the calendar's are the same.
template <swaps Swaps>
void write_questions(const std::string& folder, const contest<Swaps>& office, const questions& asked) {
  const auto& walk = office.walk();
  std::vector<std::int64_t> closed(walk.closed().begin(), walk.closed().end());
  std::sort(closed.begin(), closed.end());
  write_numbers(folder, "closed.i64", closed);
  write_numbers(folder, "starts.i64", asked.starts);
  write_numbers(folder, "ends.i64", asked.ends);
  const auto write = [&](std::string_view name, const auto& answer) {
    std::vector<std::int64_t> answers(asked.starts.size());
    for (std::size_t i = 0; i < answers.size(); ++i) answers[i] = answer(asked.starts[i], asked.ends[i]);
    write_numbers(folder, name, answers);
  };
  using number = std::int64_t;
  write("add_2h.i64", [&](number start, number) { return walk.add(start, two_hours.seconds); });
  write("add_16h.i64", [&](number start, number) { return walk.add(start, sixteen_hours.seconds); });
  write("elapsed.i64", [&](number start, number end) { return walk.elapsed(start, end); });
  write("working_date.i64",
        [&](number start, number) { return walk.working_date_after(walk.date_of(start), measured_dates); });
  write("dates_between.i64",
        [&](number start, number end) { return walk.working_dates_between(walk.date_of(start), walk.date_of(end)); });
}

}  // namespace

int main(int count, char** words) {
  const arguments given = read_arguments({words + 1, words + count});
  const questions random = ask(given.rows, order::random);
  const questions sorted = ask(given.rows, order::sorted);

  rounds timing{given.rows};
  std::vector<bounded> held;
  std::vector<std::pair<std::string, std::size_t>> bytes;

  contest<swaps::without> first{offices[0], "random", random};
  contest<swaps::without> second{offices[1], "random", random};
  contest<swaps::without> third{offices[2], "random", random};
  contest<swaps::without> in_order{offices[0], "sorted", sorted};
  contest<swaps::with> swapped{offices[0], "random", random};
  for (auto* office : {&first, &second, &third}) {
    office->check();
    std::fprintf(stderr, "%s: every answer is the walk's\n", office->hours_name().c_str());
  }
  swapped.check();
  std::fprintf(stderr, "%s: every answer is the walk's\n", swapped.hours_name().c_str());

  add_bounded(first, timing, 1, measured_amounts, held);
  first.time_walk_working_date(timing);
  add_others(first, timing);
  for (auto* office : {&second, &third}) {
    add_bounded(*office, timing, 2, {&two_hours, 1}, held);
    add_others(*office, timing);
  }
  add_plain(in_order, timing);
  in_order.time_walk_add(timing, two_hours);
  in_order.time_walk_add(timing, sixteen_hours);
  in_order.time_walk_elapsed(timing);
  add_plain(swapped, timing);
  timing.run(given.rounds);

  for (const auto* office : {&first, &second, &third})
    bytes.emplace_back(office->hours_name(), office->calendar().bytes());
  print(timing, held);
  std::printf("\n");
  for (const auto& [hours, size] : bytes) std::printf("%-32s 40 years in %zu bytes\n", hours.c_str(), size);
  if (given.out.empty()) return 0;
  write_json(given.out, timing, held, bytes);
  write_questions(given.out, first, random);
}
