#include <algorithm>
#include <boost/json.hpp>
#include <charconv>

#include "src/pack/pack_loader.hpp"

namespace thoihan {
namespace json = boost::json;
namespace {

std::string words_of(const json_view& view) {
  if (const auto* text = view.value->if_string()) return std::string{*text};
  if (const auto* object = view.value->if_object(); object != nullptr && object->size() == 1) {
    if (const auto* amount = object->if_contains("amount"); amount != nullptr && amount->is_string()) {
      return std::string{amount->get_string()};
    }
  }
  return canonical_json(*view.value);
}

}  // namespace

std::optional<amount> pack_loader::read_amount(const json_view& view) {
  const auto text = read_string(view, findings_);
  if (!text) return std::nullopt;
  amount out;
  bilingual why;
  switch (parse_amount(*text, out)) {
    case amount_error::none: return out;
    case amount_error::form:
      why = {"cần một số nguyên, một dấu cách và đơn vị, như \"5 working days\"",
             "expected a whole number, a space and a unit, such as \"5 working days\""};
      break;
    case amount_error::zero:
      why = {"không có thời hạn bằng 0; viết \"now\"", "a limit of zero is written \"now\""};
      break;
    case amount_error::sign:
      why = {"không có thời hạn âm hay có dấu; tính lùi thì dùng \"before\"",
             "an amount has no sign; a limit counted back is written with \"before\""};
      break;
    case amount_error::fraction:
      why = {"không có phần lẻ; viết bằng đơn vị nhỏ hơn, như \"90 minutes\"",
             "an amount has no fraction; write it in a smaller unit, such as \"90 minutes\""};
      break;
    case amount_error::too_big: why = say("nhiều nhất là {}", "at most {}", max_amount); break;
    case amount_error::unknown_unit: {
      std::vector<std::string> units;
      for (std::size_t i = 0; i <= static_cast<std::size_t>(unit::now); ++i) units.emplace_back(unit_names[i]);
      const std::string word = text->substr(text->find(' ') + 1);
      const bilingual near = nearest_name(word, units);
      why = say("không có đơn vị \"{}\"; cần một trong: {}{}", "there is no unit \"{}\"; expected one of: {}{}", word,
                joined(units), near);
      break;
    }
  }
  findings_.error("bad-amount", view.where(), say("\"{}\": {}", "\"{}\": {}", *text, why));
  return std::nullopt;
}

bool pack_loader::read_term(object_reader& reader, limit& out) {
  limit_term term;
  bool good = true;
  const auto next_session = reader.find("next_session");
  const auto length = next_session ? reader.find("amount") : reader.need("amount");
  if (next_session) {
    term.length = {0, unit::next_session};
    good = read_word<bool>(*next_session, {{"close", true}}, findings_).has_value() && good;
    if (length) {
      findings_.error("wrong-type", length->where(),
                      {"\"next_session\" không đi với \"amount\"", "\"next_session\" does not go with \"amount\""});
    }
  } else if (length) {
    const auto amount = read_amount(*length);
    good = amount.has_value();
    term.length = amount.value_or(thoihan::amount{});
  } else {
    good = false;
  }
  const unit in = term.length.in;
  // A policy that has no effect on the unit is a misunderstanding, and said so.
  const auto only_for = [&](const std::optional<json_view>& view, bool fits, std::string_view key) {
    if (!view || fits || !good) return;
    findings_.error("policy-without-effect", view->where(),
                    say("\"{}\" không có tác dụng với đơn vị \"{}\"", "\"{}\" has no effect on the unit \"{}\"", key,
                        unit_name(in)));
  };
  if (const auto end = reader.find("end")) {
    only_for(end, is_day_unit(in), "end");
    term.end = read_word<term_end>(*end, {{"last_session", term_end::last_session}, {"same_time", term_end::same_time}},
                                   findings_)
                   .value_or(term_end::day_end);
  }
  if (const auto cut_off = reader.find("cut_off")) {
    only_for(cut_off, in != unit::now && in != unit::next_session, "cut_off");
    term.cut_off_s = read_time_of_day(*cut_off, findings_).value_or(-1);
  }
  if (const auto first_day = reader.find("first_day")) {
    only_for(first_day, is_day_unit(in), "first_day");
    term.first_day_counts = read_word<bool>(*first_day, {{"counts", true}}, findings_).value_or(false);
  }
  if (const auto roll = reader.find("roll")) {
    only_for(roll, is_calendar_unit(in), "roll");
    const auto how = read_word<int>(*roll, {{"none", 0}, {"back", 1}}, findings_).value_or(0);
    term.rolls = false;
    term.roll_back = how == 1;
  }
  if (const auto make_up = reader.find("make_up_saturdays")) {
    only_for(make_up, is_day_unit(in) || term.cut_off_s >= 0, "make_up_saturdays");
    term.make_up_counts = !read_word<bool>(*make_up, {{"do_not_count", true}}, findings_).value_or(false);
  }
  if (const auto run_out = reader.find("run_out")) {
    only_for(run_out, is_working_time_unit(in) || in == unit::working_day, "run_out");
    term.when_overused = read_word<bool>(*run_out, {{"when_overused", true}}, findings_).value_or(false);
  }
  if (const auto hours = reader.find("hours_a_day")) {
    only_for(hours, in == unit::working_day, "hours_a_day");
    term.hours_a_day = static_cast<std::int32_t>(read_integer(*hours, 1, 24, findings_).value_or(0));
  }
  if (const auto grace = reader.find("grace")) {
    only_for(grace, in == unit::now, "grace");
    const auto amount = read_amount(*grace);
    if (amount && unit_seconds(amount->in) == 0) {
      findings_.error("bad-amount", grace->where(),
                      {"thời gian châm chước tính bằng phút hoặc giờ", "a grace is counted in minutes or hours"});
    } else if (amount) {
      term.grace = *amount;
    }
  }
  if (const auto before = reader.find("before")) {
    only_for(before, in != unit::now && in != unit::next_session, "before");
    if (const auto fact = resolve(*before, ids_of(pack_.facts), {"dữ kiện", "fact"})) {
      const fact_type type = pack_.facts[*fact].type;
      if (type != fact_type::date && type != fact_type::moment) {
        findings_.error("wrong-type", before->where(),
                        say("\"{}\" không phải ngày hay thời điểm", "\"{}\" is neither a date nor an instant",
                            pack_.facts[*fact].id));
      }
      term.back = true;
      term.rolls = false;
      check_policies(term, *before);
      term.anchor = static_cast<std::uint16_t>(*fact);
      term.anchor_is_date = type == fact_type::date;
    }
  }
  if (term.roll_back && !term.back) {
    findings_.error("policy-without-effect", reader.view().where(),
                    {"\"roll\": \"back\" chỉ đi với \"before\"", "\"roll\": \"back\" goes with \"before\" only"});
  }
  if (term.when_overused && in == unit::working_day && term.hours_a_day == 0) {
    findings_.error(
        "policy-without-effect", reader.view().where(),
        {"\"run_out\" với ngày làm việc cần \"hours_a_day\"", "\"run_out\" on working days needs \"hours_a_day\""});
  }
  if (term.hours_a_day > 0 && (term.end != term_end::day_end || term.first_day_counts)) {
    findings_.error("policy-without-effect", reader.view().where(),
                    {"\"hours_a_day\" tính theo giờ nên không đi với \"end\" hay \"first_day\"",
                     "\"hours_a_day\" counts hours and does not go with \"end\" or \"first_day\""});
  }
  out.nodes[out.size++] = {limit_kind::term, 0, term};
  return good;
}

// A limit that is counted back has no first day, no cut-off and no other end.
void pack_loader::check_policies(const limit_term& term, const json_view& view) {
  const bool other = term.end != term_end::day_end || term.first_day_counts || term.cut_off_s >= 0 ||
                     term.when_overused || term.hours_a_day > 0;
  if (!other) return;
  findings_.error("policy-without-effect", view.where(),
                  {"\"before\" chỉ đi với \"make_up_saturdays\" và \"roll\"",
                   "\"before\" goes with \"make_up_saturdays\" and \"roll\" only"});
}

bool pack_loader::read_limit_node(const json_view& view, limit& out) {
  if (out.size == max_limit_nodes) {
    findings_.error("too-big", view.where(),
                    say("một thời hạn có nhiều nhất {} phần", "a limit has at most {} parts", max_limit_nodes));
    return false;
  }
  if (view.value->is_string()) {
    const auto amount = read_amount(view);
    if (!amount) return false;
    out.nodes[out.size++].term.length = *amount;
    return true;
  }
  object_reader reader{view, findings_};
  if (!reader.good()) return false;
  const std::pair<std::string_view, limit_kind> compositions[] = {
      {"then", limit_kind::then}, {"earlier_of", limit_kind::earlier_of}, {"later_of", limit_kind::later_of}};
  for (const auto& [key, kind] : compositions) {
    const auto parts = reader.find(key);
    if (!parts) continue;
    const auto list = read_list(*parts, false, findings_);
    if (list.size() < 2) {
      findings_.error("wrong-type", parts->where(),
                      say("\"{}\" cần từ hai phần", "\"{}\" needs two parts or more", key));
      return false;
    }
    out.nodes[out.size++] = {kind, static_cast<std::uint8_t>(std::min<std::size_t>(list.size(), 255)), {}};
    bool good = true;
    for (const json_view& part : list) good = read_limit_node(part, out) && good;
    return good;
  }
  return read_term(reader, out);
}

std::optional<limit> pack_loader::read_limit(const json_view& view) {
  limit out;
  return read_limit_node(view, out) ? std::optional{out} : std::nullopt;
}

std::vector<limit_rule> pack_loader::read_within(const json_view& view) {
  std::vector<limit_rule> out;
  const auto rows = read_list(view, true, findings_);
  if (rows.empty() && view.value->is_array()) {
    findings_.error("empty-list", view.where(), {"cần ít nhất một thời hạn", "at least one limit is needed"});
  }
  for (const json_view& element : rows) {
    object_reader reader{element, findings_};
    if (!reader.good()) continue;
    limit_rule rule;
    rule.pointer = element.pointer;
    if (const auto when = reader.find("when")) rule.row.when = read_guard(*when);
    if (const auto received = reader.find("received")) {
      object_reader choice{*received, findings_};
      const auto in = choice.find("in");
      const auto not_in = choice.find("not_in");
      if (in.has_value() == not_in.has_value()) {
        findings_.error("wrong-type", received->where(),
                        {"cần đúng một trong \"in\" và \"not_in\"", "expected exactly one of \"in\" and \"not_in\""});
      } else {
        const auto word = read_word<bool>(in ? *in : *not_in, {{"session", true}, {"day_hours", false}}, findings_);
        const bool session = word.value_or(true);
        rule.row.received = in ? (session ? receipt::in_session : receipt::within_hours)
                               : (session ? receipt::outside_session : receipt::outside_hours);
      }
      rule.row.receipt_calendar = read_calendar_name(choice, "calendar").value_or(pack_.main_calendar_number);
    }
    if (const auto what = reader.need("limit")) {
      rule.text = words_of(*what);
      if (const auto parsed = read_limit(*what)) rule.row.what = *parsed;
    }
    rule.source = read_basis(reader);
    out.push_back(std::move(rule));
  }
  return out;
}

std::optional<time_bar> pack_loader::read_time_bar(const json_view& view) {
  object_reader reader{view, findings_};
  if (!reader.good()) return std::nullopt;
  time_bar out;
  out.from = read_events(reader, "from", true);
  if (const auto within = reader.need("within")) out.within = read_within(*within);
  if (const auto late = reader.need("late")) {
    out.refuses = read_word<bool>(*late, {{"refuse", true}, {"accept", false}}, findings_).value_or(true);
  }
  out.calendar = read_calendar_name(reader, "calendar").value_or(pack_.main_calendar_number);
  out.source = read_basis(reader);
  return out;
}

std::optional<back_dating> pack_loader::read_back_dating(const json_view& view) {
  object_reader reader{view, findings_};
  if (!reader.good()) return std::nullopt;
  back_dating out;
  if (const auto length = reader.need("amount")) {
    out.text = words_of(*length);
    if (const auto amount = read_amount(*length)) out.within = limit::of(*amount);
  }
  out.calendar = read_calendar_name(reader, "calendar").value_or(pack_.main_calendar_number);
  out.source = read_basis(reader);
  return out;
}

// "3/4": less than the whole.
void pack_loader::read_share(const json_view& view, warning_rule& out) {
  const auto text = read_string(view, findings_);
  if (!text) return;
  out.text = *text;
  const std::size_t slash = text->find('/');
  const auto number = [&](std::size_t from, std::size_t until, std::int64_t& into) {
    const char* const begin = text->data() + from;
    const char* const end = text->data() + until;
    const auto [last, code] = std::from_chars(begin, end, into);
    return code == std::errc{} && last == end;
  };
  constexpr std::int64_t most_parts = 1000;
  const bool good = slash != std::string::npos && number(0, slash, out.used) &&
                    number(slash + 1, text->size(), out.parts) && out.used >= 1 && out.used < out.parts &&
                    out.parts <= most_parts;
  if (good) return;
  findings_.error("bad-share", view.where(),
                  say("\"{}\": cần một phần của thời hạn, nhỏ hơn cả thời hạn, như \"3/4\"",
                      "\"{}\": expected a share of the limit that is less than the whole, such as \"3/4\"", *text));
}

std::vector<warning_rule> pack_loader::read_warnings(const json_view& view) {
  std::vector<warning_rule> out;
  const auto rows = read_list(view, true, findings_);
  if (rows.empty() && view.value->is_array()) {
    findings_.error("empty-list", view.where(), {"cần ít nhất một lời nhắc", "at least one warning is needed"});
  }
  for (const json_view& element : rows) {
    object_reader reader{element, findings_};
    if (!reader.good()) continue;
    warning_rule rule;
    rule.pointer = element.pointer;
    const auto used = reader.find("used");
    const auto before = reader.find("before");
    if (used.has_value() == before.has_value()) {
      findings_.error("wrong-type", element.where(),
                      {"cần đúng một trong \"used\" và \"before\"", "expected exactly one of \"used\" and \"before\""});
    } else if (used) {
      read_share(*used, rule);
    } else if (const auto length = read_amount(*before)) {
      rule.before = *length;
      rule.text = words_of(*before);
      if (length->in == unit::now) {
        findings_.error("bad-amount", before->where(),
                        {"cần một khoảng thời gian trước hạn", "expected a length of time before the due"});
      }
    }
    rule.source = read_basis(reader);
    out.push_back(std::move(rule));
  }
  return out;
}

std::optional<extension_rule> pack_loader::read_extension(const json_view& view) {
  object_reader reader{view, findings_};
  if (!reader.good()) return std::nullopt;
  extension_rule out;
  out.on = read_event(reader.need("on")).value_or(0);
  if (const auto asked = reader.find("asked")) out.asked = read_event(asked);
  const auto by = reader.find("by");
  if (by) {
    if (const auto amount = read_amount(*by)) out.by = *amount;
  } else if (const auto until = reader.need("until")) {
    if (const auto at = resolve(*until, ids_of(pack_.facts), {"dữ kiện", "fact"})) {
      out.until = static_cast<std::uint16_t>(*at);
      const fact_type type = pack_.facts[*at].type;
      if (type != fact_type::date && type != fact_type::moment) {
        findings_.error("wrong-type", until->where(),
                        say("\"{}\" không phải ngày hay thời điểm", "\"{}\" is neither a date nor an instant",
                            pack_.facts[*at].id));
      }
    }
  }
  // An amount only ever lengthens.
  if (!by) out.policy.downwards = reader.flag("downwards").value_or(false);
  if (const auto times = reader.need("times")) {
    out.policy.times = static_cast<std::int32_t>(read_integer(*times, 1, 1000, findings_).value_or(1));
  }
  out.source = read_basis(reader);
  return out;
}

std::optional<event_number> pack_loader::read_event(const std::optional<json_view>& view) {
  if (!view) return std::nullopt;
  const auto at = resolve(*view, pack_.events, {"sự kiện", "event"});
  return at ? std::optional{static_cast<event_number>(*at)} : std::nullopt;
}

std::optional<exemption_rule> pack_loader::read_exemption(const json_view& view) {
  object_reader reader{view, findings_};
  if (!reader.good()) return std::nullopt;
  exemption_rule out;
  out.asked = read_event(reader.need("asked")).value_or(0);
  out.on = read_event(reader.need("on")).value_or(0);
  out.source = read_basis(reader);
  return out;
}

limit_rule pack_loader::read_one_limit(const rule_pack& pack, std::string_view text) {
  class no_source final : public rules_source {
    std::optional<source_text> own(std::string_view) override { return std::nullopt; }
    std::optional<source_text> shared(std::string_view) override { return std::nullopt; }
  };
  no_source nowhere;
  std::vector<finding> found;
  pack_loader loader{nowhere, found};
  loader.pack_.facts = pack.facts;
  // A bare amount is read as if it stood in quotes.
  const bool is_json = !text.empty() && (text[0] == '{' || text[0] == '"');
  const std::string wrapped =
      is_json ? std::string{text} : json::serialize(json::string_view{text.data(), text.size()});
  limit_rule out;
  if (const auto document = json_text::read("", wrapped, found)) {
    const json_view root = document->root();
    out.text = words_of(root);
    if (const auto parsed = loader.read_limit(root)) out.row.what = *parsed;
  }
  if (!found.empty()) {
    place where = is_json ? found.front().where : place{};
    std::vector<std::string> details;
    for (const finding& f : found) details.push_back(f.text.en);
    throw error(status::schema, found.front().text, std::move(where), std::move(details));
  }
  return out;
}

limit_rule read_limit(const rule_pack& pack, std::string_view text) { return pack_loader::read_one_limit(pack, text); }

}  // namespace thoihan
